"""How much a problem hurries, and who is told of it when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest

from mentorbot.domain.calendar import ONE_MINUTE, WorkCalendar
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.ladder import Rung, build, climb, level_of, read_at, receiver
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import ModelRules, Repeat, RungRule
from tests.cast import KARI, MONDAY, NADIA, NILS, placement
from tests.domain.proposals import CASEWORKER, HYBRID, JOB_SPECIALIST, PROPOSALS

WEEKLY = (
    RungRule("nav_contact", 0, "digest"),
    RungRule("nav_stand_in", 1, "handover"),
    RungRule("coordinator", 1.5, "handover"),
)
CALM = replace(HYBRID, green_ladder=WEEKLY)
"""What can wait stands in the week's message."""

OFFICE = WorkCalendar(OfficeHours(half_days={(12, 24): None, (12, 31): time(12, 0)}))


def at(moment: str) -> datetime:
    """A wall-clock time in Oslo: "2027-03-01 10:00"."""
    wall = datetime.fromisoformat(moment)
    return OFFICE.at(wall.date(), wall.time())


def told(sent: str, level: Level, model: ModelRules) -> list[str]:
    """When each rung is due, on the wall in Oslo."""
    _, rungs = build(at(sent), level, model, OFFICE)
    return [OFFICE.local(rung.due).strftime("%a %d %H:%M") for rung in rungs]


def with_shares(*shares: float) -> ModelRules:
    ladder = tuple(RungRule("nav_contact", share, "reminder") for share in shares)
    return replace(HYBRID, ladder=ladder)


# When


def test_one_working_day_from_monday_morning() -> None:
    assert told("2027-03-01 10:00", Level.ORANGE, HYBRID) == [
        "Mon 01 10:00",  # at once
        "Tue 02 09:00",  # half of 13 working hours
        "Tue 02 15:30",  # the deadline
        "Wed 03 14:30",  # half as much again
    ]


def test_four_working_hours_over_a_night() -> None:
    assert told("2027-03-01 14:00", Level.ORANGE, JOB_SPECIALIST) == [
        "Mon 01 14:00",
        "Tue 02 08:30",
        "Tue 02 10:30",
        "Tue 02 12:30",
    ]


def test_two_working_days_over_easter_and_the_clock_change() -> None:
    assert told("2027-03-24 15:00", Level.YELLOW, HYBRID) == [
        "Wed 24 15:00",
        "Tue 30 15:15",
        "Wed 31 15:30",
        "Fri 02 08:15",
    ]


def test_what_is_sent_out_of_hours_is_told_when_the_office_opens() -> None:
    assert told("2027-03-05 21:40", Level.ORANGE, CASEWORKER)[0] == "Mon 08 08:00"
    assert told("2027-12-24 10:00", Level.ORANGE, CASEWORKER)[0] == "Mon 27 08:00"


def test_the_deadline_is_the_one_the_office_promised() -> None:
    promised = [
        (CASEWORKER, Level.YELLOW, "2027-03-08 15:30"),
        (CASEWORKER, Level.ORANGE, "2027-03-03 15:30"),
        (HYBRID, Level.GREEN, "2027-03-08 15:30"),
        (HYBRID, Level.YELLOW, "2027-03-03 15:30"),
        (JOB_SPECIALIST, Level.YELLOW, "2027-03-02 15:30"),
        (JOB_SPECIALIST, Level.ORANGE, "2027-03-01 14:00"),
    ]
    for model, level, deadline in promised:
        assert build(MONDAY, level, model, OFFICE)[0] == at(deadline)


def test_what_can_wait_is_read_as_the_week_begins_and_its_clock_starts_there() -> None:
    assert told("2027-03-02 10:00", Level.GREEN, CALM) == [
        "Mon 08 08:00",
        "Mon 15 15:30",  # five working days after it was read
        "Thu 18 15:30",
    ]
    sent = at("2027-03-02 10:00")
    assert build(sent, Level.GREEN, CALM, OFFICE)[0] == at("2027-03-15 15:30")
    assert read_at(sent, Level.GREEN, CALM, OFFICE) == at("2027-03-08 08:00")


@pytest.mark.parametrize("level", [Level.YELLOW, Level.ORANGE, Level.RED])
def test_what_hurries_does_not_wait_for_the_week(level: Level) -> None:
    assert build(MONDAY, level, CALM, OFFICE) == build(MONDAY, level, HYBRID, OFFICE)
    assert read_at(MONDAY, level, CALM, OFFICE) is None


def test_an_office_may_have_everything_told_at_once() -> None:
    assert read_at(MONDAY, Level.GREEN, HYBRID, OFFICE) is None


def test_whoever_is_told_at_once_has_the_clock_from_then() -> None:
    deadline, rungs = climb(MONDAY, Level.GREEN, CALM, OFFICE)
    assert (deadline, rungs[1].due) == (at("2027-03-08 15:30"), at("2027-03-08 15:30"))


def test_the_note_after_an_emergency_call_has_the_deadline_of_orange() -> None:
    assert Level.RED not in HYBRID.deadlines
    assert build(MONDAY, Level.RED, HYBRID, OFFICE) == build(MONDAY, Level.ORANGE, HYBRID, OFFICE)


def test_a_level_without_a_deadline_is_never_given_another_ones() -> None:
    with pytest.raises(KeyError):
        build(MONDAY, Level.YELLOW, replace(HYBRID, deadlines={}), OFFICE)


