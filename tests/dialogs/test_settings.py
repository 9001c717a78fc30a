"""Settings, pauses, silence and help, as those meet them who use them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from dialogs import settings
from mentorbot.domain.brief import ProblemView
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import LanguageChosen, Paused, Resumed, RhythmChosen, Stopped
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language, Person, Standing
from mentorbot.domain.problems import Knows, Problem, Reachable, Report, State, Wish
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.walking import STRANGER, hears, known, meets, ways_out

WEEK_LATER = date(2027, 3, 8)
PROBLEM = ProblemView(
    Problem(
        "T4K7",
        Report(1, "P03", Level.YELLOW, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES),
        "Bjørk",
        MARIT.id,
        NADIA.id,
        State.SENT,
        MONDAY,
        MONDAY,
    ),
    contact(MARIT),
    contact(NADIA),
)


def opened(move: str = "home", me: Person = MARIT, **sections: Any) -> Talk:
    talk = meets(settings, me, **sections)
    talk.commands(move)
    return talk


def lines(talk: Talk) -> dict[str, Phrase]:
    assert talk.bubble is not None
    shown = talk.bubble.text.values["lines"]
    assert isinstance(shown, tuple)
    return {line.key: line for line in shown}


def remember(talk: Talk) -> None:
    """Storage records what was established."""
    for fact in talk.step.facts:
        talk.brief = known(talk.brief, fact)


# How it is now.


def test_home_says_when_a_mentor_is_asked_in_which_language_and_that_there_is_no_pause() -> None:
    next_one = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)
    talk = opened(placements=(replace(view(placement()), next_checkin=next_one),))
    shown = lines(talk)
    assert shown["settings.line_checkin"].values["day"] == Phrase("weekday.3")
    assert shown["settings.line_next"].values["next"] == next_one
    assert "settings.line_not_paused" in shown


@pytest.mark.parametrize("me", [NADIA, KARI])
def test_only_a_mentor_has_a_day_and_an_hour(me: Person) -> None:
    talk = opened(me=me)
    assert "settings.line_checkin" not in lines(talk)
    with pytest.raises(BadMove):
        talk.forces("which_day")


def test_another_day_and_hour_are_three_taps() -> None:
    talk = opened()
    talk.taps("settings.change_rhythm")
    talk.taps("settings.on_days", "1")
    step = talk.taps("settings.hour", "10:00")
    assert talk.facts == [RhythmChosen(1, time(10, 0))]
    assert step.toast is not None and step.toast.values["day"] == Phrase("weekday.1")
    assert lines(talk)["settings.line_checkin"].values["day"] == Phrase("weekday.1")


def test_the_old_next_checkin_is_not_shown_beside_a_new_rhythm() -> None:
    planned = replace(view(placement()), next_checkin=MONDAY)
    talk = opened(placements=(planned,))
    talk.taps("settings.change_rhythm")
    talk.taps("settings.on_days", "0")
    talk.taps("settings.hour", "08:00")
    assert "settings.line_next" not in lines(talk)


def test_a_language_is_chosen_by_its_own_name_and_shown_at_once() -> None:
    talk = opened()
    talk.taps("settings.change_language")
    talk.taps("settings.english")
    assert talk.facts == [LanguageChosen(Language.EN)]
    language = lines(talk)["settings.line_language"].values["language"]
    assert language == settings.ENGLISH()


def test_a_tap_edits_the_bubble_and_a_command_sends_it_to_the_bottom() -> None:
    talk = opened()
    assert talk.bubble is not None and talk.bubble.anew
    talk.taps("settings.change_language")
    assert not talk.bubble.anew
    talk.commands("home")
    assert talk.bubble.anew


# A pause.


def test_a_week_of_pause_is_shown_as_the_day_on_which_it_ends() -> None:
    talk = opened("pause")
    talk.taps("settings.until", "2027-03-08")
    assert talk.facts == [Paused(WEEK_LATER)]
    assert talk.bubble is not None and talk.bubble.text.values["until"] == WEEK_LATER


def test_a_pause_never_ends_on_a_day_when_nobody_works() -> None:
    talk = meets(settings, now=datetime(2027, 3, 22, 9, 0, tzinfo=UTC))
    talk.commands("pause")
    # A week later is Easter Monday.
    assert talk.button("settings.until", "2027-03-30").label.values["weeks"] == 1


def test_any_other_day_is_found_through_its_week() -> None:
    talk = opened("pause")
    talk.taps("settings.other_date")
    talk.taps("settings.later")
    talk.taps("settings.week", "2027-05-10")
    assert talk.bubble is not None and talk.bubble.text.values["number"] == 19
    days = [b.argument for b in talk.buttons() if b.label.key == "settings.first_day"]
    assert days == ["2027-05-10", "2027-05-11", "2027-05-12", "2027-05-13", "2027-05-14"]
    talk.taps("settings.first_day", "2027-05-12")
    assert talk.facts == [Paused(date(2027, 5, 12))]


def test_after_the_last_page_of_weeks_the_first_comes_back() -> None:
    talk = opened("pause")
    talk.taps("settings.other_date")
    first = [b.argument for b in talk.buttons()]
    pages = 0
    while True:
        talk.taps("settings.later")
        pages += 1
        if [b.argument for b in talk.buttons()] == first:
            break
        assert pages < 10
    assert pages > 1


def test_a_day_that_came_while_the_keyboard_lay_there_is_refused() -> None:
    talk = opened("pause")
    talk.knows(now=datetime(2027, 3, 8, 9, 0, tzinfo=UTC))
    with pytest.raises(BadMove):
        talk.taps("settings.until", "2027-03-08")


def test_who_asks_for_a_pause_in_a_pause_hears_until_when_and_can_end_it() -> None:
    talk = opened("pause", replace(MARIT, paused_until=WEEK_LATER))
    assert talk.heard() == ["settings.paused"]
    step = talk.taps("settings.end_pause")
    assert talk.facts == [Paused(None)]
    assert step.toast is not None
    assert "settings.line_not_paused" in lines(talk)


def test_a_pause_that_is_over_is_no_pause() -> None:
    talk = opened(me=replace(MARIT, paused_until=MONDAY.date()))
    assert "settings.line_not_paused" in lines(talk)


def test_a_pause_says_what_happens_to_open_problems() -> None:
    talk = opened("pause", problems=(PROBLEM,))
    assert talk.bubble is not None and talk.bubble.text.values["open"] == 1
    talk = opened("pause", NADIA, problems=(PROBLEM,))
    assert talk.heard() == ["settings.how_long_office"]


# Silence, and back.


def test_stop_stops_at_once_from_any_state() -> None:
    for before in ("home", "help", "pause", "language"):
        talk = opened(before)
        talk.commands("stop")
        assert talk.facts == [Stopped()]
        assert talk.place.state == "stopped"


def test_who_was_invited_only_can_stop_too() -> None:
    talk = opened("stop", replace(MARIT, onboarded=False))
    assert talk.facts == [Stopped()]


def test_a_stop_is_undone_by_one_tap() -> None:
    talk = opened()
    talk.taps("settings.stop")
    remember(talk)
    talk.taps("settings.undo")
    assert talk.facts == [Stopped(), Resumed()]
    assert talk.bubble is not None and talk.bubble.text.values["again"] is True


def test_start_brings_back_who_stopped() -> None:
    talk = opened("start", replace(MARIT, standing=Standing.STOPPED))
    assert talk.facts == [Resumed()]


def test_looking_at_the_settings_does_not_bring_anybody_back() -> None:
    talk = opened("home", replace(MARIT, standing=Standing.STOPPED))
    assert talk.facts == []
    talk.taps("commands.start_again")
    assert talk.facts == [Resumed()]


def test_a_second_stop_is_not_recorded_again() -> None:
    talk = opened("stop", replace(MARIT, standing=Standing.STOPPED))
    assert talk.facts == []


def test_start_of_somebody_who_never_stopped_shows_the_settings() -> None:
    talk = opened("start")
    assert talk.facts == [] and talk.place.state == "home"


# Help.


def test_help_names_who_set_it_up_and_whom_to_ring_at_nav() -> None:
    talk = opened("help")
    assert talk.bubble is not None
    people = talk.bubble.text.values["people"]
    assert isinstance(people, tuple)
    assert [line.values["name"] for line in people] == ["Kari Kvam", "Nadia Nes"]
    assert people[1].values["phone"] == NADIA.phone
    assert people[1].values["alias"] is None


def test_with_two_placements_each_nav_contact_comes_with_the_alias() -> None:
    two = (view(placement()), view(placement(2, "Gran")))
    talk = opened("help", placements=two)
    assert talk.bubble is not None
    people = talk.bubble.text.values["people"]
    assert isinstance(people, tuple)
    assert [line.values["alias"] for line in people[1:]] == ["Bjørk", "Gran"]


@pytest.mark.parametrize(
    ("me", "first"), [(MARIT, "report"), (NADIA, "followup"), (KARI, "overview")]
)
def test_help_leads_to_what_each_role_needs_first(me: Person, first: str) -> None:
    assert ways_out(opened("help", me))[0] == first


def test_a_stranger_learns_how_to_get_in_and_gets_the_numbers() -> None:
    for move in ("home", "help", "stop", "start", "pause"):
        talk = opened(move, STRANGER)
        assert talk.heard() == ["commands.stranger"]
        assert talk.facts == [] and talk.buttons() == []


def test_words_and_pictures_are_not_for_the_settings() -> None:
    talk = opened()
    with pytest.raises(BadMove):
        hears(talk, "torsdag")
    with pytest.raises(BadMove):
        talk.sends("photo")


def test_a_button_of_another_state_is_refused() -> None:
    with pytest.raises(BadMove):
        opened().forces("end_of_world")
    with pytest.raises(BadMove):
        opened().forces("hour", "10:00")
