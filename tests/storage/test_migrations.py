"""The revisions make exactly the tables that the code works with, on both databases."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select, text

from mentorbot.domain.conversation import Place
from mentorbot.domain.people import Role
from mentorbot.domain.problems import State, Wish
from mentorbot.storage import checkins, conversations, migrating, outbox, people, problems, rungs
from mentorbot.storage.database import Database
from mentorbot.storage.migrating import DanglingRows, is_current, migrate
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.tables import metadata, places
from mentorbot.storage.tables import outbox as letters
from mentorbot.storage.vault import Vault
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase
from tests.storage.test_placements import add as add_placement
from tests.storage.test_problems import CHAIN, problem


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault) -> Iterator[Database]:
    """A database where nothing was migrated yet."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    else:
        postgres: Callable[[str], str] = request.getfixturevalue("postgres")
        name = f"empty_{request.node.name.split('[')[0]}"[:60]
        admin = create_engine(
            postgres("postgres").replace("postgresql:", "postgresql+psycopg:"),
            isolation_level="AUTOCOMMIT",
        )
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        url = postgres(name)
    database = Database(url, vault)
    yield database
    database.close()


def test_a_database_migrated_from_nothing_has_the_tables_of_the_code(empty: Database) -> None:
    migrate(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=migrating.OPTIONS)
        assert compare_metadata(context, metadata) == []


def test_only_a_migrated_database_is_current(empty: Database) -> None:
    assert not is_current(empty)
    migrate(empty)
    assert is_current(empty)
    migrate(empty)
    assert is_current(empty)


def test_two_processes_that_migrate_at_once_do_it_once(empty: Database, vault: Vault) -> None:
    other = Database(empty.engine.url.render_as_string(hide_password=False), vault)
    failures: list[Exception] = []

    def run(database: Database) -> None:
        try:
            migrate(database)
        except Exception as error:  # noqa: BLE001 - a thread's failure is the test's failure
            failures.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in (empty, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert failures == []
    assert is_current(empty)


def test_a_revision_can_be_taken_back(empty: Database) -> None:
    migrate(empty)
    with migrating._alone(empty.engine) as connection:
        command.downgrade(migrating._config(connection), "base")
    assert not is_current(empty)
    migrate(empty)


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = command.upgrade

    def broken(config: Config, revision: str) -> None:
        upgrade(config, revision)
        raise RuntimeError("the last revision is broken")

    monkeypatch.setattr(command, "upgrade", broken)
    with pytest.raises(RuntimeError):
        migrate(empty)
    monkeypatch.undo()
    assert not is_current(empty)
    migrate(empty)


def test_foreign_keys_hold_again_after_a_migration(open_database: MakeDatabase) -> None:
    database = open_database()
    migrate(database)
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.begin() as tx:
        tx.connection.execute(
            text("INSERT INTO ratings (person_id, card, shown_at) VALUES (99, 'V1', :at)"),
            {"at": "2027-03-01 09:00:00"},
        )


def test_a_migration_that_would_leave_dangling_rows_is_taken_back(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", vault)
    migrate(database)

    def careless(config: Config, _revision: str) -> None:
        config.attributes["connection"].exec_driver_sql(
            "INSERT INTO ratings (person_id, card, shown_at) VALUES (99, 'V1', '2027-03-01')"
        )

    monkeypatch.setattr(command, "upgrade", careless)
    with pytest.raises(DanglingRows):
        migrate(database)
    with database.begin() as tx:
        assert tx.connection.execute(text("SELECT count(*) FROM ratings")).scalar() == 0
    database.close()


def test_nobody_else_on_the_machine_can_read_a_new_sqlite_file(
    tmp_path: Path, vault: Vault
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", vault)
    migrate(database)
    with database.begin() as tx:
        assert people.listed(tx) == []
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.close()
    assert rights == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


def test_what_was_opened_or_answered_before_is_asked_about_after(empty: Database) -> None:
    """The revision before planned nothing more once somebody had opened a problem."""
    migrate(empty)
    wednesday = datetime(2027, 3, 3, 14, 30, tzinfo=UTC)
    with empty.begin() as tx:
        who = people.add(tx, Role.MENTOR, "Marit Mo", MONDAY)
        bjork = add_placement(tx, "Bjørk", who, who, who)
        for reference in ("SENT1", "SEEN1", "KNOW1", "NAMED", "TOLD1"):
            made = replace(problem(bjork, who, who, reference), deadline=wednesday)
            problems.add(tx, made, CHAIN[:1])
            rungs.cancel(tx, reference)
        problems.set_values(tx, "SEEN1", state=State.RECEIVED)
        problems.set_values(tx, "KNOW1", state=State.RECEIVED, wish=Wish.FOR_INFORMATION)
        problems.set_values(tx, "NAMED", state=State.IN_PROGRESS, promised=date(2027, 3, 9))
        problems.set_values(tx, "TOLD1", state=State.ANSWERED, answered_at=MONDAY)
    for revision in ("0002", "head"):
        with migrating._alone(empty.engine) as connection:
            change = command.downgrade if revision == "0002" else command.upgrade
            change(migrating._config(connection), revision)
    with empty.begin() as tx:
        planned = {
            each.reference: [(rung.number, rung.tell, rung.kind, rung.due_at) for rung in found]
            for each in problems.listed(tx)
            if (found := rungs.planned(tx, each.reference))
        }
    assert planned == {
        "SEEN1": [(1, "owner", "ask", wednesday)],
        "NAMED": [(1, "owner", "ask", datetime(2027, 3, 9, 14, 30, tzinfo=UTC))],
        "TOLD1": [(1, "mentor", "ask_helped", MONDAY)],
    }


def test_where_somebody_stood_before_is_known_to_be_about_its_placement(empty: Database) -> None:
    migrate(empty)
    with empty.begin() as tx:
        who = people.add(tx, Role.MENTOR, "Marit Mo", MONDAY)
        bjork = add_placement(tx, "Bjørk", who, who, who)
        problems.add(tx, problem(bjork, who, who), CHAIN)
        occasion = checkins.plan(tx, bjork, who, "week:1", MONDAY, MONDAY.date(), ["F1"])
        subjects = ("", "placement:x", f"placement:{bjork}", "problem:T4K7M", f"checkin:{occasion}")
        for number, subject in enumerate(subjects):
            place = Place("thread", "open", subject)
            made = conversations.stand(tx, who, place, f"k{number}", [], MONDAY)
            letter = Letter(who, Verb.SAY, Lane.ANSWER, {"html": "x"}, place=made.id)
            outbox.post(tx, letter, MONDAY)
        told = Letter(who, Verb.TELL, Lane.ANSWER, {"html": "x"}, reference="T4K7M")
        outbox.post(tx, told, MONDAY)
    for revision in ("0003", "head"):
        with migrating._alone(empty.engine) as connection:
            change = command.downgrade if revision == "0003" else command.upgrade
            change(migrating._config(connection), revision)
    known = [None, None, bjork, bjork, bjork]
    with empty.begin() as tx:
        for table, about in ((places, known), (letters, [*known, bjork])):
            query = select(table.c.placement_id).order_by(table.c.id)
            assert list(tx.connection.execute(query).scalars()) == about
