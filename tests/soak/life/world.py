"""The product on a moved clock: real parts on a real database, started and stopped at any moment.

Time stands still while nobody does anything, and jumps to the next due row or human act. It is not
free: a call to the outside and a row handled take time on the clock, so that a crowd of them makes
the last one late, as it would in life.
"""

from __future__ import annotations

import heapq
import itertools
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from mentorbot.book.rendering import Book
from mentorbot.domain.errors import MentorbotError
from mentorbot.domain.people import Language
from mentorbot.domain.received import Kind, Received
from mentorbot.services import conversing, delivering, linking, offering_again, receiving, ticking
from mentorbot.storage import marks
from mentorbot.storage.database import Tx
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.outbox import Posted
from tests.soak.life.findings import Findings
from tests.soak.life.ladders import Ladders
from tests.soak.life.letters import CALL, Letters
from tests.soak.life.lines import Lines
from tests.soak.life.witness import Change, Witness
from tests.stories.phones import Death
from tests.stories.town import Town

T = TypeVar("T")
Act = Callable[[], None]

ROW, TURN = timedelta(milliseconds=20), timedelta(milliseconds=10)
"""What a row that was due, and a turn, take on the clock."""
BESIDE = 16
"""Rows handled while one handful of letters leaves."""
STARTING = timedelta(seconds=4)
"""What a start takes before anything that is due is done: the content is read and checked."""
TAP_LIVES = timedelta(seconds=150)
MOST_IDLE = 5
"""So often something may be said to be due when nothing is left to do."""


class Down(BaseException):
    """The service does not run: whoever wanted something tries again later."""


class Puzzled(Exception):
    """What somebody wanted to tap is not there yet: they look again in a while."""


def now_or_never(work: Coroutine[Any, Any, T]) -> T:
    """Runs what never really waits."""
    try:
        work.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    raise AssertionError("something waited")


