"""The real content, read once for all stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from tests.stories.town import THURSDAY, Town

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def book() -> Book:
    return load_book(ROOT / "content", texts())


@pytest.fixture
def town(tmp_path: Path, book: Book) -> Iterator[Town]:
    made = Town(tmp_path, book)
    yield made
    made.database.close()


@pytest.fixture
def town_at(tmp_path: Path, book: Book) -> Iterator[Callable[[datetime], Town]]:
    """A town whose story begins at another moment."""
    made: list[Town] = []

    def build(now: datetime = THURSDAY) -> Town:
        made.append(Town(tmp_path, book, now))
        return made[-1]

    yield build
    for town in made:
        town.database.close()
