"""Weeks as figures: what is counted where, and what could tell whose it is and so is left out."""

from __future__ import annotations

from datetime import date, timedelta

from mentorbot.domain.balance import BalanceRules, Lean
from mentorbot.domain.series import (
    Spoken,
    asked_by_week,
    course,
    lean_of,
    leant_by_week,
    receipts_by_week,
    weeks_until,
)
from mentorbot.domain.triggers import Heard
from tests.cast import placement

NEW_YEAR = weeks_until(date(2027, 1, 6), 3)
RULES = BalanceRules(("F4.high", "F2.untold"), ("F4.low",), 4, {})
HOURS = [timedelta(hours=hours) for hours in (1, 2, 9)]


def test_weeks_run_from_monday_to_sunday_across_the_new_year() -> None:
    assert (date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4)) == NEW_YEAR
    days = [(date(2027, 1, 3), 2, 1), (date(2027, 1, 4), 1, 1), (date(2026, 12, 20), 9, 9)]
    counted = [(each.asked, each.answered) for each in asked_by_week(days, NEW_YEAR)]
    assert counted == [(0, 0), (2, 1), (1, 1)]


def test_the_middle_receipt_of_a_week_counts_and_what_is_not_opened_is_told_by_itself() -> None:
    first, second, third = NEW_YEAR
    reports = [(first, took) for took in (*HOURS, None)] + [(second, None)]
    found = receipts_by_week(reports, NEW_YEAR)
    assert [(each.received, each.waiting, each.median) for each in found] == [
        (3, 1, HOURS[1]),
        (0, 1, None),
        (0, 0, None),
    ]
    (even, *_) = receipts_by_week([(first, took) for took in HOURS[:2]], NEW_YEAR)
    assert even.median == timedelta(hours=1, minutes=30)
    assert third == NEW_YEAR[-1]


def test_a_week_leans_only_where_enough_placements_are_in_it() -> None:
    first, second, _ = NEW_YEAR
    leans = (Lean.SUPPORT, None, Lean.BOTH)
    enough = [Spoken(number, first, lean) for number, lean in enumerate(leans)]
    few = [Spoken(number % 2, second, Lean.PUSH) for number in range(6)]
    found = leant_by_week(enough + few, NEW_YEAR, 3)
    assert found[0].counts == {Lean.SUPPORT: 1, Lean.PUSH: 0, Lean.BOTH: 1}
    assert found[1].counts == found[2].counts == {}


def test_answers_of_one_check_in_lean_one_way_both_or_none() -> None:
    assert lean_of({"F4": "high"}, RULES) is Lean.SUPPORT
    assert lean_of({"F4": "low"}, RULES) is Lean.PUSH
    assert lean_of({"F4": "low", "F2": "untold"}, RULES) is Lean.BOTH
    assert lean_of({"F4": "right", "F1": "hard"}, RULES) is None


def test_a_course_has_every_week_and_the_latest_answer_of_each() -> None:
    here = placement(start=date(2027, 3, 1), end=date(2027, 5, 28))
    heard = (
        Heard(date(2027, 3, 19), {"F1": "good", "F9": "no"}),
        Heard(date(2027, 3, 15), {"F1": "hard"}),
        Heard(date(2027, 3, 4), {"F1": "fair"}),
    )
    found = course(here, heard, ("F4", "F1"), date(2027, 3, 23), reported=2)
    assert found.weeks == tuple(date(2027, 3, day) for day in (1, 8, 15, 22))
    assert found.answers == {"F1": ("fair", None, "good", None)}
    assert (found.talks, found.reported) == (3, 2)


def test_a_course_does_not_run_on_after_the_period() -> None:
    here = placement(start=date(2027, 3, 1), end=date(2027, 3, 12))
    found = course(here, (), ("F1",), date(2027, 6, 1), reported=0)
    assert found.weeks == (date(2027, 3, 1), date(2027, 3, 8))
