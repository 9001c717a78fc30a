"""100,000 letters through a bad line: what is lost, what comes twice, and what is listed.

Real storage and services on SQLite, a clock that jumps to the next due moment, and a server that
counts for itself what it delivered: 1 % of the sends are delivered and then time out, 2 % meet an
error of the server, 1 % are asked to wait. Escalations carry their reference. Prints its figures,
and exits with 1 when a promise does not hold.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event, select

from bot import texts
from dialogs.table import COMMANDS, DIALOGS
from mentorbot.book.loading import load_book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.services import delivering
from mentorbot.services.messenger import (
    FateUnknown,
    NotSent,
    Picture,
    TryLater,
    Words,
)
from mentorbot.services.parts import Parts
from mentorbot.storage import outbox, people, queue
from mentorbot.storage.database import Database
from mentorbot.storage.letters import Fate, Lane, Letter, Verb
from mentorbot.storage.migrating import migrate
from mentorbot.storage.tables import outbox as table
from mentorbot.storage.vault import Vault, new_key
from tests.process import ROOT
from tests.soak.life.world import now_or_never
from tests.stories.town import careless

NOON = datetime(2027, 3, 4, 9, 0, tzinfo=UTC)
CALL = timedelta(milliseconds=35)
"""What a call takes on the clock: the pace at which letters leave."""
PEOPLE = 500
AT_ONCE = 2000
"""Letters written together, then carried until none is left."""


@dataclass
class Line:
    """A Messenger whose other end counts what arrived, by the words of each message."""

    rng: Random
    arrived: Counter[str] = field(default_factory=Counter)
    ambiguous: Counter[str] = field(default_factory=Counter)
    """How often each was delivered without the sender learning of it."""
    refused: Counter[str] = field(default_factory=Counter)
    chats: dict[str, set[int]] = field(default_factory=dict)
    tries: int = 0

    async def send(self, chat_id: int, words: Words, *, silent: bool) -> int:
        self.tries += 1
        chance = self.rng.random()
        if chance < 0.02:
            self.refused["error of the server"] += 1
            raise NotSent
        if chance < 0.03:
            self.refused["asked to wait"] += 1
            raise TryLater(timedelta(seconds=self.rng.choice((1, 3, 5, 20))))
        self.arrived[words.html] += 1
        self.chats.setdefault(words.html, set()).add(chat_id)
        if chance < 0.04:
            self.ambiguous[words.html] += 1
            raise FateUnknown
        return self.tries

    async def show(self, chat_id: int, picture: Picture, *, silent: bool) -> int:
        return await self.send(chat_id, Words(picture.caption), silent=silent)

    async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
        raise AssertionError

    async def strip(self, chat_id: int, message_id: int) -> None:
        raise AssertionError

    async def delete(self, chat_id: int, message_id: int) -> None:
        raise AssertionError

    async def answer(self, callback: str, toast: str) -> None:
        raise AssertionError

    async def leave(self, chat_id: int) -> None:
        raise AssertionError


@dataclass
class Found:
    letters: int
    figures: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def must(self, holds: bool, promise: str) -> None:
        if not holds:
            self.broken.append(promise)


class Trial:
    def __init__(self, folder: Path, seed: int) -> None:
        vault = Vault([new_key(os.urandom)], os.urandom)
        self.database = Database(f"sqlite:///{folder / 'sends.db'}", vault)
        # What is tested is what is written, not the disk.
        event.listen(self.database.engine, "connect", careless)
        migrate(self.database)
        book = load_book(ROOT / "content", texts())
        self.rng = Random(seed)
        self.parts = Parts(
            self.database, book, DIALOGS, COMMANDS, WorkCalendar(book.rules.hours),
            self.rng.randbytes,
        )  # fmt: skip
        self.line = Line(Random(seed + 1))
        self.now = NOON
        self.escalations: set[str] = set()
        self.checkins: set[str] = set()
        self.persons = self._people()

    def _people(self) -> Sequence[PersonId]:
        with self.database.begin() as tx:
            made = [people.add(tx, Role.MENTOR, f"Mentor {n}", NOON) for n in range(PEOPLE)]
            for person in made:
                people.settle(tx, person, 1000 + person, Language.NB)
                people.change(tx, person, onboarded=True)
        return made

    def write(self, many: int) -> None:
        """A third of them escalations; each says which it is."""
        with self.database.begin() as tx:
            for _ in range(many):
                number = len(self.escalations) + len(self.checkins)
                urgent = number % 3 == 0
                words = f"Sak R{number:06}" if urgent else f"Spørsmål {number}"
                (self.escalations if urgent else self.checkins).add(words)
                letter = Letter(
                    self.persons[self.rng.randrange(PEOPLE)], Verb.TELL,
                    Lane.URGENT if urgent else Lane.CHECKIN, {"html": words, "buttons": []},
                    again=urgent, reference=f"R{number:06}" if urgent else None,
                )  # fmt: skip
                outbox.post(tx, letter, self.now)

    def carry(self) -> None:
        """Until nothing waits any more."""
        while True:
            while letters := delivering.claim(self.parts, self.now, 8):
                for letter in letters:
                    delivering.begin(self.parts, letter)
                    delivery = now_or_never(delivering.deliver(self.line, letter))
                    self.now += CALL
                    delivering.settle(self.parts, letter, delivery, self.now)
            with self.database.begin() as tx:
                later = queue.next_moment(tx, self.now)
            if later is None:
                return
            self.now = later

    def next_morning(self) -> None:
        """Check-ins rest in quiet time: each portion begins in the morning."""
        day = self.now + timedelta(days=1)
        while day.weekday() >= 4:
            day += timedelta(days=1)
        self.now = day.replace(hour=9, minute=0, second=0, microsecond=0)


def sends(letters: int, seed: int, folder: Path) -> Found:
    trial = Trial(folder, seed)
    left = letters
    while left > 0:
        trial.write(min(left, AT_ONCE))
        trial.carry()
        trial.next_morning()
        left -= AT_ONCE
    found = judge(trial, Found(letters))
    trial.database.close()
    return found


def judge(trial: Trial, found: Found) -> Found:
    """What the server counted against what was written, and what is listed as uncertain."""
    line, arrived = trial.line, trial.line.arrived
    with trial.database.begin() as tx:
        rows = tx.connection.execute(select(table.c.state, table.c.again)).all()
    fates: Counter[Any] = Counter((row.state, row.again) for row in rows)
    twice = Counter({words: n - 1 for words, n in arrived.items() if n > 1})
    urgent_twice = {w: n for w, n in twice.items() if w in trial.escalations}
    unsure = [words for words in trial.checkins if line.ambiguous[words]]
    found.figures = {
        "escalations": len(trial.escalations),
        "  lost": len(trial.escalations - arrived.keys()),
        "  of unknown fate": sum(line.ambiguous[w] for w in trial.escalations),
        "  came once more": sum(urgent_twice.values()),
        "check-ins": len(trial.checkins),
        "  came twice": sum(twice[w] for w in trial.checkins),
        "  never came": len(trial.checkins - arrived.keys()),
        "  of unknown fate, delivered": len(unsure),
        "  listed as uncertain": fates[Fate.UNCERTAIN, False],
        **{f"  {what}": number for what, number in sorted(line.refused.items())},
        "sends tried": line.tries,
    }
    found.must(trial.escalations <= arrived.keys(), "no escalation was lost")
    found.must(
        all(n <= line.ambiguous[words] for words, n in urgent_twice.items()),
        "an escalation comes once more only where its fate was unknown",
    )
    found.must(not any(twice[w] for w in trial.checkins), "no check-in came twice")
    found.must(fates[Fate.UNCERTAIN, False] == len(unsure), "each uncertain check-in is listed")
    found.must(trial.checkins <= arrived.keys(), "every check-in came")
    found.must(fates[Fate.UNCERTAIN, True] == 0, "no escalation is given up")
    found.must(
        {state for state, _ in fates} <= {Fate.SENT, Fate.UNCERTAIN}, "every letter has an end"
    )
    found.must(all(len(chats) == 1 for chats in line.chats.values()), "nobody got another's")
    return found


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--letters", type=int, default=100_000)
    reader.add_argument("--seed", type=int, default=1)
    asked = reader.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = sends(asked.letters, asked.seed, Path(folder))
    print(f"{asked.letters} letters, seed {asked.seed}, {time.monotonic() - began:.0f} s")
    for name, number in found.figures.items():
        print(f"  {name:32}{number:8}")
    for promise in found.broken:
        print(f"  BROKEN: {promise}")
    sys.exit(1 if found.broken else 0)


if __name__ == "__main__":
    main()
