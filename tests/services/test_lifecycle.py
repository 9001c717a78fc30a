"""Keeping, erasing and proving, on both databases: what is left, and who is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, String, cast, or_, select, text

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import Role
from mentorbot.domain.problems import State
from mentorbot.services import auditing, erasing, retaining, verifying, wished
from mentorbot.services.auditing import Finding
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, claiming, outbox, portions, problems, queue, rungs, wishes
from mentorbot.storage import people as persons
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.portions import Portion
from mentorbot.storage.tables import metadata, people
from mentorbot.storage.tables import outbox as letters
from tests.cast import MONDAY
from tests.pair import Pair, pair_on
from tests.storage.conftest import MakeDatabase

CONTENT = Path(__file__).resolve().parents[2] / "content"
LATER = MONDAY + timedelta(days=1000)
LONG_AGO = MONDAY - timedelta(days=90)


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONTENT, texts())


@pytest.fixture
def pair(open_database: MakeDatabase, book: Book) -> Iterator[Pair]:
    made = pair_on((open_database(), open_database()), book)
    made.report("T4K7M")
    yield made
    made.pool.shutdown()


@pytest.fixture
def parts(pair: Pair) -> Parts:
    return pair.workers[0]


def close(parts: Parts, now: datetime = MONDAY) -> None:
    with parts.database.begin() as tx:
        assert problems.move(tx, "T4K7M", [State.SENT], State.CLOSED, closed_at=now)
        rungs.cancel(tx, "T4K7M")


def rows_with(database: Database, canary: str, *, but: frozenset[str] = frozenset()) -> list[str]:
    """The tables in which any column shows it."""
    found = []
    with database.begin() as tx:
        for table in metadata.sorted_tables:
            columns = [each for each in table.columns if not isinstance(each.type, LargeBinary)]
            shows = or_(*(cast(each, String).like(f"%{canary}%") for each in columns))
            if table.name not in but and tx.connection.execute(select(table).where(shows)).first():
                found.append(table.name)
    return found


def test_no_row_shows_an_erased_placement(parts: Parts) -> None:
    close(parts)
    assert rows_with(parts.database, "Bjørk") == ["placements"]
    with parts.database.begin() as tx:
        erasing.erase_placement(tx, parts, 1, MONDAY)
    parts.database.scrub()
    assert rows_with(parts.database, "Bjørk") == []
    # In the audit stay numbers.
    assert rows_with(parts.database, "T4K7M") == ["audit"]


def test_two_who_erase_at_once_erase_once(pair: Pair) -> None:
    close(pair.workers[0])
    done = Counter(pair.both(lambda parts: erasing.old_placement(parts, 1, LATER)))
    assert done[1] >= 1
    with pair.workers[0].database.begin() as tx:
        assert erasing.placement(tx, 1) is None


def test_a_number_is_never_given_to_somebody_else(pair: Pair, parts: Parts) -> None:
    close(parts)
    with parts.database.begin() as tx:
        erasing.erase_placement(tx, parts, 1, MONDAY)
        erasing.erase_person(tx, parts, pair.nils, MONDAY)
        tx.connection.execute(letters.delete())
    erasing.clear_away(parts)
    with parts.database.begin() as tx:
        left = list(tx.connection.execute(select(people.c.id)).scalars())
        assert pair.nils not in left
        assert persons.add(tx, Role.MENTOR, "Mona Mo", MONDAY) > pair.nils


def test_retention_does_it_once_whoever_does_it_and_however_often(pair: Pair) -> None:
    parts = pair.workers[0]
    close(parts)
    due = retaining.due(parts, LATER)
    assert due[Kept.PROBLEMS] and due[Kept.PLACEMENTS] == 1
    assert retaining.due(parts, LATER) == due, "looking changes nothing"
    gone = retaining.tidy(parts, LATER)
    assert gone[Kept.PROBLEMS] == due[Kept.PROBLEMS] and gone[Kept.PLACEMENTS] == 1
    again = retaining.tidy(parts, LATER)
    assert not again.keys() & {Kept.PROBLEMS, Kept.PLACEMENTS, Kept.ANSWERS}
    with parts.database.begin() as tx:
        assert erasing.placement(tx, 1) is None


class Death(BaseException):
    """The process is killed here."""


@pytest.mark.parametrize("after", range(0, 24, 3))
def test_a_death_at_any_step_loses_nothing_and_the_next_run_ends_it(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    close(parts)
    calls = 0
    real = portions.delete_some

    def dies(tx: Tx, portion: Portion, most: int) -> int:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Death
        return real(tx, portion, most)

    monkeypatch.setattr(portions, "delete_some", dies)
    with pytest.raises(Death):
        retaining.tidy(parts, LATER)
    monkeypatch.undo()
    retaining.tidy(parts, LATER)
    assert retaining.due(parts, LATER) == {}
    assert verifying.verify(parts).faults == ()


def test_the_log_goes_by_whole_days_and_still_verifies(parts: Parts) -> None:
    rules = parts.rules
    end = MONDAY + rules.kept[Kept.LOG]
    assert retaining.tidy(parts, end)[Kept.LOG] == 0
    gone = retaining.tidy(parts, end + timedelta(days=2))
    assert gone[Kept.LOG] > 0
    walk = verifying.verify(parts)
    assert walk.faults == () and walk.rows < walk.number
    assert retaining.tidy(parts, end + timedelta(days=2))[Kept.LOG] == 0


def test_a_wish_that_cannot_be_granted_yet_waits_and_one_that_can_is(pair: Pair) -> None:
    parts = pair.workers[0]
    with parts.database.begin() as tx:
        wishes.put(tx, pair.marit, MONDAY)
    assert wished.forget_due(parts, MONDAY) == 1
    assert wished.forget_due(parts, MONDAY) == 0
    with parts.database.begin() as tx:
        assert wishes.at(tx, pair.marit) == MONDAY + parts.rules.forget_undo
    close(parts)
    assert wished.forget_due(parts, MONDAY + parts.rules.forget_undo) == 1
    with parts.database.begin() as tx:
        assert erasing.person(tx, pair.marit) is None
        assert wishes.at(tx, pair.marit) is None


def test_a_message_to_be_deleted_knows_its_chat_after_its_owner_is_erased(pair: Pair) -> None:
    parts = pair.workers[0]
    close(parts)
    with parts.database.begin() as tx:
        tx.connection.execute(letters.delete())
        forget = Letter(pair.marit, Verb.FORGET, Lane.DIGEST, message_id=7)
        outbox.post(tx, forget, MONDAY, not_before=MONDAY + timedelta(hours=46))
        erasing.erase_person(tx, parts, pair.marit, MONDAY)
    with parts.database.begin() as tx:
        waiting = claiming.claim(tx, MONDAY + timedelta(hours=47), timedelta(seconds=60), 9)
        mine = [each for each in waiting if each.letter.person == pair.marit]
        assert [(each.chat_id, each.letter.message_id) for each in mine] == [(1000 + pair.marit, 7)]
        queue.sent(tx, mine[0].id, 7, MONDAY)
        kept = tx.connection.execute(select(letters.c.chat_id)).scalars().all()
        assert set(kept) == {None}


# --- the auditor


def untouchable(tx: Tx) -> str:
    return (
        "ALTER TABLE audit DISABLE TRIGGER ALL"
        if tx.is_postgres
        else "DROP TRIGGER audit_no_change"
    )


def look(parts: Parts) -> list[Finding]:
    found = auditing.audit(parts, MONDAY, LONG_AGO)
    return [each for each in found if each.name == "log"]


def test_the_auditor_finds_a_touched_log_a_little_at_a_time(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "A_LITTLE", 2)
    for number in range(6):
        with parts.database.begin() as tx:
            audit.note(tx, number, "counted", "x", MONDAY)
    assert [look(parts) for _ in range(9)] == [[]] * 9
    with parts.database.begin() as tx:
        tx.connection.execute(text(untouchable(tx)))
        tx.connection.execute(text("UPDATE audit SET actor_id = 99 WHERE number = 4"))
    looks = [look(parts) for _ in range(12)]
    assert [Finding("log")] in looks
    # It stands from then on, in every round.
    first = looks.index([Finding("log")])
    assert looks[first:] == [[Finding("log")]] * (12 - first)
    with parts.database.begin() as tx:
        tx.connection.execute(text("UPDATE audit SET actor_id = 3 WHERE subject = 'x'"))
        tx.connection.execute(text("DELETE FROM chain"))
    assert look(parts)


def test_the_day_says_what_went_and_what_could_not_be_deleted(parts: Parts) -> None:
    with parts.database.begin() as tx:
        audit.note(tx, None, "retention.done", "retention", MONDAY, problems=3, answers=4)
        forget = Letter(1, Verb.FORGET, Lane.DIGEST, message_id=7)
        item = outbox.post(tx, forget, MONDAY, leased_until=MONDAY)
        queue.end_failed(tx, item, MONDAY, "Refused")
    day = auditing.last_day(parts, MONDAY + timedelta(hours=1))
    assert (day.forgotten, day.undeleted) == (7, 1)
