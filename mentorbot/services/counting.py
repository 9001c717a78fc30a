"""How the weeks have gone, counted from what is kept at this moment.

For an office counts and clocks over several placements; for a mentor the course of their own
placement (rule 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from mentorbot.domain.network import Shared
from mentorbot.domain.people import Person, Role
from mentorbot.domain.placements import Placement
from mentorbot.domain.series import (
    CardHelped,
    Course,
    Leant,
    OfficeWeeks,
    Receipts,
    Spoken,
    asked_by_week,
    course,
    lean_of,
    leant_by_week,
    receipts_by_week,
    weeks_until,
)
from mentorbot.services import noticing
from mentorbot.services.parts import Parts
from mentorbot.storage import course as checkins
from mentorbot.storage import series
from mentorbot.storage.database import Tx

EVERY = 1000
"""More check-ins than a placement can have."""


THEIRS: Mapping[Role, frozenset[str]] = {
    Role.MENTOR: frozenset(),
    Role.NAV_CONTACT: frozenset({"receipts", "themes"}),
    Role.COORDINATOR: frozenset({"asked", "receipts", "themes", "leant", "cards"}),
}
"""Somebody at NAV sees how soon they open what is reported, and what mentors share."""


def office(tx: Tx, parts: Parts, me: Person, now: datetime, only: str = "") -> OfficeWeeks:
    """`only`: one of these alone is counted."""
    many = parts.rules.office.pictures.weeks
    weeks = weeks_until(parts.calendar.today(now), many)
    of = me if me.role is Role.NAV_CONTACT else None
    counts: Mapping[str, Callable[[], Any]] = {
        "asked": lambda: asked_by_week(series.asked(tx, weeks[0]), weeks),
        "receipts": lambda: _receipts(tx, parts, weeks, of),
        "themes": lambda: _themes(tx, parts, now),
        "leant": lambda: _leant(tx, parts, weeks),
        "cards": lambda: _cards(tx, parts, weeks),
    }
    wanted = THEIRS[me.role] & ({only} if only else counts.keys())
    return OfficeWeeks(many, **{name: counts[name]() for name in wanted})


def placement(tx: Tx, parts: Parts, found: Placement, now: datetime) -> Course:
    """As the mentor of now answered: a former mentor's answers stay theirs (R39)."""
    heard = checkins.heard(tx, found.id, found.mentor, EVERY)
    reported = series.reported_by(tx, found.id, found.mentor)
    questions = parts.rules.office.pictures.course
    return course(found, heard, questions, parts.calendar.today(now), reported)


def _receipts(
    tx: Tx, parts: Parts, weeks: Sequence[date], of: Person | None = None
) -> tuple[Receipts, ...]:
    calendar = parts.calendar
    reports = series.reports(tx, _begins(parts, weeks[0]), None if of is None else of.id)
    took = (
        (
            calendar.today(each.sent_at),
            None
            if each.received_at is None
            else calendar.work_between(each.sent_at, each.received_at),
        )
        for each in reports
    )
    return receipts_by_week(took, weeks)


def _themes(tx: Tx, parts: Parts, now: datetime) -> tuple[Shared, ...]:
    """The most shared first; of equals, as the menu has them."""
    common = noticing.shared(tx, parts, now)
    found = [Shared(theme, common[theme]) for theme in parts.rules.themes if theme in common]
    return tuple(sorted(found, key=lambda each: -each.placements))


def _leant(tx: Tx, parts: Parts, weeks: Sequence[date]) -> tuple[Leant, ...]:
    rules = parts.rules.balance
    questions = {mark.partition(".")[0] for mark in (*rules.support, *rules.push)}
    spoken = (
        Spoken(where, day, lean_of(said, rules))
        for where, day, said in series.answered(tx, questions, weeks[0]).values()
    )
    return leant_by_week(spoken, weeks, parts.rules.network.fewest_placements)


def _cards(tx: Tx, parts: Parts, weeks: Sequence[date]) -> tuple[CardHelped, ...]:
    fewest = parts.rules.network.fewest_placements
    found = series.rated(tx, _begins(parts, weeks[0]), fewest)
    return tuple(CardHelped(*each) for each in found if each[0] in parts.rules.cards)


def _begins(parts: Parts, day: date) -> datetime:
    return parts.calendar.at(day, time.min)
