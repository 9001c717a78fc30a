"""Which placements are found, and in which order: against the plain reckoning, one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from mentorbot.domain.contacts import Where, slid
from mentorbot.domain.model_rules import Drift
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowOn, FollowUpModel, Phase, Placement
from mentorbot.domain.sieve import Look, Order, Sieve
from mentorbot.storage import (
    checkins,
    contacts,
    people,
    placements,
    problems,
    sieving,
    surveys,
)
from mentorbot.storage.arrivals import listed
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.sieving import Bounds
from mentorbot.storage.tables import checkins as table
from mentorbot.storage.tables import contacts as talks
from tests.services.big_office import NOW, TODAY, fill

SIZE = 30
WEEKS = 4
"""So soon a period that ends counts as ending."""
GAPS = {FollowUpModel.HYBRID: 14, FollowUpModel.JOB_SPECIALIST: 7}
DRIFT = Drift(one_contact_in_weeks=3, contacts_a_week=1)
BOUNDS = Bounds(TODAY, WEEKS, GAPS, {FollowUpModel.HYBRID: DRIFT})


@pytest.fixture
def filled(database: Database) -> Database:
    """With a placement of every kind that anybody may look for."""
    fill(database, SIZE, weeks=8)
    with database.begin() as tx:
        placements.change(tx, 3, hired_on=TODAY)
        placements.change(tx, 4, end=TODAY - timedelta(days=1))
        placements.change(tx, 5, end=TODAY - timedelta(days=1), follow_on=FollowOn.PERMANENT)
        placements.change(tx, 6, end=TODAY - timedelta(days=1), follow_on=FollowOn.MORE_TIME)
        placements.change(tx, 7, start=TODAY + timedelta(days=3))
        placements.change(tx, 8, closed_at=NOW)
        people.change(tx, 2, paused_until=TODAY + timedelta(days=2))
        quiet = talks.delete().where(talks.c.placement_id == 11)
        tx.connection.execute(quiet)
        for hybrid in (11, 14):
            placements.change(tx, hybrid, end=TODAY + timedelta(days=50))
        for days in range(1, 5):
            contacts.log(tx, 14, 2, TODAY - timedelta(days=days), Where.PHONE)
    return database


def found(tx: Tx, sieve: Sieve) -> list[int]:
    return [each.id for each in sieving.outlines(tx, sieve, BOUNDS, None)]


def fits(tx: Tx, which: Callable[[Placement], object]) -> set[int]:
    return {each.id for each in placements.active(tx) if which(each)}


def _talked(tx: Tx, p: Placement) -> int:
    found = contacts.since(tx, [p.id], date(2020, 1, 1)).get(p.id)
    return (TODAY - (found[-1].day if found else p.start)).days


def _is_gap(tx: Tx, p: Placement) -> bool:
    is_on = not p.hired and p.start <= TODAY <= p.end
    return is_on and p.model in GAPS and _talked(tx, p) >= GAPS[p.model]


def _slid(tx: Tx, p: Placement) -> bool:
    is_on = not p.hired and p.start <= TODAY <= p.end
    found = contacts.since(tx, [p.id], date(2020, 1, 1)).get(p.id, [])
    is_hybrid = p.model is FollowUpModel.HYBRID
    return is_on and is_hybrid and slid(found, p, DRIFT, TODAY) is not None


PLAIN: dict[Look, Callable[[Tx, Placement], object]] = {
    Look.ENDING: lambda _, p: not p.hired and TODAY <= p.end <= TODAY + timedelta(weeks=WEEKS),
    Look.OVER: lambda _, p: not p.hired and p.end < TODAY and not p.is_decided,
    Look.GAP: _is_gap,
    Look.DRIFT: _slid,
    Look.COVERED: lambda tx, p: people.get(tx, p.nav_contact).paused_until is not None,
    Look.PROBLEMS: lambda tx, p: problems.open_of_placement(tx, p.id),
}


@pytest.mark.parametrize("look", PLAIN)
def test_a_look_finds_what_fits_one_by_one(filled: Database, look: Look) -> None:
    with filled.begin() as tx:
        expected = fits(tx, lambda p: PLAIN[look](tx, p))
        assert 0 < len(expected) < SIZE - 1
        assert set(found(tx, Sieve(look=look))) == expected


def test_too_few_and_too_many_talks_are_both_a_slide(filled: Database) -> None:
    with filled.begin() as tx:
        assert {11, 14} <= set(found(tx, Sieve(look=Look.DRIFT)))


def test_what_nobody_at_nav_has_begun_waits(filled: Database) -> None:
    with filled.begin() as tx:
        assert found(tx, Sieve(look=Look.NOT_STARTED)) == []
        for who in people.listed(tx, Role.NAV_CONTACT):
            people.change(tx, who.id, chat_id=None)
        assert found(tx, Sieve(look=Look.NOT_STARTED)) == []
        placements.change(tx, 9, end=TODAY)
        tx.connection.exec_driver_sql("DELETE FROM answers")
        tx.connection.exec_driver_sql("DELETE FROM checkins WHERE placement_id = 9")
        assert found(tx, Sieve(look=Look.NOT_STARTED)) == [9]


@pytest.mark.parametrize("phase", Phase)
def test_a_phase_is_the_placements_own(filled: Database, phase: Phase) -> None:
    with filled.begin() as tx:
        expected = fits(tx, lambda p: p.phase(TODAY) is phase)
        assert expected
        assert set(found(tx, Sieve(phase=phase))) == expected


def test_by_model_and_by_who_follows_it_at_nav(filled: Database) -> None:
    with filled.begin() as tx:
        hybrid = fits(tx, lambda p: p.model is FollowUpModel.HYBRID)
        mine = fits(tx, lambda p: 2 in (p.nav_contact, p.nav_stand_in))
        assert set(found(tx, Sieve(model=FollowUpModel.HYBRID))) == hybrid
        assert set(found(tx, Sieve(nav=2))) == mine
        assert set(found(tx, Sieve(nav=2, model=FollowUpModel.HYBRID))) == mine & hybrid


def _next(tx: Tx, p: Placement) -> object:
    planned = checkins.planned_of(tx, p.id)
    return NOW + timedelta(days=9999) if planned is None else planned.due_at


KEYS: dict[Order, Callable[[Tx, Placement], object]] = {
    Order.END: lambda _, p: p.end,
    Order.WEEK: lambda _, p: p.week(TODAY),
    Order.NEXT: _next,
    Order.TALK: _talked,
    Order.PROBLEMS: lambda tx, p: len(problems.open_of_placement(tx, p.id)),
}


@pytest.mark.parametrize("last_first", [False, True])
@pytest.mark.parametrize("order", KEYS)
def test_an_order_is_the_one_it_says(filled: Database, order: Order, last_first: bool) -> None:
    with filled.begin() as tx:
        known = {each.id: KEYS[order](tx, each) for each in placements.active(tx)}
        assert len(set(map(str, known.values()))) > 1
        sorted_ids = found(tx, Sieve(order=order, last_first=last_first))
        keys: list[Any] = [known[each] for each in sorted_ids]
        assert keys == sorted(keys, reverse=last_first)
        assert len(sorted_ids) == sieving.count_found(tx, Sieve(), BOUNDS, None) == SIZE - 1
        middle = sieving.outlines(
            tx, Sieve(order=order, last_first=last_first), BOUNDS, None, (7, 5)
        )
        assert [each.id for each in middle] == sorted_ids[5:12]


def test_who_is_not_here_for_certain(filled: Database) -> None:
    with filled.begin() as tx:
        people.change(tx, 1000, chat_failed_at=NOW)
        people.change(tx, 1001, standing="stopped")
        people.change(tx, 1002, onboarded=False)
        expected = {
            each.id for each in people.listed(tx)
            if each.reached_by is None or not each.onboarded or each.standing != "active"
        }  # fmt: skip
        assert {1000, 1001, 1002} < expected
        assert set(listed(tx, role=None, every=False)) == expected
        assert len(listed(tx, role=None, every=True)) == len(people.listed(tx))
        mentors = people.some(tx, listed(tx, role=Role.MENTOR, every=False))
        assert {each.role for each in mentors.values()} == {Role.MENTOR}


@pytest.mark.parametrize("times", [1, 2])
def test_only_who_left_the_latest_unanswered_can_be_silent(filled: Database, times: int) -> None:
    with filled.begin() as tx:
        every = [each.id for each in placements.active(tx)]
        for placement in (1, 2):
            tx.connection.execute(
                table.update()
                .where(table.c.placement_id == placement, table.c.state == "done")
                .values(state="dropped")
            )
        silent = surveys.silent(tx, every, times)
        candidates = surveys.dropped_last(tx, times)
        assert silent
        assert silent.keys() <= set(candidates) < set(every)
        assert surveys.silent(tx, candidates, times) == silent
