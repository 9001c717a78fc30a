"""Updates are kept before Telegram is told that they arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mentorbot.services.parts import Parts
from mentorbot.storage import inbox
from mentorbot.storage.inbox import Arrived, Waiting

MOST_WAITING = 5_000
"""More than a worker takes in a minute or two: until then Telegram keeps the rest as safely."""


def keep(parts: Parts, updates: Sequence[Arrived], now: datetime) -> int:
    """Commits the updates with the offset that confirms them; returns that offset."""
    offset = updates[-1].update_id + 1
    with parts.database.begin() as tx:
        inbox.keep(tx, updates, now)
        inbox.set_offset(tx, offset)
    return offset


def take_in(parts: Parts, updates: Sequence[Arrived], now: datetime) -> bool:
    """Commits what was posted to a webhook; False, and nothing is kept, where too much waits."""
    with parts.database.begin() as tx:
        if inbox.is_over(tx, MOST_WAITING):
            return False
        inbox.keep(tx, updates, now)
        return True


def next_offset(parts: Parts) -> int | None:
    with parts.database.begin() as tx:
        return inbox.offset(tx)


def waiting(parts: Parts, most: int) -> list[Waiting]:
    """Updates not handled yet that this worker may handle, oldest first."""
    with parts.database.begin() as tx:
        return inbox.waiting(tx, most, of_known=not parts.carries)
