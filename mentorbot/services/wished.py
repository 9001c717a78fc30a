"""Grants the wishes to be erased whose time has come."""

from __future__ import annotations

from datetime import datetime

from mentorbot.services import erasing
from mentorbot.services.parts import Parts
from mentorbot.services.rows import each
from mentorbot.storage import wishes
from mentorbot.storage.database import Tx

AT_ONCE = 10


def forget_due(parts: Parts, now: datetime) -> int:
    """Returns how many wishes it looked at."""
    with parts.database.begin() as tx:
        due = wishes.due(tx, now, AT_ONCE)
    handled = each(parts, due, lambda tx, person: _grant(tx, parts, person, now), _push, now)
    if handled:
        parts.database.scrub()
    return handled


def next_moment(tx: Tx) -> datetime | None:
    return wishes.next_due(tx)


def _grant(tx: Tx, parts: Parts, person: int, now: datetime) -> None:
    """What is still open is looked at again after as long as there was to think better of it."""
    found = erasing.person(tx, person)
    if found is None:
        wishes.take_back(tx, person)
    elif found.hindrances:
        wishes.postpone(tx, person, now + parts.rules.forget_undo)
    else:
        erasing.erase_person(tx, parts, person, now, by=person)


def _push(tx: Tx, person: int, later: datetime) -> None:
    wishes.postpone(tx, person, later)
