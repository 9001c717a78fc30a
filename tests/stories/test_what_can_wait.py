"""What can wait stands in the week of who is to read it, and climbs all the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentorbot.domain.placements import FollowUpModel
from mentorbot.storage import people
from tests.stories.the_week import (
    MONDAY,
    PERIOD,
    WAITS,
    WEEK,
    MakeOffice,
    on,
    section,
    weekly,
)


@pytest.mark.shows("R47", "What can wait is never pushed by itself.")
@pytest.mark.parametrize("model", FollowUpModel)
def test_what_can_wait_is_never_pushed_and_climbs_once_its_deadline_is_missed(
    office_at: MakeOffice, model: FollowUpModel
) -> None:
    office = office_at(MONDAY + timedelta(days=1), model=model, **PERIOD)
    reference = office.report("P02")
    begins = MONDAY + WEEK
    office.town.until(begins - timedelta(seconds=1))
    assert office.nadia.chat.sent() == []
    office.town.until(begins)
    (line,) = section(on(office.nadia, begins), WAITS)
    due = office.problem(reference).deadline
    assert reference in line and office.town.text("followup.due", deadline=due) in line
    assert office.marit.sees(office.town.text("status.due", name="Nadia Nes", deadline=due))
    office.town.until(due - timedelta(seconds=1))
    assert office.told(office.nadia) == office.told(office.nils) == []
    office.town.until(due)
    (moved,) = office.told(office.nils)
    assert "Denne saken er din nå" in moved.html and reference in moved.html
    assert office.marit.sees("Nils Nygård har fått den nå")
    office.town.later(days=7)
    assert office.problem(reference).owner == office.kari.person
    assert [(tell, kind, state) for tell, kind, state, _ in office.fired(reference)] == [
        ("nav_contact", "digest", "fired"),
        ("nav_stand_in", "handover", "fired"),
        ("coordinator", "handover", "fired"),
    ]
    assert office.told(office.nadia) == []


def test_it_is_opened_from_the_weeks_message_and_that_stops_the_ladder(
    office_at: MakeOffice,
) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    office.town.until(MONDAY + WEEK)
    office.nadia.chooses("overview.open", alias="Bjørk", reference=reference)
    assert office.marit.sees("Nadia Nes åpnet saken")
    office.town.later(days=9)
    assert office.told(office.nils) == []
    assert not section(weekly(office.nadia)[-1].html, WAITS)


def test_it_goes_on_at_once_where_nobody_will_read_the_week(office_at: MakeOffice) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, paused_until=date(2027, 9, 20))
    office.town.until(MONDAY + WEEK + timedelta(minutes=1))
    assert office.problem(reference).owner == office.nils.person
    assert len(office.told(office.nils)) == 1


def test_passed_on_it_is_told_at_once_and_not_late_before_the_promise(
    office_at: MakeOffice,
) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    due = office.problem(reference).deadline
    office.nadia.says("/mine")
    office.nadia.chooses("followup.open_one", alias="Bjørk", reference=reference)
    office.nadia.chooses("followup.pass_on")
    office.nadia.chooses("followup.to", name="Nils Nygård")
    assert len(office.told(office.nils)) == 1
    office.town.until(due - timedelta(seconds=1))
    assert office.told(office.kari) == []
    assert office.problem(reference).owner == office.nils.person
    office.town.later(days=7)
    assert office.problem(reference).owner == office.kari.person


def test_opened_again_it_waits_for_the_next_week_and_the_mentor_knows(
    office_at: MakeOffice,
) -> None:
    office = office_at(MONDAY + timedelta(days=1), **PERIOD)
    reference = office.report("P02")
    office.town.until(MONDAY + WEEK)
    office.nadia.chooses("overview.open", alias="Bjørk", reference=reference)
    office.nadia.chooses("followup.answered")
    before = len(office.nadia.chat.sent())
    office.marit.chooses("helped.no")
    assert len(office.nadia.chat.sent()) == before
    again = MONDAY + 2 * WEEK
    said = office.town.text("status.with_week", name="Nadia Nes", at=again)
    assert said in office.marit.last
    office.town.until(again)
    assert reference in section(on(office.nadia, again), WAITS)[0]
