"""Emergencies in words: the numbers first, in any state, in any language, before all learning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorbot.domain.people import Language, Role
from mentorbot.domain.received import Kind, Received
from mentorbot.storage import people
from tests.stories.office import Office
from tests.stories.town import Phone
from tests.stories.typing import deaf, new, speaks, understanding

PUSH = "<b>RING 113 NÅ</b>"


@pytest.fixture
def desk(office: Office) -> Office:
    understanding(office.town)
    return office


@pytest.mark.parametrize(
    ("language", "words", "first"),
    [
        (Language.NB, "det brenner på kjøkkenet", "<b>RING 110 NÅ</b>"),
        (Language.NN, "han har kniv og trugar dei andre", "<b>RING 112 NO</b>"),
        (Language.NB, "hainn ha datt ned fra taket å pust itj", PUSH),
        (Language.EN, "she is unconscious and not breathing", "<b>CALL 113 NOW</b>"),
        (Language.NB, "Hun skrive hun vil dø i natt", PUSH),
        (Language.NB, "jeg vil ikke leve lenger", PUSH),
    ],
)
@pytest.mark.parametrize("learned", [True, False])
def test_the_number_it_calls_for_stands_first_and_big(
    desk: Office, language: Language, words: str, first: str, learned: bool
) -> None:
    if not learned:
        deaf(desk.town)
    marit = speaks(desk, desk.marit, language)
    marit.says(words)
    numbers, _after = new(marit, 2)
    assert numbers.startswith(first)
    assert marit.offers("emergency.i_called") and desk.references() == []


def test_who_may_take_a_life_is_given_somebody_to_talk_to_as_well(desk: Office) -> None:
    desk.marit.says("hun sier at hun vil ta livet sitt")
    numbers = new(desk.marit, 2)[0]
    assert numbers.index("113") < numbers.index("116 117") < numbers.index("116 123")


def test_then_i_have_called_then_nav(desk: Office) -> None:
    desk.marit.says("han puster ikke")
    desk.marit.chooses("emergency.i_called")
    desk.marit.chooses("emergency.tell_nav")
    [reference] = desk.references()
    assert desk.problem(reference).report.wording == ""


def asked_for_words(phone: Phone) -> None:
    phone.says("/report")
    phone.chooses("group.at_work")
    phone.chooses("category.P01")
    phone.chooses("report.next")
    phone.chooses("common.skip")
    phone.chooses("report.add_words")


def on_pause(phone: Phone) -> None:
    phone.says("/pause")
    phone.taps(next(label for label in phone.chat.labels() if "uke" in label))


def stopped(phone: Phone) -> None:
    phone.says("/stop")


def reading_advice(phone: Phone) -> None:
    phone.says("/guidance")


def not_yet_here(phone: Phone) -> None:
    with phone.town.tx() as tx:
        people.change(tx, phone.person, onboarded=False)


def nowhere(_phone: Phone) -> None:
    return None


STATES = (asked_for_words, on_pause, stopped, reading_advice, not_yet_here, nowhere)


@pytest.mark.parametrize("state", STATES)
def test_in_any_state_the_numbers_come_before_everything_else(desk: Office, state: object) -> None:
    assert callable(state)
    state(desk.marit)
    before = len(desk.marit.chat.messages)
    desk.marit.says("han ligger på gulvet og puster ikke")
    assert desk.marit.chat.messages[before].words.html.startswith(PUSH)


def test_words_for_nav_are_not_lost_though_they_sound_dangerous(desk: Office) -> None:
    asked_for_words(desk.marit)
    desk.marit.says("han sa at han skal drepe meg hvis han mister plassen")
    numbers, _after, preview = new(desk.marit, 3)
    assert numbers.startswith("<b>RING 112 NÅ</b>") and "drepe" in preview
    assert desk.references() == []


@pytest.mark.parametrize("who", ["nadia", "kari"])
def test_the_office_gets_the_numbers_too(desk: Office, who: str) -> None:
    phone: Phone = getattr(desk, who)
    phone.says("mentoren skriver at han ikke puster")
    assert new(phone, 2)[0].startswith(PUSH)


@pytest.mark.parametrize(
    "received",
    [
        Received(Kind.EDITED, 0, "han puster ikke"),
        Received(Kind.OTHER, 0, "photo", caption="han puster ikke"),
        Received(Kind.COMMAND, 0, "han puster ikke", "report"),
    ],
)
def test_edits_captions_and_words_behind_a_command_count(desk: Office, received: Received) -> None:
    before = len(desk.marit.chat.messages)
    desk.town.receive(replace(received, chat_id=desk.marit.chat_id, language_tag="nb"))
    assert desk.marit.chat.messages[before].words.html.startswith(PUSH)


@pytest.mark.parametrize(
    "received",
    [
        Received(Kind.TEXT, 77, "han puster ikke", language_tag="nb"),
        Received(Kind.EDITED, 77, "han puster ikke", language_tag="nb"),
        Received(Kind.OTHER, 77, "photo", caption="han puster ikke", language_tag="nb"),
    ],
)
def test_a_stranger_in_danger_gets_the_numbers(desk: Office, received: Received) -> None:
    outcome = desk.town.receive(received)
    assert outcome.stranger is not None and outcome.stranger.html.startswith(PUSH)


def test_a_newcomer_in_danger_gets_the_numbers(desk: Office) -> None:
    newcomer = desk.town.person(Role.MENTOR, "Nora Ny")
    newcomer.says("ho pustar ikkje")
    assert PUSH[:12] in new(newcomer, 2)[0]


@pytest.mark.parametrize(
    "words",
    [
        "vi hadde brannøvelse i dag, og hun fant utgangen først",
        "jeg lo meg i hjel av vitsen hans",
        "for fem år siden prøvde hun å ta livet sitt, nå har hun det bra",
        "jeg spurte om han tenkte på selvmord, og han sa klart nei",
    ],
)
def test_what_only_sounds_dangerous_gets_its_answer_with_the_line(desk: Office, words: str) -> None:
    before = len(desk.marit.chat.messages)
    desk.marit.says(words)
    first = desk.marit.chat.messages[before].words.html
    assert not first.startswith("<b>RING") and "113" in first
