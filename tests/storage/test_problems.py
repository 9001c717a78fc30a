"""Problems and the rungs of their ladders: each moved once, in order, with sealed wording."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from mentorbot.domain.conversation import Place
from mentorbot.domain.ladder import Rung
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.problems import (
    Helped,
    Knows,
    Problem,
    Raised,
    Reachable,
    Report,
    State,
    Tried,
    Wish,
)
from mentorbot.storage import conversations, inbox, outbox, people, problems, rungs
from mentorbot.storage.database import Database
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.migrating import migrate
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.vault import Vault, new_key
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase
from tests.storage.test_placements import add as add_placement

HOUR = timedelta(hours=1)
CHAIN = (
    Rung(0, "nav_contact", "notice", MONDAY),
    Rung(1, "nav_contact", "reminder", MONDAY + HOUR),
    Rung(2, "nav_stand_in", "handover", MONDAY + 2 * HOUR),
)


@pytest.fixture
def bjork(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> int:
    with database.begin() as tx:
        return add_placement(tx, "Bjørk", marit, nadia, nils)


def problem(placement: int, mentor: PersonId, owner: PersonId, reference: str = "T4K7M") -> Problem:
    report = Report(
        placement,
        "P03",
        Level.ORANGE,
        Wish.CALL_ME,
        Reachable.TODAY_LATE,
        Knows.YES,
        (Tried.CHANGED_TASK, Tried.TALKED_TO_LEADER),
        "Hun er redd for sjefen",
    )
    return Problem(reference, report, "Bjørk", mentor, owner, State.SENT, MONDAY, MONDAY + 4 * HOUR)


def test_a_problem_comes_back_as_it_was_sent(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    sent = problem(bjork, marit, nadia)
    with database.begin() as tx:
        assert not problems.is_taken(tx, "T4K7M")
        problems.add(tx, sent, CHAIN)
        assert problems.is_taken(tx, "T4K7M")
    with database.begin() as tx:
        assert problems.get(tx, "T4K7M") == sent
        assert problems.get(tx, "NONE") is None


def test_what_became_of_it_comes_back_too(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        problems.add(tx, problem(bjork, marit, nadia), CHAIN)
        problems.set_values(
            tx, "T4K7M", promised=date(2027, 3, 2), helped=Helped.PARTLY, received_at=MONDAY
        )
        found = problems.get(tx, "T4K7M")
    assert found is not None
    assert found.promised == date(2027, 3, 2)
    assert found.helped is Helped.PARTLY
    assert found.received_at == MONDAY


def test_of_two_receipts_at_once_one_counts(
    open_database: MakeDatabase, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    databases = [open_database(), open_database()]
    references = [f"R{number}" for number in range(15)]
    with databases[0].begin() as tx:
        for reference in references:
            problems.add(tx, problem(bjork, marit, nadia, reference), CHAIN)

    def receive(database: Database, reference: str) -> bool:
        with database.begin() as tx:
            return problems.move(tx, reference, [State.SENT], State.RECEIVED, received_at=MONDAY)

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(receive, each, name) for name in references for each in databases]
        assert sum(job.result() for job in jobs) == len(references)


def test_a_rung_fires_once_whoever_asks(
    open_database: MakeDatabase, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    databases = [open_database(), open_database()]
    with databases[0].begin() as tx:
        for number in range(5):
            problems.add(tx, problem(bjork, marit, nadia, f"R{number}"), CHAIN)
        due = rungs.due(tx, MONDAY + 2 * HOUR, 100)

    def fire(database: Database, rung: rungs.DueRung) -> bool:
        with database.begin() as tx:
            return rungs.end(tx, rung, "fired", nadia, MONDAY)

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(fire, each, rung) for rung in due for each in databases]
        assert sum(job.result() for job in jobs) == len(due) == 15


def test_rungs_are_due_in_order_and_not_before_their_time(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        problems.add(tx, problem(bjork, marit, nadia), CHAIN)
        assert [each.number for each in rungs.due(tx, MONDAY + HOUR, 9)] == [0, 1]
        first = rungs.next_of(tx, "T4K7M")
        assert first is not None
        assert rungs.next_at(tx) == MONDAY
        rungs.end(tx, first, "fired", nadia, MONDAY)
        assert rungs.next_at(tx) == MONDAY + HOUR
        rungs.postpone(tx, rungs.due(tx, MONDAY + HOUR, 9)[0], MONDAY + 3 * HOUR)
        assert [each.number for each in rungs.due(tx, MONDAY + 2 * HOUR, 9)] == [2]


def test_a_cancelled_ladder_climbs_no_more_but_its_past_stays(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        problems.add(tx, problem(bjork, marit, nadia), CHAIN)
        rungs.end(tx, rungs.due(tx, MONDAY, 1)[0], "fired", nadia, MONDAY)
        rungs.cancel(tx, "T4K7M")
        assert rungs.next_of(tx, "T4K7M") is None
        states = [row.state for row in rungs.of(tx, "T4K7M")]
    assert states == ["fired", "cancelled", "cancelled"]


def test_a_reopened_problem_gets_new_rungs_after_the_old_ones(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        problems.add(tx, problem(bjork, marit, nadia), CHAIN)
        rungs.cancel(tx, "T4K7M")
        rungs.add(tx, "T4K7M", CHAIN[:2])
        rungs.add(tx, "T4K7M", ())
        assert [row.number for row in rungs.of(tx, "T4K7M")] == [0, 1, 2, 3, 4]
        upcoming = rungs.next_of(tx, "T4K7M")
    assert upcoming is not None
    assert upcoming.number == 3


def test_each_list_holds_what_waits_for_that_person(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        for reference in ("A", "B", "C"):
            problems.add(tx, problem(bjork, marit, nadia, reference), ())
        problems.move(tx, "B", [State.SENT], State.ANSWERED)
        problems.move(tx, "C", [State.SENT], State.CLOSED)
        lists = (
            problems.open_of_mentor(tx, marit),
            problems.open_of_owner(tx, nadia),
            problems.open_of_owner(tx, nils),
            problems.all_open(tx),
            problems.listed(tx),
        )
        assert problems.recent(tx, bjork, MONDAY) == {"P03": 3}
        assert problems.recent(tx, bjork, MONDAY + HOUR) == {}
    named = ["".join(each.reference for each in found) for found in lists]
    assert named == ["AB", "A", "", "AB", "ABC"]


def test_nothing_personal_rests_in_the_database_in_plain_text(tmp_path: Path) -> None:
    """The file itself, its WAL and its shared memory, while open and after closing."""
    database = Database(
        f"sqlite:///{tmp_path / 'raw.db'}", Vault([new_key(os.urandom)], os.urandom)
    )
    migrate(database)
    with database.begin() as tx:
        marit = people.add(
            tx, Role.MENTOR, "Åse Bjørnstad", MONDAY, phone="+4790000009", email="ase@example.no"
        )
        nadia = people.add(tx, Role.NAV_CONTACT, "Nadia Nes", MONDAY, phone="+4790000008")
        people.settle(tx, marit, 1001, Language.NB)
        people.invite(tx, nadia, "the-code-itself", MONDAY, MONDAY + HOUR)
        placement = add_placement(tx, "Bjørk", marit, nadia, nadia)
        problems.add(tx, problem(placement, marit, nadia), CHAIN)
        place = Place("report", "preview", data={"wording": "Hun er redd for sjefen"})
        conversations.stand(tx, marit, place, "key-1", [], MONDAY)
        payload = {"html": "Hun er redd for sjefen", "buttons": [["Ring Nadia Nes", "key-1.0"]]}
        outbox.post(tx, Letter(nadia, Verb.TELL, Lane.URGENT, payload), MONDAY)
        inbox.keep(tx, [Arrived(7, '{"message":{"text":"Hun er redd for sjefen"}}')], MONDAY)
    secrets = ("Åse", "Bjørnstad", "Nadia", "90000009", "ase@", "redd", "sjefen", "Bakeriet")
    while_open = _bytes_of(tmp_path)
    database.close()
    for raw in (while_open, _bytes_of(tmp_path)):
        assert "Bjørk".encode() in raw
        found = [each for each in (*secrets, "the-code") if each.encode() in raw]
        assert found == []


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_why_it_hurries_more_and_since_when_nobody_has_it_come_back(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    sent = problem(bjork, marit, nadia)
    sent = replace(sent, report=replace(sent.report, level=Level.YELLOW))
    raised = sent.report.hurried(Raised.PATTERN)
    with database.begin() as tx:
        problems.add(tx, sent, CHAIN)
        problems.raise_level(tx, "T4K7M", raised)
        problems.set_values(tx, "T4K7M", reopened_at=MONDAY + HOUR)
        assert problems.leave_alone(tx, "T4K7M", MONDAY)
        found = problems.get(tx, "T4K7M")
    assert found is not None
    assert found.report == raised
    assert (raised.level, raised.raised) == (Level.ORANGE, (Raised.PATTERN,))
    assert (found.waits_since, found.nobody_since) == (MONDAY + HOUR, MONDAY)


def test_that_nobody_has_it_is_found_once_whoever_looks(
    open_database: MakeDatabase, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    databases = [open_database(), open_database()]
    references = [f"R{number}" for number in range(10)]
    with databases[0].begin() as tx:
        for reference in references:
            problems.add(tx, problem(bjork, marit, nadia, reference), CHAIN)

    def leave(database: Database, reference: str) -> bool:
        with database.begin() as tx:
            return problems.leave_alone(tx, reference, MONDAY)

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(leave, each, name) for name in references for each in databases]
        assert sum(job.result() for job in jobs) == len(references)


def test_nobody_has_what_nobody_can_be_told_of_or_all_were_told_in_vain(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    late = MONDAY + 5 * HOUR
    with database.begin() as tx:
        for reference in ("ALONE", "CLIMB", "VAIN1", "FRESH", "SEEN1", "EARLY"):
            problems.add(tx, problem(bjork, marit, nadia, reference), CHAIN)
        problems.leave_alone(tx, "ALONE", MONDAY)
        for reference, told in (("VAIN1", MONDAY), ("FRESH", late), ("SEEN1", MONDAY)):
            for rung in rungs.planned(tx, reference):
                rungs.end(tx, rung, "fired", nadia, told)
        rungs.cancel(tx, "EARLY")
        problems.set_values(tx, "EARLY", deadline=late + HOUR)
        problems.move(tx, "SEEN1", [State.SENT], State.RECEIVED)
        found = [each.reference for each in problems.unheld(tx, late, MONDAY + HOUR)]
    assert found == ["ALONE", "VAIN1"]


def test_what_was_answered_waits_for_the_mentor_on_its_owners_list(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        for reference in ("R1", "R2"):
            problems.add(tx, problem(bjork, marit, nadia, reference), CHAIN)
        problems.move(tx, "R1", [State.SENT], State.ANSWERED, answered_at=MONDAY + HOUR)
        [found] = problems.answered_by(tx, nadia)
        assert (found.reference, found.waits_since) == ("R1", MONDAY + HOUR)
        assert [each.reference for each in problems.open_of_owner(tx, nadia)] == ["R2"]
        assert problems.answered_by(tx, nils) == []
