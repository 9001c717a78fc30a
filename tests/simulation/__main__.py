"""Simulated offices: seeds are lived through one after the other, and I1-I8 hold, or one is named.

    python -m tests.simulation --seeds 1-40               four weeks each, unsabotaged
    python -m tests.simulation --replay 17 --trace        what happened in that one
    python -m tests.simulation --plants                   every planted bug, and what found it
    python -m tests.simulation --replay 17 --plant NAME   one seed with that bug
    python -m tests.simulation --budget 60                as many seeds as 60 CPU minutes hold

Exits with 1 when a promise did not hold, a planted bug was not found, or a seed was not the same
again.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import time
from argparse import Namespace
from collections.abc import Iterator

import structlog

from mentorbot.book.rendering import Book
from tests.simulation.plants import PLANTS
from tests.simulation.running import AS_SHIPPED, STRETCHED, Pace, a_book, live, plan_for
from tests.simulation.world import World

MOST_NAMED = 12
SIZES = (
    ("seeds", "1-20", "1-16"), ("hours", 672.0, 336.0), ("mentors", 1, 2), ("eventful", 1.0, 4.0),
)  # fmt: skip
"""As usual, and where bugs are planted: there more happens in less time."""


def main() -> None:
    asked = _arguments().parse_args()
    for name, usual, with_plants in SIZES:
        if getattr(asked, name) is None:
            setattr(asked, name, with_plants if asked.plants else usual)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    book = a_book()
    gc.freeze()
    if asked.plants:
        sys.exit(1 if _plants(book, asked) else 0)
    sys.exit(1 if _seeds(book, asked) else 0)


def _arguments() -> argparse.ArgumentParser:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--seeds", help="FIRST-LAST")
    reader.add_argument("--hours", type=float, help="virtual hours of each seed")
    reader.add_argument("--mentors", type=int, help="with a placement each")
    reader.add_argument("--eventful", type=float, help="times as much befalls them")
    reader.add_argument("--replay", type=int, help="this seed only")
    reader.add_argument("--trace", action="store_true", help="prints what happened")
    reader.add_argument("--twice", action="store_true", help="each seed again: it is the same")
    reader.add_argument("--plant", default="", choices=["", *sorted(PLANTS)], metavar="NAME")
    reader.add_argument("--plants", action="store_true", help="each of them, until it is found")
    reader.add_argument("--budget", type=float, help="CPU minutes; seeds go on until then")
    reader.add_argument(
        "--as-shipped", action="store_true",
        help="the program's own sleeps of 15 and 30 s, not the stretched ones: 10 times the work",
    )  # fmt: skip
    return reader


def _pace(asked: Namespace) -> Pace:
    return AS_SHIPPED if asked.as_shipped else STRETCHED


def _numbers(asked: Namespace) -> Iterator[int]:
    first, _, last = asked.seeds.partition("-")
    if asked.replay is not None:
        yield asked.replay
    elif asked.budget is None:
        yield from range(int(first), int(last or first) + 1)
    else:
        number, ends = int(first), time.process_time() + asked.budget * 60
        while time.process_time() < ends:
            yield number
            number += 1


def _live(book: Book, asked: Namespace, seed: int, plant: str = "") -> World:
    plan = plan_for(seed, asked.hours, eventful=asked.eventful, traces=asked.trace)
    return live(plan, book, mentors=asked.mentors, pace=_pace(asked), plant=plant)


def _seeds(book: Book, asked: Namespace) -> int:
    """How many of them did not go well."""
    began, hours, lived, bad = time.process_time(), 0.0, 0, 0
    for seed in _numbers(asked):
        world = _live(book, asked, seed, asked.plant)
        is_same = not asked.twice or _live(book, asked, seed, asked.plant).digest == world.digest
        hours, lived = hours + world.seconds / 3600 * (1 + asked.twice), lived + 1
        broken = world.books.findings.broken
        bad += bool(broken) or not is_same
        for line in world.lines:
            print(line)
        _tell(seed, world, asked, is_same)
    minutes = (time.process_time() - began) / 60
    print(
        f"{lived} seeds, {hours:,.0f} virtual hours of an office with {asked.mentors} mentor(s) in "
        f"{minutes:.1f} CPU minutes ({hours / max(minutes, 1e-9):,.0f} a minute): "
        f"{bad} did not go well"
    )
    return bad


def _tell(seed: int, world: World, asked: Namespace, is_same: bool) -> None:
    broken = world.books.findings.broken
    if broken or not is_same or asked.replay is not None:
        count = world.books.findings.count
        how = "the same again" if is_same else "NOT THE SAME AGAIN"
        print(
            f"seed {seed}: {world.digest}, {how if asked.twice else ''} "
            f"{world.seconds / 3600:.0f} h, {count['starts']} starts, {count['problems']} problems"
        )
    for sentence in broken[:MOST_NAMED]:
        print(f"  BROKEN: {sentence}")
    if broken:
        print(f"  {_command(seed, asked)}", flush=True)


def _command(seed: int, asked: Namespace) -> str:
    plant = f" --plant {asked.plant}" if asked.plant else ""
    shipped = " --as-shipped" if asked.as_shipped else ""
    size = f" --hours {asked.hours:g} --mentors {asked.mentors} --eventful {asked.eventful:g}"
    return f"python -m tests.simulation --replay {seed}{size}{shipped}{plant} --trace"


def _plants(book: Book, asked: Namespace) -> int:
    """How many were not found."""
    began, missed = time.process_time(), 0
    print(f"{'(nothing planted)':28} {_first(book, asked, '') or 'nothing found'}", flush=True)
    tried = [asked.plant] if asked.plant else list(PLANTS)
    for name in tried:
        found = _first(book, asked, name)
        missed += not found
        print(f"{name:28} {found or 'NOT FOUND'}   [{PLANTS[name].breaks}]", flush=True)
    minutes = (time.process_time() - began) / 60
    print(f"{len(tried) - missed} of {len(tried)} planted bugs found, {minutes:.1f} CPU minutes")
    return missed


def _first(book: Book, asked: Namespace, plant: str) -> str:
    """Which seed found it, when, and by what."""
    for seed in _numbers(asked):
        world = _live(book, asked, seed, plant)
        if world.books.findings.broken:
            return f"seed {seed}, {world.seconds / 3600:5.0f} h: {world.books.findings.broken[0]}"
    return ""


if __name__ == "__main__":
    main()
