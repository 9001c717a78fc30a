"""Claiming is cheap however many letters wait, and keeps to what Telegram asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.storage import claiming, outbox, pauses, people, queue
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.letters import Fate, Lane, Posted, Verb
from mentorbot.storage.migrating import migrate
from mentorbot.storage.pauses import EVERY_CHAT, Pauses
from mentorbot.storage.tables import outbox as table
from mentorbot.storage.vault import Vault
from tests.cast import MONDAY
from tests.storage.test_outbox import tell, words

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=60)
SEAL = b"never opened"


def crowd(database: Database, many: int) -> list[PersonId]:
    with database.begin() as tx:
        first = people.add(tx, Role.MENTOR, "Mentor", MONDAY)
        row = tx.connection.execute(text("SELECT * FROM people WHERE id = :id"), {"id": first})
        like = dict(row.mappings().one())
        others = [{**like, "id": first + n, "chat_id": 10_000 + n} for n in range(1, many)]
        names = ", ".join(like)
        values = ", ".join(f":{name}" for name in like)
        if others:
            tx.connection.execute(text(f"INSERT INTO people ({names}) VALUES ({values})"), others)
    return [first + n for n in range(many)]


def waiting(
    tx: Tx, persons: Sequence[PersonId], lane: Lane, not_before: datetime = MONDAY, **more: Any
) -> None:
    """Letters that were written long ago, many at once."""
    row = {
        "lane": lane, "verb": Verb.TELL, "anew": False, "silent": False, "again": False,
        "state": Fate.WAITING, "not_before": not_before, "begun": False, "attempts": 0,
        "created_at": MONDAY, **more,
    }  # fmt: skip
    tx.connection.execute(insert(table), [{**row, "person_id": person} for person in persons])


def plan_of(tx: Tx, paused: Pauses = pauses.NONE) -> str:
    """How the database finds the next letters."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(tx.connection, "before_cursor_execute", note)
    claiming.claim(tx, MONDAY, LEASE, 8, paused=paused)
    event.remove(tx.connection, "before_cursor_execute", note)
    explain = "EXPLAIN " if tx.is_postgres else "EXPLAIN QUERY PLAN "
    statement, parameters = seen[0]
    found = tx.connection.exec_driver_sql(explain + statement, parameters)
    return "\n".join(str(tuple(row)) for row in found)


