"""What is about the end of the period hurries more as it comes near (R42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentorbot.domain.ladder import own_level
from mentorbot.domain.levels import Level
from mentorbot.domain.rules import PeriodRules
from tests.cast import placement
from tests.dialogs.rules import make_rules

RULES = make_rules()
HERE = placement(end=date(2027, 5, 28))


@pytest.mark.shows(
    "R42", "With 27 days left a report about the end is yellow, with 13 it is orange."
)
@pytest.mark.parametrize(
    ("days_left", "level"),
    [
        (60, Level.GREEN), (43, Level.GREEN), (42, Level.YELLOW), (27, Level.YELLOW),
        (14, Level.YELLOW), (13, Level.ORANGE), (0, Level.ORANGE), (-5, Level.ORANGE),
    ],
)  # fmt: skip
def test_a_report_about_the_end_is_as_urgent_as_the_days_left(days_left: int, level: Level) -> None:
    day = HERE.end - timedelta(days=days_left)
    assert own_level(RULES.categories["P13"], HERE, RULES, day) is level


def test_other_matters_keep_their_own_level_until_the_last_day() -> None:
    assert own_level(RULES.categories["P02"], HERE, RULES, HERE.end) is Level.GREEN


def test_after_hire_the_old_end_hurries_nobody() -> None:
    hired = replace(HERE, hired_on=date(2027, 5, 1))
    assert own_level(RULES.categories["P13"], hired, RULES, HERE.end) is Level.GREEN


def test_the_weeks_are_the_offices() -> None:
    sooner = PeriodRules("P13", (10,), yellow_weeks=10, orange_weeks=3)
    assert sooner.level(70) is Level.YELLOW and sooner.level(20) is Level.ORANGE


@pytest.mark.parametrize(
    ("days_left", "strikes"),
    [
        (57, False), (56, True), (50, True), (49, False),  # eight weeks, once
        (42, True), (36, True), (35, False),
        (28, True), (22, True), (21, False),
        (14, True), (13, True), (7, True), (0, True),  # and every week from the last on
    ],
)  # fmt: skip
def test_the_clock_strikes_once_at_each_hour_and_weekly_at_the_end(
    days_left: int, strikes: bool
) -> None:
    """Eight, six, four and two weeks before; looked at once a week (R42)."""
    assert PeriodRules("P13", (8, 6, 4, 2), 6, 2).strikes(days_left) is strikes
