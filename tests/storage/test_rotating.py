"""A rotation brings everything under the first secret key, whatever interrupts it."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from mentorbot.domain.conversation import Place
from mentorbot.storage import conversations, rotating
from mentorbot.storage.conversations import Shown
from mentorbot.storage.database import Database
from mentorbot.storage.rotating import MasterMissing, ServiceBehind
from mentorbot.storage.sealed import COLUMNS
from mentorbot.storage.tables import people
from mentorbot.storage.vault import Unreadable, Vault, new_key
from tests.cast import MONDAY
from tests.storage.conftest import KEY
from tests.storage.full_house import age, everything, furnish

NEW = new_key(os.urandom)
ROOT = Path(__file__).parents[2]
Opened = Callable[..., Database]


class Killed(Exception):
    """The process died here."""


@pytest.fixture
def opened(address: str) -> Iterator[Opened]:
    """Opens the test's database with these secret keys, as a process of its own would."""
    all_of_them: list[Database] = []

    def make(*keys: str) -> Database:
        all_of_them.append(Database(address, Vault(keys, os.urandom)))
        return all_of_them[-1]

    yield make
    for database in all_of_them:
        database.close()


@contextmanager
def briefly(address: str, *keys: str) -> Iterator[Database]:
    database = Database(address, Vault(keys, os.urandom))
    yield database
    database.close()


def words(address: str, *keys: str) -> dict[tuple[str, str], str]:
    """What a process with these secret keys reads."""
    with briefly(address, *keys) as database:
        return everything(database)


@pytest.fixture
def said(opened: Opened) -> dict[tuple[str, str], str]:
    """Something in every column, sealed as version 1 did; what it says."""
    database = opened(KEY)
    with database.begin() as tx:
        furnish(tx, "A", updates=3)
    words = everything(database)
    age(database, KEY)
    assert rotating.standing(database).seals.total() == len(words)
    database.close()
    return words


def run(database: Database) -> rotating.Progress:
    return list(rotating.rotate(database))[-1]


@contextmanager
def killed_at(database: Database, step: int) -> Iterator[None]:
    """The process dies at the so-many-th beginning or commit, whichever database it is in."""
    steps = itertools.count()

    def die(_connection: Any) -> None:
        if next(steps) == step:
            raise Killed

    engines = (database.engine, database.keyring.store.engine)
    for engine in engines:
        event.listen(engine, "begin", die)
        event.listen(engine, "commit", die)
    yield
    for engine in engines:
        event.remove(engine, "begin", die)
        event.remove(engine, "commit", die)


def test_a_rotation_leaves_every_word_and_needs_the_old_key_no_more(
    opened: Opened, said: dict[tuple[str, str], str]
) -> None:
    rotated = opened(NEW, KEY)
    assert rotating.check(rotated).behind > len(said)
    done = run(rotated)
    assert done.unreadable == []
    assert rotating.standing(rotated).behind == 0
    assert everything(opened(NEW)) == said
    assert {name.partition(" ")[0] for name, _ in said} == {each.name for each in COLUMNS}
    with pytest.raises(Unreadable):
        everything(opened(KEY))


def test_a_rotation_killed_at_any_step_leaves_everything_readable_and_is_finished_later(
    address: str, said: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 5)
    for step in itertools.count():
        with briefly(address, NEW, KEY) as victim, suppress(Killed):
            with killed_at(victim, step):
                run(victim)
            break
        with briefly(address, NEW, KEY) as next_run:
            assert everything(next_run) == said, step
            run(next_run)
            assert words(address, NEW) == said, step
            age(next_run, KEY)
    assert step > 40, "so many steps there are at least"


CHILD = """
import os, sys
from mentorbot.storage import rotating
from mentorbot.storage.conversations import Shown
from mentorbot.storage.database import Database
from mentorbot.storage.vault import Vault
rotating.AT_ONCE = 3
for progress in rotating.rotate(Database(sys.argv[1], Vault(sys.argv[2:], os.urandom))):
    print(progress.done, flush=True)
"""


