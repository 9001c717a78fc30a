"""Every page of the desk with ten placements and with a thousand and a year behind them, in turns.

`python -m tests.soak.desk_speed` prints a line for each page, and exits with 1 where one is too
slow, too heavy, or grows with the office. What is timed is the whole page, from the request to its
last byte; its first byte comes before that.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import bot
from mentorbot.book.loading import load_book
from mentorbot.edges.web.desk.catalogue import PAGES
from tests.edges.desk.conftest import CONTENT
from tests.edges.desk.test_every_page import HEAVIEST, NO_PAGES, Examples
from tests.edges.desk.test_office_speed import Big, big
from tests.stories.village import Village

ROUNDS = 40
SLOWEST, FIRST_BYTE = 0.3, 0.05
"""Seconds: the 95th of a hundred pages, and half of them."""
MOST_TIMES = 3.0
NOISE = 0.002
"""Seconds that are no difference: a page of two milliseconds may take three."""
NOT_MEASURED = {"/network/did/{post:int}"}
"""What nobody has answered yet; the page is the form of the one above it."""


@dataclass
class Taken:
    """Seconds of one page in one office."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def half(self) -> float:
        return statistics.median(self.seconds)

    @property
    def most(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


def addresses(examples: Examples) -> Iterator[str]:
    for page in PAGES:
        if page.show is not None and page.path not in NO_PAGES | NOT_MEASURED:
            yield from examples.of(page.path)


def examples_of(office: Big) -> Examples:
    village = Village(office.town, office.kari, office.kari, [], [])
    with office.town.tx() as tx:
        reference = str(
            tx.connection.exec_driver_sql("SELECT min(reference) FROM problems").scalar()
        )
    return Examples(village.gathers(), 0, reference, 2)


def measured(few: Big, many: Big, rounds: int) -> Iterator[tuple[str, Taken, Taken]]:
    offices = (few, many)
    pages = [list(addresses(examples_of(each))) for each in offices]
    for paths in zip(*pages, strict=True):
        taken = Taken(), Taken()
        for number in range(rounds + 1):
            for office, path, into in zip(offices, paths, taken, strict=True):
                began = time.perf_counter()
                status = office.browser.get(f"/desk{path}")
                took = time.perf_counter() - began
                assert status == 200, (path, status)
                into.size = len(office.browser.page.encode())
                # The first time everything is new; nobody is the first for long.
                into.seconds += [took] if number else []
        yield paths[1], *taken


def faults(few: Taken, many: Taken) -> list[str]:
    found = {
        "too slow": many.most > SLOWEST,
        "late first byte": many.half > FIRST_BYTE,
        "grows": many.most > MOST_TIMES * few.most + NOISE,
        "too heavy": max(few.size, many.size) > HEAVIEST,
    }
    return [name for name, holds in found.items() if holds]


def line(path: str, few: Taken, many: Taken) -> str:
    half, most, of_ten = (1000 * each for each in (many.half, many.most, few.most))
    times = many.most / few.most
    return f"{path:58} {half:6.1f} {most:7.1f} {of_ten:7.1f} {times:6.2f} {many.size / 1000:6.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak.desk_speed", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each page (%(default)s)")
    rounds = parser.parse_args().rounds
    book = load_book(CONTENT, bot.texts())
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        few, many = (big(Path(folder), book, size) for size in (10, 1000))
        print(f"{'milliseconds':58} {'half':>6} {'95/100':>7} {'of ten':>7} {'times':>6} {'kB':>6}")
        for path, small, large in measured(few, many, rounds):
            wrong = faults(small, large)
            broken += bool(wrong)
            print(line(path, small, large), ", ".join(wrong), flush=True)
    print(f"{broken} pages break a promise")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
