"""Turns are taken when the database can be used again, and its trouble is no fault of an update."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.edges import running, turns
from mentorbot.services import conversing, delivering, receiving
from mentorbot.storage import inbox
from tests.edges.life import Running, running_in
from tests.stories.town import Town

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "content", texts())


@pytest.fixture
async def life(
    tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    monkeypatch.setattr(running, "DATABASE_RESTS", 0.02)
    monkeypatch.setattr(turns, "MOST_TRIES", 1)
    # What it logs is not looked at here, and takes long where nobody has said how.
    monkeypatch.setattr(running.log, "exception", lambda *_, **__: None, raising=False)
    monkeypatch.setattr(turns.log, "exception", lambda *_, **__: None, raising=False)
    town = Town(tmp_path, book)
    async with running_in(town) as made:
        await made.until(lambda: made.service.pulse.ticked_at)
        yield made
    town.database.close()


class Locked:
    """Stands before a service's function, and does not let the first few through."""

    def __init__(self, work: Any, times: int) -> None:
        self.work, self.left, self.calls = work, times, 0

    def __call__(self, *args: Any, **named: Any) -> Any:
        self.calls += 1
        if self.left:
            self.left -= 1
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
        return self.work(*args, **named)


async def never(*_: Any) -> bool:
    return False


@pytest.mark.parametrize(
    ("module", "name"),
    [(receiving, "waiting"), (conversing, "take_turn"), (delivering, "look")],
)
async def test_what_could_not_be_read_or_written_is_tried_until_it_can(
    life: Running, module: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = Locked(getattr(module, name), times=4)
    monkeypatch.setattr(module, name, locked)
    monkeypatch.setattr(turns.Turns, "at_once", never)
    marit = life.office.marit
    life.says(marit.chat_id, "/help")
    life.service.wake()
    await life.until(lambda: marit.chat.sent() and not locked.left)
    assert len(marit.chat.sent()) == 1
    with life.town.tx() as tx:
        assert inbox.counts(tx).keys() == {"done"}


async def test_an_update_that_failed_is_set_aside_when_that_can_be_written(
    life: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = Locked(conversing.set_aside, times=2)
    monkeypatch.setattr(conversing, "set_aside", locked)
    life.network.put(message={"message_id": "seven", "chat": []})
    life.says(life.office.marit.chat_id, "/help")
    await life.until(lambda: life.office.marit.chat.sent())

    def is_aside() -> bool:
        with life.town.tx() as tx:
            return inbox.counts(tx).get("set_aside") == 1

    await life.until(is_aside)
    assert locked.calls == 3


async def test_one_that_comes_alone_is_kept_and_taken_in_one_transaction(
    life: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    marit, two = life.office.marit, Locked(receiving.keep, times=9)
    monkeypatch.setattr(receiving, "keep", two)
    life.says(marit.chat_id, "/help")
    await life.until(lambda: marit.chat.sent())
    assert not two.calls
    with life.town.tx() as tx:
        assert inbox.counts(tx).keys() == {"done"}
        assert inbox.offset(tx) == life.network.numbers + 1


async def test_where_that_cannot_be_it_goes_the_long_way_and_is_answered_once(
    life: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    marit, locked = life.office.marit, Locked(conversing.keep_and_take, times=1)
    monkeypatch.setattr(conversing, "keep_and_take", locked)
    life.says(marit.chat_id, "/help")
    await life.until(lambda: marit.chat.sent())
    assert locked.calls == 1
    assert len(marit.chat.sent()) == 1
    with life.town.tx() as tx:
        assert inbox.counts(tx).keys() == {"done"}
