"""The queue of updates: what waits, for how long, and what counts as confirmed.

Bot API, "Getting updates". An update leaves the queue when a later call's offset is above its
id, when its life ends, or when a webhook took it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from mentorbot.standin.clock import Now
from mentorbot.standin.rules import MESSAGE_LIFE, QUERY_LIFE

# Telegram leaves these out unless they are asked for by name.
ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
QUIET_WEEK: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Waiting:
    update_id: int
    kind: str
    update: dict[str, Any]
    expires: float


class UpdateQueue:
    def __init__(self, now: Now, rng: Random) -> None:
        self._now = now
        self._rng = rng
        self._waiting: OrderedDict[int, Waiting] = OrderedDict()
        self._next_id = self._drawn()
        self._last_push = now()
        self.allowed: frozenset[str] = frozenset()
        self.on_push: list[Callable[[Waiting], None]] = []
        self.on_expiry: list[Callable[[Waiting], None]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._waiting

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remembered until it is given again; an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def push(self, kind: str, body: Any) -> int | None:
        """Queues one update and gives its id; None if its kind is not wanted."""
        if not self.wants(kind):
            return None
        return self.push_raw({kind: body}, kind)

    def push_raw(self, update: dict[str, Any], kind: str = "raw") -> int:
        now = self._now()
        if not self._waiting and now - self._last_push > QUIET_WEEK:
            self._next_id = self._drawn()
        self._last_push = now
        life = QUERY_LIFE if kind == "callback_query" else MESSAGE_LIFE
        waiting = Waiting(self._next_id, kind, {"update_id": self._next_id, **update}, now + life)
        self._next_id += 1
        self._waiting[waiting.update_id] = waiting
        for told in self.on_push:
            told(waiting)
        return waiting.update_id

    def take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Confirms everything below the offset, then shows the oldest that is left."""
        if offset < 0:
            self._keep_newest(-offset)
        elif offset <= self._next_id:
            # An offset beyond the end is ignored: Telegram starts at the head again.
            self._confirm_below(offset)
        return self._oldest(limit)

    def waiting(self) -> list[Waiting]:
        self._oldest(len(self._waiting))
        return list(self._waiting.values())

    def remove(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)

    def clear(self) -> None:
        self._waiting.clear()

    def _keep_newest(self, count: int) -> None:
        while len(self._waiting) > count:
            self._waiting.popitem(last=False)

    def _confirm_below(self, offset: int) -> None:
        while self._waiting and next(iter(self._waiting)) < offset:
            self._waiting.popitem(last=False)

    def _oldest(self, limit: int) -> list[dict[str, Any]]:
        now = self._now()
        shown: list[dict[str, Any]] = []
        expired: list[Waiting] = []
        for waiting in self._waiting.values():
            if len(shown) == limit:
                break
            if waiting.expires <= now:
                expired.append(waiting)
            else:
                shown.append(waiting.update)
        for waiting in expired:
            del self._waiting[waiting.update_id]
            for told in self.on_expiry:
                told(waiting)
        return shown

    def _drawn(self) -> int:
        return self._rng.randrange(100_000_000, 900_000_000)
