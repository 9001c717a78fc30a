"""When check-ins fall due, and what they ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.checkins import (
    Due,
    dropped_at,
    later_today,
    latest_due,
    reminder_at,
    tomorrow,
)
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.model_rules import ModelRules, Occasion, RhythmBounds
from mentorbot.domain.people import Person, Rhythm
from mentorbot.domain.placements import FollowUpModel, Placement
from tests.cast import MARIT, placement
from tests.dialogs.rules import make_rules
from tests.domain.proposals import CASEWORKER, HYBRID, JOB_SPECIALIST, next_due, on_day

OFFICE = WorkCalendar(OfficeHours(half_days={(12, 24): None, (12, 31): None}))
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
START = date(2027, 1, 4)
"""A Monday; twelve weeks to the day end on Sunday 28 March, Easter Day."""
TWELVE_WEEKS = placement(start=START, end=START + timedelta(days=83))


def at(day: str, clock: str = "13:00") -> datetime:
    """A wall-clock time in Oslo."""
    return OFFICE.at(date.fromisoformat(day), time.fromisoformat(clock))


def with_rhythm(weekday: int, clock: str, person: Person = MARIT) -> Person:
    return replace(person, rhythm=Rhythm(weekday, time.fromisoformat(clock)))


def walk(
    of: Placement, rules: ModelRules, mentor: Person = MARIT, after: datetime = LONG_AGO
) -> list[Due]:
    """Every check-in to come, as the ticker would meet them; thirty at most."""
    found: list[Due] = []
    while len(found) < 30 and (due := next_due(of, rules, mentor, OFFICE, after)):
        found.append(due)
        after = due.moment
    return found


def occasions(dues: list[Due]) -> list[str]:
    return [due.occasion.partition("@")[0] for due in dues]


def days(dues: list[Due]) -> dict[str, str]:
    return {due.occasion.partition("@")[0]: due.day.isoformat() for due in dues}


def only(*planned: Occasion, model: ModelRules = HYBRID) -> ModelRules:
    return replace(model, checkins=planned)


# When


def test_a_hybrid_placement_of_twelve_weeks_is_asked_on_these_days() -> None:
    assert days(walk(TWELVE_WEEKS, HYBRID)) == {
        "ahead": "2026-12-28",  # three working days ahead: the 31st is closed
        "day3": "2027-01-06",
        "week1": "2027-01-07",
        "week2": "2027-01-14",
        "week3": "2027-01-21",
        "week4": "2027-01-28",
        "week6": "2027-02-11",
        "end-4": "2027-02-25",
        "end-3": "2027-03-04",
        "end-2": "2027-03-11",
        "end-1": "2027-03-18",
    }


def test_every_check_in_comes_at_the_mentors_own_weekday_and_hour() -> None:
    mentor = with_rhythm(1, "09:00")
    weekly = walk(TWELVE_WEEKS, only(*HYBRID.checkins[2:]), mentor)
    assert {OFFICE.local(due.moment).strftime("%A %H:%M") for due in weekly} == {"Tuesday 09:00"}
    assert all(OFFICE.today(due.moment) == due.day for due in weekly)


def test_the_weekday_before_the_starting_day_belongs_to_the_end_of_the_week() -> None:
    wednesday = placement(start=date(2027, 1, 6), end=date(2027, 3, 31))
    rules = only(Occasion("week1", "start", ("F1",), weeks=1))
    [due] = walk(wednesday, rules, with_rhythm(1, "10:00"))
    assert due.day == date(2027, 1, 12)
    assert wednesday.week(due.day) == 1


def test_working_days_count_from_the_first_one_and_back_from_both_ends() -> None:
    saturday = placement(start=date(2027, 1, 2), end=date(2027, 3, 28))
    rules = only(
        on_day("before", -1, "U1"),
        on_day("first", 1, "U1"),
        on_day("third", 3, "U1"),
        on_day("last", -1, "S1", anchor="end"),
        on_day("after", 1, "S1", anchor="end"),
    )
    assert days(walk(saturday, rules)) == {
        "before": "2026-12-30",
        "first": "2027-01-04",
        "third": "2027-01-06",
        "last": "2027-03-24",
        "after": "2027-03-30",
    }


def test_a_check_in_on_a_holiday_comes_on_the_next_working_day() -> None:
    easter = placement(start=date(2027, 3, 8), end=date(2027, 5, 28))
    rules = only(
        Occasion("maundy_thursday", "start", ("F1",), weeks=3),
        Occasion("labour_day", "start", ("F1",), weeks=8),
    )
    moved = days(walk(easter, rules, with_rhythm(3, "13:00")))
    assert moved["maundy_thursday"] == "2027-03-30"
    on_saturday = days(walk(easter, rules, with_rhythm(5, "13:00")))
    assert on_saturday["labour_day"] == "2027-05-03"
    in_may = only(Occasion("constitution_day", "start", ("F1",), weeks=11))
    on_monday = days(walk(easter, in_may, with_rhythm(0, "13:00")))
    assert on_monday["constitution_day"] == "2027-05-18"


def test_an_hour_in_quiet_time_is_moved_to_the_edge_of_it() -> None:
    early, late = with_rhythm(3, "05:00"), with_rhythm(3, "22:00")
    assert walk(TWELVE_WEEKS, HYBRID, early)[2].moment == at("2027-01-07", "07:30")
    assert walk(TWELVE_WEEKS, HYBRID, late)[2].moment == at("2027-01-07", "15:59")


def test_the_same_hour_is_kept_when_the_clocks_change() -> None:
    spring = placement(start=date(2026, 3, 16), end=date(2026, 6, 7))
    rules = only(Occasion("weekly", "start", ("F1",), weeks=1, every=1))
    first, second, third = walk(spring, rules, with_rhythm(1, "13:00"))[:3]
    assert second.moment - first.moment == timedelta(days=7)
    assert third.moment - second.moment == timedelta(days=7) - timedelta(hours=1)


def test_repeated_check_ins_take_their_questions_in_turn_and_carry_their_week() -> None:
    long = placement(start=START, end=date(2028, 1, 2))
    later = [due for due in walk(long, HYBRID) if due.occasion.startswith("later")]
    assert occasions(later)[:4] == ["later-w8", "later-w10", "later-w12", "later-w14"]
    cycle = HYBRID.checkins[7].cycle
    assert [due.ask for due in later[:4]] == [*cycle, cycle[0]]


def test_repeated_check_ins_stop_where_the_countdown_begins() -> None:
    asked = occasions(walk(replace(TWELVE_WEEKS, end=date(2027, 5, 2)), HYBRID))
    assert asked[-6:] == ["later-w10", "later-w12", "end-4", "end-3", "end-2", "end-1"]


def test_without_a_countdown_repeated_check_ins_go_on_to_the_end() -> None:
    asked = occasions(walk(TWELVE_WEEKS, JOB_SPECIALIST, with_rhythm(1, "13:00")))
    assert asked[-2:] == ["later-w10", "later-w12"]


def test_what_repeats_from_the_end_stops_there_too() -> None:
    back = Occasion("back", "end", ("S1",), weeks=-5, every=2)
    onward = Occasion("onward", "end", ("S4",), weeks=1, every=2)
    asked = occasions(walk(TWELVE_WEEKS, only(back, onward), with_rhythm(1, "13:00")))
    assert asked == ["back-w-5", "back-w-3", "back-w-1", "onward-w1"]


def test_two_on_one_day_become_one_and_the_countdown_wins() -> None:
    rules = only(
        Occasion("often", "start", ("F1",), weeks=8, every=4),
        Occasion("week8", "start", ("F2",), weeks=8),
        Occasion("end-4", "end", ("S1",), weeks=-4),
        Occasion("twin", "end", ("S2",), weeks=-4),
    )
    assert occasions(walk(TWELVE_WEEKS, rules)) == ["end-4"]
    without = only(*rules.checkins[:2])
    assert occasions(walk(TWELVE_WEEKS, without, with_rhythm(1, "13:00"))) == [
        "week8",
        "often-w12",
    ]


def test_a_short_placement_is_asked_nothing_after_its_end() -> None:
    short = placement(start=START, end=date(2027, 1, 24))
    assert occasions(walk(short, HYBRID)) == [
        "ahead", "day3", "week1", "end-1", "week3"
    ]  # fmt: skip


def test_the_first_week_of_a_short_placement_belongs_to_the_start() -> None:
    short = placement(start=START, end=date(2027, 1, 31))
    assert [name for name in occasions(walk(short, HYBRID)) if name.startswith("end")] == [
        "end-2",
        "end-1",
    ]


def test_what_a_holiday_moves_past_the_end_is_not_asked() -> None:
    until_easter = placement(start=START, end=date(2027, 3, 25))
    rules = only(
        Occasion("week12", "start", ("F1",), weeks=12),
        Occasion("last_week", "end", ("S1",), weeks=0),
    )
    assert walk(until_easter, rules) == []


def test_only_what_counts_onward_from_the_end_is_asked_after_it() -> None:
    rules = only(Occasion("afterwards", "end", ("S4",), weeks=1))
    [due] = walk(TWELVE_WEEKS, rules)
    assert due.day == date(2027, 4, 1)


def test_a_longer_period_gets_a_countdown_of_its_own() -> None:
    longer = replace(TWELVE_WEEKS, end=TWELVE_WEEKS.end + timedelta(weeks=12))
    before, after = walk(TWELVE_WEEKS, HYBRID), walk(longer, HYBRID)
    keys = {due.occasion for due in before} & {due.occasion for due in after}
    assert not any(key.startswith("end") for key in keys)
    assert "week6" in keys


def test_the_next_one_is_strictly_after_the_moment_asked_about() -> None:
    first, second = walk(TWELVE_WEEKS, HYBRID)[:2]
    assert next_due(TWELVE_WEEKS, HYBRID, MARIT, OFFICE, first.moment) == second
    just_before = first.moment - timedelta(microseconds=1)
    assert next_due(TWELVE_WEEKS, HYBRID, MARIT, OFFICE, just_before) == first
    assert next_due(TWELVE_WEEKS, HYBRID, MARIT, OFFICE, at("2027-04-01")) is None


# After hire


@pytest.mark.shows("R12", "After hire the monthly question goes on without an end.")
def test_after_hire_one_question_comes_every_four_weeks_without_an_end() -> None:
    hired = replace(TWELVE_WEEKS, hired_on=date(2027, 4, 1))
    found = walk(hired, HYBRID, after=at("2027-02-01"))
    assert days(found[:3]) == {
        "hired-w8": "2027-02-25",
        "hired-w12": "2027-03-30",  # Maundy Thursday
        "hired-w16": "2027-04-22",
    }
    assert {due.ask for due in found} == {("S7",)}
    assert found[-1].day > TWELVE_WEEKS.end + timedelta(weeks=52)


def test_two_that_one_closed_week_moves_to_the_same_day_become_one_after_hire_too() -> None:
    closed = WorkCalendar(OfficeHours(half_days={(12, day): None for day in range(21, 32)}))
    weekly = replace(HYBRID, after_hire_weeks=1)
    hired = replace(TWELVE_WEEKS, hired_on=date(2027, 4, 1))
    first = next_due(hired, weekly, MARIT, closed, at("2027-12-17"))
    assert first is not None
    assert first.day == date(2028, 1, 3)
    second = next_due(hired, weekly, MARIT, closed, first.moment)
    assert second is not None
    assert second.day == date(2028, 1, 6)
    before = latest_due(hired, weekly, MARIT, closed, at("2027-12-17"), first.moment)
    assert before == first


def test_where_follow_up_closes_nothing_comes_after_hire() -> None:
    hired = placement(model=FollowUpModel.CASEWORKER)
    assert walk(replace(hired, hired_on=date(2027, 4, 1)), CASEWORKER) == []


# Pause and downtime


def paused_until(day: str, mentor: Person = MARIT) -> Person:
    return replace(mentor, paused_until=date.fromisoformat(day))


def test_of_what_falls_into_a_pause_only_the_last_comes_on_the_first_day_after() -> None:
    found = walk(TWELVE_WEEKS, HYBRID, paused_until("2027-01-30"), after=at("2027-01-10"))
    assert days(found[:2]) == {"week4": "2027-02-01", "week6": "2027-02-11"}
    assert found[0].moment == at("2027-02-01", "13:00")


def test_it_gives_way_to_one_that_is_planned_on_that_day_anyway() -> None:
    found = walk(TWELVE_WEEKS, HYBRID, paused_until("2027-02-11"), after=at("2027-01-10"))
    assert occasions(found)[:2] == ["week6", "end-4"]


def test_a_pause_that_outlasts_the_placement_leaves_nothing_to_ask() -> None:
    assert walk(TWELVE_WEEKS, HYBRID, paused_until("2027-04-05"), after=at("2027-03-01")) == []


def test_what_came_before_the_pause_does_not_come_again() -> None:
    found = walk(TWELVE_WEEKS, HYBRID, paused_until("2027-02-08"), after=at("2027-01-29"))
    assert occasions(found)[0] == "week6"


def test_a_pause_after_hire_holds_one_back_and_the_next_ones_go_on() -> None:
    hired = replace(TWELVE_WEEKS, hired_on=date(2027, 4, 1))
    found = walk(hired, HYBRID, paused_until("2027-05-01"), after=at("2027-02-26"))
    assert days(found[:2]) == {"hired-w16": "2027-05-03", "hired-w20": "2027-05-20"}


def test_after_downtime_only_the_latest_is_caught_up_with() -> None:
    def missed(since: str, now: str) -> Due | None:
        return latest_due(TWELVE_WEEKS, HYBRID, MARIT, OFFICE, at(since), at(now))

    caught = missed("2027-01-10", "2027-02-01")
    assert caught is not None
    assert caught.occasion == "week4"
    assert missed("2027-01-28", "2027-02-11") == next_due(
        TWELVE_WEEKS, HYBRID, MARIT, OFFICE, at("2027-01-29")
    )  # the end of the span counts, its beginning does not
    assert missed("2027-01-28", "2027-02-10") is None


# Reminding, dropping, putting off

RULES = make_rules()


def test_the_one_reminder_comes_the_next_working_day_at_the_mentors_hour() -> None:
    assert reminder_at(at("2027-03-04", "13:02"), MARIT, OFFICE, RULES) == at("2027-03-05")
    before_easter = reminder_at(at("2027-03-24", "15:00"), MARIT, OFFICE, RULES)
    assert before_easter == at("2027-03-30")


def test_an_unanswered_check_in_is_dropped_when_its_last_day_ends() -> None:
    opened = at("2027-03-04", "13:02")
    assert dropped_at(opened, MARIT, OFFICE, RULES) == at("2027-03-09", "16:00")
    assert reminder_at(opened, MARIT, OFFICE, RULES) < dropped_at(opened, MARIT, OFFICE, RULES)


def test_later_today_is_the_next_hour_to_choose_and_never_in_quiet_time() -> None:
    assert later_today(at("2027-03-04", "13:02"), MARIT, OFFICE, RULES) == at("2027-03-04", "14:00")
    assert later_today(at("2027-03-04", "15:00"), MARIT, OFFICE, RULES) is None
    assert later_today(at("2027-03-06", "10:30"), MARIT, OFFICE, RULES) is None
    leaves_early = replace(MARIT, rhythm=Rhythm(quiet_after=time(14, 0)))
    assert later_today(at("2027-03-04", "13:02"), leaves_early, OFFICE, RULES) is None


def test_tomorrow_is_the_next_day_on_which_the_mentor_works() -> None:
    assert tomorrow(at("2027-03-04", "15:00"), MARIT, OFFICE) == at("2027-03-05")
    assert tomorrow(at("2027-03-05", "15:00"), MARIT, OFFICE) == at("2027-03-08")
    away = paused_until("2027-03-13")
    assert tomorrow(at("2027-03-05", "15:00"), away, OFFICE) == at("2027-03-15")


# How often

OWN_BOUNDS = RhythmBounds(1, 4)


@pytest.mark.parametrize(("now", "rarer"), [(None, 2), (1, 2), (2, 4), (3, 4), (4, None)])
def test_half_as_often_stays_within_the_bounds(now: int | None, rarer: int | None) -> None:
    assert OWN_BOUNDS.rarer(now) == rarer


@pytest.mark.shows(
    "R13", "A rhythm within the bounds asks the same questions, so many weeks apart."
)
@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_a_chosen_rhythm_asks_the_same_questions_further_apart(weeks: int) -> None:
    chosen = replace(TWELVE_WEEKS, rhythm=weeks)
    found = [due for due in walk(chosen, HYBRID) if due.occasion.startswith("rhythm")]
    days = [due.day for due in found]
    gaps = {(after - before).days for before, after in pairwise(days)}
    assert gaps <= {7 * weeks}
    planned = [each.ask for each in HYBRID.checkins if each.weeks and each.anchor == "start"]
    asked = [due.ask for due in found]
    assert asked[:3] == planned[: len(asked)][:3]


def test_the_start_and_the_countdown_stay_where_they_are_in_any_rhythm() -> None:
    chosen = {due.occasion for due in walk(replace(TWELVE_WEEKS, rhythm=4), HYBRID)}
    fixed = {due.occasion for due in walk(TWELVE_WEEKS, HYBRID) if "day" in due.occasion}
    assert fixed <= chosen
    assert any(name.startswith("end-4") for name in chosen)


def test_the_caseworkers_plan_knows_no_rhythm() -> None:
    plain = [due.occasion for due in walk(TWELVE_WEEKS, CASEWORKER)]
    assert CASEWORKER.rhythm is None and "day3" in plain


def test_after_hire_it_is_asked_for_as_long_as_the_model_says() -> None:
    half_a_year = replace(HYBRID, after_hire_months=6)
    hired = replace(TWELVE_WEEKS, hired_on=date(2027, 3, 31))
    last = walk(hired, half_a_year)[-1]
    assert date(2027, 8, 28) < last.day <= date(2027, 9, 28)
