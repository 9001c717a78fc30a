"""A coordinator's Monday: one message as the week begins, and only one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mentorbot.domain.people import Role
from tests.stories.town import Phone, Town

THURSDAY = datetime(2027, 3, 4, 8, 0, tzinfo=UTC)
MONDAY = datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
"""08:00 in Oslo."""


@pytest.fixture
def kari(town: Town) -> Phone:
    person = town.settled(Role.COORDINATOR, "Kari Kvam")
    town.settle()
    return person


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


def test_it_names_what_is_over_its_deadline(town: Town, kari: Phone) -> None:
    nadia = town.settled(Role.NAV_CONTACT, "Nadia Nes")
    nils = town.settled(Role.NAV_CONTACT, "Nils Nygård")
    marit = town.settled(Role.MENTOR, "Marit Mo")
    town.placement(marit, nadia, nils)
    marit.says("/report")
    for key in ("group.at_work", "category.P03", "report.next", "knows.yes", "report.send"):
        marit.taps(town.label(key))
    town.until(MONDAY.replace(day=15))
    assert "Bjørk" in kari.last
