"""When a check-in that fell due is better not asked, and a reminder better not sent.

A mentor is disturbed so many times a week at most; one who leaves check-ins unanswered is asked
once whether another rhythm fits better, and then left in peace until they say something.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mentorbot.domain.contacts import Where
from mentorbot.domain.people import Person
from mentorbot.domain.placements import Placement
from mentorbot.services import remembering
from mentorbot.services.parts import Parts
from mentorbot.storage import checkins, contacts, course, outbox, placements, problems
from mentorbot.storage.checkins import EXTRA, CheckIn
from mentorbot.storage.database import Tx

RHYTHM = "rhythm"
"""Instead of the check-in it is asked whether another rhythm fits better."""


def reason(tx: Tx, parts: Parts, checkin: CheckIn, mentor: Person, now: datetime) -> str | None:
    """Why this check-in is not asked now; None when it is. One that was put off is always asked."""
    if checkin.opened_at is not None:
        return None
    placement = placements.get(tx, checkin.placement)
    if _was_visited(tx, parts, placement, now):
        return "visited"
    if checkin.occasion.startswith(EXTRA) and _has_reported(tx, placement):
        return "reported"
    if ignored := _ignored(tx, parts, placement):
        return ignored
    if not in_a_round(tx, parts, checkin, now) and _is_enough(tx, parts, mentor, now):
        return "enough"
    return None


def may_remind(tx: Tx, parts: Parts, mentor: Person, now: datetime) -> bool:
    return may_disturb(tx, parts, mentor, now)


def may_disturb(tx: Tx, parts: Parts, mentor: Person, now: datetime) -> bool:
    """What can wait gives way to what is still to be asked this week."""
    monday = _monday(parts, now)
    today, sunday = parts.calendar.today(now), monday + timedelta(days=6)
    left = _left(tx, parts, mentor, now)
    return left > int(course.is_due_within(tx, mentor.id, today, sunday))


def in_a_round(tx: Tx, parts: Parts, checkin: CheckIn, now: datetime) -> bool:
    """Another check-in of this mentor was opened today: this one follows it, in one round."""
    today = parts.calendar.today(now)
    others = [item for item in checkins.open_of(tx, checkin.mentor) if item.id != checkin.id]
    return any(
        item.opened_at is not None
        and not item.asked_for
        and parts.calendar.today(item.opened_at) == today
        for item in others
    )


def _was_visited(tx: Tx, parts: Parts, placement: Placement, now: datetime) -> bool:
    """NAV was there a moment ago: a check-in would only repeat the talk."""
    days = parts.rules.models[placement.model].skipped_after_visit_days
    if days is None:
        return False
    first = parts.calendar.today(now) - timedelta(days=days)
    lately = contacts.since(tx, [placement.id], first).get(placement.id, [])
    return any(each.where is Where.WORKPLACE for each in lately)


def _has_reported(tx: Tx, placement: Placement) -> bool:
    """What was difficult is with NAV: the ladder looks after it."""
    mine = problems.open_of_mentor(tx, placement.mentor)
    return any(problem.report.placement == placement.id for problem in mine)


def _ignored(tx: Tx, parts: Parts, placement: Placement) -> str | None:
    """Only where there is another rhythm to choose; the caseworker's few are asked anyway."""
    rules = parts.rules
    if rules.models[placement.model].rhythm is None:
        return None
    if remembering.unanswered(tx, placement) < rules.checkin.ignored_before_asking:
        return None
    since = placements.heard_at(tx, placement.id)
    return "silent" if course.was_passed_by(tx, placement.id, RHYTHM, since) else RHYTHM


def _is_enough(tx: Tx, parts: Parts, mentor: Person, now: datetime) -> bool:
    return _left(tx, parts, mentor, now) <= 0


def _left(tx: Tx, parts: Parts, mentor: Person, now: datetime) -> int:
    """How often this mentor may still be disturbed this week."""
    begins = parts.calendar.at(_monday(parts, now), mentor.rhythm.at.min)
    return parts.rules.checkin.most_pushes_a_week - outbox.pushed(tx, mentor.id, begins)


def _monday(parts: Parts, now: datetime) -> date:
    today = parts.calendar.today(now)
    return today - timedelta(days=today.weekday())
