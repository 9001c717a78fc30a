"""Two workers at once, on both databases: the same update, letter, check-in, problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
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
)
from mentorbot.services.conversing import Outcome
from mentorbot.services.parts import Parts
from mentorbot.storage import inbox, outbox
from mentorbot.storage.inbox import Arrived
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
        receiving.keep(pair.workers[0], [Arrived(update, "{}", chat)], MONDAY)
        (item,) = receiving.waiting(pair.workers[0], 5)
        take = partial(conversing.take_turn, item=item.id, received=help_, now=MONDAY)
        done = pair.both(take)
        assert sorted(len(outcome.posted) for outcome in done) == [0, 1]


def test_the_same_update_kept_by_two_pollers_is_one_row(pair: Pair) -> None:
    pair.both(lambda parts: receiving.keep(parts, [Arrived(7, "{}"), Arrived(8, "{}")], MONDAY))
    assert [row.update_id for row in receiving.waiting(pair.workers[0], 9)] == [7, 8]
    assert receiving.next_offset(pair.workers[1]) == 9


def test_whoever_is_not_known_is_left_to_the_worker_that_sends(pair: Pair) -> None:
    """What they are told is kept nowhere, so it must pass by the limiter of whoever sends."""
    chat, stranger, carries = 1000 + pair.marit, 4711, pair.workers[0]
    other = replace(pair.workers[1], carries=False)
    came = [Arrived(1, "{}", stranger), Arrived(2, "{}", chat), Arrived(3, "{}")]
    receiving.keep(other, came, MONDAY)
    assert [row.update_id for row in receiving.waiting(other, 9)] == [2]
    first, second, _ = receiving.waiting(carries, 9)
    asks = Received(Kind.TEXT, stranger, "hei", language_tag="nb")
    assert conversing.take_turn(other, first.id, asks, MONDAY) == Outcome(left=True)
    in_group = Received(Kind.NOT_PRIVATE, chat, group=-5, language_tag="nb")
    assert conversing.take_turn(other, second.id, in_group, MONDAY) == Outcome(left=True)
    assert conversing.take_turn(carries, first.id, asks, MONDAY).stranger is not None
    assert conversing.take_turn(carries, second.id, in_group, MONDAY).leaves == -5
    with carries.database.begin() as tx:
        assert inbox.counts(tx) == {"done": 2, "waiting": 1}


def next_checkin(parts: Parts, now: datetime) -> datetime:
    with parts.database.begin() as tx:
        due = checking_in.next_moment(tx, now)
    assert due is not None
    return due


def test_one_checkin_is_opened_once_by_two_tickers(pair: Pair) -> None:
    due = next_checkin(pair.workers[0], MONDAY)
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
    due = next_checkin(parts, MONDAY)

    def boom(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("dialogs.checkin.take", boom)
        assert checking_in.open_due(parts, due) == 1
    assert checking_in.open_due(parts, due) == 0
    later = next_checkin(parts, due)
    assert later - due == timedelta(minutes=15)
    assert checking_in.open_due(parts, later) == 1
    with parts.database.begin() as tx:
        assert outbox.counts(tx) == {"waiting": 1}
