"""Updates are kept once, handled once and wiped; and no transaction loses another's change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from mentorbot.storage import inbox, spots
from mentorbot.storage.database import Database
from mentorbot.storage.engines import BadDatabaseUrl
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.tables import inbox as table
from mentorbot.storage.tables import marks
from mentorbot.storage.vault import Unreadable
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase

TYPED = '{"update_id":7,"message":{"text":"Hun er redd for sjefen"}}'
DAY = timedelta(days=1)


def test_no_increment_of_many_threads_is_lost(open_database: MakeDatabase) -> None:
    databases = [open_database(), open_database()]
    with databases[0].begin() as tx:
        inbox.set_offset(tx, 0)

    def increment(number: int) -> None:
        for _ in range(40):
            with databases[number % 2].begin() as tx:
                mark = select(marks.c.value).where(marks.c.name == inbox.OFFSET)
                if tx.is_postgres:
                    mark = mark.with_for_update()
                value = tx.connection.execute(mark).scalar_one()
                tx.connection.execute(update(marks).values(value=value + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment, range(8)))
    with databases[0].begin() as tx:
        assert inbox.offset(tx) == 8 * 40


def test_the_same_update_is_kept_once(open_database: MakeDatabase) -> None:
    first, second = open_database(), open_database()
    with first.begin() as tx:
        assert inbox.keep(tx, [Arrived(7, "{}"), Arrived(8, "{}")], MONDAY) == 2
    with second.begin() as tx:
        assert inbox.keep(tx, [Arrived(8, "{}"), Arrived(9, "{}")], MONDAY) == 1
        assert inbox.keep(tx, [], MONDAY) == 0
        assert [item.update_id for item in inbox.waiting(tx, 10)] == [7, 8, 9]


def test_an_update_handled_already_is_not_kept_again(database: Database) -> None:
    with database.begin() as tx:
        inbox.keep(tx, [Arrived(7, TYPED)], MONDAY)
        (item,) = inbox.waiting(tx, 10)
        inbox.done(tx, item.id, MONDAY)
        assert inbox.keep(tx, [Arrived(7, TYPED)], MONDAY) == 0
        assert inbox.waiting(tx, 10) == []


def test_one_of_two_workers_handles_an_update(open_database: MakeDatabase) -> None:
    databases = [open_database(), open_database()]
    with databases[0].begin() as tx:
        inbox.keep(tx, [Arrived(number, "{}") for number in range(20)], MONDAY)
        items = [item.id for item in inbox.waiting(tx, 20)]

    def handle(database: Database, item: int) -> bool:
        with database.begin() as tx:
            return inbox.done(tx, item, MONDAY)

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(handle, each, item) for item in items for each in databases]
        assert sum(job.result() for job in jobs) == len(items)


def test_what_an_update_held_is_wiped_when_it_ended(database: Database) -> None:
    with database.begin() as tx:
        inbox.keep(tx, [Arrived(7, TYPED), Arrived(8, TYPED)], MONDAY)
        first, second = inbox.waiting(tx, 10)
        assert first.body == TYPED
        assert inbox.done(tx, first.id, MONDAY)
        assert inbox.set_aside(tx, second.id, "KeyError", MONDAY)
        assert list(tx.connection.execute(select(table.c.body)).scalars()) == [None, None]
        assert inbox.counts(tx) == {"done": 1, "set_aside": 1}


def test_an_update_that_ended_does_not_end_again(database: Database) -> None:
    with database.begin() as tx:
        inbox.keep(tx, [Arrived(7, TYPED)], MONDAY)
        (item,) = inbox.waiting(tx, 10)
        assert inbox.set_aside(tx, item.id, "KeyError", MONDAY)
        assert not inbox.done(tx, item.id, MONDAY)
        assert inbox.counts(tx) == {"set_aside": 1}


def test_failed_tries_are_counted_and_the_update_goes_on_waiting(database: Database) -> None:
    with database.begin() as tx:
        inbox.keep(tx, [Arrived(7, TYPED)], MONDAY)
        (item,) = inbox.waiting(tx, 10)
        assert [inbox.failed(tx, item.id, "KeyError" * 20) for _ in range(2)] == [1, 2]
        (again,) = inbox.waiting(tx, 10)
    assert (again.body, again.attempts) == (TYPED, 2)


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def half() -> None:
        with database.begin() as tx:
            inbox.keep(tx, [Arrived(7, TYPED)], MONDAY)
            raise KeyError

    with pytest.raises(KeyError):
        half()
    with database.begin() as tx:
        assert inbox.counts(tx) == {}


def test_the_offset_is_the_last_received_not_the_highest(database: Database) -> None:
    with database.begin() as tx:
        assert inbox.offset(tx) is None
        inbox.set_offset(tx, 9_000_000_000)
        inbox.set_offset(tx, 12)
        assert inbox.offset(tx) == 12


def test_a_body_moved_to_another_field_does_not_open(database: Database) -> None:
    with database.begin() as tx:
        sealed = tx.safe.seal(TYPED, spots.wording("T4K7M", 1, 1))
        inbox.keep(tx, [Arrived(7, "{}")], MONDAY)
        tx.connection.execute(table.update().values(body=sealed))
        with pytest.raises(Unreadable):
            inbox.waiting(tx, 1)


@pytest.mark.parametrize("url", ["mysql://here/there", "sqlite+aiosqlite:///x.db", "nothing", ""])
def test_an_address_of_another_kind_is_refused(url: str, database: Database) -> None:
    with pytest.raises(BadDatabaseUrl):
        Database(url, database.vault)


def test_a_database_that_is_not_there_says_so(database: Database) -> None:
    elsewhere = Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2", database.vault)
    with pytest.raises(OperationalError), elsewhere.begin():
        pass
    elsewhere.close()
