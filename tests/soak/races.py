"""Acknowledges against the timer, again and again, on SQLite and PostgreSQL: one outcome each.

Two workers on one database: one takes the NAV contact's tap on "see", the other lets the ladder
climb, within a few milliseconds of each other. Afterwards the problem is either received by the
contact, with the rest of the ladder cancelled, or handed over to the stand-in, who alone was told.
Prints its figures, and exits with 1 when a single race ended otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.problems import State
from mentorbot.domain.received import Kind, Received
from mentorbot.services import conversing, delivering, escalating, receiving
from mentorbot.services.parts import Parts
from mentorbot.storage import conversations, problems, queue, rungs
from mentorbot.storage.database import Database
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.migrating import migrate
from mentorbot.storage.vault import Vault, new_key
from tests.cast import MONDAY
from tests.pair import Pair, pair_on
from tests.process import ROOT
from tests.storage.conftest import server_at

AFTERWARDS = timedelta(minutes=20)
HEAD_START = 0.015
"""Seconds by which the timer may be late: a tap takes a few milliseconds to get there."""


def race(pair: Pair, number: int, rng: Random) -> str:
    """One problem, one tap, one due rung; who was quicker: "tap", "timer", or what went wrong."""
    one, other = pair.workers
    reference = f"R{number:05}"
    pair.report(reference)
    _settled(one, MONDAY)
    with one.database.begin() as tx:
        problem = problems.get(tx, reference)
        bubble = conversations.at(tx, pair.nadia, "followup", f"problem:{reference}")
    assert problem is not None and bubble is not None
    due = problem.deadline
    # The reminder has its own moment: here only the hand-over races.
    while escalating.climb_overdue(one, due - timedelta(seconds=1)):
        pass
    receiving.keep(one, [Arrived(number, "{}")], due)
    (item,) = receiving.waiting(one, 5)
    with one.database.begin() as tx:
        bubble = conversations.at(tx, pair.nadia, "followup", f"problem:{reference}")
    assert bubble is not None
    tap = Received(Kind.TAP, 1000 + pair.nadia, f"{bubble.key}.0", callback="c", message_id=1)

    late = rng.choice((0.0, rng.uniform(0, HEAD_START)))

    def act(parts: Parts) -> object:
        if parts is one:
            return conversing.take_turn(parts, item.id, tap, due)
        sleep(late)
        return escalating.climb_overdue(parts, due)

    pair.both(act)
    _settled(other, due + AFTERWARDS)
    return _outcome(pair, reference)


def _settled(parts: Parts, now: datetime) -> None:
    """Everything due by then has happened, and every letter has left."""
    while escalating.climb_overdue(parts, now):
        pass
    while letters := delivering.claim(parts, now, 50):
        with parts.database.begin() as tx:
            for letter in letters:
                queue.sent(tx, letter.id, 1, now)


def _outcome(pair: Pair, reference: str) -> str:
    with pair.workers[0].database.begin() as tx:
        problem = problems.get(tx, reference)
        fates = Counter((row.kind, row.state) for row in rungs.of(tx, reference))
        told = conversations.at(tx, pair.nils, "followup", f"problem:{reference}")
        problems.move(tx, reference, list(State), State.CLOSED)
        rungs.cancel(tx, reference)
    assert problem is not None
    handed = fates["handover", "fired"]
    seen = (problem.state, problem.owner, handed, told is not None)
    if seen == (State.RECEIVED, pair.nadia, 0, False):
        return "tap"
    if seen == (State.SENT, pair.nils, 1, True):
        return "timer"
    return f"BROKEN: {problem.state} {problem.owner} {dict(fates)}"


def races(pair: Pair, count: int) -> Counter[str]:
    rng = Random(1)
    return Counter(race(pair, number, rng) for number in range(count))


@contextmanager
def on_sqlite(folder: Path, vault: Vault) -> Iterator[Callable[[], Database]]:
    yield lambda: Database(f"sqlite:///{folder / 'races.db'}", vault)


@contextmanager
def on_postgres(folder: Path, vault: Vault) -> Iterator[Callable[[], Database]]:
    with server_at(folder / "data") as server:
        yield lambda: Database(str(server.get_uri(database="postgres")), vault)


PLACES = {"sqlite": on_sqlite, "postgresql": on_postgres}


def run(kind: str, count: int, book: Book) -> bool:
    vault = Vault([new_key(os.urandom)], os.urandom)
    # PostgreSQL runs as another user, who must be able to reach its folder.
    with tempfile.TemporaryDirectory(prefix="mentorbot-races-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with PLACES[kind](folder, vault) as opened:
            one, other = opened(), opened()
            migrate(one)
            begun = monotonic()
            found = races(pair_on((one, other), book), count)
            seconds = monotonic() - begun
            one.close()
            other.close()
    print(f"{kind}: {count} races in {seconds:.0f} s")
    for outcome, number in sorted(found.items()):
        print(f"  {outcome:24}{number:7}")
    return set(found) <= {"tap", "timer"}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--races", type=int, default=10_000)
    reader.add_argument("--on", choices=PLACES, nargs="+", default=list(PLACES))
    asked = reader.parse_args()
    book = load_book(ROOT / "content", texts())
    fine = [run(kind, asked.races, book) for kind in asked.on]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
