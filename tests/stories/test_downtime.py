"""The program was away for weeks: what it missed is caught up with once, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.storage.tables import checkins, rungs
from tests.stories.office import Office

MakeOffice = Callable[..., Office]
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
THREE_WEEKS = timedelta(weeks=3)


def away(office: Office, until: datetime) -> None:
    """No tick in between."""
    office.town.database.close()
    office.town.now = until
    office.town.restart()


@pytest.mark.parametrize("hour", [2, 9, 13, 22])
def test_three_weeks_away_ask_one_checkin(office: Office, hour: int) -> None:
    away(office, datetime(2027, 3, 31, hour, 0, tzinfo=UTC))
    office.town.until(datetime(2027, 4, 2, 6, 0, tzinfo=UTC))
    asked = [arrival for arrival in office.marit.chat.sent() if "igjen" not in arrival.html]
    assert len(asked) == 1
    whys = [(row.state, row.why) for row in office.town.rows(checkins)]
    assert whys.count(("skipped", "caught_up")) == 1
    office.town.until(datetime(2027, 4, 9, 6, 0, tzinfo=UTC))
    assert len(office.marit.chat.sent()) > 2, "it goes on from there"


def test_what_was_open_before_is_dropped_and_not_reminded_of(office: Office) -> None:
    office.town.until(datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
    office.marit.chat.log.clear()
    away(office, datetime(2027, 3, 31, 9, 0, tzinfo=UTC))
    assert len(office.marit.chat.sent()) == 1
    states = [row.state for row in office.town.rows(checkins)]
    assert states.count("dropped") == 1 and states.count("open") == 1


def test_what_was_put_off_gives_way_to_what_is_newer(office: Office) -> None:
    office.town.until(datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
    office.marit.chooses("checkin.later")
    office.marit.chooses("checkin.on_day", until=datetime(2027, 3, 8, 12, 0, tzinfo=UTC))
    office.marit.chat.log.clear()
    away(office, datetime(2027, 3, 31, 9, 0, tzinfo=UTC))
    assert len(office.marit.chat.sent()) == 1
    assert [row.state for row in office.town.rows(checkins)].count("open") == 1


def test_rungs_fire_in_order_and_once(office_at: MakeOffice) -> None:
    office = office_at(**LATER)
    reference = office.report()
    away(office, office.town.now + THREE_WEEKS)
    office.town.later(days=7)
    fired = [row for row in office.town.rows(rungs) if row.state == "fired"]
    assert [row.number for row in fired] == [0, 1, 2, 3]
    assert [row.fired_at for row in fired] == sorted(row.fired_at for row in fired)
    assert office.problem(reference).owner == office.kari.person
    assert len(office.told(office.kari)) == 1
    assert sum("Denne saken er din nå" in a.html for a in office.nils.chat.sent()) <= 1


def test_a_report_sent_just_before_the_death_reaches_nav_after_it(office_at: MakeOffice) -> None:
    office = office_at(datetime(2027, 3, 5, 15, 0, tzinfo=UTC), **LATER)
    reference = office.report()
    assert office.nadia.chat.sent() == [], "NAV has closed"
    away(office, datetime(2027, 3, 8, 9, 0, tzinfo=UTC))
    assert reference in office.nadia.last


def test_starting_again_and_again_says_nothing_twice(office: Office) -> None:
    office.report()
    office.town.until(datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
    heard = [len(phone.chat.log) for phone in office.people]
    for _ in range(5):
        office.town.restart()
    assert [len(phone.chat.log) for phone in office.people] == heard
