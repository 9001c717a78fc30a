"""A coordinator's Monday: one message as the week begins (feel 7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mentorbot.domain.people import Person, Role
from mentorbot.services.briefing import is_here
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.storage import marks, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

ONE_WEEK = timedelta(weeks=1)


def tell_due(parts: Parts, now: datetime) -> int:
    """Tells each coordinator once a week, from when the office opens. Returns how many."""
    monday = _monday(parts, now)
    if now < _begins(parts, monday):
        return 0
    with parts.database.begin() as tx:
        waiting = [
            person
            for person in people.listed(tx, Role.COORDINATOR)
            if marks.get(tx, _mark(person)) != monday.toordinal()
            and parts.calendar.may_push(person, now)
        ]

    def push(tx: Tx, person: Person, later: datetime) -> None:
        """Not this week: what is wrong is logged, and the list is there with /overview."""
        marks.put(tx, _mark(person), monday.toordinal())

    return each(parts, waiting, lambda tx, who: _tell(tx, parts, who, monday, now), push, now)


def next_moment(parts: Parts, now: datetime) -> datetime:
    """When a week begins next."""
    this = _begins(parts, _monday(parts, now))
    return this if now < this else _begins(parts, _monday(parts, now) + ONE_WEEK)


def _tell(tx: Tx, parts: Parts, person: Person, monday: date, now: datetime) -> None:
    known = marks.get(tx, _mark(person))
    marks.put(tx, _mark(person), monday.toordinal())
    # Who came this week was just told what there is.
    if known is not None and is_here(person):
        play(tx, parts, opened(person.id, "overview", "", "monday", lane=Lane.DIGEST), now)


def _mark(person: Person) -> str:
    """Under this name stands the Monday that the person was told on last."""
    return f"monday:{person.id}"


def _monday(parts: Parts, now: datetime) -> date:
    today = parts.calendar.today(now)
    return today - timedelta(days=today.weekday())


def _begins(parts: Parts, monday: date) -> datetime:
    """When the office opens that week; after a holiday that is not on Monday."""
    opening = parts.calendar.opening(parts.calendar.working_day(monday))
    assert opening is not None
    return opening[0]
