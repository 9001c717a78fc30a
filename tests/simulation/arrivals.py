"""What arrives in people's chats: only what is theirs (I6), and no sound in quiet time (rule 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.simulation.line import CARRYING
from tests.simulation.telegram import Message
from tests.soak.life import hours

if TYPE_CHECKING:
    from tests.simulation.books import Books
    from tests.simulation.world import World

UNASKED = 2
"""Lanes from this one on: check-ins and digests."""


class Arrivals:
    def __init__(self, world: World, books: Books) -> None:
        self.world, self.books = world, books
        self.theirs: dict[str, set[int]] = {}
        """By alias the chats in which it may be named."""
        self.listeners: Callable[[int, Message], None] = lambda chat, message: None
        self._keys: dict[tuple[int, int], list[str]] = {}
        """What the buttons of each message were called, one after the other."""

    def heard(self, chat: int, message: Message, silent: bool) -> None:
        letter = self.books.letters.row(CARRYING.get())
        self.world.note(f"arrived {chat} {message.id} {hash_of(message.html)}")
        must = self.books.findings.must
        for alias, chats in self.theirs.items():
            if alias in message.html:
                must(chat in chats, f"I6 {alias} is named in chat {chat}")
        self._no_step_back(chat, message)
        if letter is not None and not silent and letter["lane"] >= UNASKED:
            was_leaving = self.books.letters.open[letter["id"]].was_leaving
            self._in_peace(letter["person_id"], chat, was_leaving=was_leaving)
        if not silent:
            self.listeners(chat, message)

    def _no_step_back(self, chat: int, message: Message) -> None:
        """Buttons that others have taken the place of do nothing any more."""
        if not message.rows or "callback_data" not in message.rows[0][0]:
            return
        key = message.rows[0][0]["callback_data"].partition(".")[0]
        before = self._keys.setdefault((chat, message.id), [])
        if not before or before[-1] != key:
            self.books.findings.must(key not in before, f"I2 dead buttons come back in chat {chat}")
            before.append(key)

    def _in_peace(self, who: int, chat: int, *, was_leaving: bool) -> None:
        person = self.books.ladders.presence.people[who]
        now = self.world.wall
        must = self.books.findings.must
        must(
            hours.is_awake(now, person["paused_until"]), f"I6 a sound in quiet time in chat {chat}"
        )
        has_stopped = person["standing"] == "stopped" and not was_leaving
        must(not has_stopped, f"I6 something unasked to {who}, who stopped")


def hash_of(text: str) -> str:
    """Short, and the same in every process."""
    return f"{sum(ord(c) * (n % 97 + 1) for n, c in enumerate(text)) % 1_000_003}"
