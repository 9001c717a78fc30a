"""A period that ended with nothing decided: nobody lets it pass in silence (failure mode 8).

Looked for once each working day as the office opens, so it is told the working day after the end.
"""

from __future__ import annotations

from datetime import date, datetime

from mentorbot.domain.placements import Placement
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.reaching import tomorrow
from mentorbot.services.rows import each
from mentorbot.services.viewing import coordinators, is_here
from mentorbot.storage import audit, marks, people, surveys
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

LOOKED = "periods looked at"
"""Under this name stands the day on which it was looked for last, as an ordinal."""


def tell_due(parts: Parts, now: datetime) -> int:
    """Tells mentors and coordinators of what ended since it was looked for last."""
    today = parts.calendar.today(now)
    hours = parts.calendar.opening(today)
    if hours is None or now < hours[0]:
        return 0
    with parts.database.begin() as tx:
        last = marks.get(tx, LOOKED)
        if last is None:
            marks.change(tx, LOOKED, today.toordinal())
        if last is None or last >= today.toordinal():
            return 0
        ended = surveys.undecided(tx, date.fromordinal(last), today)

    def push(tx: Tx, placement: Placement, later: datetime) -> None:
        """What is wrong is logged; the end stands in NAV's week and the coordinators'."""

    told = each(parts, ended, lambda tx, which: _tell_mentor(tx, parts, which, now), push, now)
    with parts.database.begin() as tx:
        if marks.change(tx, LOOKED, today.toordinal()) and ended:
            _tell_coordinators(tx, parts, now)
    return told


def next_moment(parts: Parts, now: datetime) -> datetime:
    """When the office opens next: looking then costs less than knowing what has ended."""
    hours = parts.calendar.opening(parts.calendar.today(now))
    return hours[0] if hours is not None and now < hours[0] else tomorrow(parts, now)


def _tell_mentor(tx: Tx, parts: Parts, placement: Placement, now: datetime) -> None:
    """Once for each end: one that is moved is told of again when it comes."""
    if not marks.change(tx, f"over:{placement.id}", placement.end.toordinal()):
        return
    audit.note(tx, None, "placement.over", f"placement:{placement.id}", now)
    mentor = people.get(tx, placement.mentor)
    if is_here(mentor) and mentor.onboarded:
        subject = f"placement:{placement.id}"
        play(tx, parts, opened(mentor.id, "period", subject, "over", lane=Lane.DIGEST), now)


def _tell_coordinators(tx: Tx, parts: Parts, now: datetime) -> None:
    """As the week begins their message of the week tells it already."""
    today = parts.calendar.today(now)
    if parts.calendar.today(parts.calendar.week_begins(today)) == today:
        return
    for who in coordinators(tx):
        if people.get(tx, who).onboarded:
            play(tx, parts, opened(who, "overview", "", "over", lane=Lane.DIGEST), now)
