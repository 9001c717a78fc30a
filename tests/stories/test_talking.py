"""NAV and the mentor talk through the bot about a problem, under its reference."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mentorbot.domain.people import Role
from mentorbot.domain.placements import Seat
from mentorbot.domain.problems import State
from mentorbot.domain.turns import Side, Waits
from mentorbot.services import changing
from mentorbot.storage import rungs
from mentorbot.storage.tables import remarks
from tests.stories.office import Office
from tests.stories.town import Phone

TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
AFTERNOON = datetime(2027, 3, 2, 16, 0, tzinfo=UTC)
WEDNESDAY_MORNING = datetime(2027, 3, 3, 6, 30, tzinfo=UTC)
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
WORDS = "Passer det at jeg stikker innom etter lunsj"


@pytest.fixture
def office(office_at: Callable[..., Office]) -> Office:
    return office_at(TUESDAY, **LATER)


@pytest.fixture
def reference(office: Office) -> str:
    """A case that Nadia has opened."""
    made = office.report("P08")
    office.nadia.chooses("followup.see")
    return made


def kind_of(office: Office, reference: str) -> str:
    """What is planned next about it."""
    return next(kind for _, kind, state, _ in office.fired(reference) if state == "planned")


def due_of(office: Office, reference: str) -> datetime:
    with office.town.tx() as tx:
        rung = rungs.next_of(tx, reference)
    assert rung is not None
    return rung.due_at


def writes(phone: Phone, words: str) -> None:
    phone.chooses("followup.write" if phone.offers("followup.write") else "status.write")
    phone.says(words)
    phone.chooses("thread.send")


def test_nadia_asks_by_a_tap_and_marit_answers_by_a_tap(office: Office, reference: str) -> None:
    marit, nadia = office.marit, office.nadia
    sounds = len(marit.chat.sent())
    nadia.chooses("followup.write")
    nadia.chooses("question_to_mentor.come_by")
    assert len(marit.chat.sent()) == sounds + 1
    assert f"om sak {reference}" in marit.last and "Når kan jeg komme innom?" in marit.last
    heard = len(nadia.chat.sent())
    marit.chooses("reply_to_nav.come_by_call_first")
    assert len(nadia.chat.sent()) == heard + 1
    assert "Marit Mo" in nadia.last and "Ring før du kommer" in nadia.last
    assert office.problem(reference).state is State.RECEIVED
    assert not office.town.noted("contact.logged"), "they have not talked"


@pytest.mark.shows("R40", "What NAV and the mentor write opens behind a logged tap.")
def test_words_open_behind_a_logged_tap_and_leave_the_chat_again(
    office: Office, reference: str
) -> None:
    marit, nadia = office.marit, office.nadia
    writes(nadia, WORDS)
    assert not marit.sees("stikker innom")
    assert not nadia.sees("stikker innom"), "and they do not rest with the one who wrote them"
    noted = len(office.town.noted("wording.read"))
    marit.chooses("thread.read")
    assert marit.sees("stikker innom")
    assert len(office.town.noted("wording.read")) == noted + 1
    assert "Marit Mo leste det tirsdag 2.\xa0mars kl.\xa010:00" in nadia.last
    marit.says("Ja, kom gjerne")
    marit.chooses("thread.send")
    nadia.chooses("thread.read")
    assert nadia.sees("Ja, kom gjerne")
    office.town.later(hours=47)
    assert not marit.sees("stikker innom") and not nadia.sees("Ja, kom gjerne")


def test_it_is_known_whose_turn_it_is(office: Office, reference: str) -> None:
    def waits() -> Waits:
        return office.problem(reference).turn

    assert waits() == Waits(Side.NAV, TUESDAY)
    office.nadia.chooses("followup.write")
    office.town.later(minutes=5)
    office.nadia.chooses("question_to_mentor.urgent")
    assert waits() == Waits(Side.MENTOR, TUESDAY + timedelta(minutes=5))
    office.town.later(minutes=5)
    office.marit.chooses("reply_to_nav.urgent_this_week")
    assert waits() == Waits(Side.NAV, TUESDAY + timedelta(minutes=10))


def test_both_lists_and_the_coordinators_say_whose_turn_it_is(
    office: Office, reference: str
) -> None:
    office.nadia.chooses("followup.write")
    office.town.later(minutes=5)
    office.nadia.chooses("question_to_mentor.urgent")
    since = "siden tirsdag 2.\xa0mars kl.\xa010:05"
    assert office.marit.sees(f"Venter på deg {since}"), "the bubble follows without a sound"
    office.marit.says("/status")
    assert f"Venter på deg {since}" in office.marit.last
    assert "Nadia Nes i NAV har skrevet til deg" in office.marit.last
    office.nadia.says("/mine")
    assert f"Venter på mentor {since}" in office.nadia.last
    office.kari.says("/overview")
    assert f"1 venter på mentor, {since}" in office.kari.last


def test_a_question_gives_the_mentor_time_before_nav_is_asked_whether_it_is_in_hand(
    office: Office, reference: str
) -> None:
    """It waits for Marit: Nadia is not pressed for it on the day that was NAV's."""
    before = due_of(office, reference)
    office.town.until(before - timedelta(minutes=30))
    office.nadia.chooses("followup.write")
    office.nadia.chooses("question_to_mentor.urgent")
    kind, due = "ask", due_of(office, reference)
    assert due > before
    assert [(rung[1], rung[2]) for rung in office.fired(reference)][-1] == (kind, "planned")
    office.town.until(due)
    assert "Er denne i gang?" in office.nadia.last
    assert "Mentor har ikke svart på det du skrev" in office.nadia.last


