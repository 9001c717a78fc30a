"""Telegram's published limits, kept on this side: 30 calls in any second, 1 message a second in a
private chat after a small burst, 20 a minute in a group.

What counts is when calls arrive there, and that is not known here: some time between their leaving
and their answer. So a call keeps its place in the window until a second after its answer, less most
of the shortest way there and back that was seen lately. However uneven the way is, as long as it
does not suddenly become much shorter, no second there holds more calls than the window does here.

Every call about a message counts: send, edit, strip, delete. Of deletions Telegram says nothing,
so they count; answers to taps are no messages and wait for nobody.
"""

from __future__ import annotations

import asyncio
import heapq
from bisect import insort
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from mentorbot.storage.letters import Lane

CEILING = 30
"""Calls in any second."""
OVERALL = 28.56
"""Calls a second in the long run: just over 95 % of the ceiling. Any more, and the window is always
full but for the spare place: the row is not even then, and a tap waits for its next gap."""
SPARE = 1
"""Places in the window that check-ins and digests leave free: a tap's edit finds one."""
CATCHES_UP = 0.08
"""Seconds of lateness that the even row makes good."""
WINDOW = 1.0
GUARD = 0.002
"""Seconds by which the window is longer than Telegram's: clocks are read unevenly."""
BURST = 3
"""Messages that one private chat may get at once before it waits a second for each."""
PER_GROUP, GROUP_WINDOW = 20, 60.0
REMEMBERED = 10_000
WAYS, ENOUGH_WAYS = 200, 20
"""The shortest way is looked for among so many calls; fewer show nothing yet."""
RELIED_ON = 0.75
"""So much of the shortest way is counted on: a shorter one may just not have been seen."""
EVENLY = (Lane.CHECKIN, Lane.DIGEST)
"""What nobody waits for leaves one by one; the other lanes use whatever room there is, and these
give it back."""


@dataclass(order=True)
class _Waiting:
    lane: Lane
    number: int
    chat_id: int = field(compare=False)
    sends: bool = field(compare=False)
    done: asyncio.Future[float] = field(compare=False)


@dataclass
class Slot:
    """One place in the window. Whoever was given it says when the call began and ended."""

    pace: Pace
    chat_id: int
    sends: bool
    given: float
    began: float | None = None

    def begins(self) -> None:
        self.began = _time()

    def ends(self, *, answered: bool) -> None:
        """`answered`: the call came back well, so that it tells how long the way is."""
        self.pace._ended(self, answered=answered)