def analyse(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")


def seconds_of_a_claim(database: Database) -> float:
    """For eight letters, found and taken; they are given back."""
    with database.begin() as tx:
        began = time.perf_counter()
        taken = claiming.claim(tx, MONDAY, LEASE, 8)
        spent = time.perf_counter() - began
        assert len(taken) == 8
        on_their_way = table.c.state == Fate.SENDING
        tx.connection.execute(table.update().where(on_their_way).values(state=Fate.WAITING))
    return spent


@pytest.fixture(params=["sqlite", "postgres"])
def two(
    request: pytest.FixtureRequest, tmp_path: Path, vault: Vault
) -> Iterator[tuple[Database, Database]]:
    """Two databases of the same kind."""
    if request.param == "postgres":
        make: Callable[[], str] = request.getfixturevalue("postgres_mould")
        addresses = [make(), make()]
    else:
        addresses = [f"sqlite:///{tmp_path / name}.db" for name in ("few", "many")]
    few, many = (Database(address, vault) for address in addresses)
    for database in (few, many):
        migrate(database)
    yield few, many
    few.close()
    many.close()


@pytest.mark.parametrize("held", [False, True], ids=["all may leave", "and as many later"])
def test_eight_of_ten_thousand_are_claimed_as_fast_as_eight_of_a_hundred(
    held: bool, two: tuple[Database, Database]
) -> None:
    for database, count in zip(two, (100, 10_000), strict=True):
        persons = crowd(database, count)
        with database.begin() as tx:
            waiting(tx, persons, Lane.CHECKIN)
            for lane in Lane if held else ():
                waiting(tx, persons, lane, MONDAY + SECOND)
        analyse(database)
    # In turn, so that what else the machine does strikes both alike.
    pairs = [[seconds_of_a_claim(database) for database in two] for _ in range(41)]
    few, many = (median(each) for each in zip(*pairs, strict=True))
    print(f"\n8 of 100: {few * 1000:.2f} ms, of 10,000: {many * 1000:.2f} ms: {many / few:.2f}")
    with two[1].begin() as tx:
        plan = plan_of(tx)
    assert "ix_outbox_queue" in plan and "SCAN outbox" not in plan and "Seq Scan" not in plan, plan
    assert many / few < 2.0


def test_a_pause_of_one_chat_does_not_change_how_letters_are_found(database: Database) -> None:
    persons = crowd(database, 3000)
    with database.begin() as tx:
        waiting(tx, persons, Lane.CHECKIN)
    analyse(database)
    with database.begin() as tx:
        paused = Pauses({10_001: MONDAY + SECOND})
        taken = claiming.claim(tx, MONDAY, LEASE, 8, paused=paused)
        plan = plan_of(tx, paused)
    assert "ix_outbox_queue" in plan, plan
    assert [each.letter.person for each in taken] == [persons[0], *persons[2:9]]


def test_many_letters_of_one_person_do_not_hide_those_of_others(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        waiting(tx, [marit] * 50, Lane.CHECKIN)
        waiting(tx, [nadia] * 50, Lane.CHECKIN)
        waiting(tx, [nils], Lane.DIGEST)
        taken = claiming.claim(tx, MONDAY, LEASE, 3)
        assert [each.letter.person for each in taken] == [marit, nadia, nils]
        assert claiming.claim(tx, MONDAY, LEASE, 3) == []


def test_only_the_lanes_that_are_asked_for_are_taken(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        outbox.post(tx, tell(marit, "check-in", Lane.CHECKIN), MONDAY)
        outbox.post(tx, tell(nadia, "answer"), MONDAY)
        taken = claiming.claim(tx, MONDAY, LEASE, 8, lanes=[Lane.URGENT, Lane.ANSWER])
    assert words(taken) == ["answer"]


def test_a_letter_that_was_held_keeps_its_place_and_was_not_tried(
    database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        first = outbox.post(tx, tell(marit, "first"), MONDAY)
        outbox.post(tx, tell(marit, "second"), MONDAY)
        claiming.claim(tx, MONDAY, LEASE, 8)
        queue.hold(tx, first, "pause")
        (again,) = claiming.claim(tx, MONDAY, LEASE, 8)
    assert (words([again]), again.attempts) == (["first"], 1)


# Pauses.


def settled(database: Database, *persons: PersonId) -> None:
    with database.begin() as tx:
        for person in persons:
            people.settle(tx, person, 1000 + person, Language.NB)


def claimed(tx: Tx, now: datetime) -> list[Posted]:
    return claiming.claim(tx, now, LEASE, 8, paused=pauses.standing(tx, now))


def test_a_paused_chat_waits_and_the_others_do_not(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    settled(database, marit, nadia)
    with database.begin() as tx:
        outbox.post(tx, tell(marit, "hers"), MONDAY)
        outbox.post(tx, tell(nadia, "other"), MONDAY)
        pauses.put(tx, 1000 + marit, MONDAY, MONDAY + 30 * SECOND)
        assert queue.next_moment(tx, MONDAY) == MONDAY + 30 * SECOND
        assert words(claimed(tx, MONDAY)) == ["other"]
        assert claimed(tx, MONDAY + 29 * SECOND) == []
        assert words(claimed(tx, MONDAY + 30 * SECOND)) == ["hers"]
        assert pauses.standing(tx, MONDAY + 30 * SECOND) == pauses.NONE


def test_while_every_chat_is_paused_only_mail_leaves(
    database: Database, marit: PersonId, nadia: PersonId
) -> None:
    settled(database, marit, nadia)
    with database.begin() as tx:
        outbox.post(tx, tell(marit, "chat", Lane.URGENT), MONDAY)
        waiting(tx, [nadia], Lane.DIGEST, verb=Verb.MAIL)
        pauses.put(tx, EVERY_CHAT, MONDAY, MONDAY + LEASE)
        assert [each.letter.verb for each in claimed(tx, MONDAY)] == [Verb.MAIL]


def test_a_pause_is_known_to_whoever_opens_the_database_next(database: Database) -> None:
    with database.begin() as tx:
        pauses.put(tx, EVERY_CHAT, MONDAY, MONDAY + LEASE)
        pauses.put(tx, EVERY_CHAT, MONDAY + SECOND, MONDAY + 2 * SECOND)
    with database.begin() as tx:
        assert pauses.standing(tx, MONDAY).until == MONDAY + LEASE, "the longer one stays"
        over = pauses.standing(tx, MONDAY + LEASE)
        assert (over.every, over.probing) == (False, True)
        pauses.lift(tx, EVERY_CHAT)
        assert pauses.standing(tx, MONDAY + LEASE) == pauses.NONE


def test_a_clock_that_was_set_back_does_not_make_a_pause_longer(database: Database) -> None:
    with database.begin() as tx:
        pauses.put(tx, EVERY_CHAT, MONDAY, MONDAY + LEASE)
        assert pauses.standing(tx, MONDAY - SECOND).every
        assert not pauses.standing(tx, MONDAY - timedelta(hours=2)).every
        pauses.put(tx, EVERY_CHAT, MONDAY - timedelta(hours=2), MONDAY - timedelta(hours=1))
        assert not pauses.standing(tx, MONDAY).every
