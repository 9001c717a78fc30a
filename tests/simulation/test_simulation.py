"""A short version of the simulation; the long one is `python -m tests.simulation` (make soak)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import pytest

from mentorbot.book.rendering import Book
from tests.process import ROOT
from tests.simulation.loop import Loop
from tests.simulation.running import AS_SHIPPED, a_book, live, plan_for

pytestmark = pytest.mark.xdist_group("simulation")
SOME_DAYS = 90.0
"""Hours; four days of one seed hold what others hold in twenty."""
EVENTFUL = 5
QUICKLY_FOUND = (
    ("confirmed_before_kept", 1, "I1"),
    ("clocks_not_changed", 1, "I4"),
    ("escalation_not_repeated", 1, "I5"),
    ("short_hours", 1, "the ladder"),
    ("sent_before_sending", 1, "I5"),
    ("audit_left_out", 1, "I7"),
)
"""Planted bugs, each with a seed in whose first week it shows, and what names it."""


@pytest.fixture(scope="module")
def book() -> Book:
    return a_book()


@pytest.mark.parametrize("seed", [1, 2])
def test_eventful_days_break_no_promise(book: Book, seed: int) -> None:
    world = live(plan_for(seed, SOME_DAYS, eventful=EVENTFUL), book)
    assert world.books.findings.broken == [], f"seed {seed}"
    assert world.books.findings.count["starts"] > 3
    assert world.books.findings.count["updates confirmed"] > 10


def test_some_hours_with_the_sleeps_that_the_program_has_in_earnest(book: Book) -> None:
    world = live(plan_for(2, 1, eventful=30), book, pace=AS_SHIPPED)
    assert world.books.findings.broken == []


@pytest.mark.parametrize(("plant", "seed", "named"), QUICKLY_FOUND)
def test_a_planted_bug_is_found(book: Book, plant: str, seed: int, named: str) -> None:
    world = live(plan_for(seed, SOME_DAYS, eventful=EVENTFUL), book, plant=plant)
    assert named in world.books.findings.broken[0]


def test_a_seed_is_the_same_again_also_in_a_process_with_other_hashes(book: Book) -> None:
    size = ["--replay", "2", "--hours", "50", "--eventful", f"{EVENTFUL}"]
    other = subprocess.run(
        [sys.executable, "-m", "tests.simulation", *size], cwd=ROOT, capture_output=True, text=True,
        check=True, env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    plan = plan_for(2, 50, eventful=EVENTFUL)
    digest = live(plan, book).digest
    assert live(plan, book).digest == digest
    assert digest in other.stdout


def test_a_loop_that_is_left_finishes_nothing() -> None:
    now, done = [0.0], list[str]()
    loop = Loop(lambda: now[0], lambda: 0.001)

    async def work() -> None:
        try:
            await asyncio.sleep(1)
        finally:
            done.append("tidied")
        done.append("finished")

    loop.create_task(work())
    loop.step()
    loop.leave()
    now[0] = 2.0
    loop.step()
    assert done == ["tidied"]
