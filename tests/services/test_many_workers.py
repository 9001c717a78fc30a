"""Two workers at once, on both databases: the same update, letter, check-in, problem."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.received import Kind, Received
from mentorbot.services import (
    checking_in,
    conversing,
    delivering,
    escalating,
    receiving,
    ticking,
)
from mentorbot.storage import outbox
from tests.cast import MONDAY
from tests.pair import Pair, pair_on
from tests.soak.races import races
from tests.storage.conftest import MakeDatabase

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "content", texts())


@pytest.fixture
def pair(open_database: MakeDatabase, book: Book) -> Pair:
    return pair_on((open_database(), open_database()), book)


def test_two_workers_take_the_same_update_and_one_of_them_handles_it(pair: Pair) -> None:
    chat = 1000 + pair.marit
    help_ = Received(Kind.COMMAND, chat, "", "help", language_tag="nb")
    for update in range(5):
        receiving.keep(pair.workers[0], [(update, "{}")], MONDAY)
        (item,) = receiving.waiting(pair.workers[0], 5)
        take = partial(conversing.take_turn, item=item.id, received=help_, now=MONDAY)
        done = pair.both(take)
        assert sorted(len(outcome.posted) for outcome in done) == [0, 1]


def test_the_same_update_kept_by_two_pollers_is_one_row(pair: Pair) -> None:
    pair.both(lambda parts: receiving.keep(parts, [(7, "{}"), (8, "{}")], MONDAY))
    assert [row.update_id for row in receiving.waiting(pair.workers[0], 9)] == [7, 8]
    assert receiving.next_offset(pair.workers[1]) == 9


def test_one_checkin_is_opened_once_by_two_tickers(pair: Pair) -> None:
    due = ticking.next_moment(pair.workers[0], MONDAY)
    assert due is not None
    pair.both(lambda parts: checking_in.open_due(parts, due))
    letters = delivering.claim(pair.workers[0], due, 8)
    assert len(letters) == 1


def test_one_letter_is_claimed_once_by_two_postmen(pair: Pair) -> None:
    pair.report("T4K7M")
    escalating.climb_overdue(pair.workers[0], MONDAY)
    claimed = pair.both(lambda parts: delivering.claim(parts, MONDAY, 8))
    assert sorted(len(letters) for letters in claimed) == [0, 1]


def test_a_tap_against_the_timer_has_one_outcome(pair: Pair) -> None:
    """Thousands of them: python -m tests.soak.races."""
    found = races(pair, 40)
    assert sum(found.values()) == 40
    assert set(found) <= {"tap", "timer"}, found


def test_a_checkin_whose_turn_raises_is_pushed_and_the_next_one_goes_out(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = pair.workers[0]
    due = ticking.next_moment(parts, MONDAY)
    assert due is not None

    def boom(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("dialogs.checkin.take", boom)
        assert checking_in.open_due(parts, due) == 1
    assert checking_in.open_due(parts, due) == 0
    later = ticking.next_moment(parts, due)
    assert later is not None and later - due == timedelta(minutes=15)
    assert checking_in.open_due(parts, later) == 1
    with parts.database.begin() as tx:
        assert outbox.counts(tx) == {"waiting": 1}
