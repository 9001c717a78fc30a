"""Those who use the bot, from outside: they see their phone, think a while, and tap.

What somebody does is a story: a generator that says after how many seconds it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from random import Random
from typing import TYPE_CHECKING, TypeVar

from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase
from mentorbot.services import linking
from mentorbot.services.linking import Window
from mentorbot.services.messenger import Mail
from tests.simulation.telegram import Chat, Message
from tests.soak.life import hours
from tests.soak.life.hands import references

if TYPE_CHECKING:
    from tests.simulation.world import World

T = TypeVar("T")
Story = Generator[float, None, T]
LOOKS = 12
"""So often somebody looks whether what they wait for has come."""
HOUR = 3600.0
TWICE = 0.08
"""How often somebody taps again at once, as nothing seemed to happen."""


class Person:
    """`chat` is 0 for whoever has no Telegram."""

    def __init__(self, world: World, who: int, chat: int, language: Language) -> None:
        self.world, self.who, self.chat, self.language = world, who, chat, language
        self.rng = Random(f"{world.plan.seed} person {who}")
        self.pressed: set[str] = set()
        """What was pressed ever, by the button's data."""
        if chat:
            world.telegram.opens(chat)

    @property
    def phone(self) -> Chat:
        return self.world.telegram.chats[self.chat]

    @property
    def is_open(self) -> bool:
        return bool(self.chat) and not self.phone.is_blocked

    def begins(self, story: Story[object], after: float = 0.0) -> None:
        self.world.later(after, partial(self._goes_on, story))

    def _goes_on(self, story: Story[object]) -> None:
        for wait in story:
            self.world.later(wait, partial(self._goes_on, story))
            return

    def named(self, key: str, **values: object) -> str:
        return named(self.world, key, self.language, **values)

    def thinks(self) -> float:
        return self.rng.uniform(1.5, 8)

    # --- by the thumb

    def says(self, text: str) -> None:
        if self.is_open:
            self.world.note(f"says {self.who} {text}")
            self.world.telegram.says(self.chat, text, self.world.seconds)

    def taps(self, message: Message, label: str) -> None:
        if not self.is_open or label not in message.labels():
            return
        data = message.data(label)
        self.pressed.add(data)
        self.world.note(f"taps {self.who} {label}")
        for _ in range(2 if self.rng.random() < TWICE else 1):
            self.world.telegram.taps(self.chat, message.id, data, self.world.seconds)

    def finds(self, about: str, label: str) -> Message | None:
        for message in self.phone.newest():
            if about in message.html and label in message.labels():
                return message
        return None

    def waits_for(self, about: str, label: str) -> Story[Message | None]:
        for _ in range(LOOKS):
            found = self.finds(about, label)
            if found is not None:
                return found
            yield self.thinks()
        return None

    def taps_on(self, about: str, *keys: str) -> Story[bool]:
        """One label after the other, each as soon as it is there."""
        for key in keys:
            label = self.named(key)
            found = yield from self.waits_for(about, label)
            if found is None:
                return False
            self.taps(found, label)
            yield self.thinks()
        return True

    def stops(self, seconds: float) -> Story[None]:
        """Wants to hear nothing for a while."""
        self.says("/stop")
        yield seconds
        self.says("/start")
        yield self.thinks()
        yield from self.taps_on("", "commands.start_again")

    # --- by the mouse

    def presses(self, mail: Mail, data: str) -> Story[Window | None]:
        """On the page behind the link of a letter."""
        life, shown = self.world.life, list[Window | None]()
        if life is None:
            return None
        browser = f"browser of {self.who}"

        async def press() -> None:
            service, now = life.service, self.world.wall
            work: Callable[..., Window | None] = linking.press
            shown.append(await service.do(work, service.parts, mail.token, browser, data, "", now))
            service.wake()

        self.world.note(f"presses {self.who}")
        life.spawn(press())
        yield self.thinks()
        return shown[0] if shown else None

    def at_work(self, story: Story[object], within: tuple[float, float]) -> None:
        """After so many hours of working time."""
        amount = self.rng.uniform(*within) * hours.HOUR
        moment = hours.after(hours.next_open(self.world.wall), amount)
        self.world.at_hour(moment, partial(self._goes_on, story))

    def references(self, words: str) -> list[str]:
        known = self.world.books.ladders.cases
        return [each for each in references(words) if each in known]


def named(world: World, key: str, language: Language, **values: object) -> str:
    return world.book.label(Phrase(key, values), language)  # type: ignore[arg-type]
