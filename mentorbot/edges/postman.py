"""Letters go out: in the order of their lanes, at Telegram's pace, to each chat one at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.exc import OperationalError

from mentorbot.edges import studio
from mentorbot.edges.pace import EVENLY, Pace, Slot
from mentorbot.edges.paced import Paced
from mentorbot.edges.telegram_wire import leaving_only_if
from mentorbot.services import delivering
from mentorbot.services.delivering import Delivery, TakenOver
from mentorbot.services.messenger import FateUnknown, NotSent, Picture, TryLater, Words
from mentorbot.storage import pauses
from mentorbot.storage.leases import Duty
from mentorbot.storage.letters import Lane, Posted, Verb

if TYPE_CHECKING:
    from mentorbot.edges.running import Service

log = structlog.get_logger(__name__)

Locks: TypeAlias = "WeakValueDictionary[int, asyncio.Lock]"

EVENLY_AT_ONCE = HURRIED_AT_ONCE = 12
"""So many check-ins and digests, and so many of the other letters: what is urgent finds a free hand
however many of the rest wait."""
LETTERS_AT_ONCE = EVENLY_AT_ONCE + HURRIED_AT_ONCE
NEXT_EVEN = 4
"""So many of the even row stand ready for their turn."""
HURRIED = tuple(lane for lane in Lane if lane not in EVENLY)


class Postman:
    """Carries the letters of one service, from the outbox to the outside world."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._outbox = asyncio.Event()
        self._chats: Locks = WeakValueDictionary()
        self._talks: Locks = WeakValueDictionary()
        """Who is being told what their turn led to."""
        self._hands = {True: 0, False: 0}
        """How many letters are on their way: in the even lanes, and in the others."""
        self._in_hand: set[int] = set()
        self._pace = Pace()
        self._next_even = asyncio.Semaphore(NEXT_EVEN)
        self._paused = pauses.NONE
        self._sends = False

    @property
    def in_hand(self) -> frozenset[int]:
        """Letters that this process has: no orphans, however long they wait for their turn."""
        return frozenset(self._in_hand)

    def wake(self) -> None:
        """There may be letters to carry."""
        self._outbox.set()

    def in_turn(self, lane: Lane) -> Paced:
        """For what is said at once and is no letter."""
        return Paced(self._service.messenger, self._pace, lane, None)

    async def work(self) -> None:
        """Until the service stops. Whoever is slow to reach holds up nobody else."""
        service = self._service
        self._sends = service.duties.holds(Duty.SENDING)
        while not service.is_stopping:
            await self._outbox.wait()
            self._outbox.clear()
            if service.is_stopping or not self._may_send():
                continue
            for letter in await self._claim():
                self._hands[letter.letter.lane in EVENLY] += 1
                self._in_hand.add(letter.id)
                service.later(self._deliver(letter))

    def _may_send(self) -> bool:
        """Whoever takes over from another sender does not know what that one sent just now."""
        sends = self._service.duties.holds(Duty.SENDING)
        if sends and not self._sends:
            self._pace.another_sent()
        self._sends = sends
        return sends

    async def _claim(self) -> list[Posted]:
        """As many as there are free hands; each letter that is done with frees one and looks."""
        even, hurried = EVENLY_AT_ONCE - self._hands[True], HURRIED_AT_ONCE - self._hands[False]
        lanes, free = (tuple(Lane), min(even, hurried)) if even > 0 else (HURRIED, hurried)
        if free <= 0:
            return []
        service = self._service
        try:
            found = await service.do(
                delivering.look, service.parts, service.clock.now(), free, lanes
            )
        except OperationalError:
            await service.database_rests()
            self.wake()
            return []
        letters, self._paused = found.letters, found.paused
        if found.was_held:
            # Who waits for the next hour at which something is due has to reckon anew.
            service.nudge()
        if len(letters) == free and letters[-1].letter.lane in HURRIED:
            # More of them may wait.
            self.wake()
        return letters

    async def deliver_all(self, letters: Sequence[Posted]) -> None:
        """Letters to one person: all of them, before what a later turn has to say there."""
        if not letters:
            return
        waiting = {letter.id for letter in letters}
        self._in_hand |= waiting
        try:
            async with _lock_of(self._talks, letters[0]):
                for letter in letters:
                    await self._carry(letter)
        finally:
            self._in_hand -= waiting
        # More may be waiting for this person: who works here passes over a busy chat.
        self.wake()

    async def _deliver(self, letter: Posted) -> None:
        try:
            await self._carry(letter)
        finally:
            self._hands[letter.letter.lane in EVENLY] -= 1
            self._in_hand.discard(letter.id)
            self.wake()

    async def _carry(self, letter: Posted) -> None:
        try:
            await self._carry_in_turn(letter)
        except TakenOver:
            log.warning("letter.taken_over", letter=letter.id)

    async def _carry_in_turn(self, letter: Posted) -> None:
        """Waits for its turn before it waits for its chat: a tap's edit overtakes a check-in."""
        picture = await studio.drawn(self._service, letter)
        slot = None if letter.letter.verb is Verb.MAIL else await self._admitted(letter)
        paced = Paced(self._service.messenger, self._pace, letter.letter.lane, slot)
        try:
            async with _lock_of(self._chats, letter):
                await self._carry_now(letter, paced, picture)
        finally:
            paced.unused()

    async def _admitted(self, letter: Posted) -> Slot:
        """A letter that is sent once is marked before its turn comes: a place in the window is not
        spent on waiting for the database. Few at a time, for a death leaves their fate unknown."""
        first = self._next_even if letter.letter.lane in EVENLY else contextlib.nullcontext()
        async with first:
            await self._begin(letter)
            sends = delivering.is_message(letter)
            return await self._pace.admit(letter.chat_id or 0, letter.letter.lane, sends=sends)

    async def _begin(self, letter: Posted) -> None:
        if delivering.is_sent_once(letter):
            await self._mark(letter)

    async def _mark(self, letter: Posted) -> None:
        await self._service.do_together(delivering.mark, self._service.parts, letter)

    async def _carry_now(
        self, letter: Posted, paced: Paced, picture: Picture | Words | None
    ) -> None:
        service = self._service
        self._is_still_ours()
        if self._is_paused(letter):
            await service.do(delivering.hold, service.parts, letter)
            return
        # A call begun now might be cut off: what has not left is sent after the next start.
        delivery = Delivery(error=NotSent())
        if not service.is_stopping:
            if letter.letter.verb is Verb.MAIL:
                await self._begin(letter)
            delivery = await self._delivered(paced, letter, picture)
        await self._settle(letter, delivery)

    async def _delivered(
        self, paced: Paced, letter: Posted, picture: Picture | Words | None
    ) -> Delivery:
        """A defect is a fate nobody knows: that is tried a few times, not for ever."""
        try:
            with leaving_only_if(self._may_still_send):
                mailer, begins = self._service.mailer, partial(self._mark, letter)
                return await delivering.deliver(paced, letter, mailer, picture, begins)
        except TakenOver:
            raise
        except Exception as error:
            log.exception("letter.defect", letter=letter.id)
            return Delivery(error=FateUnknown(type(error).__name__))

    def _may_still_send(self) -> bool:
        return self._service.duties.holds(Duty.SENDING)

    def _is_still_ours(self) -> None:
        """Whoever hung for long finds another sender, who took up what was in hand here."""
        if not self._may_still_send():
            raise TakenOver

    def _is_paused(self, letter: Posted) -> bool:
        """Whether Telegram asked to wait with such a letter."""
        if letter.letter.verb is Verb.MAIL:
            return False
        end = self._paused.end_for(letter.chat_id)
        return end is not None and self._service.clock.now() < end

    async def _settle(self, letter: Posted, delivery: Delivery) -> None:
        service, now = self._service, self._service.clock.now()
        error = delivery.error
        if error is not None:
            # Put back by this one, it would be claimed anew while another has it under way.
            self._is_still_ours()
        if isinstance(error, TryLater) and letter.letter.verb is not Verb.MAIL:
            delivery = replace(delivery, crowded=self._pace.is_crowded(letter.chat_id or 0))
            self._pause(letter, delivery, now + error.wait)
        await service.do_together(delivering.settle, service.parts, letter, delivery, now)
        if error is not None:
            log.warning("letter.not_sent", error=type(error).__name__)
            service.nudge()

    def _pause(self, letter: Posted, delivery: Delivery, end: datetime) -> None:
        """For those that wait for their turn here. What is kept of it is read with each claim."""
        before = self._paused
        if delivery.crowded:
            chats = {**before.chats, letter.chat_id or 0: end}
            self._paused = replace(before, chats=chats)
        else:
            self._paused = replace(before, until=end)
        log.warning("telegram.asked_to_wait", until=end, one_chat=delivery.crowded)


def _lock_of(locks: Locks, letter: Posted) -> asyncio.Lock:
    """One chat is written to by one letter at a time."""
    # Chats have positive ids: a person without one is told apart by their own.
    return locks.setdefault(letter.chat_id or -letter.letter.person, asyncio.Lock())
