"""Two workers at once, on both databases: the same update, letter, check-in, problem."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest

from bot import texts
from dialogs.table import COMMANDS, DIALOGS
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.facts import ProblemReported
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import Knows, Reachable, Report, State, Wish
from mentorbot.domain.received import Kind, Received
from mentorbot.services import (
    checking_in,
    conversing,
    delivering,
    escalating,
    receiving,
    recording,
    ticking,
)
from mentorbot.services.deeds import Deed
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.storage import conversations, outbox, people, placements, problems
from mentorbot.storage.database import Database
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "content", texts())


def parts_of(database: Database, book: Book) -> Parts:
    return Parts(
        database=database,
        book=book,
        dialogs=DIALOGS,
        commands=COMMANDS,
        search=lambda text, language: (),
        calendar=WorkCalendar(book.rules.hours),
        entropy=os.urandom,
    )


@dataclass
class Pair:
    """Two workers on one database, and the people they serve."""

    workers: tuple[Parts, Parts]
    marit: PersonId
    nadia: PersonId
    nils: PersonId

    def both(self, work: Callable[[Parts], T]) -> list[T]:
        """At the same moment, in two threads."""
        start = Barrier(2)

        def run(parts: Parts) -> T:
            start.wait()
            return work(parts)

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(run, self.workers))


@pytest.fixture
def pair(open_database: MakeDatabase, book: Book) -> Pair:
    workers = parts_of(open_database(), book), parts_of(open_database(), book)
    with workers[0].database.begin() as tx:
        marit, nadia, nils = (
            people.add(tx, role, name, MONDAY)
            for role, name in (
                (Role.MENTOR, "Marit Mo"),
                (Role.NAV_CONTACT, "Nadia Nes"),
                (Role.NAV_CONTACT, "Nils Nygård"),
            )
        )
        for who in (marit, nadia, nils):
            people.settle(tx, who, 1000 + who, Language.NB)
            people.change(tx, who, onboarded=True)
        made = placements.add(
            tx, alias="Bjørk", model=FollowUpModel.HYBRID, mentor=marit, nav_contact=nadia,
            nav_stand_in=nils, start=date(2027, 2, 15), end=date(2027, 5, 14),
            workplace="Lageret", now=MONDAY,
        )  # fmt: skip
        plan_next(tx, workers[0], placements.get(tx, made), MONDAY)
    return Pair(workers, marit, nadia, nils)


def report(pair: Pair) -> None:
    parts = pair.workers[0]
    told = Report(1, "P02", Level.ORANGE, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES)
    with parts.database.begin() as tx:
        me = people.get(tx, pair.marit)
        recording.record(Deed(tx, parts, me, MONDAY), ProblemReported("T4K7M", told))


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
    report(pair)
    escalating.climb_overdue(pair.workers[0], MONDAY)
    claimed = pair.both(lambda parts: delivering.claim(parts, MONDAY, 8))
    assert sorted(len(letters) for letters in claimed) == [0, 1]


@pytest.mark.parametrize("round_", range(4))
def test_a_tap_against_the_timer_has_one_owner_in_the_end(pair: Pair, round_: int) -> None:
    report(pair)
    one, other = pair.workers
    escalating.climb_overdue(one, MONDAY)
    delivering.claim(one, MONDAY, 8)
    with one.database.begin() as tx:
        problem = problems.get(tx, "T4K7M")
        bubble = conversations.at(tx, pair.nadia, "followup", "problem:T4K7M")
    assert problem is not None and bubble is not None
    deadline = problem.deadline
    receiving.keep(one, [(50 + round_, "{}")], deadline)
    (item,) = receiving.waiting(one, 5)
    tap = Received(Kind.TAP, 1000 + pair.nadia, f"{bubble.key}.0", callback="c", message_id=1)

    def act(parts: Parts) -> object:
        if parts is one:
            return conversing.take_turn(parts, item.id, tap, deadline)
        return escalating.climb_overdue(parts, deadline)

    pair.both(act)
    while escalating.climb_overdue(other, deadline + timedelta(minutes=20)):
        pass
    with one.database.begin() as tx:
        after = problems.get(tx, "T4K7M")
        rungs = {row.number: row.state for row in problems.rungs_of(tx, "T4K7M")}
    assert after is not None
    assert (after.state, after.owner, rungs[2]) in (
        (State.RECEIVED, pair.nadia, "cancelled"),
        (State.SENT, pair.nils, "fired"),
    )


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
