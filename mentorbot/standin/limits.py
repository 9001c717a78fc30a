"""Telegram's published rate limits, as the receiving server sees them (Bot API FAQ, "limits").

30 messages a second over all chats, one a second in a private chat with a small burst, 20 a
minute in a group. Edits count over all chats only. The highest rates are kept even when
nothing is refused, so that a sender's own limiter can be judged.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mentorbot.standin.clock import ticks
from mentorbot.standin.errors import too_many_requests

OVERALL: Final = 30
PER_GROUP: Final = 20
BURST: Final = 3
SENDS: Final = frozenset({"sendMessage", "sendPhoto", "sendDocument"})
COUNTED: Final = SENDS | {"editMessageText", "editMessageReplyMarkup"}


class Window:
    """How many happened within the last `seconds`."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._times: deque[float] = deque()
        self.peak = 0

    def wait(self, now: float) -> float:
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        if len(self._times) < self._most:
            return 0.0
        return self._times[-self._most] + self._seconds - now

    def add(self, now: float) -> None:
        self._times.append(now)
        self.peak = max(self.peak, len(self._times))


class Bucket:
    """One a second, with a few saved up."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._level = 0.0
        self._at = 0.0

    def wait(self, now: float) -> float:
        self._level = max(0.0, self._level - (now - self._at))
        self._at = now
        return max(0.0, self._level + 1 - self._burst)

    def add(self, _: float) -> None:
        self._level += 1


@dataclass
class Limits:
    on: bool = True
    burst: int = BURST
    clock: Callable[[], float] = ticks
    refused: int = 0
    overall: Window = field(default_factory=lambda: Window(1.0, OVERALL))

    def __post_init__(self) -> None:
        self._groups: defaultdict[int, Window] = defaultdict(lambda: Window(60.0, PER_GROUP))
        self._private: defaultdict[int, Window] = defaultdict(lambda: Window(1.0, 1))
        self._bursts: defaultdict[int, Bucket] = defaultdict(lambda: Bucket(self.burst))

    def check(self, method: str, chat_id: object) -> None:
        """Counts one call, or refuses it. A refused call does not count."""
        if method not in COUNTED or not isinstance(chat_id, int):
            return
        now = self.clock()
        gates = self._gates(method, chat_id)
        wait = max(gate.wait(now) for gate in gates)
        if self.on and wait > 0:
            self.refused += 1
            raise too_many_requests(math.ceil(wait))
        for gate in gates:
            gate.add(now)

    def _gates(self, method: str, chat_id: int) -> list[Window | Bucket]:
        gates: list[Window | Bucket] = [self.overall]
        if method in SENDS and chat_id < 0:
            gates.append(self._groups[chat_id])
        elif method in SENDS:
            # The plain window refuses nothing: it is there for its peak.
            self._private[chat_id].wait(now := self.clock())
            self._private[chat_id].add(now)
            gates.append(self._bursts[chat_id])
        return gates

    def report(self) -> dict[str, object]:
        return {
            "on": self.on,
            "refused": self.refused,
            "peak_per_second": self.overall.peak,
            "peak_per_second_in_one_private_chat": _peak(self._private),
            "peak_per_minute_in_one_group": _peak(self._groups),
        }


def _peak(windows: dict[int, Window]) -> int:
    return max((window.peak for window in windows.values()), default=0)
