"""What nobody asked for: small talk, words, voice, pictures; the emergency line first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs import emergency, hearing, typed
from dialogs.hearing import Talk as SmallTalk
from mentorbot.domain.brief import CheckInView
from mentorbot.domain.conversation import Act, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import EmergencyCalled
from mentorbot.domain.people import Person
from mentorbot.domain.problems import State
from tests.cast import KARI, MARIT, NADIA
from tests.dialogs.harness import Talk
from tests.dialogs.problems import sent
from tests.dialogs.walking import STRANGER, hears, meets, real_book, ways_out

EVERYBODY = (MARIT, NADIA, KARI)
KINDS = ("voice", "audio", "photo", "video", "video_note", "document", "location", "venue",
         "contact", "poll", "edited", "other")  # fmt: skip


def says(text: str, me: Person = MARIT, **sections: Any) -> Talk:
    talk = meets(typed, me, **sections)
    hears(talk, text)
    return talk


def begins_with_the_line(talk: Talk) -> bool:
    """Whether the first words on the phone are the emergency line."""
    book = real_book()
    said = talk.step.says[0].text
    line = book.text(emergency.LINE(), MARIT.language)
    return book.text(said, MARIT.language).removeprefix("Hei! ").startswith(line)


# Small talk.


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Hei!", "typed.greeted"),
        ("god morgen", "typed.greeted"),
        ("hei på deg", "typed.greeted"),
        ("Takk for hjelpen 😊", "typed.thanked"),
        ("ha en fin helg", "typed.farewell"),
        ("tusen takk", "typed.thanked"),
        ("ok", "typed.agreed"),
        ("Greit!", "typed.agreed"),
        ("thank you so much", "typed.thanked"),
        ("👍", "typed.wordless"),
        ("…", "typed.wordless"),
    ],
)
def test_small_talk_is_answered_as_people_do(text: str, answer: str) -> None:
    assert says(text).heard() == [answer]


def test_a_greeting_uses_the_first_name() -> None:
    assert says("hei").step.says[0].text.values["name"] == "Marit"


def test_ok_while_a_checkin_waits_tells_where_the_answer_belongs() -> None:
    waiting = (CheckInView(7, 1, ("F1",)),)
    assert says("bra", waiting=waiting).step.says[0].text.values["waiting"] is True
    assert says("bra").step.says[0].text.values["waiting"] is False


@pytest.mark.parametrize("me", [NADIA, KARI])
def test_an_ok_is_the_receipt_of_the_one_problem_that_waits(me: Person) -> None:
    opened = sent("R2", state=State.RECEIVED)
    for waiting in ((sent(),), (opened, sent())):
        step = says("Mottatt!", me, problems=waiting).step
        assert step.then == Then("followup", "open", "anew", "problem:T4K7")
    assert says("ok", me, problems=(opened,)).step.then == Then(
        "followup", "open", "anew", "problem:R2"
    )


def test_an_ok_to_several_gets_the_list_and_from_a_mentor_it_is_small_talk() -> None:
    several = (sent(), sent("R2"))
    assert says("ok", NADIA, problems=several).step.then == Then("followup", "list")
    assert says("ok", MARIT, problems=(sent(),)).step.then is None


@pytest.mark.parametrize("words", ["ok", "Mottatt, takk", "motteke", "got it", "Received", "👍"])
def test_what_says_that_it_was_received(words: str) -> None:
    assert hearing.is_receipt(words)


@pytest.mark.parametrize("words", ["nei", "nope", "takk", "hei", "ikke ok", "ok, no", "🙈"])
def test_what_does_not_say_so(words: str) -> None:
    assert not hearing.is_receipt(words)


def test_an_ok_from_nav_points_to_the_list_where_it_counts() -> None:
    talk = says("Mottatt", NADIA)
    assert talk.heard() == ["typed.agreed_nav"]
    assert ways_out(talk)[0] == "followup"


@pytest.mark.parametrize("text", ["ok det er en ting til", "hei han har ikke kommet", "takk, men"])
def test_words_beside_a_greeting_are_not_small_talk(text: str) -> None:
    assert hearing.small_talk(text) is None


# A useful answer.


@pytest.mark.shows("R37", "What nobody foresaw is answered with the emergency line first.")
@pytest.mark.parametrize("me", EVERYBODY)
def test_everything_else_begins_with_the_emergency_line(me: Person) -> None:
    assert begins_with_the_line(says("han kommer for sent hver dag", me))


def test_a_mentor_gets_the_best_card_nav_advice_and_the_menu() -> None:
    talk = says("han kommer for sent hver dag", found=("V35", "V34"))
    assert [button.label.key for button in talk.buttons()] == [
        "card_title.V35", "common.report", "common.guidance", "typed.menu",
    ]  # fmt: skip
    card = talk.button("card_title.V35")
    assert (card.opens, card.move, card.argument) == ("guidance", "card", "V35")


def test_without_a_card_the_answer_still_leads_on() -> None:
    talk = says("hvor parkerer jeg")
    assert talk.bubble is not None and talk.bubble.text.values["card"] is False
    assert ways_out(talk) == ["report", "guidance", "settings"]


def test_a_mentor_is_told_whom_to_ring_at_nav() -> None:
    talk = says("nummer til nav-dama?")
    assert talk.bubble is not None
    contacts = talk.bubble.text.values["contacts"]
    assert isinstance(contacts, tuple) and contacts[0].values["phone"] == NADIA.phone


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("pause me please, on leave until november", "pause"),
        ("ikke send meg mer", "stop"),
        ("kan jeg få tekstene på engelsk", "language"),
        ("hvor lenge tar dere vare på det jeg skriver?", "start"),
        ("hjelp", "help"),
    ],
)
def test_a_wish_about_mentorbot_itself_gets_its_button(text: str, move: str) -> None:
    talk = says(text, found=("V34",))
    assert talk.buttons()[0].move == move
    assert "card_title.V34" not in [button.label.key for button in talk.buttons()]


def test_a_standstill_is_no_wish_to_stop() -> None:
    assert hearing.wish("det har stoppet opp") is None


def test_nav_is_led_to_the_list_and_a_coordinator_to_the_overview() -> None:
    assert ways_out(says("jeg ringer henne i morgen om dette", NADIA))[0] == "followup"
    assert ways_out(says("hvem har saken nå", KARI))[0] == "overview"


def test_nothing_that_was_typed_is_kept() -> None:
    talk = says("Ola Hansen har angst")
    assert "Ola" not in str(talk.place.data) + str(talk.step.says)
    assert talk.facts == []


# Danger.


@pytest.mark.parametrize(
    "text",
    [
        "Jeg er redd for at han skal ta livet sitt",
        "han orkar ikkje å leve lenger",
        "he wants to die",
        "Hun puster ikke",
        "det brenner på lageret",
        "Kunden truer med kniv",
        "han blør mye",
    ],
)
@pytest.mark.parametrize("me", EVERYBODY)
def test_words_that_are_surely_danger_get_the_big_numbers_first(text: str, me: Person) -> None:
    talk = says(text, me)
    assert talk.heard()[0] == "emergency.panel"
    assert talk.step.says[0].urgent and talk.step.says[0].place is None
    assert len(talk.heard()) == 2


@pytest.mark.parametrize(
    "text",
    ["Han brenner for jobben sin", "Hun lærte å bruke kniv på kjøkkenet", "Vi hadde brannøvelse"],
)
def test_words_that_only_sound_like_danger_get_the_line(text: str) -> None:
    assert begins_with_the_line(says(text))


def test_who_has_called_is_offered_a_call_from_nav() -> None:
    talk = says("han puster ikke", reference="T4K7", found=("V24", "V46"))
    assert "card_title.V46" in [button.label.key for button in talk.buttons()]
    assert "card_title.V24" not in [button.label.key for button in talk.buttons()]
    talk.forces("called")
    talk.forces("tell_nav", "1")
    assert talk.facts == [EmergencyCalled(1, tell_nav=True, reference="T4K7")]


def test_nobody_in_danger_after_all_leads_to_the_plain_answer() -> None:
    talk = says("han puster ikke")
    talk.forces("called")
    talk.forces("calm")
    assert talk.heard() == ["typed.answer"]


# Voice, pictures and the rest.


@pytest.mark.parametrize("me", EVERYBODY)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_kept_is_answered_under_the_line_with_a_way_on(kind: str, me: Person) -> None:
    talk = meets(typed, me)
    talk.sends(kind)
    assert begins_with_the_line(talk)
    assert ways_out(talk)


@pytest.mark.parametrize("kind", ["sticker", "dice", "animation"])
def test_a_sticker_gets_a_short_reply(kind: str) -> None:
    talk = meets(typed)
    talk.sends(kind)
    assert talk.heard() == ["typed.wordless"]


# Commands.


@pytest.mark.parametrize(
    ("left", "answer"),
    [
        ("report", "typed.left_report"),
        ("guidance", "typed.left_guidance"),
        ("checkin", "typed.left_other"),
        ("", "typed.left_nothing"),
    ],
)
def test_cancel_says_what_was_left(left: str, answer: str) -> None:
    talk = meets(typed)
    talk._take(Turn(Act.COMMANDED, "cancel", left))
    assert talk.heard() == [answer]


@pytest.mark.parametrize("me", EVERYBODY)
def test_an_unknown_command_gets_the_own_menu(me: Person) -> None:
    talk = meets(typed, me)
    talk.commands("unknown")
    assert ways_out(talk)


# Who has no menu yet.


def test_a_stranger_is_met_kindly_with_the_numbers_and_without_buttons() -> None:
    for text in ("hei", "hva er dette", "jeg er deltakeren"):
        talk = says(text, STRANGER)
        assert talk.heard() == ["commands.stranger"]
        assert begins_with_the_line(talk) and not talk.buttons()


def test_a_stranger_in_danger_gets_the_big_numbers_as_the_first_message() -> None:
    assert says("hun puster ikke", STRANGER).heard()[0] == "emergency.panel"


def test_who_was_invited_but_has_not_started_is_shown_the_start() -> None:
    assert says("når begynner vi", replace(MARIT, onboarded=False)).heard() == ["commands.newcomer"]


def test_small_talk_is_told_apart() -> None:
    assert hearing.small_talk("") is SmallTalk.WORDLESS
    assert hearing.small_talk("12") is None


def test_a_tap_without_meaning_is_refused() -> None:
    with pytest.raises(BadMove):
        says("hvor parkerer jeg").forces("anything")
