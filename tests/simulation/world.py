"""One office on a virtual clock: a program that lives, dies and is started again, and its world.

Everything happens in one thread, in an order that follows from the seed. `agenda` holds what
happens outside the program (people, lines, faults); the program's own loop is stepped in between.
"""

from __future__ import annotations

import contextlib
import hashlib
import heapq
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, event
from telegram import Bot

from dialogs.table import COMMANDS, DIALOGS
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.wording import Phrase
from mentorbot.edges import ticker
from mentorbot.services.parts import Hearing, Parts
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.tables import metadata
from mentorbot.storage.vault import Vault, new_key
from tests.simulation.books import Books
from tests.simulation.life import Life
from tests.simulation.line import AS_USUAL, Line, Weather
from tests.simulation.loop import Killed
from tests.simulation.post import Post
from tests.simulation.telegram import Telegram

Act = Callable[[], None]
KEPT_LINES = 200_000
SHIPPED_SLEEP = ticker.LONGEST_SLEEP.total_seconds()
MOST_STEPS = 8000
"""Of the program's loop, in a minute: a few hundred are busy."""
_NUMBER = itertools.count()
_COMPILED: dict[int, tuple[Any, Any]] = {}


@dataclass(frozen=True)
class Plan:
    """What is drawn from the seed follows from this too."""

    seed: int
    hours: float
    begins: datetime
    weather: Weather = AS_USUAL
    kills_a_week: float = 4.0
    outages_a_week: float = 1.0
    eventful: float = 1.0
    """How often anything befalls anybody, against the usual."""
    tap_lives: float = 150.0
    """Seconds that Telegram keeps a tap."""
    traces: bool = False


