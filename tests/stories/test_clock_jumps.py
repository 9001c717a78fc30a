"""The machine's clock is set: by a time server, after a sleep, by a mistake. What was done is not
done again, and what is due comes, late at the worst."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.services.messenger import NotSent
from mentorbot.storage.tables import checkins, rungs
from tests.stories.office import Office

MakeOffice = Callable[..., Office]
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
FRIDAY = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
BACK = [timedelta(seconds=30), timedelta(hours=2), timedelta(days=3)]


def jumps(office: Office, by: timedelta) -> None:
    """No tick in between, and no start."""
    office.town.now += by
    office.town.settle()


@pytest.mark.parametrize("back", BACK)
def test_a_checkin_that_was_asked_is_not_asked_again_when_the_clock_is_set_back(
    office: Office, back: timedelta
) -> None:
    office.town.until(FRIDAY)
    asked = len(office.marit.chat.sent())
    opened = [row.state for row in office.town.rows(checkins)].count("open")
    assert (asked, opened) == (1, 1)
    jumps(office, -back)
    office.town.until(FRIDAY)
    assert len(office.marit.chat.sent()) == asked
    assert [row.state for row in office.town.rows(checkins)].count("open") == opened


@pytest.mark.parametrize("back", BACK)
def test_every_rung_fires_once_and_in_order_however_often_the_clock_is_set_back(
    office_at: MakeOffice, back: timedelta
) -> None:
    office = office_at(**LATER)
    reference = office.report()
    for _ in range(8):
        office.town.later(hours=12)
        jumps(office, -back)
    office.town.until(datetime(2027, 3, 19, 12, 0, tzinfo=UTC))
    fired = [row for row in office.town.rows(rungs) if row.state == "fired"]
    numbers = [row.number for row in fired if row.reference == reference]
    assert numbers == sorted(set(numbers)) and numbers[:4] == [0, 1, 2, 3]
    assert office.problem(reference).owner == office.kari.person


def test_what_waits_for_its_next_try_comes_once_and_as_late_as_the_clock_was_ahead(
    office_at: MakeOffice,
) -> None:
    office = office_at(**LATER)
    office.nadia.chat.fault = NotSent()
    reference, ahead = office.report(), timedelta(hours=2)
    office.nadia.chat.fault = None
    jumps(office, -ahead)
    assert office.nadia.chat.sent() == []
    office.town.later(hours=2, minutes=2)
    (told,) = office.nadia.chat.sent()
    assert reference in told.html
