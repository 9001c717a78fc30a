"""The real content, read once for all stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.placements import FollowUpModel
from tests.stories.office import Office
from tests.stories.town import THURSDAY, Town
from tests.stories.village import Village

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


@pytest.fixture
def office(town: Town) -> Office:
    return Office.of(town)


@pytest.fixture
def office_at(town_at: Callable[[datetime], Town]) -> Callable[..., Office]:
    """An office whose story begins at another moment, or under another model."""

    def build(now: datetime = THURSDAY, **placement: Any) -> Office:
        return Office.of(town_at(now), **placement)

    return build


@pytest.fixture
def village(town: Town) -> Village:
    return Village.of(town)


@pytest.fixture
def village_at(town_at: Callable[..., Town]) -> Callable[..., Village]:
    def build(now: datetime, model: FollowUpModel = FollowUpModel.HYBRID) -> Village:
        return Village.of(town_at(now), model)

    return build
