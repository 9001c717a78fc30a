"""Somebody asks to see how the weeks went: it comes as a picture with the same in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs import pictured
from mentorbot.domain.charts import Chart, Series, Shape, Sheet
from mentorbot.domain.people import Language, Role
from mentorbot.services import erasing, picturing
from mentorbot.services.charting import Words
from mentorbot.services.messenger import MOST_CAPTION, Picture, Refused
from mentorbot.storage import checkins, people, placements
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.outbox import Verb
from mentorbot.storage.tables import outbox
from tests.stories.office import Office
from tests.stories.phones import Death, Message, no_trap
from tests.stories.town import Phone

SAYS = {0: {"F1": "hard", "F4": "high"}, 7: {"F1": "good", "F3": "new"}, 14: {"F4": "right"}}
"""Answers by how many days after the start they were given."""


def weeks_pass(office: Office, placement: int | None = None) -> None:
    """Marit has answered; three weeks went by."""
    town, number = office.town, placement or office.placement
    with town.tx() as tx:
        start = placements.get(tx, number).start
        for days, given in SAYS.items():
            day = start + timedelta(days=days)
            due = town.parts.calendar.at(day, town.parts.rules.checkin.at)
            made = checkins.plan(tx, number, office.marit.person, f"t{days}", due, day, [*given])
            assert made is not None
            checkins.set_values(tx, made, state=CheckInState.DONE, opened_at=due)
            for question, answer in given.items():
                checkins.answer(tx, made, question, answer, due)
    town.now += timedelta(days=18)


def asks(office: Office, button: str = "pictures.see") -> None:
    office.marit.says("/status")
    office.marit.chooses("pictures.see_course", alias=None)
    office.marit.chooses(button)


def shown(phone: Phone) -> list[Message]:
    return [message for message in phone.chat.messages if message.picture is not None]


def picture(phone: Phone) -> Picture:
    (message,) = shown(phone)
    assert message.picture is not None
    return message.picture


def test_a_mentor_sees_the_weeks_of_their_own_placement(office: Office) -> None:
    weeks_pass(office)
    asks(office)
    seen = picture(office.marit)
    assert seen.file == ""
    for words in (
        "Hvordan har uka vært?",
        "Bra i 1 uke, Vanskelig i 1 uke",
        "Sist, i uke 11: Passe.",
    ):
        assert words in seen.caption
    assert "Bare du har fått bildet" in seen.caption
    assert b"For h\xc3\xb8ye" in seen.content
    assert "Hjalp det" not in seen.caption
    assert not any(shown(phone) for phone in (office.nadia, office.nils, office.kari))


def test_the_page_for_the_meeting_is_a_file_and_names_the_alias_only(office: Office) -> None:
    office.report()
    weeks_pass(office)
    asks(office, "pictures.see_paper")
    seen = picture(office.marit)
    assert seen.file == "Ukene Bjørk.pdf"
    page = seen.content.decode()
    for words in ("Bjørk", "Dette er uke 4 av 13.", "svart på 3 innsjekker og meldt 1 sak"):
        assert words in page
    for name in ("Marit", "Nadia", "Nils", "Kari", "Lageret"):
        assert name not in page + seen.caption
    assert not any(shown(phone) for phone in (office.nadia, office.nils, office.kari))


@pytest.mark.shows("R40", "A picture of a placement's weeks is deleted from the chat again.")
def test_a_picture_of_a_placement_goes_from_the_chat_as_words_do(office: Office) -> None:
    weeks_pass(office)
    asks(office)
    stays = office.town.parts.rules.wording_in_chat
    office.town.later(hours=stays / timedelta(hours=1) - 1)
    assert shown(office.marit)
    office.town.later(hours=1)
    assert not shown(office.marit)


def test_nothing_of_a_picture_rests_in_the_database(office: Office) -> None:
    weeks_pass(office)
    asks(office)
    (row,) = [row for row in office.town.rows(outbox) if row.verb == Verb.PICTURE]
    assert (row.state, row.payload, row.placement_id) == ("sent", None, office.placement)


def test_who_is_mentor_no_more_gets_no_picture_that_was_on_its_way(office: Office) -> None:
    weeks_pass(office)
    town = office.town
    mona = town.settled(Role.MENTOR, "Mona Mæland")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town, "settle", lambda: None)
        asks(office)
    with town.tx() as tx:
        placements.change(tx, office.placement, mentor_id=mona.person)
    town.settle()
    assert not shown(office.marit)
    (row,) = [row for row in town.rows(outbox) if row.verb == Verb.PICTURE]
    assert row.state == "replaced"


def test_another_mentors_weeks_are_not_asked_for_with_an_old_button(office: Office) -> None:
    weeks_pass(office)
    town, marit = office.town, office.marit
    mona = town.settled(Role.MENTOR, "Mona Mæland")
    marit.says("/status")
    marit.chooses("pictures.see_course", alias=None)
    with town.tx() as tx:
        placements.change(tx, office.placement, mentor_id=mona.person)
    marit.chooses("pictures.see")
    assert not shown(marit)
    assert not [row for row in town.rows(outbox) if row.verb == Verb.PICTURE]


def test_where_nothing_can_be_shown_the_words_come_alone(office: Office) -> None:
    asks(office)
    assert office.town.text("pictures.nothing") in office.marit.last
    weeks_pass(office)

    def refuses(verb: str, _chat: int, _words: object) -> None:
        if verb == "show":
            raise Refused("PHOTO_INVALID_DIMENSIONS")

    office.town.phones.before = refuses
    asks(office)
    assert "Hvordan var kravene til deltakeren?" in office.marit.last
    assert not shown(office.marit)


def test_a_death_at_the_last_moment_loses_no_picture(office: Office) -> None:
    weeks_pass(office)

    def dies(verb: str, _chat: int, _words: object) -> None:
        if verb == "show":
            raise Death

    office.town.phones.before = dies
    with pytest.raises(Death):
        asks(office)
    office.town.phones.before = no_trap
    office.town.restart()
    assert len(shown(office.marit)) == 1


def test_what_is_erased_goes_from_the_chat_at_once(office: Office) -> None:
    weeks_pass(office)
    asks(office)
    town = office.town
    with town.tx() as tx:
        erasing.erase_placement(tx, town.parts, office.placement, town.now)
    town.settle()
    assert not shown(office.marit)


def test_a_picture_that_is_too_old_to_delete_is_listed(office: Office) -> None:
    weeks_pass(office)
    asks(office)
    office.town.phones.stays.add(shown(office.marit)[0].id)
    office.town.later(days=3)
    assert [row.detail["error"] for row in office.town.noted("letter.failed")] == ["Refused"]


@pytest.mark.parametrize("language", Language)
def test_every_role_at_nav_gets_what_is_theirs_in_their_own_language(
    office: Office, language: Language
) -> None:
    office.report()
    office.nadia.chooses("followup.see")
    weeks_pass(office)
    town, texts = office.town, {}
    for phone in (office.kari, office.nadia):
        with town.tx() as tx:
            people.change(tx, phone.person, language=language)
        phone.language = language
        phone.says("/overview")
        phone.chooses("pictures.see_office")
        texts[phone.person] = picture(phone).caption
    of_kari, of_nadia = texts[office.kari.person], texts[office.nadia.person]
    asked, opened = (town.text(f"pictures.{name}", language) for name in ("asked", "receipts"))
    assert asked in of_kari and opened in of_kari
    assert asked not in of_nadia and opened in of_nadia
    # One placement's answers stand in no picture at NAV (rule 4).
    for key in ("pictures.leant", "answer.F1.hard", "answer.F4.high"):
        assert town.text(key, language) not in of_kari + of_nadia


def test_who_has_no_chat_is_offered_no_picture(office: Office) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.kari.person, chat_failed_at=office.town.now)
        me = people.get(tx, office.kari.person)
    assert pictured.of_office(me) == ()


def test_so_many_words_that_they_do_not_fit_are_cut_between_two_charts(office: Office) -> None:
    say = Words(office.town.book, Language.NB)
    long = "Mange ord om en uke. " * 20
    charts = tuple(
        Chart(
            str(n), Shape.LINE, f"Bilde {n}", (long,), "uke", ("9",), (Series("", (1.0,), ("1",)),)
        )
        for n in range(5)
    )
    html = picturing.caption(Sheet("x", "Tittel", charts), None, say)
    assert len(html) <= MOST_CAPTION + len("<b></b>") * 3
    assert "Bilde 1" in html and "Bilde 3" not in html
    assert html.rstrip().endswith("en uke.")
