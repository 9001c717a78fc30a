"""What nobody asked for: small talk, words, voice, pictures; the emergency line first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs import emergency, hearing, typed, typed_until
from dialogs.hearing import Talk as SmallTalk
from mentorbot.domain.brief import CheckInView
from mentorbot.domain.conversation import Act, Step, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.examples import Intent, Urgency
from mentorbot.domain.facts import CoordinatorAsked, EmergencyCalled, NavPhoneShown
from mentorbot.domain.people import Person
from mentorbot.domain.problems import State
from mentorbot.domain.understood import Reading, Understanding
from tests.cast import KARI, MARIT, MONDAY, NADIA
from tests.dialogs.harness import Talk
from tests.dialogs.problems import sent
from tests.dialogs.walking import STRANGER, hears, meets, real_book, ways_out

EVERYBODY = (MARIT, NADIA, KARI)
FIRE = Reading(danger="fire")
KINDS = ("voice", "audio", "photo", "video", "video_note", "document", "location", "venue",
         "contact", "poll", "edited", "other")  # fmt: skip


def understood(
    intent: Intent,
    topic: str = "",
    *,
    sure: float = 0.9,
    urgency: Urgency = Urgency.NONE,
    action: str = "",
) -> Understanding:
    return Understanding(intent, (topic,) if topic else (), urgency, "", action, sure)


def read(intent: Intent, topic: str = "", **more: Any) -> Reading:
    return Reading(understood(intent, topic, **more))


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


def test_what_is_not_understood_is_said_and_leads_on() -> None:
    talk = says("hvor parkerer jeg")
    assert talk.heard() == ["typed.lost"]
    assert ways_out(talk) == ["report", "guidance", "settings"]
    assert talk.bubble is not None
    contacts = talk.bubble.text.values["contacts"]
    assert isinstance(contacts, tuple) and contacts[0].values["phone"] == NADIA.phone


@pytest.mark.parametrize("intent", list(Intent))
def test_little_that_speaks_for_anything_is_nothing_understood(intent: Intent) -> None:
    assert says("fisk", reading=read(intent, sure=0.29)).heard() == ["typed.lost"]


def test_a_report_is_drafted_at_once_with_category_and_hurry() -> None:
    reading = read(Intent.PROBLEM, "attendance", urgency=Urgency.TODAY)
    step = says("han kom ikke i dag", reading=reading).step
    assert step == Step(then=Then("report", "typed", ":P01:urgent", text="han kom ikke i dag"))


def test_a_question_gets_the_card_and_others_a_tap_away() -> None:
    reading = read(Intent.GUIDANCE, "attendance")
    talk = says("hvordan tar jeg opp fravær?", reading=reading, found=("V34", "V35", "V46"))
    assert talk.step.then == Then("guidance", "card", "V34")
    assert [button.label.key for button in talk.buttons()] == [
        "card_title.V35", "card_title.V46", "typed.for_nav",
    ]  # fmt: skip


def test_who_is_unsure_asks_with_two_or_three_buttons() -> None:
    whole = replace(
        understood(Intent.PROBLEM, "attendance", sure=0.5),
        others=(Intent.OVERLOAD, Intent.SMALLTALK),
    )
    talk = says("uff, borte igjen", reading=Reading(whole), found=("V34",))
    assert talk.heard() == ["typed.unsure"]
    assert [button.label.key for button in talk.buttons()] == [
        "typed.for_nav", "typed.about_me", "card_title.V34", "typed.something_else",
    ]  # fmt: skip


def test_words_wait_redacted_until_it_is_chosen_what_they_were() -> None:
    reading = read(Intent.PROBLEM, "attendance", sure=0.5)
    talk = says("Ola Hansen kom ikke, ring 90 00 00 12", reading=reading)
    assert "Hansen" not in str(talk.place.data) and "90 00" not in str(talk.place.data)
    step = talk.taps("typed.for_nav")
    assert step.then is not None
    assert (step.then.dialog, step.then.argument) == ("report", ":P01")
    assert step.then.text == talk.place.data["words"] != ""


def test_two_matters_are_both_offered() -> None:
    matters = (
        understood(Intent.PROBLEM, "attendance"),
        understood(Intent.GUIDANCE, "conflict"),
        understood(Intent.ADMIN, action="pause"),
    )
    talk = says("x og y", reading=Reading(matters[0], matters), found=("V34",))
    assert talk.heard() == ["typed.several"]
    assert [button.label.key for button in talk.buttons()] == [
        "typed.for_nav", "card_title.V41", "typed.wish_pause", "typed.menu",
    ]  # fmt: skip
    assert talk.taps("typed.wish_pause") and talk.heard() == ["typed.pause"]


def test_the_mentors_own_load_is_met_before_nav_is_offered() -> None:
    talk = says("orker ikke mer", reading=read(Intent.OVERLOAD, urgency=Urgency.TODAY))
    assert talk.heard() == ["typed.overloaded"]
    card, nav = talk.buttons()
    assert (card.label.key, nav.opens, nav.argument) == ("card_title.V06", "report", ":P10:urgent")


def test_good_news_open_no_case() -> None:
    talk = says("fin uke", reading=read(Intent.SMALLTALK))
    assert talk.heard() == ["typed.chatted"] and talk.facts == []


# Wishes.


def wishes(action: str, text: str = "x", me: Person = MARIT, **sections: Any) -> Talk:
    return says(text, me, reading=read(Intent.ADMIN, action=action), **sections)


def test_a_pause_is_asked_for_with_its_day() -> None:
    talk = wishes("pause", "ta pause til 12. august")
    yes, other = talk.buttons()
    assert (yes.opens, yes.move, yes.argument) == ("settings", "pause_until", "2027-08-12")
    assert (other.opens, other.move) == ("settings", "pause")
    assert [button.move for button in wishes("pause", "pause takk").buttons()] == ["pause"]


def test_nothing_stops_before_a_yes() -> None:
    talk = wishes("stop")
    assert talk.facts == [] and talk.buttons()[0].move == "stop"


def test_the_nav_contact_is_named_and_the_number_is_a_logged_tap_away() -> None:
    talk = wishes("nav_contact")
    assert NADIA.phone and NADIA.phone not in str(talk.step.says)
    talk.taps("typed.show_number")
    assert talk.facts == [NavPhoneShown(1)]
    assert talk.step.says[0].text.values["phone"] == NADIA.phone


def test_a_false_alarm_takes_back_the_latest_that_waits() -> None:
    older, done = sent("R1"), sent("R3", state=State.ANSWERED)
    talk = wishes("cancel_alarm", problems=(older, sent("R2"), done))
    assert talk.buttons()[0].subject == "problem:R2"
    assert wishes("cancel_alarm", problems=(done,)).heard() == ["typed.nothing_to_cancel"]


def test_another_participant_is_the_coordinators_to_set_up() -> None:
    talk = wishes("change_participant")
    assert talk.facts == []
    talk.taps("typed.tell_coordinator")
    assert talk.facts == [CoordinatorAsked(participant=True)]


@pytest.mark.parametrize(
    ("action", "opens"), [("language", "settings"), ("delete_data", "privacy")]
)
@pytest.mark.parametrize("me", EVERYBODY)
def test_everybody_may_wish_for_a_language_and_their_data(
    action: str, opens: str, me: Person
) -> None:
    assert wishes(action, me=me).buttons()[0].opens == opens


@pytest.mark.parametrize("me", [NADIA, KARI])
def test_what_only_a_mentor_has_is_no_wish_of_others(me: Person) -> None:
    assert wishes("cancel_alarm", me=me).heard()[0].startswith("typed.answer_")


def test_help_is_the_menu() -> None:
    assert says("hjelp").step.then == Then("settings", "help")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("pause til 12. august", "2027-08-12"),
        ("tilbake 3/5", "2027-05-03"),
        ("until August 12", "2027-08-12"),
        ("i to uker", "2027-03-15"),
        ("tri vekes ferie", "2027-03-22"),
        ("til uke 33", "2027-08-16"),
        ("spør igjen på fredag", "2027-03-05"),
        ("back on Monday", "2027-03-08"),
        ("på leave until november", "2027-11-01"),
        ("til februar", "2028-02-01"),
        ("31. juni", None),
        ("om en stund", None),
        ("i 90 uker", None),
    ],
)
def test_until_when_somebody_says(text: str, day: str | None) -> None:
    found = typed_until.until(text, MONDAY.date())
    assert (found and found.isoformat()) == day


def test_nav_is_led_to_the_list_and_a_coordinator_to_the_overview() -> None:
    assert ways_out(says("jeg ringer henne i morgen om dette", NADIA))[0] == "followup"
    assert ways_out(says("hvem har saken nå", KARI))[0] == "overview"


def test_nothing_that_was_typed_is_kept() -> None:
    talk = says("Ola Hansen har angst")
    assert "Ola" not in str(talk.place.data) + str(talk.step.says)
    assert talk.facts == []


# Danger.


@pytest.mark.parametrize(
    ("kind", "panel"),
    [
        ("fire", "fire_first"), ("violence", "police_first"), ("medical", "ambulance_first"),
        ("suicide", "life_first"), ("", "panel"),
    ],
)  # fmt: skip
def test_each_danger_has_its_number_first(kind: str, panel: str) -> None:
    assert emergency.panel(kind).key == f"emergency.{panel}"


@pytest.mark.parametrize("me", EVERYBODY)
def test_danger_gets_the_numbers_first_and_loud(me: Person) -> None:
    talk = says("det brenner", me, reading=FIRE)
    assert talk.heard()[0] == "emergency.fire_first"
    assert talk.step.says[0].urgent and talk.step.says[0].place is None
    assert len(talk.heard()) == 2


def test_danger_below_a_picture_counts() -> None:
    talk = meets(typed, reading=FIRE)
    talk.sends("photo")
    assert talk.heard()[0] == "emergency.fire_first"


def test_who_has_called_is_offered_a_call_from_nav() -> None:
    talk = says("x", reading=FIRE, reference="T4K7", found=("V24", "V46"))
    assert "card_title.V46" in [button.label.key for button in talk.buttons()]
    assert "card_title.V24" not in [button.label.key for button in talk.buttons()]
    talk.forces("called")
    talk.forces("tell_nav", "1")
    assert talk.facts == [EmergencyCalled(1, tell_nav=True, reference="T4K7")]


def test_nobody_in_danger_after_all_leads_to_the_plain_answer() -> None:
    talk = says("han puster ikke", reading=FIRE)
    talk.forces("called")
    talk.forces("calm")
    assert talk.heard() == ["typed.calm"]


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
    assert says("det brenner", STRANGER, reading=FIRE).heard()[0] == "emergency.fire_first"


def test_who_was_invited_but_has_not_started_is_shown_the_start() -> None:
    assert says("når begynner vi", replace(MARIT, onboarded=False)).heard() == ["commands.newcomer"]


def test_small_talk_is_told_apart() -> None:
    assert hearing.small_talk("") is SmallTalk.WORDLESS
    assert hearing.small_talk("12") is None


def test_a_tap_without_meaning_is_refused() -> None:
    with pytest.raises(BadMove):
        says("hvor parkerer jeg").forces("anything")
