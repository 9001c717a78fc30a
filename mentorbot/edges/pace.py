"""Telegram's published limits, kept on this side: about 30 messages a second, 1 per chat."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

OVERALL = 28.5
"""A second. Plain pacing just under the ceiling met no refusal, bursts at 30 did."""
BURST = 5
"""Messages that one chat may get at once before it waits a second for each."""
REMEMBERED = 10_000


class Pace:
    """Waits until the next call to a chat is due. One per process."""

    def __init__(self) -> None:
        self._next = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()

    async def wait(self, chat_id: int) -> None:
        now = asyncio.get_running_loop().time()
        at = max(now, self._next, self._of_chat(chat_id, now))
        self._next = max(self._next, now) + 1 / OVERALL
        if at > now:
            await asyncio.sleep(at - now)

    def _of_chat(self, chat_id: int, now: float) -> float:
        """When this chat may get its next message: a second each, after a small burst."""
        owed = max(self._chats.pop(chat_id, now), now)
        self._chats[chat_id] = owed + 1.0
        if len(self._chats) > REMEMBERED:
            self._chats.popitem(last=False)
        return owed - BURST + 1
