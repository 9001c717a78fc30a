"""Opened, and then nothing: the owner is asked once, then the next human has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.levels import Level
from mentorbot.domain.people import Role
from mentorbot.domain.problems import Raised, State
from mentorbot.storage import rungs
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
"""Ten in Oslo. NAV has until Thursday half past three, which is 18.5 working hours."""
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
ASKED, TAKEN = "Er denne i gang?", "kom ikke i mål i tide"


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def opened(office: Office) -> str:
    reference = office.report("P03")
    office.nadia.chooses("followup.see")
    return reference


def asked(office: Office, phone: Phone) -> list[datetime]:
    return [arrival.at for arrival in phone.chat.sent() if ASKED in arrival.html]


def afterwards(office: Office, reference: str) -> list[tuple[str, str]]:
    return [(kind, state) for _, kind, state, _ in office.fired(reference) if kind[0] in "at"]


@pytest.mark.shows("R09", "Received and then left lying, it goes on to the next human.")
def test_received_and_left_lying_it_is_asked_about_once_and_then_taken_back(
    office: Office,
) -> None:
    reference = opened(office)
    before = office.problem(reference)
    office.town.until(before.deadline)
    assert asked(office, office.nadia) == [before.deadline]
    assert office.problem(reference).state is State.RECEIVED
    sounds = len(office.marit.chat.sent())
    calendar = office.town.parts.calendar
    half = calendar.work_between(TUESDAY, before.deadline) / 2
    office.town.until(calendar.work_after(before.deadline, half))
    taken = office.problem(reference)
    assert (taken.state, taken.owner) == (State.SENT, office.nils.person)
    assert (taken.sent_at, taken.deadline) == (before.sent_at, before.deadline)
    assert (taken.report.level, taken.report.raised) == (Level.ORANGE, (Raised.MISSED,))
    assert "Den var åpnet, men det skjedde ikke noe mer i tide" in office.nils.last
    assert "Nils Nygård har saken nå" in office.nadia.last
    news = office.marit.chat.sent()[sounds:]
    assert len(news) == 1 and TAKEN in news[0].html and "Nils Nygård" in news[0].html
    assert len(asked(office, office.nadia)) == 1


def test_it_climbs_on_from_there_to_the_coordinator(office: Office) -> None:
    reference = opened(office)
    office.town.later(days=20)
    assert office.problem(reference).owner == office.kari.person
    assert len(office.told(office.nils)) == 1
    assert sum("Denne saken er din nå" in each.html for each in office.told(office.kari)) == 1


def test_whoever_takes_it_over_and_opens_it_has_time_before_they_are_asked(
    office: Office,
) -> None:
    reference = opened(office)
    deadline = office.problem(reference).deadline
    while office.problem(reference).owner == office.nadia.person:
        office.town.later(hours=1)
    office.nils.chooses("followup.see")
    since = office.town.now
    office.town.later(days=20)
    calendar = office.town.parts.calendar
    [first] = asked(office, office.nils)
    assert calendar.work_between(since, first) >= calendar.work_between(TUESDAY, deadline) / 4
    assert office.problem(reference).owner == office.kari.person


def test_a_day_that_was_named_counts_to_its_end(office: Office) -> None:
    reference = opened(office)
    office.nadia.chooses("followup.other_day")
    office.nadia.chooses("followup.on_day", day=date(2027, 3, 8))
    ends = datetime(2027, 3, 8, 14, 30, tzinfo=UTC)
    office.town.until(ends - timedelta(seconds=1))
    assert asked(office, office.nadia) == []
    office.town.until(ends)
    assert asked(office, office.nadia) == [ends]
    said = office.town.text("followup.should_ring", day=date(2027, 3, 8))
    assert said in office.nadia.last
    office.nadia.chooses("followup.other_day")
    office.nadia.chooses("followup.on_day", day=date(2027, 3, 9))
    again = office.problem(reference)
    assert (again.state, again.promised) == (State.IN_PROGRESS, date(2027, 3, 9))
    office.town.until(datetime(2027, 3, 9, 14, 0, tzinfo=UTC))
    assert office.problem(reference).owner == office.nadia.person
    office.town.until(datetime(2027, 3, 11, 12, 0, tzinfo=UTC))
    taken = office.problem(reference)
    assert (taken.owner, taken.promised) == (office.nils.person, None)


def test_answered_after_being_asked_nothing_is_taken_back(office: Office) -> None:
    reference = opened(office)
    office.town.until(office.problem(reference).deadline)
    office.nadia.chooses("followup.answered")
    office.town.later(days=5)
    assert office.problem(reference).state is State.ANSWERED
    assert ("take_back", "cancelled") in afterwards(office, reference)
    assert office.nils.chat.sent() == []


@pytest.mark.parametrize("first", ["tap", "timer"])
def test_a_tap_that_races_the_taking_back_has_one_outcome(office: Office, first: str) -> None:
    reference = opened(office)
    office.town.until(office.problem(reference).deadline)
    with office.town.tx() as tx:
        rung = rungs.next_of(tx, reference)
    assert rung is not None and rung.kind == "take_back"
    message, data = office.nadia.chat.find(office.town.label("followup.today"))
    office.town.until(rung.due_at - timedelta(seconds=1))
    message, data = office.nadia.chat.find(office.town.label("followup.today"))
    if first == "timer":
        office.town.until(rung.due_at)
    else:
        office.town.now = rung.due_at
    office.nadia.presses(data, message.id)
    after = office.problem(reference)
    if first == "tap":
        assert (after.owner, after.state) == (office.nadia.person, State.IN_PROGRESS)
        assert office.nils.chat.sent() == []
    else:
        assert (after.owner, after.state) == (office.nils.person, State.SENT)
        assert len(office.nils.chat.sent()) == 1


def test_whoever_opened_it_and_blocked_the_bot_is_not_asked(office: Office) -> None:
    reference = opened(office)
    office.nadia.blocks()
    taken = office.problem(reference)
    assert (taken.owner, taken.state) == (office.nils.person, State.SENT)
    assert afterwards(office, reference) == [("ask", "skipped"), ("take_back", "fired")]
    assert taken.report.raised == (), "its deadline is still ahead"


def test_a_note_for_information_is_done_with_when_it_is_read(office: Office) -> None:
    marit = office.marit
    marit.says("/report")
    marit.chooses("group.at_work")
    marit.chooses("category.P03")
    marit.taps(office.town.label("wish.for_information"))
    marit.chooses("report.next")
    marit.chooses("common.skip")
    marit.chooses("report.send")
    [reference] = office.references()
    office.nadia.chooses("followup.see")
    office.town.later(days=20)
    assert asked(office, office.nadia) == []
    assert office.problem(reference).owner == office.nadia.person


def test_down_when_both_were_due_the_owner_is_still_asked_before_it_goes_on(
    office: Office,
) -> None:
    reference = opened(office)
    office.town.database.close()
    office.town.now = datetime(2027, 3, 18, 9, 0, tzinfo=UTC)
    office.town.restart()
    assert len(asked(office, office.nadia)) == 1
    assert office.problem(reference).owner == office.nadia.person
    office.nadia.chooses("followup.today")
    assert office.problem(reference).state is State.IN_PROGRESS


def test_from_the_last_one_on_the_ladder_it_goes_to_another_coordinator(office: Office) -> None:
    kare = office.town.settled(Role.COORDINATOR, "Kåre Kleiv", phone="+4790000005")
    reference = office.report("P03")
    while office.problem(reference).owner != office.kari.person:
        office.town.later(hours=1)
    office.kari.chooses("followup.see")
    office.town.later(days=20)
    assert office.problem(reference).owner == kare.person


def test_from_the_only_coordinator_it_stands_before_them_every_day(office: Office) -> None:
    reference = office.report("P03")
    while office.problem(reference).owner != office.kari.person:
        office.town.later(hours=1)
    office.kari.chooses("followup.see")
    office.town.later(days=20)
    left = office.problem(reference)
    assert (left.owner, left.state) == (office.kari.person, State.SENT)
    days = {each.at.date() for each in office.kari.chat.sent() if "God morgen" in each.html}
    assert len(days) > 5
    office.kari.chooses("followup.see")
    assert office.problem(reference).nobody_since is None