class World:
    def __init__(self, plan: Plan, book: Book, hearing: Hearing) -> None:
        self.plan, self.book, self.hearing = plan, book, hearing
        self.rng = Random(f"{plan.seed} world")
        self.entropy = Random(f"{plan.seed} entropy").randbytes
        self.seconds, self.jump = 0.0, timedelta()
        self.claimed: datetime | None = None
        """The moment that the program believes in, while it works in the database."""
        self.life: Life | None = None
        self.lives: list[Life] = []
        self.steps = self._steps_before = self._minute = 0
        self.steps_left: int | None = None
        self.statements_left: int | None = None
        self.lines: list[str] = []
        self._digest = hashlib.sha256()
        self._agenda: list[tuple[float, int, Act]] = []
        self._number = itertools.count()
        self.vault = Vault([new_key(self.entropy)], self.entropy)
        number = next(_NUMBER)
        self._addresses = [f"file:{kind}{number}?mode=memory&cache=shared" for kind in "dk"]
        self._kept = [sqlite3.connect(each, uri=True) for each in self._addresses]
        """As long as somebody is connected, what is in memory stays."""
        first = Random(f"{plan.seed} ids").randrange(1, 900_000_000)
        self.telegram = Telegram(plan.tap_lives, first)
        self.line = Line(self.telegram, Random(f"{plan.seed} line"), plan.weather)
        self.line.at, self.line.note = self.at, self.note
        self.line.now = lambda: self.seconds
        self.post = Post(self, Random(f"{plan.seed} post"))
        self.books = Books(self)
        self.database = self.open()
        metadata.create_all(self.database.engine)
        self.books.watch(self.database)
        self.parts = self.parts_with(self.database)

    def open(self) -> Database:
        main, keys = (f"sqlite:///{each}&uri=true" for each in self._addresses)
        made = Database(main, self.vault, keys)
        for which, engine in enumerate((made.engine, made.keyring.store.engine)):
            event.listen(engine, "before_cursor_execute", self._statement)
            share_what_was_compiled(engine, which)
        return made

    def parts_with(self, database: Database) -> Parts:
        return Parts(
            database=database, book=self.book, dialogs=DIALOGS, commands=COMMANDS,
            calendar=WorkCalendar(self.book.rules.hours), entropy=self.entropy,
            hearing=self.hearing,
        )  # fmt: skip

    def close(self) -> None:
        self.kill("the end")
        self.database.close()
        for each in self._kept:
            each.close()

    # --- time

    @property
    def wall(self) -> datetime:
        """What the program's clock shows."""
        return self.plan.begins + timedelta(seconds=round(self.seconds, 6)) + self.jump

    def sets_clock(self, by: timedelta) -> None:
        self.jump += by
        self.note(f"the clock is set by {by.total_seconds():.3f} s")
        self.books.clock_was_set()
        # Stretched, the program would notice as late as it looks by itself; in earnest after 15 s.
        self.later(SHIPPED_SLEEP, self._wakes)

    def _wakes(self) -> None:
        if self.life is not None:
            self.life.wakes()

    def now(self) -> datetime:
        return self.claimed or self.wall

    def at(self, moment: float, act: Act) -> None:
        heapq.heappush(self._agenda, (max(moment, self.seconds), next(self._number), act))

    def later(self, seconds: float, act: Act) -> None:
        self.at(self.seconds + seconds, act)

    def at_hour(self, moment: datetime, act: Act) -> None:
        self.at((moment - self.plan.begins).total_seconds(), act)

    def run(self, until: float, *, stops_at_first: bool) -> None:
        broken = self.books.findings.broken
        while not (stops_at_first and broken):
            own = self.life.loop.next_at() if self.life is not None else None
            if own is not None and own <= self.seconds:
                self._step()
                continue
            outside = self._agenda[0][0] if self._agenda else None
            moment = min((each for each in (own, outside) if each is not None), default=until)
            if moment > until:
                break
            self.seconds = max(self.seconds, moment)
            if outside is not None and outside <= moment:
                heapq.heappop(self._agenda)[2]()
            self.books.look()
        else:
            return
        self.seconds = until

    def _step(self) -> None:
        assert self.life is not None
        self.steps += 1
        self._is_getting_on()
        try:
            self.life.loop.step()
        except Killed:
            self.kill("in a transaction")
            return
        if self.life.is_over:
            self.kill("by itself")
        elif self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left < 0:
                self.kill("between two steps")

    def _is_getting_on(self) -> None:
        minute = int(self.seconds // 60)
        if minute != self._minute:
            self._minute, self._steps_before = minute, self.steps
        if self.steps - self._steps_before == MOST_STEPS:
            self.books.findings.must(False, "I3 works without end, and gets nowhere")

    def _statement(self, *_: Any) -> None:
        if self.statements_left is not None:
            self.statements_left -= 1
            if self.statements_left < 0:
                raise Killed

    # --- the program

    def start(self) -> None:
        if self.life is not None:
            return
        self.note("start")
        self.database = self.open()
        self.books.watch(self.database)
        self.parts = self.parts_with(self.database)
        self.books.started()
        self.life = Life(self, self.parts, Random(f"{self.plan.seed} life {len(self.lives)}"))
        self.lives.append(self.life)

    def kill(self, how: str) -> None:
        """As SIGKILL does: what was committed is there, nothing else is."""
        self.steps_left = self.statements_left = None
        if self.life is None:
            return
        self.note(f"killed {how}")
        life, self.life = self.life, None
        life.loop.leave()
        life.reports_errors()
        self.claimed = None
        self.database.close()
        self.books.died()
        if how != "the end":
            self.database = self.open()
            self.parts = self.parts_with(self.database)
            self.later(self._downtime(), self.start)

    def _downtime(self) -> float:
        kind = self.rng.random()
        if kind < 0.75:
            # No process is there sooner; meanwhile each chat may have got its burst anew.
            return self.rng.uniform(3, 40)
        return self.rng.uniform(40, 900) if kind < 0.95 else self.rng.uniform(900, 20 * 3600)

    def phrase(self, key: str) -> Phrase:
        return Phrase(key, {})

    @contextlib.contextmanager
    def tx(self) -> Iterator[Tx]:
        """Somebody else's, a command's: the program does not die in it."""
        left, self.statements_left = self.statements_left, None
        with self.database.begin() as tx:
            yield tx
        self.statements_left = left

    def stands(self, table: str, item: int) -> bool:
        """Whether that row is still there, asked past the program."""
        query = f"SELECT 1 FROM {table} WHERE id = ?"
        return self._kept[0].execute(query, (item,)).fetchone() is not None

    # --- what happened

    def note(self, line: str) -> None:
        whole = f"{self.seconds:.6f} {line}"
        self._digest.update(whole.encode())
        if self.plan.traces and len(self.lines) < KEPT_LINES:
            self.lines.append(f"{self.wall:%a %m-%d %H:%M:%S.%f} {line}")

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()[:16]


def bot_of(wire: Any, polls: Any) -> Bot:
    """python-telegram-bot's own, over the scripted line."""
    return Bot("1:SIMULATED", "https://telegram/bot", "https://telegram/file/bot", wire, polls)


def share_what_was_compiled(engine: Engine, which: int) -> None:
    """Each life opens the database anew; working out the same SQL again would be most of it."""
    known = engine.dialect, engine._compiled_cache
    engine.dialect, engine._compiled_cache = _COMPILED.setdefault(which, known)