def test_rungs_at_the_same_share_follow_one_another() -> None:
    _, rungs = build(MONDAY, Level.ORANGE, with_shares(0, 0, 1, 1), OFFICE)
    dues = [rung.due for rung in rungs]
    assert dues == sorted(set(dues))
    assert dues[3] - dues[2] < ONE_MINUTE


def test_rungs_stand_in_order_of_share_and_are_numbered_so() -> None:
    _, rungs = build(MONDAY, Level.ORANGE, with_shares(1, 0, 0.5), OFFICE)
    _, in_order = build(MONDAY, Level.ORANGE, with_shares(0, 0.5, 1), OFFICE)
    assert rungs == in_order
    assert [rung.number for rung in rungs] == [0, 1, 2]


@pytest.mark.parametrize("model", PROPOSALS, ids=lambda rules: str(rules.model))
def test_whenever_a_problem_is_sent_its_ladder_rises_in_working_time(model: ModelRules) -> None:
    chance = Random(str(model.model))
    for _ in range(150):
        sent = datetime(2026, 1, 1, tzinfo=UTC) + chance.randrange(10 * 365 * 1440) * ONE_MINUTE
        level = chance.choice((Level.GREEN, Level.YELLOW, Level.ORANGE))
        deadline, rungs = build(sent, level, model, OFFICE)
        dues = [rung.due for rung in rungs]
        assert sent <= dues[0]
        assert all(a < b for a, b in pairwise(dues))
        assert dues[2] == deadline
        whole = OFFICE.work_between(sent, deadline)
        assert OFFICE.work_between(sent, dues[1]) == whole / 2
        assert OFFICE.work_between(sent, dues[3]) == whole * 1.5
        assert all(OFFICE.is_working_time(due - timedelta(seconds=1)) for due in dues[1:])


# Only for some levels, and again


def with_rungs(*rungs: RungRule) -> ModelRules:
    return replace(HYBRID, ladder=(RungRule("nav_contact", 0, "notice"), *rungs))


def kinds(level: Level, model: ModelRules) -> list[str]:
    return [rung.kind for rung in build(MONDAY, level, model, OFFICE)[1]]


HANDOVER = RungRule("nav_stand_in", 1, "handover")


def test_a_rung_may_be_for_some_levels_only_and_red_goes_as_orange() -> None:
    only = RungRule("nav_contact", 0.5, "reminder", (Level.ORANGE,))
    model = with_rungs(only, HANDOVER)
    assert kinds(Level.YELLOW, model) == ["notice", "handover"]
    for level in (Level.ORANGE, Level.RED):
        assert kinds(level, model) == ["notice", "reminder", "handover"]


def test_a_reminder_is_repeated_in_working_hours_until_the_next_human_has_it() -> None:
    again = RungRule("nav_contact", 0.5, "reminder", repeat=Repeat(2, 9))
    dues = told("2027-03-01 10:00", Level.ORANGE, with_rungs(again, HANDOVER))
    assert dues == [
        "Mon 01 10:00",
        "Tue 02 09:00",
        "Tue 02 11:00",
        "Tue 02 13:00",
        "Tue 02 15:00",
        "Tue 02 15:30",  # the deadline
    ]


def test_with_nobody_to_hand_over_to_it_is_repeated_as_often_as_the_rule_says() -> None:
    again = RungRule("nav_contact", 0.5, "reminder", repeat=Repeat(8, 3))
    assert kinds(Level.ORANGE, with_rungs(again)) == ["notice", *["reminder"] * 4]


# Who


def rung(number: int, tell: str, due: datetime = MONDAY, kind: str = "handover") -> Rung:
    return Rung(number, tell, kind, due)


def test_each_rung_names_one_human() -> None:
    of = placement()
    assert receiver(rung(0, "nav_contact"), of, [KARI.id]) == NADIA.id
    assert receiver(rung(2, "nav_stand_in"), of, [KARI.id]) == NILS.id
    assert receiver(rung(3, "coordinator"), of, [KARI.id, 9]) == KARI.id


def test_without_a_coordinator_nobody_stands_on_the_last_rung() -> None:
    assert receiver(rung(3, "coordinator"), placement(), []) is None


def test_a_rung_for_somebody_unknown_is_an_error_and_not_a_silence() -> None:
    with pytest.raises(ValueError, match="leader"):
        receiver(rung(0, "leader"), placement(), [KARI.id])


# How much it hurries

GREEN, YELLOW, ORANGE, RED = Level


@pytest.mark.parametrize(
    ("own", "asked", "cannot_wait", "again", "level"),
    [
        (GREEN, None, False, False, GREEN),
        (YELLOW, None, False, False, YELLOW),
        (ORANGE, None, False, False, ORANGE),
        (GREEN, YELLOW, False, False, YELLOW),
        (YELLOW, ORANGE, False, False, ORANGE),
        (YELLOW, GREEN, False, False, YELLOW),  # never lowered
        (ORANGE, GREEN, False, False, ORANGE),
        (GREEN, None, True, False, YELLOW),
        (YELLOW, None, True, False, ORANGE),
        (ORANGE, None, True, False, ORANGE),  # never above orange
        (GREEN, None, False, True, YELLOW),
        (GREEN, None, True, True, ORANGE),
        (GREEN, YELLOW, True, True, ORANGE),
        (ORANGE, ORANGE, True, True, ORANGE),
        (GREEN, RED, True, True, ORANGE),  # red is a phone call and never a report
        (RED, None, False, False, ORANGE),
    ],
)
def test_a_level_rises_for_a_pattern_and_for_what_cannot_wait(
    own: Level, asked: Level | None, cannot_wait: bool, again: bool, level: Level
) -> None:
    assert level_of(own, asked, cannot_wait, again) is level