def test_a_rotation_that_is_shot_leaves_everything_readable(
    address: str, said: dict[tuple[str, str], str]
) -> None:
    """SIGKILL to a real process, each time a little later, until it comes to its end."""
    for lines in itertools.count(1, 4):
        command = [sys.executable, "-c", CHILD, address, NEW, KEY]
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        seen = [line for line in itertools.islice(child.stdout, lines) if line]
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert words(address, NEW, KEY) == said
        if len(seen) < lines:
            break
    assert lines > 1, "it was shot at least once before it was done"
    with briefly(address, NEW, KEY) as last:
        run(last)
    assert words(address, NEW) == said


def test_what_is_written_while_a_rotation_runs_is_not_undone(
    opened: Opened, said: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 1)
    service, stop = opened(NEW, KEY), threading.Event()
    counted = 0

    def turns() -> None:
        nonlocal counted
        while not stop.is_set():
            place = Place("thread", "write", "problem:AK7M", {"draft": str(counted + 1)})
            with service.begin() as tx:
                shown = Shown(str(counted))
                conversations.stand(tx, 1, place, f"k{counted}", [], MONDAY, shown=shown)
            counted += 1
            # SQLite has no queue: whoever never pauses keeps everybody else out.
            time.sleep(0.01)

    thread = threading.Thread(target=turns)
    thread.start()
    run(opened(NEW, KEY))
    stop.set()
    thread.join()
    assert counted > 0
    left = opened(NEW)
    assert rotating.standing(left).behind == 0
    with left.begin() as tx:
        bubble = conversations.at(tx, 1, "thread", "problem:AK7M")
    assert bubble is not None and bubble.place.data == {"draft": str(counted)}
    assert everything(left).keys() == said.keys()


def test_a_key_destroyed_while_a_rotation_runs_does_not_come_back(
    opened: Opened, said: dict[tuple[str, str], str]
) -> None:
    rotated = opened(NEW, KEY)
    with rotated.begin() as tx:
        (subject,) = {each for each in tx.safe.keyring.store.all() if each.subject.id == 1
                      and each.subject.kind == "placement"}  # fmt: skip
    before = rotating._wrapped_anew(rotated.vault, subject)
    opened(KEY).keyring.destroy({subject.subject: MONDAY})
    assert rotated.keyring.store.replace([before]) == 0
    assert subject.subject in rotated.keyring.store.destroyed()


def test_a_rotation_without_the_old_key_is_refused_before_it_begins(
    opened: Opened, said: dict[tuple[str, str], str]
) -> None:
    lost = Vault([KEY], os.urandom).first
    with pytest.raises(MasterMissing, match=lost):
        rotating.check(opened(NEW))
    assert everything(opened(KEY)) == said


def test_a_rotation_waits_for_a_service_that_does_not_know_the_new_key(opened: Opened) -> None:
    service = opened(KEY)
    with service.begin() as tx:
        rotating.note_start(tx, service.vault)
    rotated = opened(NEW, KEY)
    with pytest.raises(ServiceBehind):
        rotating.check(rotated)
    assert rotating.check(rotated, stopped=True).behind == 0
    with rotated.begin() as tx:
        rotating.note_start(tx, rotated.vault)
    assert rotating.check(rotated).behind == 0


def test_a_value_that_cannot_be_read_is_named_and_the_rest_goes_on(
    opened: Opened, said: dict[tuple[str, str], str]
) -> None:
    rotated = opened(NEW, KEY)
    with rotated.begin() as tx:
        sealed = tx.connection.execute(people.select().where(people.c.id == 1)).one().name
        broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
        tx.connection.execute(people.update().where(people.c.id == 1).values(name=broken))
    assert run(rotated).unreadable == ["people.name 1"]
    assert rotating.standing(rotated).behind == 1
