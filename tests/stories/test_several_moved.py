"""Several cases move at once: a mentor hears it once, whatever moved them, and each one's own
message follows without a sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentorbot.domain.people import Language, Role, Standing
from mentorbot.domain.placements import Seat
from mentorbot.domain.problems import Problem
from mentorbot.services import escalating, seeing_through
from mentorbot.storage import people
from mentorbot.storage.database import Tx
from tests.stories.changing import gives_seat, newcomer
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
LATER: dict[str, Any] = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
SEVERAL = "av sakene dine"


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


def three(office: Office) -> list[str]:
    """One that Nadia opened, and two that she has not."""
    first = office.report("P08")
    office.nadia.chooses("followup.see")
    return [first, office.report("P07"), office.report("P03")]


def goes_away(phone: Phone) -> None:
    phone.says("/pause")
    phone.chooses("settings.until", weeks=1, until=phone.town.now.date() + timedelta(weeks=1))


def heard_since(phone: Phone, before: int) -> list[str]:
    return [each.html for each in phone.chat.sent()[before:]]


def status_of(office: Office, reference: str) -> list[str]:
    """The messages in Marit's chat that are the problem's own."""
    every = [text for text in office.marit.chat.texts() if f"({reference})" in text]
    return [text for text in every if SEVERAL not in text]


def test_a_contact_goes_away_and_the_mentor_hears_once_of_all(office: Office) -> None:
    references = three(office)
    before = len(office.marit.chat.sent())
    goes_away(office.nadia)
    [told] = heard_since(office.marit, before)
    assert "Nytt om 3 av sakene dine" in told
    for each in references:
        assert f"Sak {each}: Nils Nygård i NAV har den nå." in told
        [own] = status_of(office, each)
        assert "Saken er hos Nils Nygård" in own
    problem = office.problem(references[1])
    office.marit.taps(
        office.town.label(
            "status.open_problem",
            matter=office.town.phrase(f"category.{problem.report.category}"),
            reference=references[1],
        )
    )
    assert "Saken er hos Nils Nygård" in office.marit.last
    assert f"({references[1]})" in office.marit.last


def test_every_mentor_hears_of_their_own_and_whoever_has_one_as_always(office: Office) -> None:
    mona = office.town.settled(Role.MENTOR, "Mona Moe", by=office.kari.person)
    office.town.placement(mona, office.nadia, office.nils, alias="Rogn", **LATER)
    references = [office.report("P08"), office.report("P07")]
    other = replace(office, marit=mona)
    one = other.report("P03")
    before = len(office.marit.chat.sent()), len(mona.chat.sent())
    goes_away(office.nadia)
    [marits] = heard_since(office.marit, before[0])
    [monas] = heard_since(mona, before[1])
    assert all(each in marits for each in references) and one not in marits
    assert f"Nils Nygård i NAV har fått sak {one}" in monas and SEVERAL not in monas


def test_a_mentor_with_two_participants_hears_of_both_in_one(office: Office) -> None:
    office.town.placement(office.marit, office.nadia, office.nils, alias="Rogn", **LATER)
    for alias in ("Bjørk", "Rogn"):
        office.marit.says("/report")
        office.marit.taps(alias)
        for key in ("group.at_work", "category.P03", "report.next", "common.skip", "report.send"):
            office.marit.chooses(key)
    before = len(office.marit.chat.sent())
    goes_away(office.nadia)
    [told] = heard_since(office.marit, before)
    assert all(each in told for each in office.references())


def test_a_contact_leaves_and_the_ladder_moves_all_in_one_message(office: Office) -> None:
    references = three(office)[1:]
    before = len(office.marit.chat.sent())
    office.nadia.blocks()
    office.town.later(minutes=1)
    told = heard_since(office.marit, before)
    assert len(told) == 1, told
    for each in references:
        assert office.problem(each).owner == office.nils.person
        assert f"Sak {each}: Nils Nygård i NAV har den nå. Jeg fikk ikke tak i" in told[0]


@pytest.mark.parametrize("seat", [Seat.NAV_CONTACT, Seat.NAV_STAND_IN])
def test_a_seat_gets_somebody_else_and_the_mentor_hears_once(office: Office, seat: Seat) -> None:
    references = three(office)
    if seat is Seat.NAV_STAND_IN:
        goes_away(office.nadia)
    siv = newcomer(office, Role.NAV_CONTACT)
    before = len(office.marit.chat.sent())
    gives_seat(office, seat, siv)
    office.town.later(hours=1)
    assert len(heard_since(office.marit, before)) == 1
    for each in references:
        assert office.problem(each).owner == siv.person
        [own] = status_of(office, each)
        assert "Saken er hos Siv Solli" in own


def test_deadlines_that_pass_together_are_told_together_with_one_number(office: Office) -> None:
    references = [office.report("P03"), office.report("P03")]
    while office.problem(references[0]).owner == office.nadia.person:
        office.town.later(minutes=30)
    [told] = [each.html for each in office.marit.chat.sent() if SEVERAL in each.html]
    for each in references:
        assert f"Sak {each}: Nils Nygård i NAV har den nå. NAV åpnet den ikke" in told
    assert told.count("ring Nils Nygård: +47") == 1


def test_nobody_is_there_and_the_mentor_hears_once_with_the_emergency_numbers(
    office: Office,
) -> None:
    references = three(office)[1:]
    for phone in (office.nils, office.kari):
        phone.blocks()
    before = len(office.marit.chat.sent())
    goes_away(office.nadia)
    [told] = heard_since(office.marit, before)
    assert all(f"Sak {each}: Jeg får ikke tak i noen i NAV" in told for each in references)
    assert "Er noen i fare, ring 113" in told and told.count("Kan det ikke vente, ring") == 1


def test_what_moves_at_night_is_one_message_in_the_morning(office: Office) -> None:
    """The second one joins what has not left yet."""
    first, second, third = three(office)
    office.town.until(datetime(2027, 3, 2, 21, 30, tzinfo=UTC))
    before = len(office.marit.chat.sent())
    for each, to in ((first, "Nils Nygård"), (second, "Kari Kvam")):
        office.nadia.says("/mine")
        office.nadia.chooses("followup.open_one", alias="Bjørk", reference=each)
        office.nadia.chooses("followup.pass_on")
        office.nadia.taps(to)
    assert heard_since(office.marit, before) == []
    office.town.until(datetime(2027, 3, 3, 8, 0, tzinfo=UTC))
    told = [each for each in heard_since(office.marit, before) if SEVERAL in each]
    assert len(told) == 1
    assert f"Sak {first}: Nils Nygård" in told[0] and f"Sak {second}: Kari Kvam" in told[0]
    assert third not in told[0]


def test_what_was_told_is_not_told_again_with_the_next(office: Office) -> None:
    first, second, _ = three(office)
    for each in (first, second):
        office.nadia.says("/mine")
        office.nadia.chooses("followup.open_one", alias="Bjørk", reference=each)
        office.nadia.chooses("followup.pass_on")
        office.nadia.taps("Nils Nygård")
        office.town.later(minutes=1)
    told = [each.html for each in office.marit.chat.sent() if "i NAV har fått sak" in each.html]
    assert [first in told[0], second in told[1], len(told)] == [True, True, 2]


def test_a_former_mentor_hears_nothing_of_what_had_not_left(office: Office) -> None:
    three(office)
    office.town.until(datetime(2027, 3, 2, 21, 30, tzinfo=UTC))
    goes_away(office.nadia)
    before = len(office.marit.chat.sent())
    gives_seat(office, Seat.MENTOR, newcomer(office))
    office.town.until(datetime(2027, 3, 3, 9, 0, tzinfo=UTC))
    assert not any(SEVERAL in each for each in heard_since(office.marit, before))


@pytest.mark.parametrize(
    ("language", "head"),
    [
        (Language.NN, "Nytt om 3 av sakene dine"),
        (Language.EN, "News about 3 of your cases"),
    ],
)
def test_in_the_mentors_own_language(office: Office, language: Language, head: str) -> None:
    three(office)
    with office.town.tx() as tx:
        people.change(tx, office.marit.person, language=language)
    goes_away(office.nadia)
    assert head in office.marit.last


def test_the_ladder_takes_all_of_a_mentors_in_one_go_however_little_it_does_at_once(
    office: Office,
) -> None:
    """Between two steps of the program the postman has his turn."""
    references, town = three(office), office.town
    with town.tx() as tx:
        people.change(tx, office.nadia.person, standing=Standing.UNREACHABLE)
        escalating.move_on(tx, office.nadia.person, town.now)
    before = len(office.marit.chat.sent())
    assert escalating.climb_overdue(town.parts, town.now, most=1)
    assert all(office.problem(each).owner == office.nils.person for each in references)
    town.settle()
    [told] = heard_since(office.marit, before)
    assert all(each in told for each in references)


def test_one_that_goes_wrong_does_not_hold_up_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = three(office)
    real = seeing_through.raised

    def breaks(tx: Tx, problem: Problem, now: datetime) -> None:
        if problem.reference == second:
            raise RuntimeError("broken")
        real(tx, problem, now)

    monkeypatch.setattr(seeing_through, "raised", breaks)
    office.nadia.blocks()
    owners = [office.problem(each).owner for each in (first, second, third)]
    assert owners == [office.nils.person, office.nadia.person, office.nils.person]
    office.town.later(minutes=14)
    monkeypatch.undo()
    office.town.later(minutes=2)
    assert office.problem(second).owner == office.nils.person
