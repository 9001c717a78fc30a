"""All parts of one stand-in, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any

from mentorbot.standin.calls import Calls
from mentorbot.standin.clock import Lever, Now, OwnClock, wall
from mentorbot.standin.faults import Faults
from mentorbot.standin.limits import Limits
from mentorbot.standin.polling import Polling
from mentorbot.standin.receiving import Receiving
from mentorbot.standin.updates import UpdateQueue
from mentorbot.standin.webhook import Courier
from mentorbot.standin.world import World


@dataclass(frozen=True)
class Settings:
    token: str
    username: str = "mentorbot"
    name: str = "Mentorbot"
    now: Now = wall
    levers: Sequence[Lever] = ()
    # A clock of its own, for a stand-in that runs alone.
    clock: OwnClock | None = None
    strict_parameters: bool = True
    limits: bool = False
    timezone: str = "Europe/Oslo"
    # Shortens the waits between webhook retries and after a hasty poll; 1.0 is Telegram's pace.
    pace: float = 1.0

    @property
    def bot(self) -> dict[str, Any]:
        number = self.token.partition(":")[0]
        return {
            "id": int(number) if number.isdigit() else 1,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


class Stage:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.now = settings.clock.now if settings.clock else settings.now
        self.levers = tuple(settings.clock.levers() if settings.clock else settings.levers)
        rng = SystemRandom()
        self.updates = UpdateQueue(self.now, rng)
        self.world = World(self.now, settings.bot, self.updates)
        self.polling = Polling(self.updates, pace=settings.pace)
        self.courier = Courier(self.updates, self.now, rng, pace=settings.pace)
        self.receiving = Receiving(self.updates, self.polling, self.courier)
        self.limits = Limits(on=settings.limits)
        self.faults = Faults()
        self.calls = Calls()
        self.stopping = False

    def stop(self) -> None:
        self.stopping = True
        self.courier.stop()
        self.polling.let_go()
        for query in self.world.queries.values():
            query.answer.cancel()
        # Whoever listens for events is told to go home.
        self.world.tell("end", {})
        for chat in self.world.chats.values():
            chat.bell.ring()