def test_once_the_mentor_answered_nav_has_its_time_again_and_is_chased(
    office: Office, reference: str
) -> None:
    office.nadia.chooses("followup.write")
    office.nadia.chooses("question_to_mentor.urgent")
    while_waiting = due_of(office, reference)
    office.town.until(while_waiting)
    assert kind_of(office, reference) == "take_back"
    office.marit.chooses("reply_to_nav.urgent_today")
    assert kind_of(office, reference) == "ask", "it was not Nadia's turn: she has time again"
    office.town.until(due_of(office, reference))
    assert "Mentor har ikke svart" not in office.nadia.last
    office.town.until(due_of(office, reference))
    assert office.problem(reference).owner == office.nils.person


def test_what_the_mentor_adds_stops_no_clock_of_navs(office: Office, reference: str) -> None:
    before = due_of(office, reference)
    office.marit.chooses("status.write")
    office.town.later(hours=1)
    office.marit.chooses("remark_to_nav.worse_now")
    assert due_of(office, reference) == before
    assert office.problem(reference).turn == Waits(Side.NAV, TUESDAY)


def test_asking_is_the_receipt_of_what_was_opened_again(office: Office, reference: str) -> None:
    """The button of an older bubble still leads there."""
    marit, nadia = office.marit, office.nadia
    nadia.chooses("followup.write")
    nadia.chooses("followup.answered")
    marit.chooses("helped.no")
    assert office.problem(reference).state is State.SENT
    nadia.chooses("question_to_mentor.urgent")
    assert office.problem(reference).state is State.RECEIVED


def test_quiet_time_holds_for_what_the_other_one_writes(office: Office, reference: str) -> None:
    office.town.until(AFTERNOON)
    sounds = len(office.marit.chat.sent())
    office.nadia.chooses("followup.write")
    office.nadia.chooses("question_to_mentor.better_now")
    assert len(office.marit.chat.sent()) == sounds
    office.town.until(WEDNESDAY_MORNING)
    assert len(office.marit.chat.sent()) == sounds + 1
    assert office.marit.chat.sent()[-1].at == WEDNESDAY_MORNING


