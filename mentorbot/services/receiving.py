"""Updates are kept before Telegram is told that they arrived."""

from __future__ import annotations

from datetime import datetime

from mentorbot.services.parts import Parts
from mentorbot.storage import inbox
from mentorbot.storage.inbox import Waiting


def keep(parts: Parts, updates: list[tuple[int, str]], now: datetime) -> int:
    """Commits the updates with the offset that confirms them; returns that offset."""
    offset = updates[-1][0] + 1
    with parts.database.begin() as tx:
        inbox.keep(tx, updates, now)
        inbox.set_offset(tx, offset)
    return offset


def next_offset(parts: Parts) -> int | None:
    with parts.database.begin() as tx:
        return inbox.offset(tx)


def waiting(parts: Parts, most: int) -> list[Waiting]:
    """Updates not handled yet, oldest first."""
    with parts.database.begin() as tx:
        return inbox.waiting(tx, most)
