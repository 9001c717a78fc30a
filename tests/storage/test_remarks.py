"""What was said about a problem: sealed, read once, and gone when the problem closes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorbot.domain.conversation import Place
from mentorbot.domain.people import PersonId
from mentorbot.domain.problems import State
from mentorbot.domain.turns import Said, Side
from mentorbot.storage import conversations, erasure, portions, problems, remarks
from mentorbot.storage.database import Database
from mentorbot.storage.tables import remarks as table
from tests.cast import MONDAY
from tests.storage.test_placements import add as add_placement
from tests.storage.test_problems import CHAIN, problem

HOUR = timedelta(hours=1)
ASK = "question_to_mentor.come_by"
WORDS = "Passer torsdag før lunsj?"


@pytest.fixture
def bjork(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> int:
    with database.begin() as tx:
        placement = add_placement(tx, "Bjørk", marit, nadia, nils)
        problems.add(tx, problem(placement, marit, nadia), CHAIN)
        problems.add(tx, problem(placement, marit, nadia, "OTHER"), CHAIN)
    return placement


def test_a_remark_comes_back_as_it_was_said_and_its_words_are_sealed(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        first = remarks.add(tx, "T4K7M", nadia, MONDAY, ready=ASK)
        second = remarks.add(tx, "T4K7M", marit, MONDAY + HOUR, words=WORDS)
        remarks.add(tx, "OTHER", nadia, MONDAY, ready=ASK)
        asked, answered = remarks.of(tx, "T4K7M")
        assert (asked.id, asked.ready, asked.words, asked.by_mentor) == (first, ASK, "", False)
        assert (answered.id, answered.words, answered.by_mentor) == (second, WORDS, True)
        assert answered.at == MONDAY + HOUR and answered.read_at is None
        assert remarks.get(tx, second) == answered and remarks.get(tx, 99) is None
        said = remarks.said_about(tx, ["T4K7M", "NONE"])
        both = (Said(Side.NAV, MONDAY), Said(Side.MENTOR, MONDAY + HOUR))
        assert said == {"T4K7M": both}
        for row in tx.connection.execute(table.select()):
            assert WORDS.encode() not in (row.words or b"")


def test_only_the_first_reading_counts(database: Database, nadia: PersonId, bjork: int) -> None:
    with database.begin() as tx:
        remark = remarks.add(tx, "T4K7M", nadia, MONDAY, words=WORDS)
        assert remarks.read(tx, remark, MONDAY + HOUR)
        assert not remarks.read(tx, remark, MONDAY + 2 * HOUR)
        found = remarks.get(tx, remark)
        assert found is not None and found.read_at == MONDAY + HOUR


def test_closing_wipes_the_words_and_every_draft_of_that_problem_only(
    database: Database, marit: PersonId, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        for reference in ("T4K7M", "OTHER"):
            remarks.add(tx, reference, nadia, MONDAY, words=WORDS)
            draft = Place("thread", "preview", f"problem:{reference}", {"words": "Utkast"}, True)
            conversations.stand(tx, marit, draft, reference, [], MONDAY)
        assert problems.move(tx, "T4K7M", [State.SENT], State.CLOSED, closed_at=MONDAY)
        assert [remark.words for remark in remarks.of(tx, "T4K7M")] == [""]
        assert [remark.words for remark in remarks.of(tx, "OTHER")] == [WORDS]
        closed, other = (conversations.by_key(tx, key) for key in ("T4K7M", "OTHER"))
        assert closed is not None and other is not None
        assert (dict(closed.place.data), closed.place.listens) == ({}, False)
        assert (dict(other.place.data), other.place.listens) == ({"words": "Utkast"}, True)


def test_a_move_that_comes_too_late_wipes_nothing(
    database: Database, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        remarks.add(tx, "T4K7M", nadia, MONDAY, words=WORDS)
        assert not problems.move(tx, "T4K7M", [State.ANSWERED], State.CLOSED)
        assert [remark.words for remark in remarks.of(tx, "T4K7M")] == [WORDS]


def test_what_was_said_is_forgotten_with_the_placement(
    database: Database, nadia: PersonId, bjork: int
) -> None:
    with database.begin() as tx:
        remarks.add(tx, "T4K7M", nadia, MONDAY, ready=ASK)
        portions.delete(tx, erasure.of_placement(tx, bjork))
        assert remarks.of(tx, "T4K7M") == []
