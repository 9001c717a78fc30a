"""Taps live 150 seconds in Telegram's queue: after an outage what waits is offered once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.problems import State
from mentorbot.services import offering_again
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
AGAIN = "Jeg har vært ute av drift en stund"


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def polled(office: Office, **after: float) -> int:
    """The service asked Telegram for updates so long after the last time."""
    office.town.later(**after)
    now = office.town.now
    offered = offering_again.after_outage(office.town.parts, now, now) or 0
    office.town.settle()
    return offered


def again(phone: Phone) -> int:
    return sum(AGAIN in each.html for each in phone.chat.sent())


@pytest.mark.parametrize(("seconds", "times"), [(149, 0), (151, 1), (24 * 3600, 1)])
def test_an_open_notice_is_offered_again_once_when_taps_may_be_lost(
    office: Office, seconds: int, times: int
) -> None:
    office.report("P03")
    polled(office)
    polled(office, seconds=seconds)
    assert again(office.nadia) == times
    for _ in range(3):
        polled(office, seconds=40)
    assert again(office.nadia) == times


def test_the_new_button_is_alive_at_the_bottom_and_the_old_one_is_gone(office: Office) -> None:
    reference = office.report("P03")
    polled(office)
    polled(office, minutes=20)
    assert office.nadia.chat.messages[-1].words.html.count(reference) == 1
    assert office.nadia.chat.labels().count(office.town.label("followup.see")) == 1
    office.nadia.chooses("followup.see")
    assert office.problem(reference).state is State.RECEIVED


def test_what_was_opened_or_not_told_yet_is_not_offered(office: Office) -> None:
    office.report("P03")
    office.nadia.chooses("followup.see")
    office.report("P02")
    polled(office)
    assert polled(office, minutes=20) == 0


def test_a_tap_that_survived_the_outage_counts_and_nothing_is_offered(office: Office) -> None:
    reference = office.report("P03")
    polled(office)
    office.town.later(minutes=10)
    message, data = office.nadia.chat.find(office.town.label("followup.see"))
    tap = office.nadia.tap(data, message.id)
    item = office.town.keep(tap)
    now, parts = office.town.now, office.town.parts
    assert offering_again.after_outage(parts, now, now) is None
    office.town.turn(item, tap)
    assert offering_again.after_outage(parts, now, now) == 0
    assert office.problem(reference).state is State.RECEIVED


def test_the_first_start_of_all_and_a_service_that_never_polled_offer_nothing(
    office: Office,
) -> None:
    office.report("P03")
    parts, now = office.town.parts, office.town.now
    assert offering_again.after_outage(parts, None, now) == 0
    assert offering_again.after_outage(parts, now, now) == 0
    assert offering_again.after_outage(parts, now, now + timedelta(hours=1)) == 0


def test_at_night_it_is_offered_in_the_morning(office: Office) -> None:
    office.report("P03")
    polled(office)
    office.town.until(datetime(2027, 3, 2, 21, 0, tzinfo=UTC))
    polled(office)
    assert again(office.nadia) == 0
    office.town.until(datetime(2027, 3, 3, 9, 0, tzinfo=UTC))
    assert again(office.nadia) == 1


# An "ok" typed instead of a tap.


@pytest.mark.parametrize(
    "words",
    ["ok", "Mottatt", "mottatt, takk!", "fått den", "eg har lese saka", "got it", "motteke", "👍"],
)
def test_a_typed_ok_is_the_receipt_when_one_problem_waits(office: Office, words: str) -> None:
    reference = office.report("P03")
    office.nadia.says(words)
    assert office.problem(reference).state is State.RECEIVED
    assert f"Sak {reference}" in office.nadia.last
    assert office.nadia.offers("followup.today")
    assert "Nadia Nes åpnet saken" in office.marit.chat.messages[-1].words.html


@pytest.mark.parametrize("words", ["nei", "hei", "takk for i dag", "ikke ok", "🙈"])
def test_what_agrees_to_nothing_is_no_receipt(office: Office, words: str) -> None:
    reference = office.report("P03")
    office.nadia.says(words)
    assert office.problem(reference).state is State.SENT


def test_with_several_waiting_an_ok_gets_the_list(office: Office) -> None:
    references = [office.report("P03"), office.report("P08")]
    office.nadia.says("ok")
    assert {office.problem(each).state for each in references} == {State.SENT}
    assert "Dette venter på deg" in office.nadia.last
    office.nadia.chooses("followup.open_one", alias="Bjørk", reference=references[0])
    office.nadia.says("ok")
    assert office.problem(references[1]).state is State.RECEIVED


def test_from_a_mentor_and_with_nothing_waiting_an_ok_is_small_talk(office: Office) -> None:
    office.nadia.says("ok")
    assert "Fint" in office.nadia.last
    reference = office.report("P03")
    office.marit.says("ok")
    assert office.problem(reference).state is State.SENT
