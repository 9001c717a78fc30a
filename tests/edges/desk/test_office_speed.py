"""A thousand placements and a year behind them, against ten: statements, time and weight."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import bot
from mentorbot.book.binding import Bindery
from mentorbot.book.rendering import Book
from mentorbot.domain.sieve import Look, Order
from tests.edges.desk.browser import Browser, signed_in
from tests.edges.desk.conftest import CONTENT
from tests.services.big_office import NOW, fill
from tests.stories.mail import WEB
from tests.stories.town import Phone, Town

ROUNDS = 5
SLOWEST = 0.3
"""Seconds of work for any one page, whatever else the machine does meanwhile."""
MOST_TIMES = 3.0
MOST_BYTES = 100_000
PATHS = (
    "/desk/office",
    *(f"/desk/office?look={look}" for look in (Look.ENDING, Look.SILENT, Look.GAP, Look.DRIFT)),
    *(f"/desk/office?order={order}" for order in (Order.ALIAS, Order.NEXT, Order.NAV, Order.TALK)),
    "/desk/office?text=bj%C3%B8rk",
    "/desk/office/problems",
    "/desk/office/loads",
    "/desk/office/people",
    "/desk/office/people?every=1",
    "/desk/office/placements/5",
    "/desk/office/placements/5/seat/mentor_stand_in",
)


@dataclass
class Big:
    browser: Browser
    town: Town
    kari: Phone

    def statements(self, path: str) -> int:
        """How many the page asks of the database and of the store of keys."""
        counted = []

        def count(*_: Any) -> None:
            counted.append(1)

        engines = (self.town.database.engine, self.town.database.keyring.store.engine)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", count)
        assert self.browser.get(path) == 200
        for engine in engines:
            event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    def takes(self, path: str) -> float:
        """Seconds of work."""
        began = time.process_time()
        assert self.browser.get(path) == 200
        return time.process_time() - began


def big(folder: Path, book: Book, size: int) -> Big:
    """In a folder of its own."""
    (folder / f"of{size}").mkdir()
    town = Town(folder / f"of{size}", book, NOW)
    town.parts = replace(town.parts, web_url=WEB, bindery=Bindery(CONTENT, bot.texts()))
    office = fill(town.database, size)
    kari = Phone(town, office.coordinator, 5000 + office.coordinator)
    return Big(signed_in(town, kari), town, kari)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, book: Book) -> Iterator[tuple[Big, Big]]:
    few, many = (big(tmp_path_factory.mktemp("offices"), book, n) for n in (10, 1000))
    yield few, many
    for each in (few, many):
        each.town.database.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_the_database_as_often_and_stays_light(
    both: tuple[Big, Big], path: str
) -> None:
    few, many = both
    few.statements(path)
    many.statements(path)
    # By then every key that the page needs is known: how often they are fetched says nothing.
    assert many.statements(path) <= few.statements(path) + 2
    assert len(many.browser.page.encode()) <= MOST_BYTES


def test_a_page_of_a_thousand_is_as_good_as_there_at_once(both: tuple[Big, Big]) -> None:
    """In turn, so that whatever else the machine does hits both; the ratio is that of the work."""
    few, many = both
    slow = []
    for path in PATHS:
        times = [(few.takes(path), many.takes(path)) for _ in range(ROUNDS)]
        ten, thousand = (statistics.median(each[n] for each in times) for n in (0, 1))
        worst = max(each[1] for each in times)
        figures = (f"{1000 * each:6.1f}" for each in (ten, thousand, worst))
        print(f"{path:50}", *figures, f"{thousand / ten:5.1f}")
        if thousand > MOST_TIMES * ten or worst > SLOWEST:
            slow.append((path, thousand / ten, worst))
    assert not slow
