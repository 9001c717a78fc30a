"""Keeps exactly one check-in planned ahead for every placement that wants one."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentorbot.domain.checkins import OPENER, coming, settled_in
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.placements import Placement, Seat
from mentorbot.domain.rules import Rules
from mentorbot.services.parts import Parts
from mentorbot.storage import changes, checkins, course, people, placements
from mentorbot.storage.checkins import EXTRA, CheckIn
from mentorbot.storage.database import Tx

ONE_WEEK = timedelta(weeks=1)


def plan_next(tx: Tx, parts: Parts, placement: Placement, after: datetime) -> int | None:
    """Plans the first check-in after that moment which the placement has not had yet.

    Returns its id, or None when the model plans no more, or nobody at NAV is there yet.
    """
    mentor = people.get(tx, placement.mentor)
    model = parts.rules.models[placement.model]
    last_day = course.last_due_day(tx, placement.id)
    if last_day is None and waits_for(tx, placement):
        return None
    after = _settled_in(tx, parts, placement, after)
    for due in coming(placement, model, mentor, parts.calendar, after, last_day):
        planned = checkins.plan(
            tx, placement.id, mentor.id, due.occasion, due.moment, due.day, due.ask
        )
        if planned is not None:
            return planned
    return None


def _settled_in(tx: Tx, parts: Parts, placement: Placement, after: datetime) -> datetime:
    since = changes.last(tx, placement.id, Seat.MENTOR)
    return settled_in(parts.rules, since, after)


def waits_for(tx: Tx, placement: Placement) -> tuple[PersonId, ...]:
    """Who at NAV has not been here yet, where nobody has: one of them is enough for it to start.

    What has started goes on, whoever comes or goes.
    """
    known = people.some(tx, (placement.nav_contact, placement.nav_stand_in))
    is_there = any(person.has_come for person in known.values())
    if is_there or course.last_due_day(tx, placement.id) is not None:
        return ()
    return tuple(dict.fromkeys((placement.nav_contact, placement.nav_stand_in)))


def plan_again(tx: Tx, parts: Parts, mentor: PersonId, now: datetime) -> None:
    """The mentor's rhythm or pause changed: what is not opened yet is planned anew.

    What was put off keeps its own hour beside it, and plans nothing when it is taken up again.
    """
    checkins.forget_planned(tx, mentor)
    for placement in placements.of_mentor(tx, mentor):
        plan_next(tx, parts, placement, now)


def plans_anew(before: Rules, after: Rules) -> bool:
    """Whether what these rules say of when a mentor is asked, and what, is another plan."""
    return before.models != after.models or before.hours != after.hours


def is_listening(mentor: Person) -> bool:
    """Whether a mentor wants to be asked at all."""
    return mentor.onboarded and mentor.standing == "active"


def after_hard_week(tx: Tx, parts: Parts, item: CheckIn, now: datetime) -> None:
    """One check-in more a few days after a difficult week, where the model has it.

    Not so near the next planned one that it would only come twice, and not again for some weeks.
    """
    placement = placements.get(tx, item.placement)
    extra = parts.rules.models[placement.model].hard_week
    if extra is None or placement.hired or not _was_hard(item, parts):
        return
    today = parts.calendar.today(now)
    if course.has_occasion_since(tx, placement.id, EXTRA, today - extra.rest_weeks * ONE_WEEK):
        return
    day = parts.calendar.step(today, extra.after_working_days)
    if course.is_due_within(tx, placement.mentor, today, parts.calendar.step(day, 1)):
        return
    mentor = people.get(tx, placement.mentor)
    moment = parts.calendar.own_hour(mentor, day)
    checkins.plan(tx, placement.id, mentor.id, f"{EXTRA}-{item.id}", moment, day, (OPENER,))


def _was_hard(item: CheckIn, parts: Parts) -> bool:
    questions = parts.rules.questions
    return any(
        name in questions
        and answer in questions[name].answers
        and questions[name].answers[answer].menu
        for name, answer in item.answers.items()
    )
