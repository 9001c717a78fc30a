"""The audit: only ever added to, and a row that somebody touched is found and named."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from mentorbot.storage import audit, chain, migrating, verifying
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.tables import audit as table
from mentorbot.storage.tables import chain as heads
from mentorbot.storage.verifying import Fault, Walk, Wrong
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase

DAY = timedelta(days=1)


def enter(database: Database, many: int, first: int = 0) -> None:
    """So many entries, a day apart."""
    for number in range(first, first + many):
        with database.begin() as tx:
            at = MONDAY + number * DAY
            audit.note(tx, number, "wording.read", f"problem:{number}", at, day=number, word="å")


def walked(database: Database, most: int = 3) -> Walk:
    walk = Walk()
    while not walk.is_done:
        with database.begin() as tx:
            walk = verifying.step(tx, walk, most)
    return walk


def faults(database: Database) -> set[Fault]:
    return set(walked(database).faults)


def tampering(database: Database, *statements: str) -> None:
    """By somebody who may do everything with the database: the triggers are taken off first."""
    off = (
        [f"DROP TRIGGER {name}" for name in ("audit_no_change", "audit_no_replacement")]
        + ["DROP TRIGGER audit_no_deletion"]
        if database.engine.dialect.name == "sqlite"
        else ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    )
    with database.begin() as tx:
        for statement in (*off, *statements):
            tx.connection.execute(text(statement))


def test_every_entry_follows_the_one_before(database: Database) -> None:
    with database.begin() as tx:
        audit.note(tx, 7, "people.added", "person:7", MONDAY)
        audit.note(tx, None, "person.invited", "person:7", MONDAY, at=1.5, none=None)
    enter(database, 6)
    with database.begin() as tx:
        rows = tx.connection.execute(select(table).order_by(table.c.id)).all()
    assert [row.number for row in rows] == list(range(1, 9))
    assert [row.former for row in rows] == [chain.BEGINNING, *(row.digest for row in rows[:-1])]
    walk = walked(database)
    assert (walk.rows, walk.number, walk.digest, walk.faults) == (8, 8, rows[-1].digest, ())


def test_what_is_taken_back_leaves_no_entry_and_no_gap(database: Database) -> None:
    enter(database, 2)
    with contextlib.suppress(LookupError), database.begin() as tx:
        audit.note(tx, 1, "lost", "person:1", MONDAY)
        raise LookupError
    enter(database, 1, first=2)
    assert walked(database).rows == 3 and not faults(database)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor_id = 9 WHERE number = 2",
        "UPDATE audit SET number = 99 WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(
    database: Database, statement: str
) -> None:
    enter(database, 3)
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as tx:
        tx.connection.execute(text(statement))
    assert walked(database).rows == 3 and not faults(database)


def test_the_database_refuses_to_empty_or_replace(database: Database) -> None:
    enter(database, 3)
    by = "TRUNCATE audit" if database.engine.dialect.name == "postgresql" else (
        "INSERT OR REPLACE INTO audit (id, at, action, subject, detail) "
        "SELECT id, at, 'other', subject, detail FROM audit WHERE number = 2"
    )  # fmt: skip
    with pytest.raises(DBAPIError, match="append-only"), database.begin() as tx:
        tx.connection.execute(text(by))


INSERTED = (
    "INSERT INTO audit (id, at, action, subject, detail, number, former, digest) "
    "SELECT 77, at, action, 'problem:99', detail, {number}, former, digest FROM audit "
    "WHERE number = 3"
)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE audit SET actor_id = 9 WHERE number = 3"], {Fault(Wrong.CHANGED, 3)}),
        (["UPDATE audit SET subject = 'x' WHERE number = 6"], {Fault(Wrong.CHANGED, 6)}),
        (
            ["UPDATE audit SET at = (SELECT at FROM audit WHERE number = 1) WHERE number = 4"],
            {Fault(Wrong.CHANGED, 4)},
        ),
        (["DELETE FROM audit WHERE number = 3"], {Fault(Wrong.MISSING, 3)}),
        (["DELETE FROM audit WHERE number = 1"], {Fault(Wrong.MISSING, 1)}),
        (
            ["DELETE FROM audit WHERE number > 4"],
            {Fault(Wrong.MISSING, 5), Fault(Wrong.MISSING, 6)},
        ),
        (
            # Removed, and the numbers closed up behind it.
            [
                "DELETE FROM audit WHERE number = 3",
                "UPDATE audit SET number = number - 1 WHERE number > 3",
                "UPDATE chain SET number = 5",
            ],
            {Fault(Wrong.MOVED, 3)},
        ),
        (
            # Two rows have changed places.
            [
                "UPDATE audit SET number = 99 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 4",
                "UPDATE audit SET number = 4 WHERE number = 99",
            ],
            {Fault(Wrong.MOVED, 3), Fault(Wrong.MOVED, 4), Fault(Wrong.MOVED, 5)},
        ),
        (
            [INSERTED.format(number=3)],
            {Fault(Wrong.TWICE, 3), Fault(Wrong.CHANGED, 3)},
        ),
        (
            [INSERTED.format(number=7)],
            {Fault(Wrong.MOVED, 7), Fault(Wrong.CHANGED, 7), Fault(Wrong.HEAD, 6)},
        ),
        ([INSERTED.format(number="NULL")], {Fault(Wrong.STRAY, 77)}),
        (["DELETE FROM chain"], {Fault(Wrong.HEAD, 0)}),
        (
            # Somebody pretends that the beginning had served its time.
            [
                "UPDATE chain SET forgotten = 2",
                "UPDATE chain SET anchor = (SELECT digest FROM audit WHERE number = 2)",
                "DELETE FROM audit WHERE number <= 2",
            ],
            {Fault(Wrong.ANCHOR, 2)},
        ),
    ],
)
def test_a_touched_row_is_found_and_named(
    database: Database, statements: list[str], found: set[Fault]
) -> None:
    enter(database, 6)
    assert not faults(database)
    tampering(database, *statements)
    assert faults(database) == found


def test_a_row_with_a_digest_of_its_own_does_not_fit_into_the_chain(database: Database) -> None:
    enter(database, 6)
    tampering(database)
    with database.begin() as tx:
        row = chain.page(tx.connection, 2, 2, 1)[0]
        entry = chain.entry_of(row)
        forged = chain.Entry(entry.at, 9, entry.action, entry.subject, entry.detail)
        digest = chain.digest_of(row.former, forged)
        mine = table.update().where(table.c.number == 3)
        tx.connection.execute(mine.values(actor_id=9, digest=digest))
    assert faults(database) == {Fault(Wrong.MOVED, 4)}


def test_nothing_that_was_touched_keeps_a_turn_from_being_taken(database: Database) -> None:
    enter(database, 3)
    tampering(database, "DELETE FROM chain", "DELETE FROM audit WHERE number = 2")
    enter(database, 2, first=3)
    assert faults(database) == {Fault(Wrong.MISSING, 2)}


def forget(tx: Tx, before: Any, most: int) -> chain.Forgotten | None:
    """As services/retaining does it."""
    gone = chain.forget(tx.connection, before, most)
    if gone is not None:
        said = {"last": gone.last, "digest": gone.digest}
        audit.note(tx, None, verifying.FORGOTTEN, "audit", MONDAY + 400 * DAY, **said)
    return gone


def test_what_has_served_its_time_goes_and_the_rest_still_verifies(database: Database) -> None:
    enter(database, 9)
    with database.begin() as tx:
        assert chain.served(tx.connection, MONDAY + 5 * DAY) == 5
        gone = forget(tx, MONDAY + 5 * DAY, most=3)
        assert gone is not None and (gone.rows, gone.last) == (3, 3)
    assert not faults(database)
    with database.begin() as tx:
        gone = forget(tx, MONDAY + 5 * DAY, most=3)
        assert gone is not None and (gone.rows, gone.last) == (2, 5)
    with database.begin() as tx:
        assert forget(tx, MONDAY + 5 * DAY, most=3) is None
    walk = walked(database)
    assert (walk.rows, walk.faults) == (4 + 2, ())


def test_all_of_it_may_have_served_its_time(database: Database) -> None:
    enter(database, 4)
    with database.begin() as tx:
        gone = forget(tx, MONDAY + 50 * DAY, most=100)
        assert gone is not None and gone.last == 4
    enter(database, 2, first=10)
    assert (walked(database).rows, faults(database)) == (3, set())


def test_a_row_removed_after_the_anchor_is_missed(database: Database) -> None:
    enter(database, 6)
    with database.begin() as tx:
        forget(tx, MONDAY + 2 * DAY, most=100)
    tampering(database, "DELETE FROM audit WHERE number = 3")
    assert faults(database) == {Fault(Wrong.MISSING, 3)}


def test_a_walk_is_not_put_out_by_what_is_forgotten_and_entered_meanwhile(
    database: Database,
) -> None:
    enter(database, 9)
    with database.begin() as tx:
        walk = verifying.step(tx, Walk(), 2)
    with database.begin() as tx:
        forget(tx, MONDAY + 5 * DAY, most=100)
    enter(database, 3, first=20)
    while not walk.is_done:
        with database.begin() as tx:
            walk = verifying.step(tx, walk, 2)
    assert walk.faults == ()


def test_workers_at_once_make_one_chain(open_database: MakeDatabase) -> None:
    databases = [open_database() for _ in range(4)]
    failures: list[Exception] = []

    def work(database: Database, mine: int) -> None:
        try:
            enter(database, 25, first=100 * mine)
        except Exception as error:  # noqa: BLE001 - a thread's failure is the test's failure
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(database, number))
        for number, database in enumerate(databases)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    walk = walked(databases[0], most=1000)
    assert (walk.rows, walk.number, walk.faults) == (100, 100, ())


def test_an_entry_asks_for_the_end_of_the_chain_and_not_for_the_audit(database: Database) -> None:
    """However long it is: one row is read, one is written, one is changed."""
    enter(database, 3)
    asked: list[str] = []

    def heard(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        asked.append(" ".join(statement.split()[:3]))

    event.listen(database.engine, "before_cursor_execute", heard)
    enter(database, 1, first=3)
    wanted = ["SELECT chain.name, chain.number,", "INSERT INTO audit", "UPDATE chain SET"]
    assert [each for each in asked if not each.startswith("BEGIN")] == wanted


def test_what_was_entered_before_the_chain_is_taken_into_it(database: Database) -> None:
    enter(database, 4)
    with migrating._alone(database.engine) as connection:
        command.downgrade(migrating._config(connection), "0003")
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar() == 4
    migrating.migrate(database)
    enter(database, 2, first=4)
    walk = walked(database)
    assert (walk.rows, walk.number, walk.faults) == (6, 6, ())


def test_a_process_of_the_version_before_still_writes_and_is_named(database: Database) -> None:
    """While versions change; its rows stand beside the chain, and go when they are old."""
    enter(database, 2)
    with database.begin() as tx:
        old = {"at": MONDAY, "actor_id": 1, "action": "old", "subject": "person:1", "detail": {}}
        row = tx.connection.execute(table.insert().returning(table.c.id), old).scalar_one()
    assert faults(database) == {Fault(Wrong.STRAY, row)}


def test_only_one_head_is_ever_written(database: Database) -> None:
    enter(database, 2)
    with database.begin() as tx:
        assert [each.name for each in tx.connection.execute(select(heads))] == [chain.NAME]
