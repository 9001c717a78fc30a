"""What people ask of mentorbot in their own words, through the real services: one yes, and done."""

from __future__ import annotations

from datetime import date

import pytest

from mentorbot.domain.people import Language, Person, Standing
from mentorbot.domain.problems import State
from mentorbot.storage import people
from tests.stories.office import Office
from tests.stories.town import Phone
from tests.stories.typing import speaks, understanding

NUMBER = "90\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}02"


@pytest.fixture
def desk(office: Office) -> Office:
    understanding(office.town)
    return office


def as_stored(phone: Phone) -> Person:
    with phone.town.tx() as tx:
        return people.get(tx, phone.person)


@pytest.mark.parametrize(
    ("language", "words", "until"),
    [
        (Language.NB, "ta pause fram til 12. april, jeg skal på ferie", date(2027, 4, 12)),
        (Language.NN, "eg har ferie i to veker, ta ein pause så lenge", date(2027, 3, 18)),
        (Language.NB, "æ ha feri te veke 14, ta pause du å", date(2027, 4, 5)),
        (Language.EN, "please pause everything until April 12", date(2027, 4, 12)),
        (Language.NB, "Jeg ferie til 12 april, ta pause", date(2027, 4, 12)),
    ],
)
def test_a_pause_until_the_day_that_was_said(
    desk: Office, language: Language, words: str, until: date
) -> None:
    marit = speaks(desk, desk.marit, language)
    marit.says(words)
    assert as_stored(marit).paused_until is None
    marit.chooses("typed.yes_pause", until=until)
    assert as_stored(marit).paused_until == until


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NB, "slutt å sende meg meldinger, jeg er ferdig som mentor"),
        (Language.NN, "eg vil ikkje ha fleire meldingar, meld meg av"),
        (Language.NB, "itj send mæ flere meldinga, æ e itj mentor lenger"),
        (Language.EN, "stop messaging me, I am not a mentor any more"),
        (Language.NB, "Ikke sende mer melding til meg, jeg slutte jobb"),
    ],
)
def test_stop_is_asked_once_and_then_holds(
    desk: Office, language: Language, words: str
) -> None:  # fmt: skip
    marit = speaks(desk, desk.marit, language)
    marit.says(words)
    assert as_stored(marit).standing is Standing.ACTIVE
    marit.chooses("typed.yes_stop")
    assert as_stored(marit).standing is Standing.STOPPED


@pytest.mark.parametrize(
    "words", ["kan du skrive engelsk til meg?", "English please", "switch to english"]
)
def test_another_language_is_one_tap(desk: Office, words: str) -> None:
    desk.marit.says(words)
    desk.marit.chooses("settings.english")
    assert as_stored(desk.marit).language is Language.EN


@pytest.mark.parametrize(
    "words",
    ["hvem er kontakten vår på NAV?", "kven er kontaktpersonen min hjå NAV",
     "who is our contact at NAV", "kem e kontakten min i nav", "Hvem er min kontakt på NAV?"],
)  # fmt: skip
def test_the_contact_is_named_and_the_number_is_behind_a_logged_tap(
    desk: Office, words: str
) -> None:
    desk.marit.says(words)
    assert "Nadia Nes" in desk.marit.last and NUMBER not in desk.marit.last
    desk.marit.chooses("typed.show_number", name="Nadia Nes")
    assert NUMBER in desk.marit.last
    [row] = desk.town.noted("phone.shown")
    assert (row.actor_id, row.subject) == (desk.marit.person, f"placement:{desk.placement}")


@pytest.mark.parametrize(
    "words",
    ["slett alt dere har lagret om meg", "kva har de lagra om meg?",
     "what data do you keep about me",
     "hvor lenge lagrer dere det jeg skriver", "Slette alt om meg"],
)  # fmt: skip
def test_what_is_kept_and_deleting_lead_to_the_privacy_dialog(desk: Office, words: str) -> None:
    desk.marit.says(words)
    desk.marit.chooses("typed.see_data")
    assert desk.marit.offers("privacy.delete_me")


@pytest.mark.parametrize(
    "words",
    ["det var falsk alarm, trekk det tilbake", "det var falsk alarm, trekk meldinga attende",
     "false alarm, please withdraw what I sent", "Feil alarm, alt bra, ta bort meldingen"],
)  # fmt: skip
def test_a_false_alarm_is_taken_back_after_one_yes(desk: Office, words: str) -> None:
    first = desk.report("P02")
    desk.town.later(minutes=5)
    last = desk.report("P08")
    desk.marit.says(words)
    assert desk.problem(last).state is State.SENT
    desk.marit.chooses("typed.yes_cancel")
    assert desk.problem(last).state is State.CLOSED
    assert desk.problem(first).state is State.SENT
    assert last in desk.marit.last


def test_a_note_about_an_emergency_can_be_taken_back_too(desk: Office) -> None:
    desk.marit.says("det brenner på lageret")
    desk.marit.chooses("emergency.i_called")
    desk.marit.chooses("emergency.tell_nav")
    [reference] = desk.references()
    desk.marit.says("det var falsk alarm, bare røyk fra grillen. trekk det tilbake")
    desk.marit.chooses("typed.yes_cancel")
    assert desk.problem(reference).state is State.CLOSED


def test_nothing_to_take_back_is_said(desk: Office) -> None:
    desk.marit.says("det var falsk alarm, trekk det tilbake")
    assert "ingenting å trekke tilbake" in desk.marit.last


def test_a_new_participant_reaches_the_coordinator_after_one_yes(desk: Office) -> None:
    before = len(desk.kari.chat.sent())
    desk.marit.says("jeg får en ny deltaker fra mandag, hvordan legger jeg inn henne?")
    assert len(desk.kari.chat.sent()) == before
    desk.marit.chooses("typed.tell_coordinator")
    assert "Marit Mo" in desk.kari.last and "deltaker" in desk.kari.last


def test_a_nav_contact_may_wish_too(desk: Office) -> None:
    desk.nadia.says("jeg har ferie til 12. april, ta pause")
    desk.nadia.chooses("typed.yes_pause", until=date(2027, 4, 12))
    assert as_stored(desk.nadia).paused_until == date(2027, 4, 12)
