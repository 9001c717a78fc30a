"""The three models with the numbers first proposed for them, in the order people meet them."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.checkins import Due, coming
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import Deadline, ModelRules, Occasion, RungRule
from mentorbot.domain.people import Person
from mentorbot.domain.placements import FollowUpModel, Placement


def next_due(
    of: Placement, rules: ModelRules, mentor: Person, calendar: WorkCalendar, after: datetime
) -> Due | None:
    """As it is planned when the one before is opened."""
    return next(coming(of, rules, mentor, calendar, after), None)


def on_day(name: str, number: int, *ask: str, anchor: str = "start") -> Occasion:
    return Occasion(name, anchor, ask, working_days=number)


def in_week(name: str, number: int, *ask: str) -> Occasion:
    return Occasion(name, "start", ask, weeks=number)


def before_end(number: int, *ask: str) -> Occasion:
    return Occasion(f"end-{number}", "end", ask, weeks=-number)


LADDER = (
    RungRule("nav_contact", 0, "notice"),
    RungRule("nav_contact", 0.5, "reminder"),
    RungRule("nav_stand_in", 1, "handover"),
    RungRule("coordinator", 1.5, "handover"),
)

CASEWORKER = ModelRules(
    FollowUpModel.CASEWORKER,
    (
        on_day("day3", 3, "U1", "U2", "U4", "U6", "U7"),
        in_week("week4", 4, "F1", "F2", "F4", "B1", "F10"),
        before_end(4, "F1", "B3", "S1", "S2", "F10"),
        before_end(2, "F1", "B4", "S1", "S5", "F10"),
    ),
    {Level.GREEN: Deadline(5), Level.YELLOW: Deadline(5), Level.ORANGE: Deadline(2)},
    LADDER,
    standstill_from_week=3,
    tells_silence=False,
    after_hire_weeks=None,
    place="nav_office",
)

HYBRID = ModelRules(
    FollowUpModel.HYBRID,
    (
        on_day("ahead", -3, "U1", "U2", "U3", "U4"),
        on_day("day3", 3, "U5", "U6", "U7", "U8"),
        in_week("week1", 1, "F1", "F4", "F2", "F3"),
        in_week("week2", 2, "F1", "F6", "F9", "M7"),
        in_week("week3", 3, "F1", "F3", "F7", "M8"),
        in_week("week4", 4, "F1", "F4", "M4", "B1"),
        in_week("week6", 6, "F1", "M1", "M2", "M3"),
        Occasion(
            "later",
            "start",
            weeks=8,
            every=2,
            cycle=(("F1", "F4", "F3", "M7"), ("F1", "F2", "F6", "M8"), ("F1", "M1", "M2", "M3")),
        ),
        before_end(4, "F1", "M6", "S1", "B3"),
        before_end(3, "F1", "M1", "M2", "M3"),
        before_end(2, "F1", "F4", "S3", "B4"),
        before_end(1, "S2", "S4", "S5", "S6"),
    ),
    {Level.GREEN: Deadline(5), Level.YELLOW: Deadline(2), Level.ORANGE: Deadline(1)},
    LADDER,
    standstill_from_week=3,
    tells_silence=True,
    after_hire_weeks=4,
    place="workplace",
)

JOB_SPECIALIST = ModelRules(
    FollowUpModel.JOB_SPECIALIST,
    (
        on_day("day1", 1, "U1", "U2", "F11"),
        on_day("day4", 4, "U6", "U7", "F11"),
        *(in_week(f"week{week}", week, "F1", "F4", "F11") for week in range(1, 9)),
        Occasion(
            "later",
            "start",
            weeks=10,
            every=2,
            cycle=(("F1", "S1", "F11"), ("F1", "S3", "F11"), ("F1", "B4", "F11")),
        ),
    ),
    {
        Level.GREEN: Deadline(5),
        Level.YELLOW: Deadline(1),
        Level.ORANGE: Deadline(working_hours=4),
    },
    LADDER,
    standstill_from_week=3,
    tells_silence=True,
    after_hire_weeks=4,
    place="workplace",
)

PROPOSALS = (CASEWORKER, HYBRID, JOB_SPECIALIST)
