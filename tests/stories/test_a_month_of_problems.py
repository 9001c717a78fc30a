"""A month of problems on a moved clock, held against a second reckoning (tests/soak/year.py).

The year itself is `make soak`. Here it is short, and it is shown that the verdict can fail.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from mentorbot.book.rendering import Book
from tests.soak.life import sabotage
from tests.soak.life.population import Plan
from tests.soak.life.sabotage import Saboteur
from tests.soak.life.world import World
from tests.soak.year import simulate

BEFORE_EASTER = date(2027, 3, 8)
"""Four weeks on hold Easter and a change of the clocks."""
MONTH = Plan(
    weeks=4, placements=40, problems=40, seed=4, begins=BEFORE_EASTER,
    winds_down=timedelta(weeks=3),
)  # fmt: skip
WEEK = Plan(weeks=1, placements=20, problems=10, seed=1, winds_down=timedelta(days=3))
SPOILED = Plan(weeks=1, placements=30, problems=25, seed=5, winds_down=timedelta(weeks=1))
PLANTS = (
    sabotage.rung_deleted, sabotage.rung_hurried, sabotage.letter_lost, sabotage.letter_silenced,
)  # fmt: skip


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, book: Book) -> World:
    return simulate(MONTH, tmp_path_factory.mktemp("month"), book)


def test_every_promise_holds(month: World) -> None:
    assert month.findings.broken == [], f"seed {MONTH.seed}"


@pytest.mark.parametrize(
    "what",
    [
        "problems, green", "problems, yellow", "problems, orange", "problems, red",
        "acknowledged by contact", "acknowledged by stand-in", "acknowledged by coordinator",
        "absences registered", "absences told to nobody", "bots blocked", "mailboxes, refuses",
        "outages", "starts", "noted problem.raised", "noted problem.reopened",
        "rungs fired, take_back", "rungs fired, ask_helped", "rungs skipped: nobody stood there",
        "listed for the coordinators: all were told, nobody opened it",
        "listed for the coordinators: nobody can be told",
    ],
)  # fmt: skip
def test_the_month_holds_what_it_is_for(month: World, what: str) -> None:
    assert month.findings.count[what] > 0


def test_every_problem_was_acknowledged_or_is_listed(month: World) -> None:
    count = month.findings.count
    ended = count["at the end: acknowledged"] + count["at the end: on the coordinators' list"]
    assert ended == count["problems"] >= MONTH.problems


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory, book: Book) -> tuple[World, list[Saboteur]]:
    saboteurs: list[Saboteur] = []

    def spoil(world: World) -> None:
        saboteurs.extend(Saboteur(world, plant) for plant in PLANTS)

    return simulate(SPOILED, tmp_path_factory.mktemp("spoiled"), book, sabotage=spoil), saboteurs


@pytest.mark.parametrize("number", range(len(PLANTS)), ids=[each.__name__ for each in PLANTS])
def test_what_is_spoiled_by_hand_is_named(
    spoiled: tuple[World, list[Saboteur]], number: int
) -> None:
    world, saboteurs = spoiled
    assert any(
        about in each and what in each
        for each in world.findings.broken
        for about, what in saboteurs[number].named
    )


def test_the_products_own_auditor_misses_the_deleted_rung_too(
    spoiled: tuple[World, list[Saboteur]],
) -> None:
    found = [each for each in spoiled[0].findings.broken if "the auditor found missing" in each]
    assert found


def test_a_seed_gives_the_same_again(tmp_path: Path, book: Book) -> None:
    lives = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        lives.append(simulate(WEEK, tmp_path / name, book))
    one, other = lives
    assert one.findings.count == other.findings.count
    stories = [{key: case.story for key, case in each.ladders.cases.items()} for each in lives]
    assert stories[0] == stories[1]
