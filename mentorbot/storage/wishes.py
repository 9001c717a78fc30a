"""Who asked to be erased, and when it is to be done."""

from __future__ import annotations

from datetime import UTC, datetime

from mentorbot.domain.people import PersonId
from mentorbot.storage import marks
from mentorbot.storage.database import Tx

PREFIX = "forget:"


def put(tx: Tx, person: PersonId, due: datetime) -> bool:
    """The claim: whether this call was the one that asked; a second wish moves nothing."""
    if at(tx, person) is not None:
        return False
    marks.put(tx, f"{PREFIX}{person}", int(due.timestamp()))
    return True


def postpone(tx: Tx, person: PersonId, due: datetime) -> None:
    marks.put(tx, f"{PREFIX}{person}", int(due.timestamp()))


def at(tx: Tx, person: PersonId) -> datetime | None:
    found = marks.get(tx, f"{PREFIX}{person}")
    return None if found is None else datetime.fromtimestamp(found, UTC)


def take_back(tx: Tx, person: PersonId) -> bool:
    """Whether there was one."""
    return marks.remove(tx, f"{PREFIX}{person}")


def due(tx: Tx, now: datetime, most: int) -> list[PersonId]:
    found = marks.due(tx, PREFIX, int(now.timestamp()), most)
    return [int(name.removeprefix(PREFIX)) for name in found]


def next_due(tx: Tx) -> datetime | None:
    first = marks.least(tx, PREFIX)
    return None if first is None else datetime.fromtimestamp(first, UTC)