class World(Town):
    """A town that dies and is started again, with a witness and two books kept beside it."""

    def __init__(self, folder: Path, book: Book, now: datetime, seed: int) -> None:
        self.is_up = True
        self.chance = Random(seed)
        self.findings = Findings(lambda: self.now)
        self.lines = Lines(Random(seed + 1))
        self.lines.troubled, self.lines.arrived = self._troubled, self._arrived
        super().__init__(folder, book, now, seed)
        self.ladders, self.letters = Ladders(self.findings), Letters(self.findings)
        self.witness = Witness(self._hear)
        self.witness.watch(self.database)
        self.up_since, self.up_at = now, now
        self._acts: list[tuple[datetime, int, Act]] = []
        self._number = itertools.count()
        self._carrying = 0
        self._in_telegram: list[tuple[datetime, Received]] = []
        self._next: datetime | None = None
        self._labels: dict[tuple[str, Language], str] = {}
        self.tries_again = timedelta(minutes=3)

    @contextmanager
    def tx(self) -> Iterator[Tx]:
        if not self.is_up:
            raise Down
        with super().tx() as tx:
            yield tx

    # --- time

    def at(self, moment: datetime, act: Act) -> None:
        """Somebody does something then, or as soon as the clock is there."""
        heapq.heappush(self._acts, (max(moment, self.now), next(self._number), act))

    def run(self, until: datetime) -> None:
        while True:
            due = self._due()
            acts = self._acts[0][0] if self._acts else None
            moment = min((each for each in (due, acts) if each is not None), default=None)
            if moment is None or moment > until:
                break
            self.now = max(self.now, moment)
            try:
                if moment == due:
                    self.work()
                else:
                    self._act(heapq.heappop(self._acts)[2])
            except Death:
                self.stop(timedelta(seconds=self.chance.uniform(1, 40)))
            if self.is_up:
                self.ladders.look()
                self.letters.look()
        self.now = max(self.now, until)

    def wait_until_up(self) -> None:
        if not self.is_up:
            self.run(self.up_at)

    def _due(self) -> datetime | None:
        """When the service looks next by itself; None while it does not run."""
        if self.is_up and self._next is None:
            self._next = ticking.next_moment(self.parts, self.now)
        return self._next if self.is_up else None

    def _act(self, act: Act) -> None:
        try:
            act()
        except Down:
            later = self.chance.uniform(1, 30) * self.tries_again
            self.at(self.up_at + later, act)
        except Puzzled:
            self.findings.count["looked again, as an answer was late"] += 1
            self.at(self.now + self.tries_again, act)
        except Death:
            self.at(self.now + self.tries_again, act)
            raise

    # --- the service

    def work(self) -> None:
        """Everything due now happens, and letters leave beside it, a few at a time."""
        idle = 0
        while idle < MOST_IDLE:
            if self._handle_due() or self._post_some():
                idle = 0
                continue
            self._next = ticking.next_moment(self.parts, self.now)
            if self._next > self.now:
                return
            idle += 1
        raise AssertionError(f"{self._next} is due and nothing happens")

    def _handle_due(self) -> int:
        rows = 0
        for handled in ticking.handle_due(self.parts, lambda: self.now):
            rows += handled
            self.now += handled * ROW
            if rows // BESIDE != (rows - handled) // BESIDE:
                self._post_some()
        return rows

    def _post_some(self) -> bool:
        letters = delivering.claim(self.parts, self.now, 8)
        for letter in letters:
            self._deliver(letter)
        return bool(letters)

    def _deliver(self, letter: Posted) -> None:
        delivering.begin(self.parts, letter)
        self._carrying = letter.id
        delivery = now_or_never(
            delivering.deliver(self.lines, letter, self.lines, self.drawn(letter))
        )
        self.now += CALL
        delivering.settle(self.parts, letter, delivery, self.now)

    def _troubled(self, what: str) -> None:
        self.letters.trouble(self._carrying, what)

    def _arrived(self) -> None:
        self.letters.arrived(self._carrying)

    def _hear(self, changes: list[Change]) -> None:
        for change in changes:
            if change.table == "audit":
                action = change.after["action"]
                self.findings.count[f"noted {action}"] += 1
                self.findings.must(action != "row.pushed", "a due row raised an error")
                self.findings.must(action != "update.set_aside", "an update was set aside")
        self.letters.hear(changes)
        self.ladders.hear(changes)

    # --- it stops, and starts

    def stop(self, downtime: timedelta) -> None:
        """The process is gone, as by SIGKILL; another one is started after that time."""
        if not self.is_up:
            return
        with self.tx() as tx:
            # What a running service writes down every half minute.
            marks.put(tx, offering_again.POLLED, int(self.now.timestamp()))
        self.is_up = False
        self.letters.died()
        self.database.close()
        self.lines.calls_to_live = None
        self.up_at = self.now + downtime
        self.at(self.up_at, self.start)

    def start(self) -> None:
        if self.is_up:
            return
        self.open()
        self.witness.watch(self.database)
        self.is_up, self.up_since, self._next = True, self.now, None
        self.ladders.up_since = self.letters.up_since = self.now
        self.findings.count["starts"] += 1
        self.now += STARTING
        delivering.adopt_orphans(self.parts, self.now, at_start=True)
        self.work()
        self.catch_up()
        waiting, self._in_telegram = self._in_telegram, []
        for moment, received in waiting:
            if received.kind is not Kind.TAP or self.up_since - moment < TAP_LIVES:
                self.receive(received)
            else:
                self.findings.count["taps lost in an outage"] += 1
        offering_again.after_outage(self.parts, self.now, self.now)
        self.work()

    # --- people act

    def receive(self, received: Received) -> conversing.Outcome:
        if not self.is_up:
            raise Down
        item = self.keep(received)
        try:
            outcome = self.turn(item, received)
        except (MentorbotError, LookupError, ValueError, TypeError) as error:
            # The service logs it, tries it again and sets it aside; here it is a finding.
            self.findings.must(False, f"a turn raised {type(error).__name__}: {received.text[:20]}")
            conversing.set_aside(self.parts, item, "found", self.now, most_tries=1)
            outcome = conversing.Outcome()
        self.now += TURN
        self._acted()
        return outcome

    def keep(self, received: Received, update: int | None = None) -> int:
        number = next(self._updates) if update is None else update
        receiving.keep(self.parts, [Arrived(number, json.dumps(asdict(received)))], self.now)
        self._next = None
        return receiving.waiting(self.parts, 50)[-1].id

    def tap_into_telegram(self, received: Received) -> None:
        """A tap while nothing asks for updates: Telegram keeps it for a while."""
        self._in_telegram.append((self.now, received))

    def press(self, token: str, browser: str, data: str) -> linking.Window | None:
        """On the page behind a link. What HTTP adds to it is tested in tests/stories."""
        if not self.is_up:
            raise Down
        window = linking.press(self.parts, token, browser, data, "", self.now)
        self.now += TURN
        self._acted()
        return window

    def wake(self) -> None:
        """Rows were written from outside: the service looks again within seconds."""
        self._next = None

    def _acted(self) -> None:
        """Letters leave at once; what fell due is found when the clock goes on."""
        while self._post_some():
            pass
        self._next = None

    def named(self, key: str, language: Language) -> str:
        """A label that takes no values."""
        if (key, language) not in self._labels:
            self._labels[key, language] = self.label(key, language)
        return self._labels[key, language]
