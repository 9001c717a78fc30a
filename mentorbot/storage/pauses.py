"""How long Telegram asked to wait: kept, so that a restart does not forget it.

A pause is of one chat, or of all of them. One of all is over only when something has arrived again:
until then one letter at a time finds out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from mentorbot.storage.database import Tx
from mentorbot.storage.tables import pauses

EVERY_CHAT = 0
"""No chat has this id."""
A_JUMP = timedelta(minutes=1)
"""A pause that began so much later than now was written before the clock was set back."""


@dataclass(frozen=True)
class Pauses:
    """What lasts at one moment."""

    chats: Mapping[int, datetime] = field(default_factory=dict)
    """Until when, by chat."""
    until: datetime | None = None
    """Until when nothing is sent in any chat."""
    probing: bool = False
    """It is over for all chats, as far as the clock tells; one letter is to show it."""

    @property
    def every(self) -> bool:
        return self.until is not None

    def end_for(self, chat: int | None) -> datetime | None:
        """When a letter to that chat may leave; None: at once."""
        ends = [each for each in (self.until, self.chats.get(chat or 0)) if each is not None]
        return max(ends, default=None)


NONE = Pauses()


def put(tx: Tx, chat: int, now: datetime, until: datetime) -> None:
    """A pause that would end later than this one stays."""
    before = tx.connection.execute(
        select(pauses.c.until).where(pauses.c.chat_id == chat, pauses.c.since <= now + A_JUMP)
    ).scalar()
    lift(tx, chat)
    until = until if before is None else max(before, until)
    tx.connection.execute(pauses.insert().values(chat_id=chat, since=now, until=until))


def lift(tx: Tx, chat: int) -> None:
    tx.connection.execute(pauses.delete().where(pauses.c.chat_id == chat))


def standing(tx: Tx, now: datetime) -> Pauses:
    """What lasts now. What is over for a chat is forgotten."""
    rows = tx.connection.execute(select(pauses)).all()
    if not rows:
        return NONE
    chats, until, probing = {}, None, False
    for row in rows:
        lasts = row.since <= now + A_JUMP and now < row.until
        if row.chat_id == EVERY_CHAT:
            until, probing = (row.until if lasts else None), not lasts
        elif lasts:
            chats[row.chat_id] = row.until
        else:
            lift(tx, row.chat_id)
    return Pauses(chats, until, probing)


def next_end(tx: Tx, now: datetime) -> datetime | None:
    """When the next pause is over."""
    found: datetime | None = tx.connection.execute(
        select(func.min(pauses.c.until)).where(pauses.c.until > now)
    ).scalar()
    return found
