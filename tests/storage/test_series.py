"""What pictures are made from: both databases count alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorbot.domain.people import PersonId
from mentorbot.domain.problems import State
from mentorbot.storage import audit, checkins, problems, ratings, series
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Database, Tx
from tests.cast import MONDAY
from tests.storage.test_placements import add as add_placement
from tests.storage.test_problems import problem

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST = date(2027, 3, 1)
DROPPED, DONE, SKIPPED = CheckInState.DROPPED, CheckInState.DONE, CheckInState.SKIPPED


@pytest.fixture
def bjork(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> int:
    with database.begin() as tx:
        return add_placement(tx, "Bjørk", marit, nadia, nils)


def asked(
    tx: Tx, placement: int, mentor: PersonId, days: int, state: CheckInState,
    why: str | None = None, *, asked_for: bool = False, opened: bool = True,
) -> int:  # fmt: skip
    name = f"{days}-{state}-{why}-{asked_for}"
    due = MONDAY + days * DAY
    made = checkins.plan(
        tx, placement, mentor, name, due, FIRST + days * DAY, ["F1"], asked_for=asked_for
    )
    assert made is not None
    checkins.set_values(tx, made, state=state, why=why, opened_at=due if opened else None)
    return made


def test_only_what_was_asked_by_plan_and_is_over_counts_as_asked(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        asked(tx, bjork, marit, 0, DONE)
        asked(tx, bjork, marit, 0, SKIPPED, "no_time")
        half = asked(tx, bjork, marit, 7, DROPPED)
        asked(tx, bjork, marit, 7, DROPPED, "late")
        asked(tx, bjork, marit, 7, SKIPPED, "reported")
        asked(tx, bjork, marit, 7, CheckInState.OPEN)
        asked(tx, bjork, marit, 7, DONE, asked_for=True)
        asked(tx, bjork, marit, 7, DROPPED, "x", opened=False)
        checkins.answer(tx, half, "F1", "good", MONDAY)
        week = FIRST + 7 * DAY
        assert sorted(series.asked(tx, FIRST)) == [(FIRST, 2, 1), (week, 2, 1)]
        assert series.asked(tx, week) == [(week, 2, 1)]


def test_the_first_receipt_counts_whoever_took_over_later(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        for reference in ("T4K7M", "A2B3C", "Q9X8Z"):
            problems.add(tx, problem(bjork, marit, nadia, reference), [])
        for hours in (5, 2):
            audit.note(tx, nadia, "problem.received", "problem:T4K7M", MONDAY + hours * HOUR)
        problems.move(tx, "T4K7M", [State.SENT], State.RECEIVED, received_at=MONDAY + 5 * HOUR)
        problems.move(tx, "A2B3C", [State.SENT], State.ANSWERED, received_at=MONDAY + 3 * HOUR)
    with database.begin() as tx:
        found = {each.received_at for each in series.reports(tx, MONDAY - DAY)}
        assert found == {MONDAY + 2 * HOUR, MONDAY + 3 * HOUR, None}
        assert len(series.reports(tx, MONDAY - DAY, nadia)) == 3
        assert series.reports(tx, MONDAY - DAY, marit) == []
        assert series.reports(tx, MONDAY + DAY) == []
        assert series.reported_by(tx, bjork, marit) == 3


def test_what_was_answered_to_some_questions_by_check_in(
    database: Database, marit: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        early, late = (asked(tx, bjork, marit, days, DONE) for days in (0, 7))
        for checkin in (early, late):
            for question in ("F1", "F4", "F5"):
                checkins.answer(tx, checkin, question, "x", MONDAY)
        found = series.answered(tx, ["F4", "F5", "M1"], FIRST + DAY)
        assert found == {late: (bjork, FIRST + 7 * DAY, {"F4": "x", "F5": "x"})}


def test_a_card_counts_once_enough_mentors_have_tried_it(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        for who, helped in ((marit, True), (nadia, True), (nils, False)):
            ratings.rate(tx, who, "V24", helped, MONDAY)
        for who in (marit, nadia):
            ratings.rate(tx, who, "V18", True, MONDAY)
        ratings.rate(tx, nils, "V18", None, MONDAY)
        assert series.rated(tx, MONDAY, 3) == [("V24", 2, 3)]
        assert series.rated(tx, MONDAY, 2) == [("V18", 2, 2), ("V24", 2, 3)]
        assert series.rated(tx, MONDAY + DAY, 1) == []
