"""A letter's picture is drawn beside the service; where that fails, its words go alone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from unittest.mock import Mock

import pytest
import structlog

from mentorbot.domain.charts import Chart, Form, Series, Shape, Sheet
from mentorbot.edges import pictures, studio
from mentorbot.services.messenger import Picture, Words
from mentorbot.services.picturing import Gathered
from mentorbot.storage.letters import Lane, Letter, Posted, Verb
from tests.cast import MONDAY

CHART = Chart("x", Shape.ROWS, "Tema", ("Ett.",), "Tema", ("A",), (Series("Antall", (3,), ("3",)),))
FULL = Gathered(Sheet("office", "Uker", (CHART,)), Form.PNG, "<b>Uker</b>", "fil.pdf")
EMPTY = Gathered(Sheet("office", "Uker", ()), Form.PNG, "For lite")


class Clock:
    def now(self) -> datetime:
        return MONDAY


class Service:
    """As much of one as a picture needs."""

    clock, parts = Clock(), Mock()

    def __init__(self, found: Gathered | None) -> None:
        self.found = found

    async def do(self, *_: Any) -> Gathered | None:
        return self.found


def drawn(found: Gathered | None, verb: Verb = Verb.PICTURE) -> Picture | Words | None:
    letter = Posted(1, 1001, Letter(1, verb, Lane.ANSWER, {}), 1, None)
    service: Any = Service(found)
    return asyncio.run(studio.drawn(service, letter))


def test_what_was_gathered_is_drawn_and_keeps_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "drawn", lambda sheet, form: f"{sheet.name} {form}".encode())
    assert drawn(FULL) == Picture(b"office png", "<b>Uker</b>", "fil.pdf")


def test_a_drawing_that_fails_leaves_the_words_and_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: Any) -> bytes:
        raise MemoryError

    monkeypatch.setattr(pictures, "drawn", fails)
    with structlog.testing.capture_logs() as lines:
        assert drawn(FULL) == Words("<b>Uker</b>")
    assert [line["event"] for line in lines] == ["picture.not_drawn"]
    assert "Uker" not in str(lines)


def test_nothing_is_drawn_where_there_is_nothing_to_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "drawn", Mock(side_effect=AssertionError))
    assert drawn(EMPTY) == Words("For lite")
    assert drawn(None) is None
    assert drawn(FULL, Verb.TELL) is None
