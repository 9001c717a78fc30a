"""One life of the program: the real Service, on a loop of its own, until it is killed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

from mentorbot.edges.menus import TelegramMenus
from mentorbot.edges.running import Service
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.services import delivering
from mentorbot.services.parts import Parts
from tests.simulation.line import CARRYING, Wire
from tests.simulation.loop import Loop

if TYPE_CHECKING:
    from tests.simulation.world import World

T = TypeVar("T")


class Clock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.wall


class Observed(Service):
    """The program as it is; the books are told which moment it believes in while it works."""

    world: World

    async def do(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        return await super().do(self._observed(work, args), *args, **named)

    async def do_together(self, work: Callable[..., T], *args: Any) -> T:
        return await super().do_together(self._observed(work, args), *args)

    def _observed(self, work: Callable[..., T], args: tuple[Any, ...]) -> Callable[..., T]:
        world, moment = self.world, next((a for a in args if isinstance(a, datetime)), None)

        def observed(*args: Any, **named: Any) -> T:
            world.claimed = moment
            if moment is not None:
                world.books.believes(moment)
            try:
                return work(*args, **named)
            finally:
                world.claimed = None

        return observed


class Life:
    def __init__(self, world: World, parts: Parts, rng: Random) -> None:
        self.world = world
        self.loop = Loop(lambda: world.seconds, lambda: rng.uniform(0.0005, 0.004))
        self.is_over = False
        self.loop.call_soon(self._begin, parts)

    def _begin(self, parts: Parts) -> None:
        from tests.simulation.world import bot_of

        world = self.world
        wires = [Wire(world.line, self.loop.create_future) for _ in range(2)]
        bot = bot_of(*wires)
        menus = TelegramMenus(bot, parts.book)
        self.service = Observed(
            parts, bot, wires[1], TelegramMessenger(bot), menus, Clock(world), mailer=world.post
        )
        self.service.world = world
        self._task = self.loop.create_task(self.service.run())
        self._task.add_done_callback(self._ended)

    def _ended(self, task: Any) -> None:
        self.is_over = True
        if not task.cancelled() and task.exception() is not None:
            self.loop.errors.append(f"the service ended: {task.exception()!r}")

    def wakes(self) -> None:
        """Rows were written from outside."""
        self.loop.call_soon(lambda: self.service.wake())

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Something that comes in by another door."""
        self.loop.call_soon(self.loop.create_task, work)

    def reports_errors(self) -> None:
        for error in self.loop.errors:
            self.world.books.findings.must(False, f"an error that nobody caught: {error}")


class Observing:
    """In place of the module that delivers: whoever keeps the books knows which letter it is."""

    def __init__(self) -> None:
        self._real = delivering

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def deliver(self, messenger: Any, posted: Any, *more: Any) -> Any:
        token = CARRYING.set(posted.id)
        try:
            return await self._real.deliver(messenger, posted, *more)
        finally:
            CARRYING.reset(token)
