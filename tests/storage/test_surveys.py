"""What is counted over many placements at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorbot.domain.people import PersonId
from mentorbot.storage import checkins, course, marks, placements, surveys
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Database, Tx
from tests.cast import MONDAY
from tests.storage.test_placements import add as add_placement

DAY = timedelta(days=1)
FIRST = date(2027, 3, 1)
DROPPED, DONE, SKIPPED = CheckInState.DROPPED, CheckInState.DONE, CheckInState.SKIPPED


@pytest.fixture
def two(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> list[int]:
    with database.begin() as tx:
        return [add_placement(tx, alias, marit, nadia, nils) for alias in ("Bjørk", "Gran")]


def fell_due(
    tx: Tx, placement: int, mentor: PersonId, days: int, state: CheckInState, why: str | None = None
) -> int:
    made = checkins.plan(
        tx, placement, mentor, f"day-{days}", MONDAY + days * DAY, FIRST + days * DAY, ["F1"]
    )
    assert made is not None
    checkins.move(tx, made, CheckInState.PLANNED, CheckInState.OPEN)
    checkins.move(tx, made, CheckInState.OPEN, state, why=why)
    return made


def test_where_the_latest_two_were_left_unanswered_and_since_when(
    database: Database, marit: PersonId, two: list[int]
) -> None:
    bjork, gran = two
    with database.begin() as tx:
        fell_due(tx, bjork, marit, 0, DONE)
        fell_due(tx, bjork, marit, 7, DROPPED)
        fell_due(tx, bjork, marit, 14, SKIPPED, "enough")  # never asked: says nothing
        fell_due(tx, bjork, marit, 21, DROPPED)
        fell_due(tx, gran, marit, 7, DROPPED)
        fell_due(tx, gran, marit, 14, DONE)
        fell_due(tx, gran, marit, 21, DROPPED)
        assert surveys.silent(tx, two, 2) == {bjork: FIRST + 21 * DAY}
        assert surveys.silent(tx, [gran], 2) == surveys.silent(tx, [], 2) == {}
        assert set(surveys.silent(tx, two, 1)) == set(two)


def test_a_part_of_an_answer_or_a_word_since_is_no_silence(
    database: Database, marit: PersonId, two: list[int]
) -> None:
    bjork, gran = two
    with database.begin() as tx:
        for placement in two:
            fell_due(tx, placement, marit, 0, DROPPED)
        answered = fell_due(tx, bjork, marit, 7, DROPPED)
        fell_due(tx, gran, marit, 7, DROPPED)
        checkins.answer(tx, answered, "F1", "fair", MONDAY)
        assert list(surveys.silent(tx, two, 2)) == [gran]
        placements.change(tx, gran, heard_at=MONDAY + 8 * DAY)
        assert surveys.silent(tx, two, 2) == {}


def test_it_counts_as_is_counted_for_one_placement(
    database: Database, marit: PersonId, two: list[int]
) -> None:
    bjork, _ = two
    with database.begin() as tx:
        for days in (0, 7, 14):
            fell_due(tx, bjork, marit, days, DROPPED)
            alone = course.unanswered_in_a_row(tx, bjork)
            assert (bjork in surveys.silent(tx, two, 2)) == (alone >= 2)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, True),
        ({"end": FIRST - DAY}, False),
        ({"end": FIRST + 3 * DAY}, False),
        ({"follow_on": "permanent"}, False),
        ({"follow_on": "more_time"}, True),  # asked for, and the end is where it was
        ({"hired_on": FIRST}, False),
        ({"closed_at": MONDAY}, False),
    ],
)
def test_periods_that_ended_between_two_days_with_nothing_decided(
    database: Database, two: list[int], values: dict[str, object], found: bool
) -> None:
    bjork, _ = two
    with database.begin() as tx:
        placements.change(tx, bjork, **{"end": FIRST, **values})
        ended = surveys.undecided(tx, FIRST, FIRST + 3 * DAY)
    assert [placement.id for placement in ended] == ([bjork] if found else [])


def test_a_mark_is_changed_and_removed_by_one_only(database: Database) -> None:
    with database.begin() as tx:
        assert marks.change(tx, "week:4", 70)
        assert not marks.change(tx, "week:4", 70)
        assert marks.change(tx, "week:4", 80)
        assert marks.remove(tx, "week:4")
        assert not marks.remove(tx, "week:4")


def test_what_has_come_so_far_is_found_by_how_its_name_begins(database: Database) -> None:
    with database.begin() as tx:
        for name, value in (("week:1", 50), ("week:2", 40), ("week:3", 60), ("other", 1)):
            marks.put(tx, name, value)
        assert marks.due(tx, "week:", 50, 9) == ["week:2", "week:1"]
        assert marks.due(tx, "week:", 50, 1) == ["week:2"]
        assert (marks.least(tx, "week:"), marks.least(tx, "none:")) == (40, None)
