"""A problem that nobody has stands before the coordinators every working day, until somebody does.

Looked for as the office opens; on the day of their message of the week that tells it already.
"""

from __future__ import annotations

from datetime import datetime

from mentorbot.services import monday
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.reaching import nobodys, present, tomorrow
from mentorbot.services.viewing import coordinators
from mentorbot.storage import marks, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

LOOKED = "nobodys looked at"
"""Under this name stands the day on which it was looked for last, as an ordinal."""


def tell_due(parts: Parts, now: datetime) -> int:
    """Tells every coordinator who is there; returns how many were told."""
    today = parts.calendar.today(now)
    hours = parts.calendar.opening(today)
    if hours is None or not hours[0] <= now < hours[1]:
        return 0
    with parts.database.begin() as tx:
        if marks.get(tx, LOOKED) == today.toordinal():
            return 0
        marks.put(tx, LOOKED, today.toordinal())
        week_begins = parts.calendar.today(parts.calendar.week_begins(today)) == today
        return 0 if week_begins or not nobodys(tx, parts, now) else _tell(tx, parts, now)


def next_moment(tx: Tx, parts: Parts, now: datetime) -> datetime | None:
    """When the office opens next, while there is one to tell of."""
    hours = parts.calendar.opening(parts.calendar.today(now))
    opens = hours[0] if hours is not None and now < hours[0] else tomorrow(parts, now)
    return opens if nobodys(tx, parts, opens) else None


def _tell(tx: Tx, parts: Parts, now: datetime) -> int:
    there = [person for who in coordinators(tx) if (person := people.get(tx, who)).onboarded]
    told = [
        person
        for person in there
        if present(parts, person, now) and not monday.was_told_today(tx, parts, person.id, now)
    ]
    for person in told:
        play(tx, parts, opened(person.id, "overview", "", "unheld", lane=Lane.DIGEST), now)
    return len(told)
