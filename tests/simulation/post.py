"""The post: mailboxes that take, refuse, ask to come again, swallow or leave one in doubt."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from mentorbot.services.messenger import FateUnknown, Mail, NotSent, TryLater, Unreachable
from tests.simulation.line import CARRYING

if TYPE_CHECKING:
    from tests.simulation.world import World

GREYLISTED = timedelta(minutes=5)


@dataclass
class Box:
    mood: str = "takes"
    """Or "refuses" (5xx), "grey" (asks to come again), "swallows"."""
    mails: deque[Mail] = field(default_factory=lambda: deque(maxlen=40))
    seen: set[str] = field(default_factory=set)


class Post:
    """A Mailer. `heard`: a letter lies in a box that is read."""

    def __init__(self, world: World, rng: Random) -> None:
        self.world, self.rng = world, rng
        self.boxes: dict[str, Box] = {}
        self.befell: Callable[[int, str], None] = lambda letter, what: None
        self.heard: Callable[[str, Mail], None] = lambda address, mail: None
        self.is_down = False

    def box(self, address: str) -> Box:
        return self.boxes.setdefault(address, Box())

    async def mail(self, address: str, mail: Mail) -> None:
        letter, box, drawn = CARRYING.get(), self.box(address), self.rng.random()
        await asyncio.sleep(self.rng.uniform(0.1, 2))
        self.world.note(f"mail {address} letter {letter} {box.mood}")
        if self.is_down or drawn < 0.02:
            self.befell(letter, "unsent")
            raise NotSent
        if box.mood == "refuses":
            self.befell(letter, "refused 550")
            raise Unreachable("550")
        if box.mood == "grey" and mail.id not in box.seen:
            box.seen.add(mail.id)
            self.befell(letter, "asked_to_wait")
            raise TryLater(GREYLISTED)
        self.befell(letter, "arrived mail")
        if box.mood != "swallows":
            box.mails.append(mail)
            self.heard(address, mail)
        if drawn > 0.98:
            self.befell(letter, "unanswered")
            raise FateUnknown
