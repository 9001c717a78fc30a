"""The first two minutes, as a mentor, a NAV contact, a coordinator and a stranger meet them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from dialogs import onboarding
from mentorbot.domain.brief import Brief
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CoordinatorAsked, Onboarded, Resumed, RhythmChosen
from mentorbot.domain.people import Language, Person, Rhythm, Role, Standing
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, NILS, contact, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules

THURSDAY_AT_ONE = datetime(2027, 3, 4, 12, 0, tzinfo=UTC)
STRANGER = Person(0, Role.MENTOR, "", Language.NB)


def meets(me: Person, *, onboarded: bool = False, **sections: Any) -> Talk:
    brief = Brief(
        replace(me, onboarded=onboarded), MONDAY, WorkCalendar(), make_rules(), "Kari Kvam"
    )
    sections = {"placements": (view(placement()),), **sections}
    return Talk(onboarding, replace(brief, **sections))


def words(talk: Talk) -> Phrase:
    """What the bubble says, with its values."""
    assert talk.bubble is not None
    return talk.bubble.text


def opens(talk: Talk) -> list[str]:
    return [button.opens for button in talk.buttons() if button.opens]


def test_a_mentor_is_ready_after_the_link_and_two_taps() -> None:
    talk = meets(MARIT)
    talk.opened("welcome")
    talk.taps("common.ok")
    talk.taps("onboarding.suits")
    assert talk.facts == [Onboarded(), RhythmChosen(3, time(13, 0))]
    assert talk.place.state == "done"
    assert opens(talk) == ["guidance", "settings"]


def test_the_welcome_names_who_set_it_up() -> None:
    talk = meets(MARIT)
    talk.opened("welcome")
    assert words(talk).values["inviter"] == "Kari Kvam"


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ((FollowUpModel.CASEWORKER,), False),
        ((FollowUpModel.HYBRID,), True),
        ((FollowUpModel.JOB_SPECIALIST,), True),
        ((FollowUpModel.CASEWORKER, FollowUpModel.HYBRID), True),
        ((), True),
    ],
)
def test_a_mentor_is_told_of_the_one_exception_wherever_it_may_happen(
    models: tuple[FollowUpModel, ...], told: bool
) -> None:
    talk = meets(MARIT, placements=tuple(view(placement(model=model)) for model in models))
    talk.opened("welcome")
    assert words(talk).values["silence_told"] is told


def test_one_accept_counts_even_when_the_hour_is_never_chosen() -> None:
    talk = meets(MARIT)
    talk.opened("welcome")
    assert talk.taps("common.ok").facts == (Onboarded(),)


def test_another_time_is_a_day_and_an_hour() -> None:
    talk = meets(MARIT)
    talk.opened("welcome")
    talk.taps("common.ok")
    talk.taps("onboarding.other_time")
    assert len([b for b in talk.buttons() if b.move == "weekday"]) == 5
    talk.taps("onboarding.on_days", "1")
    talk.taps("onboarding.at_hour", "08:00")
    assert talk.facts[1:] == [RhythmChosen(1, time(8, 0))]


def test_every_step_of_choosing_can_be_taken_back() -> None:
    talk = meets(MARIT)
    talk.opened("welcome")
    talk.taps("common.ok")
    talk.taps("onboarding.other_time")
    talk.taps("onboarding.on_days", "1")
    talk.taps("common.back")
    assert talk.place.state == "weekday"
    talk.taps("common.back")
    talk.taps("onboarding.suits")
    assert talk.facts[1:] == [RhythmChosen(3, time(13, 0))]


@pytest.mark.parametrize(("move", "argument"), [("weekday", "6"), ("weekday", ""), ("hour", "1")])
def test_a_day_or_hour_that_nobody_offered_is_refused(move: str, argument: str) -> None:
    talk = meets(MARIT)
    talk.opened("welcome")
    talk.taps("common.ok")
    talk.taps("onboarding.other_time")
    if move == "hour":
        talk.taps("onboarding.on_days", "1")
    with pytest.raises(BadMove):
        talk.forces(move, argument)


def settled(me: Person, first: datetime | None) -> Phrase:
    talk = meets(me, placements=(replace(view(placement()), next_checkin=first),))
    talk.opened("welcome")
    talk.taps("common.ok")
    talk.taps("onboarding.suits")
    return words(talk)


def test_the_end_says_when_the_first_talk_comes() -> None:
    assert settled(MARIT, THURSDAY_AT_ONE).values["first"] == THURSDAY_AT_ONE


@pytest.mark.parametrize("first", [None, MONDAY])
def test_no_first_talk_is_promised_while_none_is_known_to_come(first: datetime | None) -> None:
    said = settled(MARIT, first)
    assert said.values["first"] is None
    assert said.values["weekday"] == Phrase("weekday.3")


def test_a_date_that_the_new_choice_will_move_is_not_promised() -> None:
    early_bird = replace(MARIT, rhythm=Rhythm(0, time(8, 0)))
    assert settled(early_bird, THURSDAY_AT_ONE).values["first"] is None


def test_the_hour_is_said_on_the_office_clock() -> None:
    said = settled(MARIT, None).values["at"]
    assert isinstance(said, datetime)
    assert WorkCalendar().local(said).time() == time(13, 0)


def test_a_nav_contact_reads_one_bubble_and_knows_the_list() -> None:
    talk = meets(NADIA)
    talk.opened("welcome")
    assert words(talk).key == "onboarding.welcome_nav"
    talk.taps("common.ok")
    assert talk.facts == [Onboarded()]
    assert opens(talk) == ["followup", "settings"]


def test_a_nav_contact_hears_who_takes_over() -> None:
    talk = meets(NADIA)
    talk.opened("welcome")
    assert words(talk).values["stand_in"] == NILS.name


def test_a_stand_in_is_not_told_to_be_their_own_stand_in() -> None:
    both = replace(view(placement()), nav_contact=contact(NILS))
    talk = meets(NILS, placements=(both,))
    talk.opened("welcome")
    assert words(talk).values["stand_in"] is None


def test_a_coordinator_is_shown_to_the_overview() -> None:
    talk = meets(KARI, placements=())
    talk.opened("welcome")
    assert words(talk).key == "onboarding.welcome_coordinator"
    talk.taps("common.ok")
    assert talk.facts == [Onboarded()]
    assert opens(talk) == ["overview", "settings"]


@pytest.mark.parametrize("me", [MARIT, NADIA, KARI])
def test_start_again_says_that_everything_is_set_up(me: Person) -> None:
    talk = meets(me, onboarded=True)
    talk.commands("start")
    assert talk.heard() == ["onboarding.already"]
    assert "settings" in opens(talk)
    assert not talk.facts


def test_start_before_accepting_shows_the_welcome_at_the_bottom() -> None:
    talk = meets(MARIT)
    talk.opened("welcome")
    say = talk.commands("start").says[0]
    assert (say.text.key, say.anew) == ("onboarding.welcome", True)


def test_who_had_stopped_is_welcomed_back() -> None:
    talk = meets(replace(MARIT, standing=Standing.STOPPED), onboarded=True)
    talk.opened("welcome")
    talk.taps("common.ok")
    assert talk.facts == [Onboarded(), Resumed()]


def test_a_stranger_gets_one_sentence_the_numbers_and_no_button() -> None:
    talk = meets(STRANGER, placements=())
    by_link = talk.opened("bad_link")
    by_hand = talk.commands("start")
    assert by_link == by_hand
    assert talk.heard() == ["onboarding.bad_link"]
    assert by_link.says[0].text.values["line"] == Phrase("emergency.line")
    assert talk.bubble is None


def test_a_known_person_can_have_the_coordinator_told() -> None:
    talk = meets(MARIT)
    talk.opened("bad_link")
    talk.taps("onboarding.ask_coordinator")
    assert talk.facts == [CoordinatorAsked()]


def test_a_known_person_can_go_on_in_spite_of_the_link() -> None:
    talk = meets(MARIT)
    talk.opened("bad_link")
    talk.taps("onboarding.ask_coordinator")
    talk.taps("onboarding.get_started")
    assert talk.heard() == ["onboarding.welcome"]


def test_a_link_that_failed_lets_nobody_in() -> None:
    talk = meets(replace(MARIT, chat_id=None))
    talk.opened("bad_link")
    with pytest.raises(BadMove):
        talk.forces("welcome")


def test_an_old_link_leads_who_is_at_home_to_where_they_work() -> None:
    talk = meets(MARIT, onboarded=True)
    talk.opened("bad_link")
    assert words(talk).values["at_home"] is True
    assert opens(talk) == ["guidance", "settings"]
