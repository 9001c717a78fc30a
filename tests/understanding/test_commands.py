"""`cards search` and `understand`, typed as a person or a script types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import bot
from mentorbot.edges.commands import app
from mentorbot.edges.commands.desk import House
from tests.understanding.conftest import CONTENT


def typed(*words: str) -> Result:
    house = House(bot.build, bot.texts, bot.renew)
    env = {"MENTORBOT_CONTENT_DIR": str(CONTENT)}
    return CliRunner().invoke(app, list(words), obj=house, env=env)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = [
        {"id": "A", "text": "han kommer for sent hver dag", "lang": "nb"},
        {"id": "B", "text": "Ring Kari Nordmann på 900 00 001"},
    ]
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", "utf-8")
    return path


def test_cards_are_found_for_every_line_of_a_file(file: Path) -> None:
    first, second = rows(typed("cards", "search", "--json", "--file", str(file)))
    assert (first["id"], second["id"]) == ("A", "B")
    assert first["cards"][0] == {
        "id": "V33",
        "title": "For sent på jobb",
        "topics": ["lateness"],
    }


def test_one_text_is_searched_for_and_shown_to_people() -> None:
    result = typed("cards", "search", "han kommer for sent")
    assert result.stdout.startswith("V33  For sent på jobb (lateness)")


def test_a_message_is_understood_and_redacted(file: Path) -> None:
    first, second = rows(typed("understand", "--file", str(file)))
    assert list(first) == [
        "id", "intent", "topics", "urgency", "kind", "action", "sure", "redacted",
    ]  # fmt: skip
    assert (first["intent"], first["topics"][0]) == ("problem", "lateness")
    assert (first["kind"], first["action"]) == (None, None)
    assert "900" not in second["redacted"]
    assert "Nordmann" not in second["redacted"]


def test_a_line_that_is_wrong_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"id": "A", "text": "hei"}\nnot json\n{"id": "C"}\n', "utf-8")
    result = typed("understand", "--file", str(path))
    assert result.exit_code == 2
    assert [f"lines.jsonl:{number}" in result.output for number in (1, 2, 3)] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("words", [["understand"], ["cards", "search"]])
def test_nothing_to_read_is_told(words: list[str]) -> None:
    assert typed(*words).exit_code == 2
