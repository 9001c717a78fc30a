"""The running postman: lanes, free hands, and what Telegram asks to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.edges.postman import EVENLY_AT_ONCE
from mentorbot.services import delivering, retrying
from mentorbot.services.messenger import TryLater, Words
from mentorbot.storage import outbox, people, queue
from mentorbot.storage.letters import Lane, Letter, Verb
from mentorbot.storage.tables import outbox as table
from mentorbot.storage.tables import pauses
from tests.edges.life import Running, running_in
from tests.stories.town import Town

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "content", texts())


@pytest.fixture
async def life(tmp_path: Path, book: Book) -> AsyncIterator[Running]:
    town = Town(tmp_path, book)
    async with running_in(town) as made:
        yield made
    town.database.close()


def crowd(life: Running, many: int) -> list[PersonId]:
    with life.town.tx() as tx:
        made = [people.add(tx, Role.MENTOR, f"Mentor {n}", life.town.now) for n in range(many)]
        for person in made:
            people.settle(tx, person, 1000 + person, Language.NB)
    return made


def write(life: Running, persons: list[PersonId], lane: Lane) -> None:
    with life.town.tx() as tx:
        for person in persons:
            payload = {"html": lane.name, "buttons": []}
            outbox.post(tx, Letter(person, Verb.TELL, lane, payload), life.town.now)
    life.service.wake()


def arrived(life: Running, persons: list[PersonId]) -> int:
    return sum(len(life.phones.chat(1000 + person).sent()) for person in persons)


async def test_what_is_urgent_finds_a_free_hand_though_every_even_one_is_taken(
    life: Running,
) -> None:
    persons = crowd(life, EVENLY_AT_ONCE + 2)
    for person in persons[:-1]:
        life.phones.held[1000 + person] = asyncio.Event()
    write(life, persons[:-1], Lane.CHECKIN)
    await life.until(lambda: len(life.phones.reached) == EVENLY_AT_ONCE)
    write(life, persons[-1:], Lane.URGENT)
    await life.until(lambda: arrived(life, persons[-1:]) == 1)
    assert life.counts()["waiting"] == 1


async def test_one_refusal_holds_back_all_that_were_to_follow(life: Running) -> None:
    persons = crowd(life, 40)
    tried: list[int] = []

    def before(_verb: str, chat: int, _words: Words | None) -> None:
        tried.append(chat)
        raise TryLater(timedelta(seconds=90))

    life.phones.before = before
    write(life, persons, Lane.CHECKIN)
    await life.until(lambda: tried)
    life.says(life.office.marit.chat_id, "/help")
    await life.until(lambda: life.counts().get("sending", 0) == 0)
    await asyncio.sleep(0.3)
    assert len(tried) <= 3, "those that were on their way"
    assert len(life.town.rows(pauses)) == 1
    life.phones.before = lambda *_: None
    life.town.now += timedelta(seconds=92)
    life.service.wake()
    await life.until(lambda: arrived(life, persons) == len(persons))
    await life.until(lambda: life.office.marit.chat.sent())
    assert life.town.rows(pauses) == []


async def test_a_chat_that_got_more_than_its_share_waits_alone(life: Running) -> None:
    (crowded, other) = crowd(life, 2)

    def before(_verb: str, chat: int, _words: Words | None) -> None:
        if chat == 1000 + crowded and arrived(life, [crowded]) >= 2:
            raise TryLater(timedelta(seconds=90))

    life.phones.before = before
    write(life, [crowded] * 3, Lane.ANSWER)
    await life.until(lambda: life.town.rows(pauses))
    assert [row.chat_id for row in life.town.rows(pauses)] == [1000 + crowded]
    write(life, [other], Lane.CHECKIN)
    await life.until(lambda: arrived(life, [other]) == 1)
    assert arrived(life, [crowded]) == 2


async def moves_on(life: Running, seconds: int) -> None:
    await asyncio.sleep(0.05)
    life.town.now += timedelta(seconds=seconds)
    life.service.wake()


def tried(life: Running, times: int) -> None:
    """Every letter has been, so often."""
    with life.town.tx() as tx:
        tx.connection.execute(table.update().values(attempts=times))


async def test_a_chat_that_is_refused_again_and_again_holds_up_nobody_else(life: Running) -> None:
    """Telegram does not say which chat it is that is too full."""
    (bad, good) = crowd(life, 2)

    def before(_verb: str, chat: int, _words: Words | None) -> None:
        if chat == 1000 + bad:
            raise TryLater(timedelta(seconds=2))

    life.phones.before = before
    write(life, [bad], Lane.URGENT)
    await life.until(lambda: life.town.rows(pauses))
    write(life, [good], Lane.CHECKIN)
    for _ in range(5):
        assert arrived(life, [bad]) == 0
        await moves_on(life, 5)
    await life.until(lambda: arrived(life, [good]) == 1)


@pytest.mark.usefixtures("no_logs")
async def test_a_letter_that_the_library_chokes_on_is_tried_a_few_times_and_listed(
    life: Running,
) -> None:
    (person,) = crowd(life, 1)
    life.phones.broken.add(1000 + person)
    write(life, [person], Lane.URGENT)
    await life.until(lambda: "FateUnknown" in [row.error for row in life.town.rows(table)])
    tried(life, retrying.MOST_TRIES_UNKNOWN - 2)
    for _ in range(2):
        assert "uncertain" not in life.counts()
        await moves_on(life, 120)
        await life.until(lambda: not life.counts().get("sending"))
    await life.until(lambda: life.counts().get("uncertain") == 1)


@pytest.mark.usefixtures("no_logs")
async def test_a_letter_whose_end_cannot_be_written_down_does_not_go_out_for_ever(
    life: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(delivering, "_sent", defect)
    (person,) = crowd(life, 1)
    write(life, [person], Lane.URGENT)
    await life.until(lambda: arrived(life, [person]) == 1)
    tried(life, queue.MOST_TIMES_AN_ORPHAN - 1)
    await moves_on(life, 120)
    await life.until(lambda: arrived(life, [person]) == 2)
    await moves_on(life, 120)
    await life.until(lambda: life.counts().get("uncertain") == 1)
    assert arrived(life, [person]) == 2
