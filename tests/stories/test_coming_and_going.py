"""How people come, go, and come back; and what somebody unknown is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialogs.menus import menu
from mentorbot.domain.people import Language, Person, Role, Standing
from mentorbot.domain.received import Kind, Received
from mentorbot.services import inviting
from mentorbot.storage import people
from mentorbot.storage.tables import checkins, inbox, places
from mentorbot.storage.tables import people as everybody
from tests.stories.office import Office
from tests.stories.town import Phone, Town


def invited(town: Town, role: Role = Role.MENTOR, name: str = "Ola Moe") -> tuple[int, str]:
    with town.tx() as tx:
        who = people.add(tx, role, name, town.now)
        return who, inviting.invite(tx, town.parts, who, town.now).code


def person(phone: Phone) -> Person:
    with phone.town.tx() as tx:
        return people.get(tx, phone.person)


def test_three_taps_and_the_first_talk_is_planned(town: Town) -> None:
    kari = town.settled(Role.COORDINATOR, "Kari Kvam")
    nav = town.settled(Role.NAV_CONTACT, "Nadia Nes")
    ola = town.person(Role.MENTOR, "Ola Moe", by=kari.person)
    town.placement(ola, nav, nav)
    assert "Kari Kvam" in ola.last
    ola.chooses("common.ok")
    ola.chooses("onboarding.suits")
    assert person(ola).onboarded
    town.later(days=7)
    assert "Hvordan har uka vært?" in ola.last


def test_a_mentor_who_never_accepts_is_never_asked_and_later_is(town: Town) -> None:
    nav = town.settled(Role.NAV_CONTACT, "Nadia Nes")
    ola = town.person(Role.MENTOR, "Ola Moe")
    town.placement(ola, nav, nav)
    town.later(days=30)
    assert len(ola.chat.sent()) == 1
    assert {row.why for row in town.rows(checkins) if row.state == "skipped"} == {"not_onboarded"}
    ola.chooses("common.ok")
    ola.chooses("onboarding.suits")
    town.later(days=14)
    assert "Hvordan har uka vært?" in "".join(ola.chat.texts())


def test_wrong_used_and_expired_invitations_sound_the_same(town: Town) -> None:
    _, used = invited(town)
    _, expired = invited(town, name="Eva Ek")
    said = []
    town.receive(Received(Kind.COMMAND, 77, used, "start"))
    town.until(town.now + town.book.rules.invite_lives)
    for chat, code in ((78, used), (79, expired), (80, "wrong"), (81, "x" * 64)):
        outcome = town.receive(Received(Kind.COMMAND, chat, code, "start"))
        assert outcome.stranger is not None
        said.append(outcome.stranger.html)
    assert len(set(said)) == 1
    assert {row.chat_id for row in town.rows(everybody)} == {77, None}


def test_an_invitation_opened_by_somebody_else_who_is_known_changes_nothing(
    office: Office,
) -> None:
    who, code = invited(office.town)
    office.nadia.says(f"/start {code}")
    with office.town.tx() as tx:
        assert people.get(tx, who).chat_id is None
        assert people.get(tx, office.nadia.person).role is Role.NAV_CONTACT
    # It is still good for the one it was made for.
    office.town.receive(Received(Kind.COMMAND, 99, code, "start"))
    with office.town.tx() as tx:
        assert people.get(tx, who).chat_id == 99


def test_a_new_phone_gets_new_messages_not_edits_of_the_old_ones(office: Office) -> None:
    office.marit.says("/settings")
    with office.town.tx() as tx:
        code = inviting.invite(tx, office.town.parts, office.marit.person, office.town.now).code
    new = Phone(office.town, office.marit.person, 555)
    new.says(f"/start {code}")
    new.says("/settings")
    assert [arrival.verb for arrival in new.chat.log] == ["send", "send"]
    office.marit.says("/status")
    assert "/status" not in office.marit.last and len(office.marit.chat.messages) == 1


def test_a_stranger_is_told_the_numbers_and_nothing_of_them_is_kept(town: Town) -> None:
    for received in (
        Received(Kind.TEXT, 42, "hei, hvem er du?", language_tag="nb"),
        Received(Kind.COMMAND, 42, "", "report"),
        Received(Kind.COMMAND, 42, "", "start"),
        Received(Kind.OTHER, 42, "voice"),
        Received(Kind.EDITED, 42, "rettet"),
    ):
        outcome = town.receive(received)
        assert outcome.stranger is not None and "113" in outcome.stranger.html
    tap = town.receive(Received(Kind.TAP, 42, "abc.0", callback="c", message_id=1))
    assert tap.toast == ""
    assert town.rows(places) == [] and town.rows(everybody) == []
    assert {row.body for row in town.rows(inbox)} == {None}


def test_a_stranger_in_danger_gets_the_numbers_first(town: Town) -> None:
    outcome = town.receive(Received(Kind.TEXT, 42, "han puster ikke", language_tag="nb"))
    assert outcome.stranger is not None
    assert outcome.stranger.html.startswith("<b>RING 113 NÅ</b>")


@pytest.mark.parametrize("before", ["", "checkin", "words", "pause", "status"])
def test_stop_works_from_everywhere_and_back_again(office: Office, before: str) -> None:
    marit, town = office.marit, office.town
    if before == "checkin":
        town.until(datetime(2027, 3, 5, 12, 0, tzinfo=UTC))
        marit.chooses("answer.F1.fair")
    elif before == "words":
        marit.says("/report")
        marit.chooses("group.at_work")
    elif before:
        marit.says(f"/{before}")
    marit.says("/stop")
    assert person(marit).standing is Standing.STOPPED
    quiet_from = len(marit.chat.log)
    town.later(days=30)
    assert len(marit.chat.log) == quiet_from
    marit.says("/start")
    assert person(marit).standing is Standing.ACTIVE
    town.later(days=14)
    assert len(marit.chat.sent()) > 1


def test_who_stopped_and_is_invited_again_is_asked_first_and_then_heard(office: Office) -> None:
    office.marit.says("/stop")
    with office.town.tx() as tx:
        code = inviting.invite(tx, office.town.parts, office.marit.person, office.town.now).code
    office.marit.says(f"/start {code}")
    assert person(office.marit).standing is Standing.STOPPED
    office.marit.chooses("common.ok")
    office.marit.chooses("onboarding.suits")
    assert person(office.marit).standing is Standing.ACTIVE
    heard = len(office.marit.chat.sent())
    office.town.later(days=21)
    assert len(office.marit.chat.sent()) > heard


@pytest.mark.parametrize("language", Language)
def test_the_phone_decides_the_language_and_settings_may_change_it(
    town: Town, language: Language
) -> None:
    if language not in town.book.languages:
        pytest.skip(f"the content has no {language} yet")
    _, code = invited(town)
    phone = Phone(town, 1, 1001, language)
    phone.says(f"/start {code}")
    assert phone.last == town.text("onboarding.welcome", language, inviter="", silence_told=True)


def test_accepting_shows_the_menu_of_ones_own_role(town: Town) -> None:
    for role, alone in (
        (Role.MENTOR, "report"),
        (Role.NAV_CONTACT, "mine"),
        (Role.COORDINATOR, "overview"),
    ):
        phone = town.person(role, "Noen")
        outcome = phone.chooses("common.ok")
        assert outcome.menu is not None and outcome.menu.role is role
        assert alone in [command.name for command in menu(outcome.menu.role)]


def test_an_expired_invitation_is_replaced_by_a_new_one(town: Town) -> None:
    who, first = invited(town)
    with town.tx() as tx:
        second = inviting.invite(tx, town.parts, who, town.now + timedelta(days=1)).code
    assert town.receive(Received(Kind.COMMAND, 50, first, "start")).stranger is not None
    assert town.receive(Received(Kind.COMMAND, 50, second, "start")).stranger is None
