"""A Messenger whose calls wait for their turn."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from mentorbot.edges.pace import Pace, Slot
from mentorbot.services.messenger import Messenger, Picture, Words
from mentorbot.storage.letters import Lane

T = TypeVar("T")


class Paced:
    """For one letter, or for what is said at once. It leaves with `slot`, where it has one; a call
    that follows from the first (a new message, where the old one is gone) waits for its own."""

    def __init__(self, messenger: Messenger, pace: Pace, lane: Lane, slot: Slot | None) -> None:
        self._messenger = messenger
        self._pace = pace
        self._lane = lane
        self._slot = slot

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        sending = self._messenger.send(chat_id, words, silent=silent)
        return await self._in_turn(chat_id, sending, sends=True)

    async def show(self, chat_id: int, picture: Picture, *, silent: bool) -> int:
        showing = self._messenger.show(chat_id, picture, silent=silent)
        return await self._in_turn(chat_id, showing, sends=True)

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        await self._in_turn(chat_id, self._messenger.edit(chat_id, message_id, words))

    async def strip(self, chat_id: int, message_id: int) -> None:
        await self._in_turn(chat_id, self._messenger.strip(chat_id, message_id))

    async def delete(self, chat_id: int, message_id: int) -> None:
        await self._in_turn(chat_id, self._messenger.delete(chat_id, message_id))

    async def answer(self, callback: str, toast: str) -> None:
        await self._messenger.answer(callback, toast)

    async def leave(self, chat_id: int) -> None:
        await self._messenger.leave(chat_id)

    def unused(self) -> None:
        """No call was made after all."""
        if self._slot is not None:
            self._slot.ends(answered=False)
            self._slot = None

    async def _in_turn(self, chat_id: int, call: Awaitable[T], *, sends: bool = False) -> T:
        slot, self._slot = self._slot, None
        if slot is None:
            slot = await self._pace.admit(chat_id, self._lane, sends=sends)
        slot.begins()
        answered = False
        try:
            result = await call
            answered = True
        finally:
            slot.ends(answered=answered)
        return result
