"""One office for the tests of a module: what costs time is made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import bot
from mentorbot.book.binding import Bindery
from mentorbot.book.rendering import Book
from tests.stories.mail import WEB
from tests.stories.office import Office
from tests.stories.town import Town

CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.fixture
def office(tmp_path: Path, book: Book) -> Office:
    made = Office.of(Town(tmp_path, book))
    made.town.parts = replace(made.town.parts, web_url=WEB, bindery=Bindery(CONTENT, bot.texts()))
    return made


@pytest.fixture
def town(office: Office) -> Town:
    return office.town
