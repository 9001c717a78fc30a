"""What is asked for while the database is busy shares a commit, and still fails alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event

from mentorbot.edges.clerk import Clerk
from mentorbot.storage import marks
from mentorbot.storage.database import Database
from mentorbot.storage.migrating import migrate
from mentorbot.storage.vault import Vault, new_key


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'x.db'}", Vault((new_key(os.urandom),), os.urandom))
    migrate(made)
    yield made
    made.close()


def note(database: Database, number: int) -> int:
    """One more under its name; the fifth cannot be."""
    with database.begin() as tx:
        name = f"job {number}"
        marks.put(tx, name, 1 + (marks.get(tx, name) or 0))
        if number == 5:
            raise ValueError
        return number


def counted(database: Database) -> Callable[[], int]:
    commits = []
    event.listen(database.engine, "commit", lambda _: commits.append(1))
    return lambda: len(commits)


async def _all(database: Database, numbers: range) -> list[int | BaseException]:
    clerk = Clerk(database)
    jobs = [clerk.do_together(partial(note, database, number)) for number in numbers]
    found = await asyncio.gather(*jobs, return_exceptions=True)
    clerk.shut()
    return found


async def test_a_crowd_shares_few_commits_and_is_told_what_each_returned(
    database: Database,
) -> None:
    commits = counted(database)
    assert await _all(database, range(10, 20)) == list(range(10, 20))
    # The first began alone.
    assert commits() == 2


async def test_one_that_raises_takes_nothing_from_the_others_and_nothing_is_done_twice(
    database: Database,
) -> None:
    found = await _all(database, range(10))
    assert isinstance(found.pop(5), ValueError)
    assert found == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    with database.begin() as tx:
        kept = [marks.get(tx, f"job {number}") for number in range(10)]
    assert kept == [1, 1, 1, 1, 1, None, 1, 1, 1, 1]
