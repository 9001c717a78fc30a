"""When the network is to look at a person again: a mark each, whose number is a moment."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime

from mentorbot.domain.people import PersonId
from mentorbot.storage import marks
from mentorbot.storage.database import Tx

CALL = "network:"
"""With a person's id after it; the number is seconds since 1970."""


def put(tx: Tx, persons: Iterable[PersonId], at: datetime) -> None:
    for person in persons:
        # Rounded up: a look that comes early would find nothing to do.
        marks.put(tx, f"{CALL}{person}", math.ceil(at.timestamp()))


def take(tx: Tx, person: PersonId) -> bool:
    """The claim: whether this call was the one that took it up."""
    return marks.remove(tx, f"{CALL}{person}")


def due(tx: Tx, now: datetime, most: int) -> list[PersonId]:
    """Whom to look at now, who waited longest first."""
    names = marks.due(tx, CALL, math.floor(now.timestamp()), most)
    return [int(name.removeprefix(CALL)) for name in names]


def next_moment(tx: Tx) -> datetime | None:
    found = marks.least(tx, CALL)
    return None if found is None else datetime.fromtimestamp(found, UTC)
