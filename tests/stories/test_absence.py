"""Somebody at NAV is away: what waits for them moves to who stands in, and new cases go there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.problems import State
from mentorbot.storage import people
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
MONDAY_AT_EIGHT = datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
NEXT_TUESDAY = date(2027, 3, 9)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def goes_away(phone: Phone, weeks: int = 1) -> None:
    """Two taps: the command, and how long."""
    until = TUESDAY.date() + timedelta(weeks=weeks)
    phone.says("/pause")
    phone.chooses("settings.until", weeks=weeks, until=until)


def opened(office: Office, category: str = "P08") -> str:
    reference = office.report(category)
    office.nadia.chooses("followup.see")
    return reference


@pytest.mark.shows("R09", "In a registered absence open problems go to who stands in.")
def test_two_taps_and_what_is_open_is_with_who_stands_in(office: Office) -> None:
    opened_one, unread = opened(office), office.report("P07")
    before = office.problem(opened_one)
    sounds = len(office.marit.chat.sent())
    goes_away(office.nadia)
    for reference in (opened_one, unread):
        problem = office.problem(reference)
        assert (problem.owner, problem.state) == (office.nils.person, State.SENT)
        assert any(f"({reference})" in each.html for each in office.nils.chat.sent())
    after = office.problem(opened_one)
    assert (after.sent_at, after.deadline) == (before.sent_at, before.deadline)
    assert len(office.marit.chat.sent()[sounds:]) == 1, "one message for both"
    assert "Nils Nygård har saken nå" in "".join(office.nadia.chat.texts())


def test_who_goes_is_told_before_and_after_how_many_go_to_whom(office: Office) -> None:
    opened(office)
    office.report("P07")
    office.nadia.says("/pause")
    assert "2 saker går til Nils Nygård" in office.nadia.last
    office.nadia.chooses("settings.until", weeks=1, until=NEXT_TUESDAY)
    assert "borte til" in office.nadia.last and "2 saker går til Nils Nygård" in office.nadia.last


def test_who_has_nothing_open_hears_of_no_cases(office: Office) -> None:
    goes_away(office.nadia)
    assert "borte til" in office.nadia.last and "går til" not in office.nadia.last


def test_a_promised_day_binds_nobody_else_and_a_new_ladder_runs(office: Office) -> None:
    reference = opened(office)
    office.nadia.chooses("followup.today")
    assert office.problem(reference).promised is not None
    goes_away(office.nadia)
    assert office.problem(reference).promised is None
    office.town.later(days=7)
    assert office.problem(reference).owner == office.kari.person, "nobody opened it: it climbs"


def test_what_is_answered_stays_where_it_is(office: Office) -> None:
    reference = opened(office)
    office.nadia.chooses("followup.answered")
    goes_away(office.nadia)
    problem = office.problem(reference)
    assert (problem.owner, problem.state) == (office.nadia.person, State.ANSWERED)


@pytest.mark.shows("R09", "A new report goes straight to who stands in.")
def test_a_new_case_goes_straight_to_who_stands_in_and_the_receipt_says_so(office: Office) -> None:
    goes_away(office.nadia)
    reference = office.report("P08")
    assert office.problem(reference).owner == office.nils.person
    assert not office.problem(reference).missed
    assert "Sendt til NAV" in office.marit.last and "Nils Nygård" in office.marit.last
    assert "Nadia" not in office.marit.last
    assert "Ny sak fra en mentor" in office.nils.last
    assert office.fired(reference)[0][2] == "fired"


def test_coming_back_moves_nothing_back_but_new_cases_come_again(office: Office) -> None:
    reference = opened(office)
    goes_away(office.nadia)
    office.nadia.chooses("settings.end_pause")
    assert office.problem(reference).owner == office.nils.person
    assert office.problem(office.report("P07")).owner == office.nadia.person


def test_it_ends_by_itself_on_the_day(office: Office) -> None:
    goes_away(office.nadia)
    office.town.until(datetime(2027, 3, 9, 9, 0, tzinfo=UTC))
    assert office.problem(office.report("P08")).owner == office.nadia.person


def test_both_are_away_and_the_coordinator_has_it_at_once(office: Office) -> None:
    reference = opened(office)
    goes_away(office.nils)
    goes_away(office.nadia)
    assert "1 sak går til Kari Kvam" in office.nadia.last
    assert office.problem(reference).owner == office.kari.person
    assert f"({reference})" in office.kari.last
    newer = office.report("P07")
    assert office.problem(newer).owner == office.kari.person
    assert f"({newer})" in office.kari.last


def test_the_stand_in_goes_too_and_it_goes_to_whoever_is_there(office: Office) -> None:
    reference = opened(office)
    goes_away(office.nadia)
    goes_away(office.nils)
    assert office.problem(reference).owner == office.kari.person
    office.nadia.chooses("settings.end_pause")
    goes_away(office.kari)
    assert "1 sak går til Nadia Nes" in office.kari.last
    assert office.problem(reference).owner == office.nadia.person


def test_nobody_is_there_and_the_coordinators_list_has_it(office: Office) -> None:
    reference = opened(office)
    goes_away(office.nils)
    goes_away(office.kari)
    goes_away(office.nadia)
    assert "1 sak blir hos deg" in office.nadia.last
    assert office.problem(reference).owner == office.nadia.person


def test_what_can_wait_is_told_in_the_week_of_who_stands_in_and_not_before(office: Office) -> None:
    reference = office.report("P02")
    goes_away(office.nadia)
    assert office.problem(reference).owner == office.nils.person
    assert office.nils.chat.sent() == []
    office.town.until(MONDAY_AT_EIGHT)
    assert len(office.nils.chat.sent()) == 1
    assert office.nadia.chat.sent()[-1].at < MONDAY_AT_EIGHT


def test_changing_the_pause_moves_nothing_twice(office: Office) -> None:
    opened(office)
    goes_away(office.nadia)
    told = len(office.nils.chat.sent())
    office.nadia.chooses("settings.other_pause")
    office.nadia.chooses("settings.until", weeks=2, until=date(2027, 3, 16))
    assert len(office.nils.chat.sent()) == told


def test_an_unreachable_contact_is_not_taken_for_an_absent_one(office: Office) -> None:
    """The ladder passes them over, and says so to the mentor."""
    office.nadia.blocks()
    reference = office.report("P08")
    assert office.problem(reference).owner == office.nils.person
    assert "Jeg fikk ikke tak i den som hadde sak" in office.marit.last


def test_a_mentors_pause_moves_no_case(office: Office) -> None:
    reference = opened(office)
    goes_away(office.marit)
    assert office.problem(reference).owner == office.nadia.person
    with office.town.tx() as tx:
        assert people.get(tx, office.marit.person).paused_until == NEXT_TUESDAY


def test_the_coordinator_says_it_in_two_taps_from_the_sheet(office: Office) -> None:
    reference, kari = opened(office), office.kari
    kari.says("/placements")
    kari.chooses("placement.open", alias="Bjørk")
    kari.chooses("placement.away")
    kari.chooses("placement.away_until", name="Nadia Nes", until=NEXT_TUESDAY)
    assert "borte til tirsdag 9.\xa0mars" in kari.last
    assert office.problem(reference).owner == office.nils.person
    [entry] = office.town.noted("person.paused")
    assert entry.actor_id == kari.person
    kari.chooses("placement.away")
    kari.chooses("placement.is_back", name="Nadia Nes")
    assert "borte til" not in kari.last
    assert office.problem(office.report("P07")).owner == office.nadia.person


def test_from_the_list_it_is_two_taps(office: Office) -> None:
    reference = opened(office)
    office.nadia.says("/mine")
    office.nadia.chooses("followup.away")
    office.nadia.chooses("settings.until", weeks=1, until=NEXT_TUESDAY)
    assert office.problem(reference).owner == office.nils.person


def test_all_that_moved_comes_in_one_message_and_each_is_opened_from_it(office: Office) -> None:
    references = [opened(office), office.report("P07"), office.report("P03")]
    goes_away(office.nadia)
    [told] = office.nils.chat.sent()
    assert "En kollega er borte, og 3 saker er dine nå" in told.html
    assert all(f"({each})" in told.html for each in references)
    for each in references:
        office.nils.chooses("followup.open_one", alias="Bjørk", reference=each)
        assert office.problem(each).state is State.RECEIVED
        assert f"Sak {each}" in office.nils.last


def test_one_case_that_moved_comes_as_it_always_does(office: Office) -> None:
    reference = opened(office)
    goes_away(office.nadia)
    assert f"Denne saken er din nå</b> ({reference})" in office.nils.last