class Pace:
    """Who may call next, by lane. One for the process that sends."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._number = 0
        self._flying = 0
        self._landed: list[float] = []
        """Until when each call that was answered keeps its place; a heap."""
        self._even = 0.0
        """When the next of the even row is due."""
        self._closed_until = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()
        """When each private chat will have got no more than one a second."""
        self._others = 0.0
        """The same for chats that only others have sent to."""
        self._groups: dict[int, list[float]] = {}
        """When each message to a group arrived at the latest, in order."""
        self._ways: deque[float] = deque(maxlen=WAYS)
        self._timer: asyncio.TimerHandle | None = None

    async def admit(self, chat_id: int, lane: Lane, *, sends: bool) -> Slot:
        """Waits until a call may leave. `sends`: it is a new message, which its chat counts too."""
        done: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._number += 1
        waiting = _Waiting(lane, self._number, chat_id, sends, done)
        insort(self._waiting, waiting)
        self._look()
        try:
            return Slot(self, chat_id, sends, await done)
        except asyncio.CancelledError:
            if done.done() and not done.cancelled():
                Slot(self, chat_id, sends, done.result()).ends(answered=False)
            elif waiting in self._waiting:
                self._waiting.remove(waiting)
            raise

    def another_sent(self) -> None:
        """Another process sent until now: what it used of the window, and of each chat's burst, is
        not known here."""
        now = _time()
        self._closed_until = now + WINDOW + GUARD
        self._chats.clear()
        self._others = now + BURST
        self._look()

    def is_crowded(self, chat_id: int) -> bool:
        """Whether this chat was sent more lately than Telegram promises to take."""
        if chat_id < 0:
            return len(self._groups.get(chat_id, ())) > PER_GROUP // 2
        return self._chats.get(chat_id, 0.0) - _time() > 1.0

    def _look(self) -> None:
        """Lets go whoever may go now, and plans the next look."""
        now = _time()
        while self._landed and self._landed[0] <= now:
            heapq.heappop(self._landed)
        next_look = float("inf")
        for waiting in list(self._waiting):
            moment = self._moment(waiting, now)
            if moment <= now:
                self._waiting.remove(waiting)
                self._let_go(waiting, now)
            else:
                next_look = min(next_look, moment)
            if self._used >= CEILING:
                next_look = min(next_look, self._next_free())
                break
        self._plan(next_look)

    @property
    def _used(self) -> int:
        return self._flying + len(self._landed)

    def _next_free(self) -> float:
        """When a place becomes free by itself; a call that is answered looks anyway."""
        return self._landed[0] if self._landed else float("inf")

    def _moment(self, waiting: _Waiting, now: float) -> float:
        """When this one may go, as far as it is known; now or earlier: at once."""
        moment = self._closed_until
        evenly = waiting.lane in EVENLY
        if self._used >= CEILING - (SPARE if evenly else 0):
            moment = max(moment, self._next_free())
        if evenly:
            moment = max(moment, self._even)
        if waiting.sends:
            moment = max(moment, self._of_chat(waiting.chat_id, now))
        return moment

    def _of_chat(self, chat_id: int, now: float) -> float:
        if chat_id >= 0:
            return self._chats.get(chat_id, self._others) - BURST + 1 + GUARD
        sent = self._groups.get(chat_id, [])
        while sent and sent[0] + GROUP_WINDOW + GUARD <= now:
            sent.pop(0)
        return sent[-PER_GROUP] + GROUP_WINDOW + GUARD if len(sent) >= PER_GROUP else 0.0

    def _let_go(self, waiting: _Waiting, now: float) -> None:
        if waiting.done.done():
            # Cancelled meanwhile: it is not in anybody's way.
            return
        self._flying += 1
        self._even = max(self._even, now - CATCHES_UP) + 1 / OVERALL
        if waiting.sends:
            self._count(waiting.chat_id, now)
        waiting.done.set_result(now)

    def _count(self, chat_id: int, now: float) -> None:
        if chat_id < 0:
            self._groups.setdefault(chat_id, []).append(now)
            return
        self._chats[chat_id] = max(self._chats.pop(chat_id, self._others), now) + 1.0
        if len(self._chats) > REMEMBERED:
            self._chats.popitem(last=False)

    def _ended(self, slot: Slot, *, answered: bool) -> None:
        now = _time()
        self._flying -= 1
        if slot.began is not None:
            if answered:
                self._ways.append(now - slot.began)
            shortest = self._shortest()
            heapq.heappush(self._landed, now - shortest + WINDOW + GUARD)
            if slot.sends:
                self._arrived_late(slot, now - shortest)
        self._look()

    def _shortest(self) -> float:
        """What every call surely spends on its way, there and back."""
        return RELIED_ON * min(self._ways) if len(self._ways) >= ENOUGH_WAYS else 0.0

    def _arrived_late(self, slot: Slot, moment: float) -> None:
        """The chat's own measure begins when the message may have arrived at the latest."""
        group = self._groups.get(slot.chat_id, [])
        if slot.given in group:
            group.remove(slot.given)
            insort(group, moment)
        elif slot.chat_id in self._chats:
            self._chats[slot.chat_id] += max(0.0, moment - slot.given)

    def _plan(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if moment < float("inf"):
            self._timer = asyncio.get_running_loop().call_at(moment, self._look)


def _time() -> float:
    return asyncio.get_running_loop().time()
