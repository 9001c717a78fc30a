"""Opened, and then nothing: when its owner is asked about it, and who has it after them (R09)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.ladder import Rung, climb, read_at
from mentorbot.domain.model_rules import ModelRules, RungRule
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import Placement
from mentorbot.domain.problems import Problem
from mentorbot.domain.rules import StaleRules


def patience(
    problem: Problem, model: ModelRules, stale: StaleRules, calendar: WorkCalendar
) -> timedelta:
    """How much working time whoever was asked has before it goes on to somebody else."""
    return _clock(problem, model, calendar)[1] * (stale.take_back - stale.ask)


def ask_at(
    problem: Problem, since: datetime, model: ModelRules, stale: StaleRules, calendar: WorkCalendar
) -> datetime:
    """When the owner, who did something about it at `since`, is asked whether it is in hand.

    A day that was named counts to its end. Nobody is asked before they had time to do something,
    or before the mentor, whose turn it is now, had as long to answer as NAV had.
    """
    start, whole = _clock(problem, model, calendar)
    soonest = calendar.work_after(since, patience(problem, model, stale, calendar))
    if problem.turn.for_mentor:
        soonest = calendar.work_after(since, whole * stale.ask)
    if problem.promised is None:
        return max(calendar.work_after(start, whole * stale.ask), soonest)
    hours = calendar.opening(calendar.working_day(problem.promised))
    assert hours is not None
    return hours[1] if since < hours[1] else soonest


def onward(
    problem: Problem, placement: Placement, model: ModelRules, coordinators: Collection[PersonId]
) -> tuple[RungRule, ...]:
    """Who is next when the owner let it lie: the hand-overs after the one they stand on.

    From a coordinator it can only go to another one.
    """
    steps = [rule for rule in model.rungs(problem.report.level) if rule.kind == "handover"]
    if problem.owner in coordinators:
        return tuple(rule for rule in steps if rule.tell == "coordinator")
    seats = {"nav_contact": placement.nav_contact, "nav_stand_in": placement.nav_stand_in}
    held = [at for at, rule in enumerate(steps) if seats.get(rule.tell) == problem.owner]
    return tuple(steps[held[-1] + 1 :] if held else steps)


def going_on(
    taken: RungRule, left: Sequence[RungRule], problem: Problem, now: datetime,
    model: ModelRules, calendar: WorkCalendar,
) -> tuple[Rung, ...]:  # fmt: skip
    """The rungs that are left once `taken` is taken now, as far apart as the rules have them."""
    _, whole = _clock(problem, model, calendar)
    return tuple(
        Rung(at, rule.tell, rule.kind, calendar.work_after(now, whole * (rule.share - taken.share)))
        for at, rule in enumerate(left)
    )


def _clock(
    problem: Problem, model: ModelRules, calendar: WorkCalendar
) -> tuple[datetime, timedelta]:
    """When NAV's clock started, and how much working time it was given."""
    level, since = problem.report.level, problem.reopened_at or problem.sent_at
    begins = read_at(since, level, model, calendar) or since
    deadline, _ = climb(begins, level, model, calendar)
    start = calendar.next_working_time(begins)
    return start, calendar.work_between(start, deadline)