@pytest.mark.parametrize("closes", [False, True])
def test_what_waited_for_the_morning_is_not_said_when_the_case_closed_at_night(
    office: Office, reference: str, closes: bool
) -> None:
    marit, nadia = office.marit, office.nadia
    office.town.until(AFTERNOON)
    sounds = len(nadia.chat.sent())
    writes(marit, WORDS)
    if closes:
        marit.chooses("status.nav_rang")
        marit.chooses("helped.yes")
    office.town.until(WEDNESDAY_MORNING)
    told = [each for each in nadia.chat.sent()[sounds:] if "skriver til deg" in each.html]
    assert len(told) == (not closes)


def test_when_it_closes_the_words_go_and_old_buttons_say_so(office: Office, reference: str) -> None:
    marit, nadia = office.marit, office.nadia
    writes(nadia, WORDS)
    nadia.chooses("thread.more")
    nadia.says("Noe jeg aldri sendte")
    marit.chooses("status.nav_rang")
    marit.chooses("helped.yes")
    (row,) = office.town.rows(remarks)
    assert row.words is None and row.at == TUESDAY
    marit.chooses("thread.read")
    assert f"Sak {reference} er lukket" in marit.last
    nadia.chooses("thread.send")
    assert nadia.sees(f"Sak {reference} er lukket")
    assert len(office.town.rows(remarks)) == 1


def test_passed_on_meanwhile_the_former_owner_is_told_who_has_it(
    office: Office, reference: str
) -> None:
    marit, nadia, nils = office.marit, office.nadia, office.nils
    writes(marit, "Det gjelder vakta på fredag")
    nadia.chooses("followup.pass_on")
    nadia.chooses("followup.to", name="Nils Nygård")
    nadia.chooses("thread.read")
    assert "Nils Nygård har sak" in nadia.last and not nadia.sees("vakta på fredag")
    nils.chooses("followup.see")
    nils.chooses("followup.write")
    nils.chooses("thread.read")
    assert nils.sees("vakta på fredag"), "who has it now knows what was said"


@pytest.mark.shows("R39", "The next mentor sees only what was said after the change.")
def test_the_next_mentor_sees_only_what_was_said_since(office: Office, reference: str) -> None:
    writes(office.nadia, WORDS)
    siv = office.town.settled(Role.MENTOR, "Siv Solli", phone="+4790000009")
    office.town.later(minutes=5)
    with office.town.tx() as tx:
        errand = changing.errand_for(tx, office.town.parts, office.placement, None, office.town.now)
        assert errand is not None
        changing.change_seat(errand, Seat.MENTOR, siv.person)
    siv.says("/status")
    siv.chooses(
        "status.open_problem", matter=office.town.phrase("category.P08"), reference=reference
    )
    siv.chooses("status.write")
    assert "Nadia Nes," not in siv.last and not siv.offers("thread.read")
    office.nadia.chooses("thread.more")
    office.nadia.says("Hei, fint å bli kjent")
    office.nadia.chooses("thread.send")
    siv.chooses("thread.read")
    assert siv.sees("fint å bli kjent") and not siv.sees("stikker innom")
    office.marit.chat.keyboard and office.marit.presses(*office.marit.chat.keyboard[-1])
    assert not office.marit.sees("fint å bli kjent")


def test_a_second_tap_sends_nothing_twice(office: Office, reference: str) -> None:
    nadia = office.nadia
    nadia.chooses("followup.write")
    message, data = nadia.chat.find(office.town.label("question_to_mentor.come_by"))
    nadia.presses(data, message.id)
    nadia.presses(data, message.id)
    assert len(office.town.rows(remarks)) == 1


def test_neither_words_nor_drafts_stand_in_the_clear(
    office: Office, reference: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    writes(office.nadia, WORDS)
    office.marit.chooses("thread.read")
    office.marit.says("et hemmelig utkast")
    office.town.later(hours=1)
    said = capfd.readouterr()
    file = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("town.db*")))
    for secret in ("stikker innom", "hemmelig utkast"):
        assert secret.encode() not in file, secret
        assert secret not in said.out + said.err, secret
