"""The running service: updates in, turns, letters out, and what falls due."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import OperationalError
from telegram import Bot
from telegram.request import BaseRequest

from mentorbot.edges import reloading, telegram_in
from mentorbot.edges.clerk import Clerk
from mentorbot.edges.clock import Clock, follow_clock
from mentorbot.edges.duties import duties_of
from mentorbot.edges.looking import Looking
from mentorbot.edges.menus import Menus
from mentorbot.edges.postman import Postman
from mentorbot.edges.pulse import Hooked, Pulse
from mentorbot.edges.reloading import Content
from mentorbot.edges.telegram_hook import Hook, HookAt
from mentorbot.edges.ticker import Ticker
from mentorbot.edges.turns import Turns
from mentorbot.services import (
    delivering,
    mending,
    offering_again,
    receiving,
    ticking,
)
from mentorbot.services.messenger import Mailer, Messenger
from mentorbot.services.parts import Parts
from mentorbot.storage.database import Ring
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.leases import Duty

log = structlog.get_logger(__name__)

T = TypeVar("T")

ENDING = 4
"""Seconds, twice: for what is in hand when the service is told to stop."""
LONGEST_STEP_ASIDE = 0.1
"""Seconds for which what is due lets turns go first, each time."""
DATABASE_RESTS = 1.0
"""Seconds until another try, where the database could not be used."""
KEEPS_TRYING = 40.0
"""Seconds for which updates that cannot be written are tried again, before the process ends. Each
try may take ten more (PRAGMA busy_timeout)."""
GATHERS = 0.05
"""Seconds from what was established to the look whether something is due now."""


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
    hook: HookAt | None = None
    """Where Telegram is to post updates; None where they are polled."""

    def __post_init__(self) -> None:
        self._clerk = Clerk(self.parts.database)
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Future[object]] = set()
        self._postman = Postman(self)
        self._turns = Turns(self, self._postman)
        self._nudged = False
        self._looked_back_at: datetime | None = None
        self.duties = duties_of(self.parts.database, self._rung, self._changed)
        self._looking = Looking(self, self._postman)
        self._ticker = Ticker(self.clock, self._looking.tick)
        if self.hook is not None:
            self.pulse.hooked = Hooked()
        self.serve_from(self.parts)

    def stop(self) -> None:
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    async def stops_within(self, seconds: float) -> bool:
        """Whether it was told to stop before they had passed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self.is_stopping

    def serve_from(self, parts: Parts) -> None:
        """The next turn is taken with these; one that is under way ends with what it began with."""
        carries = self.duties.holds(Duty.SENDING)
        self.parts = parts if parts.carries == carries else replace(parts, carries=carries)
        self.pulse.content = parts.book.version

    def wake(self) -> None:
        """The clock was moved, or rows were written from outside."""
        self._looking.all_anew()
        self._ticker.nudge()
        self._postman.wake()

    def nudge(self) -> None:
        """Something new may fall due. Where many turns are taken, one look does for several."""
        if not self._nudged:
            self._nudged = True
            asyncio.get_running_loop().call_later(GATHERS, self._look)

    def _look(self) -> None:
        self._nudged = False
        self._ticker.nudge()

    async def run(self) -> None:
        for duty in Duty:
            await self._changed(duty)
        self._turns.wake()
        self._ticker.start()
        # Both end by themselves: what they have in hand is half done in the outside world.
        halves = (self._turns.work(), self._postman.work())
        workers = [asyncio.ensure_future(loop) for loop in halves]
        hears = self._poll if self.hook is None else self._see_to_hook
        polling = self.duties.during(Duty.POLLING, hears)
        loops = [polling, self._stopping.wait()]
        if self.rehearsal:
            loops.append(follow_clock(self.clock, self.wake))
        if self.content is not None:
            loops.append(reloading.follow(self, self.content))
        others = [asyncio.ensure_future(loop) for loop in loops]
        keeping = asyncio.ensure_future(self.duties.keep())
        try:
            done, _ = await asyncio.wait(
                [*workers, *others, keeping], return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
        finally:
            await self._wind_down(workers, others)
            await _end(keeping)
            await self.duties.release()
            self._clerk.shut()

    async def _wind_down(
        self, workers: Sequence[asyncio.Future[Any]], others: Sequence[asyncio.Future[Any]]
    ) -> None:
        """What was begun is ended; what was not is in the database. Until its letters have left or
        been put back, nobody else sends."""
        self._ticker.stop()
        self._stopping.set()
        self._turns.wake()
        self._postman.wake()
        await _end(*others)
        await self.duties.retire(Duty.SENDING)
        await asyncio.wait(workers, timeout=ENDING)
        await _end(*workers)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ENDING)

    async def _changed(self, duty: Duty) -> None:
        """A duty was gained or lost; at the start, whether this worker has it."""
        holds = self.duties.holds(duty)
        now = self.clock.now()
        if duty is Duty.SENDING:
            self.serve_from(self.parts)
            if holds:
                # Whoever carried before is gone: what it had on its way is anybody's guess.
                hand, adopt = self._postman.in_hand, delivering.adopt_orphans
                await self.do(adopt, self.parts, now, at_start=True, in_hand=hand)
                self._postman.wake()
                # What others leave to whoever sends (services.conversing).
                self._turns.wake()
        if duty is Duty.TICKING and holds:
            await self.do(mending.mend, self.parts, now)
            self._looking.all_anew()
            self._ticker.nudge()

    def _rung(self, ring: Ring) -> None:
        """Some worker, or a command, committed what this one may have to act on."""
        {
            Ring.INBOX: self._turns.wake,
            Ring.OUTBOX: self._postman.wake,
            Ring.DUE: self._ticker.nudge,
        }[ring]()

    async def do(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Runs one service function in the database's thread."""
        return await self._clerk.do(partial(work, *args, **named))

    async def do_together(self, work: Callable[..., T], *args: Any) -> T:
        """The same for one that is one transaction, where a crowd of them may share a commit."""
        return await self._clerk.do_together(partial(work, *args))

    async def database_rests(self) -> None:
        """For whoever caught that the database cannot be used: what needed it is tried again."""
        log.exception("database.failed")
        await self.stops_within(DATABASE_RESTS)

    # Updates come in.

    async def _poll(self) -> None:
        offset = await self.do(receiving.next_offset, self.parts)
        poller = telegram_in.Poller(self.updates, self.bot.base_url, self._keep, self._polled)
        await poller.run(offset)

    def _polled(self) -> None:
        self.pulse.polled_at = now = self.clock.now()
        if not self.rehearsal and self._may_be_back(now):
            # A clock that is moved by hand makes gaps that are no outages.
            self.later(self._offer_again(now))

    def _may_be_back(self, now: datetime) -> bool:
        """Whether it is long enough since it was looked last that there may have been an outage."""
        looked = self._looked_back_at
        return looked is None or abs(now - looked) >= offering_again.KEPT_EVERY / 2

    async def _offer_again(self, now: datetime) -> None:
        offered = await self.do(offering_again.after_outage, self.parts, now, now)
        if offered is not None:
            self._looked_back_at = now
        if offered:
            self.wake()

    async def _keep(self, updates: list[Arrived]) -> int:
        """Telegram keeps them until they are kept here. Raises OperationalError."""
        if len(updates) == 1 and await self._turns.at_once(updates[0]):
            return updates[0].update_id + 1
        loop = asyncio.get_running_loop()
        ends = loop.time() + KEEPS_TRYING
        while True:
            try:
                return await self._kept(receiving.keep, updates)
            except OperationalError:
                if loop.time() >= ends:
                    raise
                await self.database_rests()

    async def _see_to_hook(self) -> None:
        assert self.hook is not None
        await Hook(self.bot, self.hook, self._looked).run()

    def _looked(self, found: Hooked) -> None:
        self.pulse.hooked = found
        self.pulse.polled_at = now = self.clock.now()
        if found.reaches(now):
            self._polled()

    async def take_in(self, updates: Sequence[Arrived]) -> bool:
        """Commits what was posted to the webhook; False where too much waits for its turn."""
        return await self._kept(receiving.take_in, updates)

    async def _kept(self, keep: Callable[..., T], updates: Sequence[Arrived]) -> T:
        self._turns.expect()
        try:
            return await self.do(keep, self.parts, updates, self.clock.now())
        finally:
            self._turns.wake()

    # Time passes.

    async def do_what_is_due(self) -> None:
        due = ticking.handle_due(self.parts, self.clock.now)
        # Whoever tapped waits for no row that is due, but those do not wait for ever either.
        await self._turns.calm(LONGEST_STEP_ASIDE)
        while await self.do(next, due, 0):
            self._postman.wake()
            await self._turns.calm(LONGEST_STEP_ASIDE)

    def later(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Future[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("finish.failed", exc_info=task.exception())


async def _end(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
