"""Turns are taken, in the order in which the updates came, and what each led to is said."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.received import Kind, Received
from mentorbot.edges import telegram_in
from mentorbot.edges.postman import Postman
from mentorbot.services import conversing, receiving
from mentorbot.services.conversing import Outcome
from mentorbot.storage.inbox import Arrived, Waiting
from mentorbot.storage.letters import Lane

if TYPE_CHECKING:
    from mentorbot.edges.running import Service

log = structlog.get_logger(__name__)

TURNS_AT_ONCE = 50
TOGETHER = 16
"""So many are begun before the first of them has ended."""
MOST_TRIES = 3
LOOK_AGAIN = 0.02
"""Seconds until updates that others have in hand are looked at again."""


class Turns:
    """Takes the updates of one service out of the inbox."""

    def __init__(self, service: Service, postman: Postman) -> None:
        self._service = service
        self._postman = postman
        self._inbox = asyncio.Event()
        self._calm = asyncio.Event()
        self._calm.set()
        self._in_order = asyncio.Lock()

    def expect(self) -> None:
        """Updates are being written: whoever sent them goes before what is due."""
        self._calm.clear()

    def wake(self) -> None:
        """There may be updates to take."""
        self._inbox.set()

    async def calm(self, seconds: float) -> None:
        """Until no update waits for its turn, as far as it is known, but no longer than that."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._calm.wait(), seconds)

    async def work(self) -> None:
        """Until the service stops."""
        service = self._service
        while not service.is_stopping:
            await self._inbox.wait()
            self._inbox.clear()
            while items := await self._waiting():
                left = 0
                for first in range(0, len(items), TOGETHER):
                    if service.is_stopping:
                        return
                    some = map(self._turn, items[first : first + TOGETHER])
                    left += sum(await asyncio.gather(*some))
                if left == len(items):
                    await asyncio.sleep(LOOK_AGAIN)
            self._calm.set()

    async def _waiting(self) -> list[Waiting]:
        service = self._service
        try:
            return await service.do(receiving.waiting, service.parts, TURNS_AT_ONCE)
        except OperationalError:
            await service.database_rests()
            self.wake()
            return []

    async def _turn(self, item: Waiting) -> bool:
        """Whether it is still to be taken: another worker has it, or there is no database."""
        service, now = self._service, self._service.clock.now()
        try:
            received = telegram_in.read(item.body, service.bot)
            await self._hears(received)
            take = conversing.take_turn
            outcome = await service.do_together(take, service.parts, item.id, received, now)
        except OperationalError:
            # No fault of the update: it is no try of the few that it has.
            await service.database_rests()
            return True
        except Exception as error:
            return await self._failed(item, error, now)
        self._follow_up(outcome, received)
        return outcome.left

    async def at_once(self, update: Arrived) -> bool:
        """Keeps and takes an update that comes alone, in one commit. False: neither was done, and
        it has to go the long way; so does one that waits for others, or for what is learned."""
        service, now = self._service, self._service.clock.now()
        if self._inbox.is_set() or not self._calm.is_set():
            return False
        self._calm.clear()
        try:
            received = telegram_in.read(update.body, service.bot)
            if not self._is_ready_for(received):
                return False
            take = conversing.keep_and_take
            outcome = await service.do_together(take, service.parts, update, received, now)
        except Exception as error:
            # Whatever it is, the long way meets it again, with its few tries.
            log.info("turn.not_at_once", update=update.update_id, error=type(error).__name__)
            return False
        finally:
            self._calm.set()
        self._follow_up(outcome, received)
        return True

    def _follow_up(self, outcome: Outcome, received: Received) -> None:
        if outcome.left:
            self.wake()
            return
        if outcome.moved:
            self._service.nudge()
        if outcome.wrote:
            self._postman.wake()
        self._service.later(self._finish(outcome, received.callback, received.chat_id))

    async def _hears(self, received: Received) -> None:
        """Typed words wait for what is still being learned; danger never does. Those behind them
        wait too, for turns are taken in order."""
        async with self._in_order:
            if not self._is_ready_for(received):
                await asyncio.to_thread(self._service.parts.hearing.learn)

    def _is_ready_for(self, received: Received) -> bool:
        hearing = self._service.parts.hearing
        return received.kind is not Kind.TEXT or hearing.is_ready_for(received.text)

    async def _failed(self, item: Waiting, error: Exception, now: datetime) -> bool:
        """One bad update never stands in the way of the next. Whether it could not be noted."""
        kind, service = type(error).__name__, self._service
        log.exception("turn.failed", update=item.update_id)
        sender = telegram_in.sender_of(item.body)
        try:
            gone = await service.do(
                conversing.set_aside, service.parts, item.id, kind, now,
                most_tries=MOST_TRIES, chat_id=sender,
            )  # fmt: skip
        except OperationalError:
            await service.database_rests()
            return True
        if gone:
            self._postman.wake()
            log.error("turn.set_aside", update=item.update_id, error=kind)
        return False

    async def _finish(self, outcome: Outcome, callback: str, chat_id: int) -> None:
        """After commit: the tap's answer and the new words leave at the same time."""
        service = self._service
        calls: list[Awaitable[None]] = [self._postman.deliver_all(outcome.posted)]
        if outcome.toast is not None and callback:
            calls.append(service.messenger.answer(callback, outcome.toast))
        if outcome.stranger or outcome.takes_out is not None or outcome.leaves:
            calls.append(self._answer_stranger(outcome, outcome.leaves or chat_id))
        if outcome.menu is not None:
            calls.append(service.menus.show(outcome.menu))
        await asyncio.gather(*calls)

    async def _answer_stranger(self, outcome: Outcome, chat_id: int) -> None:
        speaks = self._postman.in_turn(Lane.ANSWER)
        try:
            if outcome.stranger is not None:
                await speaks.send(chat_id, outcome.stranger, silent=False)
            if outcome.takes_out is not None:
                await speaks.delete(chat_id, outcome.takes_out)
        except Exception as error:
            log.info("stranger.not_answered", error=type(error).__name__)
        if outcome.leaves:
            await self._leave(outcome.leaves)

    async def _leave(self, group: int) -> None:
        """Where it is not let out, the next message there is the next attempt."""
        try:
            await self._service.messenger.leave(group)
        except MentorbotError as error:
            log.warning("group.not_left", error=type(error).__name__)
