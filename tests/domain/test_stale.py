"""Opened and left lying: when it is asked about, and who is next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import RungRule
from mentorbot.domain.problems import Knows, Problem, Raised, Reachable, Report, State, Wish
from mentorbot.domain.rules import StaleRules
from mentorbot.domain.stale import ask_at, going_on, onward, patience
from tests.cast import KARI, MARIT, MONDAY, NADIA, NILS, placement
from tests.domain.proposals import HYBRID
from tests.domain.test_ladder import OFFICE, at

RULES = StaleRules(1, 1.5)
REPORT = Report(1, "P03", Level.ORANGE, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES)
DEADLINE = at("2027-03-02 15:30")
"""One working day, of which 13 working hours are left on Monday at ten."""
PROBLEM = Problem("T4K7", REPORT, "Bjørk", MARIT.id, NADIA.id, State.RECEIVED, MONDAY, DEADLINE)
HALF = timedelta(hours=6, minutes=30)


def asked(since: str, **changes: object) -> datetime:
    problem = replace(PROBLEM, **changes)  # type: ignore[arg-type]
    return ask_at(problem, at(since), HYBRID, RULES, OFFICE)


@pytest.mark.parametrize(
    ("opened", "when"),
    [
        ("2027-03-01 10:30", "2027-03-02 15:30"),  # at the deadline
        ("2027-03-02 15:00", "2027-03-03 14:00"),  # opened late: half the time first
        ("2027-03-05 15:00", "2027-03-08 14:00"),
    ],
)
def test_an_opened_problem_is_asked_about_at_its_deadline_but_not_before_there_was_time(
    opened: str, when: str
) -> None:
    assert asked(opened) == at(when)


def test_a_named_day_counts_to_its_end_and_a_day_off_to_the_next_working_day() -> None:
    assert asked("2027-03-01 10:30", promised=date(2027, 3, 4)) == at("2027-03-04 15:30")
    assert asked("2027-03-24 10:30", promised=date(2027, 3, 25)) == at("2027-03-30 15:30")


def test_a_call_promised_for_today_after_the_office_has_closed_is_given_time() -> None:
    assert asked("2027-03-01 18:00", promised=date(2027, 3, 1)) == at("2027-03-02 14:30")


def test_opened_again_it_has_its_clock_from_then() -> None:
    assert asked("2027-03-08 10:30", reopened_at=at("2027-03-08 10:00")) == at("2027-03-09 15:30")


def test_whoever_was_asked_has_the_time_between_the_two() -> None:
    assert patience(PROBLEM, HYBRID, RULES, OFFICE) == HALF


@pytest.mark.parametrize(
    ("owner", "next_ones"),
    [
        (NADIA.id, ["nav_stand_in", "coordinator"]),
        (NILS.id, ["coordinator"]),
        (KARI.id, ["coordinator"]),
        (99, ["nav_stand_in", "coordinator"]),
    ],
)
def test_it_goes_on_to_who_stands_after_the_owner(owner: int, next_ones: list[str]) -> None:
    steps = onward(replace(PROBLEM, owner=owner), placement(), HYBRID, [KARI.id])
    assert [step.tell for step in steps] == next_ones


def test_the_rungs_that_are_left_keep_their_distance() -> None:
    taken, left = RungRule("nav_stand_in", 1, "handover"), RungRule("coordinator", 1.5, "handover")
    [rung] = going_on(taken, [left], PROBLEM, at("2027-03-03 08:00"), HYBRID, OFFICE)
    assert (rung.tell, rung.due) == ("coordinator", at("2027-03-03 08:00") + HALF)


@pytest.mark.parametrize("level", list(Level))
def test_a_level_is_raised_once_for_each_reason_and_never_above_orange(level: Level) -> None:
    report = replace(REPORT, level=level)
    once = report.hurried(Raised.MISSED)
    assert once.level is level.raised()
    assert once.hurried(Raised.MISSED) == once
    assert (once.raised == ()) == (level in (Level.ORANGE, Level.RED))
    twice = once.hurried(Raised.PATTERN)
    assert twice.level is once.level.raised()
