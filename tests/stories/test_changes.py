"""Somebody else takes over: who is told, what goes on, what ends at once (R39)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel, Seat
from mentorbot.domain.problems import State
from mentorbot.services import inviting
from mentorbot.storage import checkins, people, placements
from mentorbot.storage.tables import checkins as checkin_rows
from tests.stories.changing import (
    EVENING,
    FRIDAY,
    buttons_of,
    gives_seat,
    newcomer,
    now_is,
    sheet,
    takes_model,
    told_since,
)
from tests.stories.office import Office
from tests.stories.town import Phone

# Another mentor.


@pytest.mark.shows("R39", "A new mentor gets the agreements and nothing private.")
def test_agreements_go_on_to_a_new_mentor_and_nothing_private_does(office: Office) -> None:
    town, siv = office.town, newcomer(office)
    town.until(FRIDAY)
    office.marit.chooses("answer.F1.fair")
    with town.tx() as tx:
        placements.change(tx, office.placement, practising="less_help", rhythm=2)
    reference = office.report()
    with town.tx() as tx:
        placements.practise(tx, office.placement, "less_help")
    counts = {phone.person: len(phone.chat.sent()) for phone in (*office.people, siv)}
    gives_seat(office, Seat.MENTOR, siv)
    (said,) = told_since(siv, counts[siv.person])
    assert "Nadia Nes" in said and "+47\N{NO-BREAK SPACE}90" in said
    for agreed in ("Mindre hjelp", "fredag 28.", "annenhver uke", reference, "frist"):
        assert agreed in said, agreed
    (thanks,) = told_since(office.marit, counts[office.marit.person])
    assert "Takk" in thanks and "Siv Solli" in thanks
    (to_nav,) = told_since(office.nadia, counts[office.nadia.person])
    assert "«Siv Solli er mentoren din fra nå av." in to_nav
    (to_stand_in,) = told_since(office.nils, counts[office.nils.person])
    assert "Siv Solli" in to_stand_in
    siv.says("/status")
    assert reference in siv.last and "Marit" not in siv.last


@pytest.mark.shows("R39", "The former mentor's buttons are dead at once.")
def test_the_old_mentors_buttons_are_dead_at_once_and_gone_from_the_chat(office: Office) -> None:
    town, marit = office.town, office.marit
    town.until(FRIDAY)
    marit.chooses("answer.F1.fair")
    office.report()
    marit.says("/report")
    marit.chooses("group.at_work")
    marit.chooses("category.P02")
    marit.says("/status")
    before = buttons_of(marit)
    assert len({message.id for message, _ in before}) >= 4
    gives_seat(office, Seat.MENTOR, newcomer(office))
    assert [message for message, _ in buttons_of(marit)] == []
    rows = len(town.rows(checkin_rows))
    for message, data in before:
        outcome = marit.presses(data, message.id)
        assert outcome.toast == town.toast("common.old_button")
    assert len(office.references()) == 1 and len(town.rows(checkin_rows)) == rows
    marit.says("/report")
    assert "ingen" in marit.last.lower()
    marit.says("/checkin")
    assert [row.mentor_id for row in town.rows(checkin_rows) if row.state == "open"] == []


def test_the_old_mentors_talk_ends_and_the_new_one_has_a_week_in_peace(office: Office) -> None:
    town, siv = office.town, newcomer(office)
    town.until(FRIDAY)
    gives_seat(office, Seat.MENTOR, siv)
    with town.tx() as tx:
        planned = checkins.planned_of(tx, office.placement)
    (old,) = [row for row in town.rows(checkin_rows) if row.mentor_id == office.marit.person]
    assert (old.state, old.why) == ("skipped", "handed_over")
    assert planned is not None and planned.mentor == siv.person
    assert planned.due_at >= town.now + timedelta(weeks=1)
    quiet, heard = len(siv.chat.sent()), len(office.marit.chat.sent())
    town.later(days=21)
    assert len(siv.chat.sent()) > quiet and len(office.marit.chat.sent()) == heard
    assert "Hvordan" in siv.last


def test_what_the_old_mentor_left_unanswered_is_no_silence_of_the_new_one(office: Office) -> None:
    town, siv = office.town, newcomer(office)
    town.until(datetime(2027, 3, 24, 8, 0, tzinfo=UTC))
    told = len(office.nadia.chat.sent())
    gives_seat(office, Seat.MENTOR, siv)
    office.kari.says("/overview")
    assert "uten svar" not in office.kari.last
    town.later(days=9)
    assert "uten svar" not in "".join(told_since(office.nadia, told))


@pytest.mark.shows("R39", "Open problems keep their owner and clock when the mentor changes.")
def test_an_open_problem_keeps_its_owner_and_clock_and_the_new_mentor_follows_it(
    office: Office,
) -> None:
    siv, marit = newcomer(office), office.marit
    reference = office.report(cannot_wait=True)
    before, heard = office.problem(reference), len(marit.chat.log)
    gives_seat(office, Seat.MENTOR, siv)
    after = office.problem(reference)
    assert (after.owner, after.deadline, after.mentor) == (
        before.owner, before.deadline, marit.person,
    )  # fmt: skip
    quiet = len(marit.chat.sent())
    office.nadia.chooses("followup.see")
    assert "Siv Solli" in office.nadia.last
    office.nadia.chooses("followup.today")
    assert siv.sees(f"Nadia Nes ringer deg i dag om sak {reference}")
    siv.chooses("status.nav_rang")
    siv.chooses("helped.yes")
    assert office.problem(reference).state is State.CLOSED
    assert len(marit.chat.sent()) == quiet and len(marit.chat.log) > heard


def test_the_former_mentors_words_never_reach_the_next(office: Office) -> None:
    town, siv, marit = office.town, newcomer(office), office.marit
    marit.says("/report")
    marit.chooses("group.at_work")
    marit.chooses("category.P03")
    marit.chooses("report.next")
    marit.chooses("common.skip")
    marit.chooses("report.add_words")
    marit.says("Truckføreren roper hele dagen")
    marit.chooses("report.send")
    gives_seat(office, Seat.MENTOR, siv)
    (reference,) = office.references()
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.answered")
    siv.says("/status")
    siv.taps(
        town.label("status.open_problem", matter=town.phrase("category.P03"), reference=reference)
    )
    assert siv.sees(reference) and not siv.sees("Truckføreren")


def test_a_deadline_that_passes_is_told_to_the_new_mentor_only(office: Office) -> None:
    siv = newcomer(office)
    reference = office.report(cannot_wait=True)
    gives_seat(office, Seat.MENTOR, siv)
    quiet = len(office.marit.chat.sent())
    office.town.later(days=4)
    assert siv.sees(f"NAV åpnet ikke sak {reference} innen fristen")
    assert len(office.marit.chat.sent()) == quiet


def test_who_has_not_come_yet_is_told_right_after_the_start(office: Office) -> None:
    town = office.town
    with town.tx() as tx:
        who = people.add(tx, Role.MENTOR, "Siv Solli", town.now)
        code = inviting.invite(tx, town.parts, who, town.now).code
    kari = sheet(office)
    kari.chooses("placement.people")
    kari.chooses("placement.seat_mentor")
    kari.chooses("placement.person", name="Siv Solli")
    assert "ikke brukt invitasjonen" in kari.last
    kari.chooses("placement.yes")
    assert "har ikke begynt her ennå" in office.nadia.last
    siv = Phone(town, who, 1000 + who)
    siv.says(f"/start {code}")
    assert "Nadia Nes" in siv.last and not siv.sees("Dette er avtalt")
    siv.chooses("common.ok")
    assert [text for text in siv.chat.texts() if "Dette er avtalt" in text]
    siv.chooses("onboarding.suits")
    town.later(days=1)
    assert len([text for text in siv.chat.texts() if "Dette er avtalt" in text]) == 1


def test_who_is_both_nav_contact_and_stand_in_hears_it_once(office: Office) -> None:
    siv = newcomer(office)
    with office.town.tx() as tx:
        placements.change(tx, office.placement, nav_stand_in_id=office.nadia.person)
    before = len(office.nadia.chat.sent())
    gives_seat(office, Seat.MENTOR, siv)
    (said,) = told_since(office.nadia, before)
    assert "«Siv Solli" in said


def test_a_stand_in_who_becomes_mentor_hears_that_alone_and_stands_in_no_more(
    office: Office,
) -> None:
    siv = newcomer(office)
    gives_seat(office, Seat.MENTOR_STAND_IN, siv)
    assert "vikar for mentor" in siv.last and "Siv Solli" in office.marit.last
    before = len(siv.chat.sent())
    gives_seat(office, Seat.MENTOR, siv)
    (said,) = told_since(siv, before)
    assert "Dette er avtalt" in said
    assert (now_is(office).mentor, now_is(office).mentor_stand_in) == (siv.person, None)


def test_what_is_undone_before_anybody_heard_is_never_told(office: Office) -> None:
    """In the evening nobody is disturbed; in the morning there is nothing to tell."""
    siv, marit = newcomer(office), office.marit
    office.town.until(EVENING)
    before = [len(phone.chat.sent()) for phone in (siv, marit)]
    gives_seat(office, Seat.MENTOR, siv)
    gives_seat(office, Seat.MENTOR, marit)
    office.town.later(hours=16)
    assert [len(phone.chat.sent()) for phone in (siv, marit)] == before


def test_several_changes_in_one_evening_are_one_message_in_the_morning(office: Office) -> None:
    nora = newcomer(office, Role.NAV_CONTACT, "Nora Nilsen")
    office.town.until(EVENING)
    before = len(office.marit.chat.sent())
    gives_seat(office, Seat.NAV_CONTACT, nora)
    takes_model(office, FollowUpModel.CASEWORKER)
    office.town.later(hours=14)
    (said,) = told_since(office.marit, before)
    assert "Nora Nilsen" in said and "Saksbehandlermodellen" in said


# Somebody else at NAV.


def test_open_problems_go_over_to_a_new_nav_contact_with_their_first_date(office: Office) -> None:
    nora = newcomer(office, Role.NAV_CONTACT, "Nora Nilsen")
    reference, opened = office.report(cannot_wait=True), office.report("P05")
    office.nadia.chooses("followup.see")
    first = office.problem(reference)
    heard = {phone.person: len(phone.chat.sent()) for phone in office.people}
    gives_seat(office, Seat.NAV_CONTACT, nora)
    for each in (reference, opened):
        assert office.problem(each).owner == nora.person
        assert office.problem(each).state is State.SENT
    assert office.problem(reference).sent_at == first.sent_at
    assert office.problem(reference).deadline == first.deadline
    (said,) = told_since(office.marit, heard[office.marit.person])
    assert "Nora Nilsen" in said
    (gone,) = told_since(office.nadia, heard[office.nadia.person])
    assert "Nora Nilsen" in gone and "kontakt i NAV" in gone
    assert reference in nora.last and opened in nora.last
    nora.chooses("placement.open_problem", reference=reference)
    assert office.problem(reference).state is State.RECEIVED


def test_what_a_new_nav_contact_does_not_open_climbs_to_the_stand_in(office: Office) -> None:
    nora = newcomer(office, Role.NAV_CONTACT, "Nora Nilsen")
    reference = office.report(cannot_wait=True)
    office.nadia.chooses("followup.see")
    gives_seat(office, Seat.NAV_CONTACT, nora)
    office.town.later(days=4)
    assert office.problem(reference).owner != nora.person
    assert office.nils.sees(reference) and office.marit.sees(reference)


def test_the_former_nav_contact_sees_nothing_of_the_placement_any_more(office: Office) -> None:
    nora = newcomer(office, Role.NAV_CONTACT, "Nora Nilsen")
    nadia = sheet(office, office.nadia)
    message, data = nadia.chat.find(office.town.label("placement.history"))
    gives_seat(office, Seat.NAV_CONTACT, nora)
    nadia.presses(data, message.id)
    nadia.says("/placements")
    assert "ingen deltakere" in nadia.last
