"""What one person is to be told of one post, and when: a mark each, whose number is a moment."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from mentorbot.domain.people import PersonId
from mentorbot.storage import marks
from mentorbot.storage.database import Tx


class News(StrEnum):
    """The names of the marks, with a person's and a post's number after them."""

    EDIT = "edit"
    """What it says was put right: no sound."""
    CHANGE = "change"
    """A gathering has another time or place."""
    REMINDER = "remind"
    """A gathering that somebody comes to is near."""


@dataclass(frozen=True)
class Item:
    news: News
    person: PersonId
    post: int

    @property
    def name(self) -> str:
        return f"{self.news}:{self.person}:{self.post}"


def put(tx: Tx, news: News, persons: Iterable[PersonId], post: int, at: datetime) -> None:
    for person in persons:
        # Rounded up: a look that comes early would find nothing to do.
        marks.put(tx, Item(news, person, post).name, math.ceil(at.timestamp()))


def take(tx: Tx, item: Item) -> bool:
    """The claim: whether this call was the one that took it up."""
    return marks.remove(tx, item.name)


def due(tx: Tx, news: News, now: datetime, most: int) -> list[Item]:
    """Who waited longest first."""
    names = marks.due(tx, f"{news}:", math.floor(now.timestamp()), most)
    found = (name.split(":") for name in names)
    return [Item(news, int(person), int(post)) for _, person, post in found]


def next_moment(tx: Tx) -> datetime | None:
    found = (marks.least(tx, f"{news}:") for news in News)
    first = min((each for each in found if each is not None), default=None)
    return None if first is None else datetime.fromtimestamp(first, UTC)
