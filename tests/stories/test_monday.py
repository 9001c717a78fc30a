"""The week begins with one message: for coordinators always, for NAV when something waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentorbot.domain.people import Role
from mentorbot.storage import people
from tests.stories.office import Office
from tests.stories.town import Phone, Town

MONDAY = datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
"""08:00 in Oslo."""


@pytest.fixture
def kari(town: Town) -> Phone:
    person = town.settled(Role.COORDINATOR, "Kari Kvam")
    town.settle()
    return person


def changed(town: Town, phone: Phone, **values: object) -> None:
    with town.tx() as tx:
        people.change(tx, phone.person, **values)


def test_the_week_begins_with_one_message(town: Town, kari: Phone) -> None:
    town.until(MONDAY.replace(hour=6, minute=59))
    assert not kari.chat.messages
    town.until(MONDAY)
    assert len(kari.chat.messages) == 1


def test_it_comes_once_a_week(town: Town, kari: Phone) -> None:
    town.until(MONDAY.replace(day=22, hour=12))
    assert len(kari.chat.messages) == 3


def test_after_a_holiday_it_comes_when_the_office_opens(
    town_at: Callable[[datetime], Town],
) -> None:
    town = town_at(datetime(2027, 3, 18, 8, 0, tzinfo=UTC))
    kari = town.settled(Role.COORDINATOR, "Kari Kvam")
    town.until(datetime(2027, 3, 29, 12, 0, tzinfo=UTC))
    kari.chat.messages.clear()
    # 29 March 2027 is Easter Monday.
    town.until(datetime(2027, 3, 30, 5, 59, tzinfo=UTC))
    assert not kari.chat.messages
    town.until(datetime(2027, 3, 30, 6, 1, tzinfo=UTC))
    assert len(kari.chat.messages) == 1


def test_it_names_what_is_over_its_deadline(office: Office) -> None:
    reference = office.report()
    office.town.until(MONDAY.replace(day=15))
    assert reference in office.kari.chat.sent()[-1].html


def test_a_restart_on_the_morning_neither_loses_nor_repeats_it(town: Town, kari: Phone) -> None:
    town.now = MONDAY - timedelta(hours=20)
    town.restart()
    town.until(MONDAY)
    town.restart()
    town.later(days=2)
    assert len(kari.chat.messages) == 1


def test_after_downtime_over_the_morning_it_comes_when_the_program_is_back(
    town: Town, kari: Phone
) -> None:
    town.now = MONDAY + timedelta(days=9, hours=2)
    town.restart()
    assert len(kari.chat.messages) == 1


def test_whoever_starts_later_reads_it_then(town: Town, kari: Phone) -> None:
    changed(town, kari, quiet_before=time(9, 30))
    town.until(MONDAY + timedelta(minutes=89))
    assert not kari.chat.messages
    town.until(MONDAY + timedelta(minutes=90))
    assert len(kari.chat.messages) == 1


def test_whoever_is_away_reads_it_when_they_are_back(town: Town, kari: Phone) -> None:
    changed(town, kari, paused_until=date(2027, 3, 24))
    town.until(datetime(2027, 3, 24, 6, 29, tzinfo=UTC))
    assert not kari.chat.messages
    town.until(datetime(2027, 3, 24, 6, 30, tzinfo=UTC))
    assert len(kari.chat.messages) == 1


@pytest.mark.parametrize("values", [{"standing": "stopped"}, {"onboarded": False}])
def test_whoever_stopped_or_never_began_is_told_nothing(
    town: Town, kari: Phone, values: dict[str, object]
) -> None:
    changed(town, kari, **values)
    town.until(MONDAY + timedelta(days=8))
    assert not kari.chat.messages


def test_nav_is_left_alone_in_a_week_with_nothing(office: Office) -> None:
    office.town.until(MONDAY + timedelta(days=4))
    assert office.nadia.chat.sent() == office.nils.chat.sent() == []
    assert len(office.kari.chat.sent()) == 1
