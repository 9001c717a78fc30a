"""The running service: updates in, turns, letters out, and what falls due."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from telegram import Bot
from telegram.request import BaseRequest

from mentorbot.edges import reloading, telegram_in
from mentorbot.edges.clock import Clock, follow_clock
from mentorbot.edges.menus import Menus
from mentorbot.edges.pace import Pace
from mentorbot.edges.pulse import Pulse
from mentorbot.edges.reloading import Content
from mentorbot.edges.ticker import Ticker
from mentorbot.services import (
    conversing,
    delivering,
    offering_again,
    receiving,
    retaining,
    ticking,
)
from mentorbot.services.conversing import Outcome
from mentorbot.services.delivering import Delivery
from mentorbot.services.messenger import Mailer, Messenger, NotSent
from mentorbot.services.parts import Parts
from mentorbot.storage.inbox import Waiting
from mentorbot.storage.outbox import Posted, Verb

log = structlog.get_logger(__name__)

T = TypeVar("T")

TURNS_AT_ONCE = 50
LETTERS_AT_ONCE = 8
"""Few, so that a letter in an urgent lane never waits behind a long claimed row of others."""
MOST_TRIES = 3
ENDING = 4
"""Seconds, twice: for what is in hand when the service is told to stop."""
TIDY_EVERY = timedelta(hours=1)


@dataclass
class Service:
    """One process of mentorbot. `run` returns when `stop` was called, or raises TokenRefused."""

    parts: Parts
    bot: Bot
    updates: BaseRequest
    """The connection that long polls; open already."""
    messenger: Messenger
    menus: Menus
    clock: Clock
    rehearsal: bool = False
    content: Content | None = None
    """What is reloaded when it changes."""
    mailer: Mailer | None = None
    """None where e-mail is not set up."""
    pulse: Pulse = field(default_factory=Pulse)

    def __post_init__(self) -> None:
        # SQLite has one writer; one thread keeps the order and never waits for itself.
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._inbox = asyncio.Event()
        self._outbox = asyncio.Event()
        self._stopping = asyncio.Event()
        self._chats: dict[int, asyncio.Lock] = {}
        self._tasks: set[asyncio.Future[object]] = set()
        self._carried = 0
        """How many letters the postman has on their way."""
        self._in_hand: set[int] = set()
        """Letters that this process has: no orphans, however long they wait for their turn."""
        self._pace = Pace()
        self._tidied_at: datetime | None = None
        self._ticker = Ticker(self.clock, self._tick)
        self.serve_from(self.parts)

    def stop(self) -> None:
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def serve_from(self, parts: Parts) -> None:
        """The next turn is taken with these; one that is under way ends with what it began with."""
        self.parts = parts
        self.pulse.content = parts.book.version

    def wake(self) -> None:
        """The clock was moved, or rows were written from outside."""
        self._ticker.nudge()
        self._outbox.set()

    async def run(self) -> None:
        await self.do(delivering.adopt_orphans, self.parts, self.clock.now(), at_start=True)
        self._inbox.set()
        self._outbox.set()
        self._ticker.start()
        # Both end by themselves: what they have in hand is half done in the outside world.
        workers = [asyncio.ensure_future(loop) for loop in (self._take_turns(), self._post())]
        loops = [self._poll(), self._stopping.wait()]
        if self.rehearsal:
            loops.append(follow_clock(self.clock, self.wake))
        if self.content is not None:
            loops.append(reloading.follow(self, self.content))
        tasks = [*workers, *(asyncio.ensure_future(loop) for loop in loops)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self._wind_down(workers, tasks)

    async def _wind_down(
        self, workers: Sequence[asyncio.Future[Any]], tasks: Sequence[asyncio.Future[Any]]
    ) -> None:
        """What was begun is ended; what was not is in the database."""
        self._ticker.stop()
        self._stopping.set()
        self._inbox.set()
        self._outbox.set()
        for task in tasks:
            if task not in workers:
                task.cancel()
        await asyncio.wait(workers, timeout=ENDING)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ENDING)
        self._database.shutdown(wait=True)

    async def do(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Runs one service function in the database's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._database, lambda: work(*args, **named))

    # Updates come in.

    async def _poll(self) -> None:
        offset = await self.do(receiving.next_offset, self.parts)
        poller = telegram_in.Poller(self.updates, self.bot.base_url, self._keep, self._polled)
        await poller.run(offset)

    def _polled(self) -> None:
        self.pulse.polled_at = self.clock.now()

    async def _keep(self, updates: list[tuple[int, str]]) -> int:
        offset = await self.do(receiving.keep, self.parts, updates, self.clock.now())
        self._inbox.set()
        return offset

    # Turns are taken, in the order they came.

    async def _take_turns(self) -> None:
        while not self._stopping.is_set():
            await self._inbox.wait()
            self._inbox.clear()
            while items := await self.do(receiving.waiting, self.parts, TURNS_AT_ONCE):
                for item in items:
                    if self._stopping.is_set():
                        return
                    await self._turn(item)

    async def _turn(self, item: Waiting) -> None:
        now = self.clock.now()
        try:
            received = telegram_in.read(item.body, self.bot)
            outcome = await self.do(conversing.take_turn, self.parts, item.id, received, now)
        except Exception as error:
            await self._turn_failed(item, error, now)
            return
        if outcome.moved:
            self._ticker.nudge()
            self._outbox.set()
        self.later(self._finish(outcome, received.callback, received.chat_id))

    async def _turn_failed(self, item: Waiting, error: Exception, now: datetime) -> None:
        """One bad update never stands in the way of the next."""
        kind = type(error).__name__
        log.exception("turn.failed", update=item.update_id)
        gone = await self.do(
            conversing.set_aside,
            self.parts,
            item.id,
            kind,
            now,
            most_tries=MOST_TRIES,
            chat_id=telegram_in.sender_of(item.body),
        )
        if gone:
            self._outbox.set()
            log.error("turn.set_aside", update=item.update_id, error=kind)

    async def _finish(self, outcome: Outcome, callback: str, chat_id: int) -> None:
        """After commit: the tap's answer and the new words leave at the same time."""
        calls: list[Awaitable[None]] = [self._deliver_all(outcome.posted)]
        if outcome.toast is not None and callback:
            calls.append(self.messenger.answer(callback, outcome.toast))
        if outcome.stranger is not None:
            calls.append(self._answer_stranger(outcome, chat_id))
        if outcome.menu is not None:
            calls.append(self.menus.show(outcome.menu))
        await asyncio.gather(*calls)

    async def _answer_stranger(self, outcome: Outcome, chat_id: int) -> None:
        assert outcome.stranger is not None
        try:
            await self.messenger.send(chat_id, outcome.stranger, silent=False)
        except Exception as error:
            log.info("stranger.not_answered", error=type(error).__name__)

    # Letters go out.

    async def _post(self) -> None:
        """So many letters on their way at most; whoever is slow to reach holds up nobody else."""
        while not self._stopping.is_set():
            await self._outbox.wait()
            self._outbox.clear()
            free = LETTERS_AT_ONCE - self._carried
            if free <= 0 or self._stopping.is_set():
                # The next letter that is done with sets the event again.
                continue
            for letter in await self.do(delivering.claim, self.parts, self.clock.now(), free):
                self._carried += 1
                self._in_hand.add(letter.id)
                self.later(self._deliver(letter))

    async def _deliver_all(self, letters: Sequence[Posted]) -> None:
        """Letters to one person: all of them, before what a later turn has to say there."""
        if not letters:
            return
        waiting = {letter.id for letter in letters}
        self._in_hand |= waiting
        try:
            async with self._chat_of(letters[0]):
                for letter in letters:
                    await self._carry(letter)
        finally:
            self._in_hand -= waiting
        # More may be waiting for this person: the postman passes over a busy chat.
        self._outbox.set()

    async def _deliver(self, letter: Posted) -> None:
        try:
            async with self._chat_of(letter):
                await self._carry(letter)
        finally:
            self._carried -= 1
            self._in_hand.discard(letter.id)
            self._outbox.set()

    def _chat_of(self, letter: Posted) -> asyncio.Lock:
        """One chat is written to by one letter at a time."""
        # Chats have positive ids: a person without one is told apart by their own.
        return self._chats.setdefault(letter.chat_id or -letter.letter.person, asyncio.Lock())

    async def _carry(self, letter: Posted) -> None:
        if letter.letter.verb is not Verb.MAIL:
            await self._pace.wait(letter.chat_id or 0)
        # A call begun now might be cut off: what has not left is sent after the next start.
        delivery = Delivery(error=NotSent())
        if not self._stopping.is_set():
            await self.do(delivering.begin, self.parts, letter)
            delivery = await delivering.deliver(self.messenger, letter, self.mailer)
        await self.do(delivering.settle, self.parts, letter, delivery, self.clock.now())
        if delivery.error is not None:
            log.warning("letter.not_sent", error=type(delivery.error).__name__)
            self._ticker.nudge()

    # Time passes.

    async def _tick(self) -> datetime | None:
        now = self.clock.now()
        await self.do_what_is_due(now)
        if not self.rehearsal:
            # A clock that is moved by hand makes gaps that are no outages.
            await self.do(offering_again.after_outage, self.parts, self.pulse.polled_at, now)
        self._outbox.set()
        self.pulse.ticked_at = now
        await self._tidy(now)
        return await self.do(ticking.next_moment, self.parts, now)

    async def do_what_is_due(self, now: datetime) -> None:
        while await self.do(ticking.tick, self.parts, now, frozenset(self._in_hand)):
            self._outbox.set()

    async def _tidy(self, now: datetime) -> None:
        """Now and then; what is forgotten is counted in days."""
        if self._tidied_at is None or abs(now - self._tidied_at) >= TIDY_EVERY:
            self._tidied_at = now
            await self.do(retaining.tidy, self.parts, now)

    def later(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("finish.failed", exc_info=task.exception())
