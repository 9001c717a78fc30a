"""Transactions of two workers that wait for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from mentorbot.storage import marks
from mentorbot.storage.clashes import through_clashes
from mentorbot.storage.database import Database
from mentorbot.storage.engines import IDLES_AT_MOST
from mentorbot.storage.vault import Vault

ADD = text("UPDATE marks SET value = value + 1 WHERE name = :name")


@pytest.fixture
def databases(
    postgres_mould: Callable[[], str], vault: Vault
) -> Iterator[tuple[Database, Database]]:
    address = postgres_mould()
    one, other = Database(address, vault), Database(address, vault)
    yield one, other
    one.close()
    other.close()


class Adding:
    """Adds one to two marks; the first time it waits in between until the other has begun too."""

    def __init__(self) -> None:
        self.tries: Counter[str] = Counter()
        self._meet = Barrier(2)

    def __call__(self, database: Database, first: str, second: str) -> None:
        self.tries[first] += 1
        with database.begin() as tx:
            tx.connection.execute(ADD, {"name": first})
            if self.tries[first] == 1:
                self._meet.wait(10)
            tx.connection.execute(ADD, {"name": second})


def test_both_are_done_and_once_each(databases: tuple[Database, Database]) -> None:
    one, other = databases
    with one.begin() as tx:
        marks.put(tx, "a", 0)
        marks.put(tx, "b", 0)
    adding = Adding()
    with ThreadPoolExecutor(2) as pool:
        here = pool.submit(through_clashes, partial(adding, one, "a", "b"))
        there = pool.submit(through_clashes, partial(adding, other, "b", "a"))
        here.result(), there.result()
    with one.begin() as tx:
        assert (marks.get(tx, "a"), marks.get(tx, "b")) == (2, 2)
    assert sum(adding.tries.values()) >= 3, "they did wait for each other, and one began anew"


def test_any_other_error_is_not_tried_again(databases: tuple[Database, Database]) -> None:
    tries: list[int] = []

    def wrong() -> None:
        tries.append(1)
        with databases[0].begin() as tx:
            tx.connection.execute(text("SELECT * FROM nothing"))

    with pytest.raises(ProgrammingError):
        through_clashes(wrong)
    assert len(tries) == 1


def test_a_transaction_that_hangs_lets_go_of_what_others_need_and_begins_anew(
    databases: tuple[Database, Database],
) -> None:
    one, other = databases
    with one.begin() as tx:
        marks.put(tx, "a", 0)
        set_to = tx.connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
    assert set_to == f"{IDLES_AT_MOST}s"
    tries: list[int] = []

    def hangs() -> None:
        tries.append(1)
        with one.begin() as tx:
            tx.connection.execute(ADD, {"name": "a"})
            if len(tries) == 1:
                tx.connection.execute(text("SET idle_in_transaction_session_timeout = '200ms'"))
                with other.begin() as theirs:
                    # Waits for the row until the server has had enough.
                    theirs.connection.execute(ADD, {"name": "a"})
            tx.connection.execute(ADD, {"name": "a"})

    through_clashes(hangs)
    with other.begin() as tx:
        assert (len(tries), marks.get(tx, "a")) == (2, 3)
