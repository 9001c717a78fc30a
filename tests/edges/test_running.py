"""The running service: real services and database, a Telegram that is played."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import InvalidToken, NetworkError

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.edges import telegram_in, turns
from mentorbot.edges.postman import LETTERS_AT_ONCE
from mentorbot.edges.searching import Searching
from mentorbot.edges.telegram_in import TokenRefused
from mentorbot.services.messenger import NotSent
from mentorbot.storage import inbox
from tests.edges.life import LATER, Running, running_in
from tests.stories.office import Office
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


async def test_what_is_asked_is_answered(life: Running) -> None:
    marit = life.office.marit
    life.says(marit.chat_id, "/help")
    await life.until(lambda: marit.chat.sent())
    assert life.service.pulse.polled_at is not None


async def test_a_malformed_update_is_set_aside_and_the_next_is_answered(life: Running) -> None:
    marit = life.office.marit
    life.network.put(message={"message_id": "seven", "chat": []})
    life.says(marit.chat_id, "/help")
    await life.until(lambda: marit.chat.sent())

    def is_aside() -> bool:
        with life.town.tx() as tx:
            return inbox.counts(tx).get("set_aside") == 1

    await life.until(is_aside)


async def test_who_sent_what_could_not_be_read_is_asked_to_try_again(life: Running) -> None:
    marit = life.office.marit
    sender = {"id": marit.chat_id, "first_name": "Marit", "is_bot": False}
    life.network.put(message={"message_id": "seven", "chat": [], "from": sender})
    await life.until(lambda: marit.chat.sent())
    assert "Prøv en gang til" in marit.last


async def test_a_slow_chat_holds_up_nobody_else(life: Running) -> None:
    marit, nadia = life.office.marit, life.office.nadia
    life.phones.held[marit.chat_id] = asyncio.Event()
    life.post(marit.chat_id)
    await life.until(lambda: life.counts().get("sending") == 1)
    life.post(*[nadia.chat_id] * (LETTERS_AT_ONCE + 2))
    await life.until(lambda: len(nadia.chat.sent()) > 3)
    assert marit.chat.sent() == []
    life.phones.held[marit.chat_id].set()
    await life.until(lambda: marit.chat.sent())


async def test_a_defect_in_one_letter_does_not_end_the_program(life: Running) -> None:
    marit, nadia = life.office.marit, life.office.nadia
    life.phones.broken.add(marit.chat_id)
    life.post(marit.chat_id, nadia.chat_id)
    life.says(marit.chat_id, "/help")
    await life.until(lambda: nadia.chat.sent())
    # Its sender is gone: it is taken up again when its lease is over.
    life.phones.broken.clear()
    life.town.now += timedelta(minutes=2)
    life.service.wake()
    await life.until(lambda: len(marit.chat.sent()) == 2)


async def test_a_letter_that_waits_here_for_its_turn_is_no_orphan(life: Running) -> None:
    marit = life.office.marit
    life.phones.held[marit.chat_id] = asyncio.Event()
    life.says(marit.chat_id, "/help")
    await life.until(lambda: life.phones.reached)
    for _ in range(3):
        life.town.now += timedelta(minutes=5)
        life.service.wake()
        await asyncio.sleep(0.05)
    life.phones.held[marit.chat_id].set()
    await life.until(lambda: life.counts() == {"sent": life.counts().get("sent")})
    assert len(marit.chat.sent()) == 1


async def test_stopping_ends_what_is_on_its_way_and_leaves_the_rest(life: Running) -> None:
    marit = life.office.marit
    life.phones.held[marit.chat_id] = asyncio.Event()
    life.post(marit.chat_id, marit.chat_id)
    await life.until(lambda: life.counts().get("sending") == 1)
    life.service.stop()
    await asyncio.sleep(0.05)
    life.phones.held[marit.chat_id].set()
    await life.until(lambda: life.counts().get("sent", 0) >= 1)
    await asyncio.sleep(0.05)
    assert "sending" not in life.counts()


async def test_who_cannot_be_reached_is_passed_over_at_once(life: Running) -> None:
    office = life.office
    life.phones.broken.clear()
    reference = await asyncio.to_thread(office.report)
    assert office.problem(reference).owner == office.nadia.person
    await asyncio.to_thread(office.nadia.blocks)
    life.service.wake()
    await life.until(lambda: office.problem(reference).owner == office.nils.person)
    await life.until(lambda: office.nils.chat.sent())


async def test_a_letter_that_was_not_sent_is_tried_again_by_itself(life: Running) -> None:
    marit = life.office.marit
    marit.chat.fault = NotSent()
    life.post(marit.chat_id)
    await life.until(lambda: life.counts().get("waiting") == 1)
    marit.chat.fault = None
    life.town.now += timedelta(seconds=2)
    life.service.wake()
    await life.until(lambda: marit.chat.sent())


async def test_polling_survives_the_network_and_ends_when_the_token_is_refused(
    tmp_path: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_in, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(telegram_in, "PATIENCE_WITH_TOKEN", 0.0)
    monkeypatch.setattr(turns, "MOST_TRIES", 1)
    town = Town(tmp_path, book)
    made = Running(await asyncio.to_thread(lambda: Office.of(town, **LATER)))
    for error in (NetworkError("x"), InvalidToken(), InvalidToken()):
        made.network.waiting.put_nowait(error)
    async with asyncio.timeout(5):
        with pytest.raises(TokenRefused):
            await made.service.run()
    town.database.close()


class Learning(Searching):
    """Learns when it is let."""

    def __init__(self, book: Book) -> None:
        super().__init__(book)
        self.let = threading.Event()

    def learn(self) -> None:
        assert self.let.wait(5)
        super().learn()


async def test_typed_words_wait_for_what_is_being_learned_and_danger_does_not(
    tmp_path: Path, book: Book
) -> None:
    town, learning = Town(tmp_path, book), Learning(book)
    town.parts = replace(town.parts, hearing=learning)
    async with running_in(town) as life:
        marit = life.office.marit
        life.says(marit.chat_id, "han sier han vil ta livet sitt")
        await life.until(lambda: marit.sees("116 123"))
        life.says(marit.chat_id, "kommer for sent hver dag")
        await asyncio.sleep(0.1)
        assert not marit.sees("Ingenting er sendt")
        learning.let.set()
        await life.until(lambda: marit.sees("Ingenting er sendt"))
    town.database.close()
