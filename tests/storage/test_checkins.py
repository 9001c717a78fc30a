"""Check-ins: planned once, moved once, and the last answer counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from mentorbot.domain.people import PersonId
from mentorbot.storage import checkins, course
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Database, Tx
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase
from tests.storage.test_placements import add as add_placement

DAY = timedelta(days=1)
PLANNED, OPEN, DONE, DROPPED = (
    CheckInState.PLANNED,
    CheckInState.OPEN,
    CheckInState.DONE,
    CheckInState.DROPPED,
)


@pytest.fixture
def bjork(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> int:
    with database.begin() as tx:
        return add_placement(tx, "Bjørk", marit, nadia, nils)


def plan(tx: Tx, placement: int, mentor: PersonId, occasion: str, days: int = 0) -> int:
    made = checkins.plan(
        tx, placement, mentor, occasion, MONDAY + days * DAY, date(2027, 3, 1) + days * DAY, ["F1"]
    )
    assert made is not None
    return made


def test_a_check_in_comes_back_as_it_was_planned(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        made = plan(tx, bjork, marit, "week-4")
        found = checkins.get(tx, made)
    assert found is not None
    assert (found.questions, found.due_at, found.state) == (("F1",), MONDAY, PLANNED)
    assert (found.opened_at, found.answers, found.asked_for) == (None, {}, False)


def test_an_occasion_is_planned_once(
    open_database: MakeDatabase, marit: PersonId, bjork: int
) -> None:
    first, second = open_database(), open_database()

    def attempt(database: Database, occasion: str) -> int | None:
        with database.begin() as tx:
            return checkins.plan(tx, bjork, marit, occasion, MONDAY, date(2027, 3, 1), ["F1"])

    with ThreadPoolExecutor(4) as pool:
        for number in range(15):
            jobs = [pool.submit(attempt, each, f"week-{number}") for each in (first, second)]
            assert [job.result() for job in jobs].count(None) == 1


def test_the_oldest_due_come_first_and_not_before_their_time(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        later = plan(tx, bjork, marit, "later", days=1)
        sooner = plan(tx, bjork, marit, "sooner")
        plan(tx, bjork, marit, "far", days=9)
        assert checkins.due(tx, MONDAY + DAY, 10) == [sooner, later]
        assert checkins.due(tx, MONDAY, 10) == [sooner]
        assert checkins.due(tx, MONDAY + DAY, 1) == [sooner]
        assert checkins.next_moment(tx) == MONDAY


def test_one_of_two_tickers_opens_a_check_in(
    open_database: MakeDatabase, marit: PersonId, bjork: int
) -> None:
    databases = [open_database(), open_database()]
    with databases[0].begin() as tx:
        items = [plan(tx, bjork, marit, f"week-{number}") for number in range(15)]

    def open_it(database: Database, item: int) -> bool:
        with database.begin() as tx:
            return checkins.move(tx, item, PLANNED, OPEN, opened_at=MONDAY)

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(open_it, each, item) for item in items for each in databases]
        assert sum(job.result() for job in jobs) == len(items)


def test_an_open_check_in_is_reminded_of_and_dropped_at_its_times(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        item = plan(tx, bjork, marit, "week-4")
        assert checkins.to_remind(tx, MONDAY + 9 * DAY, 10) == []
        checkins.move(tx, item, PLANNED, OPEN, remind_at=MONDAY + DAY, drop_at=MONDAY + 2 * DAY)
        assert checkins.to_remind(tx, MONDAY, 10) == []
        assert checkins.to_remind(tx, MONDAY + DAY, 10) == [item]
        assert checkins.to_drop(tx, MONDAY + DAY, 10) == []
        assert checkins.to_drop(tx, MONDAY + 2 * DAY, 10) == [item]
        assert checkins.next_moment(tx) == MONDAY + DAY


def test_the_last_answer_to_a_question_counts_and_can_be_taken_back(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        item = plan(tx, bjork, marit, "week-4")
        checkins.answer(tx, item, "F1", "good", MONDAY)
        checkins.answer(tx, item, "F1", "hard", MONDAY + DAY)
        checkins.answer(tx, item, "M7", "till_alone", MONDAY + DAY)
        found = checkins.get(tx, item)
        assert found is not None
        assert found.answers == {"F1": "hard", "M7": "till_alone"}
        checkins.take_back(tx, item, "F1")
        found = checkins.get(tx, item)
    assert found is not None
    assert found.answers == {"M7": "till_alone"}


def test_a_new_rhythm_takes_back_what_was_not_opened(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        opened = plan(tx, bjork, marit, "week-4")
        checkins.move(tx, opened, PLANNED, OPEN, opened_at=MONDAY)
        put_off = plan(tx, bjork, marit, "week-5")
        checkins.set_values(tx, put_off, opened_at=MONDAY)
        plan(tx, bjork, marit, "week-6")
        assert checkins.forget_planned(tx, marit) == [bjork]
        assert [item.id for item in course.latest(tx, bjork, 9)] == [put_off, opened]
        assert [item.id for item in checkins.open_of(tx, marit)] == [opened]


def test_unanswered_ones_count_back_to_the_last_answered(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        for day, state in enumerate([DROPPED, DONE, DROPPED, DROPPED]):
            item = plan(tx, bjork, marit, f"day-{day}", day)
            checkins.move(tx, item, PLANNED, state)
        assert course.unanswered_in_a_row(tx, bjork) == 2
        assert course.last_due_day(tx, bjork) == date(2027, 3, 4)
        plan(tx, bjork, marit, "next", 9)
        planned = checkins.planned_of(tx, bjork)
        assert planned is not None
        assert planned.occasion == "next"
