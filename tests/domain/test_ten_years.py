"""Ten years of check-ins, 2026 to 2036, in all models, on a clock that is moved along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import pytest
from ruamel.yaml import YAML

from mentorbot.domain.calendar import ONE_DAY, ONE_MINUTE, WorkCalendar
from mentorbot.domain.checkins import Due, latest_due
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import Deadline, ModelRules, Occasion, RungRule
from mentorbot.domain.people import Person, Rhythm
from mentorbot.domain.placements import FollowUpModel, Placement
from tests.cast import MARIT, placement
from tests.domain.almanac import HOLIDAYS, oslo
from tests.domain.proposals import PROPOSALS, next_due

CLOSED = {(12, 24), (12, 31)}
OFFICE = WorkCalendar(OfficeHours(half_days=dict.fromkeys(CLOSED)))
FIRST, LAST = date(2026, 1, 5), date(2035, 12, 30)
"""A Monday, and the Sunday ten years on."""
TWELVE_WEEKS = timedelta(days=83)
DAWN = datetime(2025, 12, 1, tzinfo=UTC)

MENTORS = (
    MARIT,
    replace(MARIT, rhythm=Rhythm(0, time(7, 30), time(7, 0), time(15, 0))),
    replace(MARIT, rhythm=Rhythm(4, time(15, 0))),
    replace(MARIT, rhythm=Rhythm(2, time(5, 0), time(9, 0), time(22, 0))),
    replace(MARIT, rhythm=Rhythm(6, time(23, 0))),
)
"""Thursday at one; Monday early; Friday late; a wish before and one after the quiet time."""

CONTENT = Path(__file__).parents[2] / "content" / "rules" / "models.yaml"


def content_models() -> tuple[ModelRules, ...]:
    """The real rules as plain YAML; none where the content is not there."""
    if not CONTENT.exists():
        return ()
    given = YAML(typ="safe").load(CONTENT)
    return tuple(model_rules(FollowUpModel(name), rules) for name, rules in given.items())


def model_rules(model: FollowUpModel, given: Mapping[str, Any]) -> ModelRules:
    return ModelRules(
        model,
        tuple(occasion(each) for each in given["checkins"]),
        {Level(level): Deadline(**allowed) for level, allowed in given["deadlines"].items()},
        tuple(RungRule(**rung) for rung in given["ladder"]),
        given["standstill_from_week"],
        given["tells_silence"],
        given["after_hire_weeks"],
        given["place"],
    )


def occasion(given: Mapping[str, Any]) -> Occasion:
    lists = {
        "ask": tuple(given.get("ask", ())),
        "cycle": tuple(tuple(turn) for turn in given.get("cycle", ())),
    }
    return Occasion(**{**given, **lists})


OURS = content_models()
every_model = pytest.mark.parametrize(
    "rules",
    [*PROPOSALS, *OURS],
    ids=[f"proposed-{rules.model}" for rules in PROPOSALS]
    + [f"content-{rules.model}" for rules in OURS],
)


def met(of: Placement, rules: ModelRules, mentor: Person, after: datetime = DAWN) -> Iterator[Due]:
    """The clock is moved to one check-in after the other."""
    while due := next_due(of, rules, mentor, OFFICE, after):
        yield due
        after = due.moment


def one_after_another(rules: ModelRules) -> list[Placement]:
    starts = [FIRST + timedelta(weeks=12) * number for number in range(43)]
    return [
        placement(number, model=rules.model, start=start, end=start + TWELVE_WEEKS)
        for number, start in enumerate(starts)
    ]


def hold(dues: list[Due], mentor: Person) -> None:
    """What must be true of every check-in ever planned."""
    assert len({due.day for due in dues}) == len(dues)
    assert len({due.occasion for due in dues}) == len(dues)
    quiet = mentor.rhythm
    own_hour = min(max(quiet.at, quiet.quiet_before), _minute_before(quiet.quiet_after))
    for due in dues:
        wall = oslo(due.moment)
        assert wall.date() == due.day
        assert wall.time() == own_hour
        assert due.day.weekday() < 5
        assert due.day not in HOLIDAYS
        assert (due.day.month, due.day.day) not in CLOSED
        assert OFFICE.may_push(mentor, due.moment)
        assert due.ask
    assert all(a.moment < b.moment for a, b in pairwise(dues))


def _minute_before(clock: time) -> time:
    return (datetime.combine(FIRST, clock) - ONE_MINUTE).time()


# Ten years


@every_model
@pytest.mark.parametrize("mentor", MENTORS, ids=range(len(MENTORS)))
def test_placement_after_placement_each_check_in_comes_once_and_never_in_quiet_time(
    rules: ModelRules, mentor: Person
) -> None:
    for of in one_after_another(rules):
        dues = list(met(of, rules, mentor))
        hold(dues, mentor)
        assert all(due.day <= of.end for due in dues)


@every_model
@pytest.mark.parametrize("mentor", MENTORS, ids=range(len(MENTORS)))
def test_a_placement_of_ten_years_is_followed_to_its_end(rules: ModelRules, mentor: Person) -> None:
    long = placement(model=rules.model, start=FIRST, end=LAST)
    dues = list(met(long, rules, mentor))
    hold(dues, mentor)
    if any(occasion.every for occasion in rules.checkins):
        apart = [b.day - a.day for a, b in pairwise(dues)]
        assert max(apart) <= timedelta(days=28)  # two weeks, or over Christmas and Easter more
        assert dues[-1].day > LAST - timedelta(weeks=3)


@every_model
def test_ten_years_after_hire_are_followed_month_by_month(rules: ModelRules) -> None:
    hired = placement(model=rules.model, start=FIRST, end=FIRST + TWELVE_WEEKS)
    for mentor in MENTORS:
        dues = list(islice(met(replace(hired, hired_on=date(2027, 4, 1)), rules, mentor), 130))
        hold(dues, mentor)
        assert len(dues) == (130 if rules.after_hire_weeks else 0)


@every_model
def test_whatever_the_downtime_the_latest_is_the_last_one_met(rules: ModelRules) -> None:
    chance = Random(str(rules.model))
    long = placement(model=rules.model, start=FIRST, end=LAST)
    dues = list(met(long, rules, MARIT))
    for _ in range(40):
        since = DAWN + chance.randrange(10 * 365 * 1440) * ONE_MINUTE
        now = since + chance.randrange(60 * 1440) * ONE_MINUTE
        missed = [due for due in dues if since < due.moment <= now]
        expected = missed[-1] if missed else None
        assert latest_due(long, rules, MARIT, OFFICE, since, now) == expected


@every_model
def test_a_pause_anywhere_in_ten_years_is_kept_and_one_check_in_at_most_caught_up(
    rules: ModelRules,
) -> None:
    chance = Random(str(rules.model))
    long = placement(model=rules.model, start=FIRST, end=LAST)
    usual = list(met(long, rules, MARIT))
    for _ in range(15):
        began = DAWN + chance.randrange(9 * 365 * 1440) * ONE_MINUTE
        until = OFFICE.today(began) + chance.randint(1, 60) * ONE_DAY
        paused = replace(MARIT, paused_until=until)
        dues = list(islice(met(long, rules, paused, began), 20))
        hold(dues, paused)
        assert all(due.day >= until for due in dues)
        after = [due for due in usual if due.day >= until and due.moment > began]
        caught_up = [due for due in dues if due not in after]
        assert len(caught_up) <= 1
        assert [due for due in dues if due in after] == after[: len(dues) - len(caught_up)]


def test_ten_years_are_planned_within_two_seconds() -> None:
    began = process_time()
    for rules in PROPOSALS:
        long = placement(model=rules.model, start=FIRST, end=LAST)
        assert list(met(long, rules, MARIT))
    assert process_time() - began < 2


# Twelve weeks

STARTS = [FIRST + timedelta(days=days) for days in range(0, 3600, 17)]


def twelve_weeks(rules: ModelRules, start: date) -> list[Due]:
    of = placement(model=rules.model, start=start, end=start + TWELVE_WEEKS)
    return list(met(of, rules, MARIT))


@pytest.mark.parametrize(
    ("rules", "usual"), list(zip(PROPOSALS, (4, 11, 12), strict=True)), ids=["S", "H", "J"]
)
def test_twelve_weeks_ask_as_often_as_was_proposed(rules: ModelRules, usual: int) -> None:
    """Whenever they start; two at most fall on a day that is taken, or past the end."""
    counts = {len(twelve_weeks(rules, start)) for start in STARTS}
    assert max(counts) == usual
    assert min(counts) >= usual - 2


@pytest.mark.skipif(not OURS, reason="content/rules/models.yaml is not there")
@pytest.mark.parametrize(
    ("model", "most"), list(zip(FollowUpModel, (5, 11, 14), strict=True)), ids=["S", "H", "J"]
)
def test_twelve_weeks_of_our_own_rules_stay_within_what_was_proposed(
    model: FollowUpModel, most: int
) -> None:
    """The caseworker's first check-in is spread over two days."""
    [rules] = [rules for rules in OURS if rules.model is model]
    assert max(len(twelve_weeks(rules, start)) for start in STARTS) <= most
