"""Phones that tap one bot, and what they see of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mentorbot.standin import people as thumbs
from mentorbot.standin.faults import Fault
from mentorbot.standin.server import Standin
from mentorbot.standin.world import Chat, Json, Person, Post

PATIENCE = 60.0


@dataclass
class Phones:
    """The phones of one stand-in. Each shows one bubble, and taps go into it and out again."""

    standin: Standin
    way_out: str = ""
    """The label of the button that leads back, where there is one; else the first is tapped."""
    people: list[Person] = field(default_factory=list)

    def add(self, count: int) -> None:
        for number in range(count):
            person = self.standin.stage.world.add_person(first_name=f"Person {number}")
            person.state = "started"
            self.people.append(person)

    @property
    def chats(self) -> list[int]:
        return [person.id for person in self.people]

    def slow(self, seconds: float) -> None:
        """So much later is every call received from now on."""
        faults = self.standin.stage.faults
        faults.clear()
        if seconds:
            faults.add(Fault("delay", times=10**9, seconds=seconds))

    async def say(self, words: str, people: Sequence[Person] = ()) -> None:
        """Everybody (or these) says it, and is shown a bubble."""
        for person in people or self.people:
            thumbs.say(self.standin.stage.world, person, words)
        await asyncio.gather(*map(self._shown, people or self.people))

    async def tap(self, person: Person) -> float:
        """Seconds from the tap to the edited bubble on the phone."""
        chat = self._chat(person)
        post, button = self._next(chat)
        before, began = post.message, time.perf_counter()
        thumbs.tap(self.standin.stage.world, person, chat, post, button)
        async with asyncio.timeout(PATIENCE):
            while post.message is before:
                await chat.bell.wait(PATIENCE)
        return time.perf_counter() - began

    async def burst(self, people: Iterable[Person]) -> float:
        """Seconds until all of them, who tap at one moment, have their edited bubbles."""
        began = time.perf_counter()
        await asyncio.gather(*map(self.tap, people))
        return time.perf_counter() - began

    async def _shown(self, person: Person) -> None:
        chat = self._chat(person)
        async with asyncio.timeout(PATIENCE):
            while not any(map(_is_bubble, chat.shown())):
                await chat.bell.wait(PATIENCE)

    def _next(self, chat: Chat) -> tuple[Post, Json]:
        post = next(filter(_is_bubble, chat.shown()))
        rows = post.message["reply_markup"]["inline_keyboard"]
        last: Json = rows[-1][-1]
        return post, last if last["text"] == self.way_out else rows[0][0]

    def _chat(self, person: Person) -> Chat:
        return self.standin.stage.world.chats[person.id]


def _is_bubble(post: Post) -> bool:
    return post.from_bot and bool(post.message.get("reply_markup"))
