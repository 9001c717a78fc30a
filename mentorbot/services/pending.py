"""What is planned for a problem that somebody has: who is asked about it next, and when."""

from __future__ import annotations

from datetime import date, datetime

from mentorbot.domain import ladder, stale
from mentorbot.domain.ladder import Rung
from mentorbot.domain.model_rules import ModelRules
from mentorbot.domain.people import Person
from mentorbot.domain.problems import Problem, Wish
from mentorbot.services.parts import Parts
from mentorbot.storage import people, placements, rungs
from mentorbot.storage.database import Tx


def model_of(tx: Tx, parts: Parts, problem: Problem) -> ModelRules:
    return parts.rules.models[placements.get(tx, problem.report.placement).model]


def plan_ask(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    """The owner did something about it, or the mentor answered them.

    What is for information is done with when it is read, unless there is more said about it.
    """
    rungs.cancel(tx, problem.reference)
    informs = problem.report.wish is Wish.FOR_INFORMATION
    if informs and problem.promised is None and not problem.said:
        return
    model, rules = model_of(tx, parts, problem), parts.rules.problems.stale
    due = stale.ask_at(problem, now, model, rules, parts.calendar)
    rungs.add(tx, problem.reference, [Rung(0, "owner", ladder.ASK, due)])


def plan_take_back(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    """The owner was asked now, and has a while to say something."""
    model, rules = model_of(tx, parts, problem), parts.rules.problems.stale
    due = parts.calendar.work_after(now, stale.patience(problem, model, rules, parts.calendar))
    rungs.add(tx, problem.reference, [Rung(0, "next", ladder.TAKE_BACK, due)])


def plan_ask_helped(tx: Tx, parts: Parts, problem: Problem, mentor: Person, now: datetime) -> None:
    """NAV answered now: so many days later the mentor is asked again, at their own hour."""
    rungs.cancel(tx, problem.reference)
    day = days_after(parts, now, parts.rules.problems.unanswered_asks_days)
    due = parts.calendar.own_hour(mentor, parts.calendar.working_day(day))
    rungs.add(tx, problem.reference, [Rung(0, "mentor", ladder.ASK_HELPED, due)])


def plan_close(tx: Tx, parts: Parts, problem: Problem, now: datetime) -> None:
    """The mentor was asked now. However late that was, there is time left to answer."""
    rules = parts.rules.problems
    left = rules.unanswered_closes_days - rules.unanswered_asks_days
    day = max(
        days_after(parts, problem.waits_since, rules.unanswered_closes_days),
        days_after(parts, now, left),
    )
    hours = parts.calendar.opening(parts.calendar.working_day(day))
    assert hours is not None
    rungs.add(tx, problem.reference, [Rung(0, "mentor", ladder.CLOSE, hours[1])])


def days_after(parts: Parts, moment: datetime, days: int) -> date:
    today = parts.calendar.today(moment)
    return date.fromordinal(today.toordinal() + days)


def mentor_now(tx: Tx, problem: Problem) -> Person:
    """Who is to hear how it goes: the mentor now, whoever reported it (R39)."""
    return people.get(tx, placements.get(tx, problem.report.placement).mentor)
