"""What is published at the desk is what the running bot says within seconds, at every worker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot
from mentorbot.book.rendering import Book
from mentorbot.domain.edits import EditState
from mentorbot.domain.wording import Phrase
from mentorbot.edges.reloading import Content
from mentorbot.services import editing
from mentorbot.services.editing import Fate
from mentorbot.storage import edits, people
from tests.edges.desk.conftest import CONTENT
from tests.edges.life import Running, running_in
from tests.stories.town import Town

SUBJECT, SLOT = "message:report.send", "nb/messages/report.yaml#buttons.send"
IN_USE = 5.0
"""Seconds of work from the press of the button, as a coordinator is promised; how many they are by
the clock on a machine with other work, tests/soak/coordinator.py tells."""
PATIENCE = 30.0


@pytest.fixture
async def life(tmp_path: Path, book: Book) -> AsyncIterator[Running]:
    town = Town(tmp_path, book)
    async with running_in(town, Content(CONTENT, bot.renew)) as running:
        yield running
    town.database.close()


def says(life: Running) -> str:
    return life.service.parts.book.label(Phrase("report.send"), life.office.kari.language)  # type: ignore[arg-type]


async def until_said(life: Running, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while says(life) != words:
            await asyncio.sleep(0.01)


async def test_published_taken_back_and_planned_words_are_in_use_in_time(life: Running) -> None:
    """Another worker's desk writes to the database; this one finds it there."""
    town, before = life.town, says(life)
    kari = life.office.kari.person
    words = {"Send saken": None, "Send det nå": town.now}
    for text, due_at in words.items():
        began = time.process_time()
        with town.tx() as tx:
            person, laid = people.get(tx, kari), edits.laid(tx)
            editing.save(tx, person, SUBJECT, {SLOT: before}, {SLOT: text}, 0, town.now)
            edit = edits.open_of(tx, SUBJECT)
            assert edit is not None
            if due_at is None:
                edits.change(tx, edit, town.now, reader_id=kari)
                edit = edits.open_of(tx, SUBJECT)
                assert edit is not None
                assert editing.publish(tx, town.parts, person, edit, laid, town.now) is Fate.DONE
            else:
                edits.change(tx, edit, town.now, state=EditState.PLANNED, due_at=due_at)
        await until_said(life, text)
        assert time.process_time() - began < IN_USE
    with town.tx() as tx:
        edit = edits.published_of(tx, SUBJECT)
        assert edit is not None
        editing.take_back(tx, people.get(tx, kari), edit, town.now)
    await until_said(life, "Send saken")
