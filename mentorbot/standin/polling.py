"""getUpdates: long polls, and what happens when two programs poll (Bot API, getUpdates)."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from mentorbot.standin.clock import ticks
from mentorbot.standin.errors import ApiError, conflict
from mentorbot.standin.updates import UpdateQueue, Waiting

LONGEST_POLL: Final = 50
# A program that asks for the same offset again at once is slowed down, not refused.
HASTY, IMPATIENT = 0.5, 3.0
BETWEEN_CONFLICTS: Final = 3.0

OTHER_POLL: Final = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE: Final = (
    "can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)

Updates = list[dict[str, Any]]


class Polling:
    def __init__(self, queue: UpdateQueue, *, pace: float = 1.0) -> None:
        self._queue = queue
        self._pace = pace
        self._poll: asyncio.Future[None] | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._next_conflict = 0.0
        queue.on_push.append(self._wake)

    async def fetch(self, offset: int, limit: int, patience: int) -> Updates:
        limit, seconds = self._slowed(offset, limit, float(patience))
        updates = self._queue.take(offset, limit)
        if updates or not seconds:
            return updates
        return await self._wait(offset, limit, seconds)

    def _slowed(self, offset: int, limit: int, timeout: float) -> tuple[int, float]:
        now = ticks()
        since = now - self._last_start
        again = offset == self._last_offset
        self._last_offset, self._last_start = offset, now
        if again and since < HASTY:
            limit = 1
        if again and since < IMPATIENT and timeout < IMPATIENT:
            timeout = IMPATIENT * self._pace
        return limit, timeout

    async def _wait(self, offset: int, limit: int, seconds: float) -> Updates:
        self.end(OTHER_POLL)
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            return []
        except ApiError:
            await self._pause_between_conflicts()
            raise
        finally:
            if self._poll is poll:
                self._poll = None
        return self._queue.take(offset, limit)

    async def _pause_between_conflicts(self) -> None:
        now = ticks()
        if now < self._next_conflict:
            await asyncio.sleep(BETWEEN_CONFLICTS * self._pace)
        else:
            self._next_conflict = now + BETWEEN_CONFLICTS * self._pace

    def _wake(self, _: Waiting | None = None) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def end(self, why: str) -> None:
        """The older poll gets the conflict; the newer one stays."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(why))

    def let_go(self) -> None:
        self._wake()
