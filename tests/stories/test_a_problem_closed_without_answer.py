"""NAV answered and the mentor never says whether it helped: asked once, closed for all to see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.problems import State
from mentorbot.storage import people
from tests.stories.office import Office

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
ASKED = "Hjalp det?"


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def answered(office: Office) -> str:
    reference = office.report("P03")
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.answered")
    return reference


def asked(office: Office) -> list[datetime]:
    return [each.at for each in office.marit.chat.sent() if ASKED in each.html]


def test_asked_once_more_at_the_mentors_own_hour_and_then_closed_as_unanswered(
    office: Office,
) -> None:
    reference = answered(office)
    office.town.later(days=7, hours=8)
    first, second = asked(office)
    assert (first, second) == (TUESDAY, datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
    closed = office.problem(reference)
    assert (closed.state, closed.helped, closed.got_no_answer) == (State.CLOSED, None, True)
    assert closed.closed_at is not None and closed.closed_at >= TUESDAY + timedelta(days=7)
    assert closed.report.wording == ""
    assert "Lukket uten svar" in office.nadia.chat.messages[-1].words.html
    assert "lukket uten svar" in office.marit.chat.messages[-1].words.html
    assert "hjalp" not in office.nadia.chat.messages[-1].words.html.split("sa ikke om")[0]
    office.town.later(days=20)
    assert len(asked(office)) == 2


def test_both_see_whom_it_waits_for_and_since_when(office: Office) -> None:
    answered(office)
    assert "Venter på deg siden" in office.marit.last
    assert "Venter på mentor siden" in office.nadia.chat.messages[-1].words.html
    office.nadia.says("/mine")
    assert "Venter på mentor siden" in office.nadia.last
    assert "Ingen saker venter på deg nå" in office.nadia.last
    office.marit.says("/status")
    assert "Venter på deg siden" in office.marit.last


def test_the_mentor_opens_it_again_by_a_tap_for_a_while(office: Office) -> None:
    reference = answered(office)
    sent_at = office.problem(reference).sent_at
    office.town.later(days=9)
    office.marit.chooses("status.reopen")
    again = office.problem(reference)
    assert (again.state, again.sent_at, again.owner) == (
        State.SENT, sent_at, office.nadia.person,
    )  # fmt: skip
    assert (again.closed_at, again.waits_since) == (None, office.town.now)
    assert "Åpen igjen" in office.nadia.last
    office.nadia.says("/mine")
    assert "Meldt" in office.nadia.last and "Venter på NAV siden" in office.nadia.last


def test_after_that_while_it_is_reported_anew(office: Office) -> None:
    reference = answered(office)
    office.town.later(days=9)
    message, data = office.marit.chat.find(office.town.label("status.reopen"))
    office.town.later(days=20)
    office.marit.presses(data, message.id)
    assert office.problem(reference).state is State.CLOSED
    assert not office.marit.offers("status.reopen")
    assert "melde fra" in office.marit.chat.messages[-1].words.html


@pytest.mark.parametrize("how", ["yes", "partly"])
def test_answered_in_time_it_is_closed_with_that(office: Office, how: str) -> None:
    reference = answered(office)
    office.town.later(days=4)
    office.marit.chooses(f"helped.{how}")
    office.town.later(days=10)
    assert office.problem(reference).helped == how
    assert len(asked(office)) == 2


def test_a_mentor_on_holiday_is_asked_when_they_are_back_and_has_time_to_answer(
    office: Office,
) -> None:
    reference = answered(office)
    with office.town.tx() as tx:
        people.change(tx, office.marit.person, paused_until=date(2027, 3, 22))
    office.town.until(datetime(2027, 3, 24, 12, 0, tzinfo=UTC))
    assert asked(office)[1].date() == date(2027, 3, 22)
    assert office.problem(reference).state is State.ANSWERED
    office.town.later(days=7)
    assert office.problem(reference).state is State.CLOSED


def test_a_mentor_who_blocked_the_bot_cannot_be_asked_and_it_ends_all_the_same(
    office: Office,
) -> None:
    reference = answered(office)
    office.marit.blocks()
    office.town.later(days=8)
    assert office.problem(reference).got_no_answer
