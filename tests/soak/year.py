"""A simulated year of problems: does each reach a human, on time, once, whatever happens?

The real services, dialogs, texts and SQLite (a file, WAL; `synchronous=OFF`, as no power fails
here) on a moved clock. Mentors report by their thumbs; people at NAV answer, forget, go on holiday,
block the bot or lose their mail; the process dies and is started again. A second reckoning that
shares nothing with the ladder says when each rung has to fire (tests/soak/life). Prints its
figures, and exits with 1 when a promise did not hold; the seed it names gives the same year again.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from tests.process import ROOT
from tests.soak.life.events import Events
from tests.soak.life.findings import Findings
from tests.soak.life.hands import references
from tests.soak.life.inspection import Inspection
from tests.soak.life.population import Plan, Population
from tests.soak.life.world import World

MOST_NAMED = 40
Sabotage = Callable[[World], None]


def simulate(
    plan: Plan, folder: Path, book: Book,
    *, sabotage: Sabotage | None = None, tell: Callable[[str], None] = lambda line: None,
) -> World:  # fmt: skip
    """Lives through the plan. `sabotage` may prepare something that is to be found."""
    world = World(folder, book, plan.start, plan.seed)
    population = Population(world, plan)
    population.settle()
    inspection = Inspection(world, plan, population)
    Events(world, plan, population).plan_all()
    inspection.plan_all()
    if sabotage is not None:
        sabotage(world)
    end = plan.start + plan.length + plan.winds_down
    began, moment = time.monotonic(), plan.start
    while moment < end:
        moment = min(end, moment + timedelta(weeks=1))
        known = len(world.findings.broken)
        world.run(moment)
        tell(_progress(world, time.monotonic() - began))
        for sentence in world.findings.broken[known : known + MOST_NAMED]:
            tell(f"  BROKEN: {sentence}")
            for line in told(world, sentence):
                tell(line)
    world.wait_until_up()
    inspection.at_the_end()
    world.database.close()
    return world


def _progress(world: World, seconds: float) -> str:
    count = world.findings.count
    return (
        f"{world.now:%Y-%m-%d}  {count['problems']:5} problems  {count['closed']:5} closed  "
        f"{count['starts']:4} starts  {len(world.findings.broken):3} broken  {seconds:6.0f} s"
    )


def report(findings: Findings) -> list[str]:
    """The figures and the verdict, a line each."""
    lines = [f"  {name:60}{number:8}" for name, number in sorted(findings.count.items())]
    for name, delay in sorted(findings.latest.items()):
        lines.append(f"  longest delay of {name:43}{delay.total_seconds():7.2f}s")
    lines += [f"  BROKEN: {sentence}" for sentence in findings.broken[:MOST_NAMED]]
    if len(findings.broken) > MOST_NAMED:
        lines.append(f"  and {len(findings.broken) - MOST_NAMED} more")
    return lines


def told(world: World, sentence: str) -> list[str]:
    """The stories of the problems that a sentence names."""
    named = [world.ladders.cases.get(reference) for reference in references(sentence)]
    return [f"    {case.reference} {line}" for case in named if case for line in case.story]


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--weeks", type=int, default=52)
    reader.add_argument("--placements", type=int, default=2000)
    reader.add_argument("--problems", type=int, default=5000)
    reader.add_argument("--seed", type=int, default=1)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    plan = Plan(**vars(reader.parse_args()))
    book = load_book(ROOT / "content", texts())
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        world = simulate(plan, Path(folder), book, tell=lambda line: print(line, flush=True))
    findings = world.findings
    print(*report(findings), sep="\n")
    print(f"  {'letters, by end':60}{dict(world.letters.ended)}")
    verdict = (
        f"BROKEN: {len(findings.broken)} promises" if findings.broken else "every promise held"
    )
    print(f"seed {plan.seed}, {time.monotonic() - began:.0f} s: {verdict}")
    sys.exit(1 if findings.broken else 0)


if __name__ == "__main__":
    main()
