"""The mentor network as a coordinator runs it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PostMade, PostSettled
from mentorbot.domain.network import (
    PostKind,
    PostState,
    PostView,
)
from tests.cast import KARI
from tests.dialogs.harness import Talk
from tests.dialogs.test_network import a_post, at_desk, at_post, words

# --- the desk


def test_the_desk_shows_what_several_share_and_what_goes_on() -> None:
    going_on = (
        PostView(a_post(PostKind.GATHERING), counts={"coming": 2, "cannot": 1}),
        PostView(a_post(PostKind.QUESTION), answered=5),
        PostView(a_post(PostKind.TIP, PostState.OFFERED)),
    )
    talk = at_desk(posts=going_on)
    shown = words(talk)
    assert "Oppmøte og fravær: 4 deltakere" in shown and "Svare raskere: 3 deltakere" in shown
    assert "2 kommer, 1 kan ikke" in shown and "5 har svart" in shown
    assert talk.button("network.read_tip").subject == "post:7"


def test_an_empty_desk_says_why_it_is_empty() -> None:
    talk = at_desk(members=0, close_members=0, themes=(), wishes=())
    assert "Ingen mentorer er med ennå" in words(talk)
    assert "3 deltakere eller flere" in words(talk)
    assert "network.say" not in [button.label.key for button in talk.buttons()]


def test_a_gathering_is_planned_in_five_taps_and_a_place() -> None:
    talk = at_desk()
    talk.taps("network.plan")
    first = [button.label.key for button in talk.buttons()][:3]
    assert first == ["network.counted", "network.counted", "theme.role"]
    talk.taps("network.counted", "attendance")
    talk.taps("settings.week", "2027-03-08")
    talk.taps("settings.first_day", "2027-03-11")
    talk.taps("onboarding.at_hour", "13:00")
    talk.types("Storgata 12, Lillevik")
    assert "Storgata 12" in words(talk) and "6 mentorer" in words(talk)
    talk.taps("network.send")
    at = datetime(2027, 3, 11, 12, 0, tzinfo=UTC)
    made = PostMade(PostKind.GATHERING, "attendance", at=at, words="Storgata 12, Lillevik")
    assert talk.facts == [made] and not talk.place.data


def planned_to_the_place() -> Talk:
    talk = at_desk()
    talk.taps("network.plan")
    talk.taps("network.no_theme")
    talk.taps("settings.week", "2027-03-08")
    talk.taps("settings.first_day", "2027-03-08")
    talk.taps("onboarding.at_hour", "09:00")
    return talk


def test_a_name_may_not_stand_in_a_place() -> None:
    talk = planned_to_the_place()
    talk.types("Hos Ola Nordmann i Storgata 12")
    assert "Nordmann" not in str(talk.place.data)


def test_the_place_can_be_left_out_and_every_step_taken_back() -> None:
    talk = planned_to_the_place()
    talk.taps("network.no_place")
    assert talk.place.data["theme"] == "" and talk.place.data["words"] == ""
    for state in ("where", "hour", "day", "week", "theme", "desk"):
        talk.taps("common.back")
        assert talk.place.state == state


def test_a_draft_that_lay_until_its_hour_had_passed_is_not_sent() -> None:
    talk = planned_to_the_place()
    talk.taps("network.no_place")
    talk.knows(now=datetime(2027, 3, 8, 9, 0, tzinfo=UTC))
    talk.taps("network.send")
    assert not talk.facts and talk.place.state == "week"
    assert talk.step.toast is not None and talk.step.toast.key == "network.passed"


def test_later_weeks_can_be_turned_to() -> None:
    talk = at_desk()
    talk.taps("network.plan")
    talk.taps("network.no_theme")
    before = [button.argument for button in talk.buttons()]
    talk.taps("settings.later")
    assert not set(before[:-2]) & {button.argument for button in talk.buttons()[:-2]}


def test_a_question_is_chosen_by_its_number_and_sent() -> None:
    talk = at_desk()
    talk.taps("network.ask")
    assert "2. Hva skulle du hatt mer av?" in words(talk)
    talk.taps("network.number", "W2")
    assert "Støtte fra lederen" in words(talk)
    talk.taps("network.send")
    assert talk.facts == [PostMade(PostKind.QUESTION, question="W2")]


def test_no_second_question_is_offered_while_one_is_open() -> None:
    talk = at_desk(posts=(PostView(a_post(PostKind.QUESTION)),))
    assert "network.ask" not in [button.label.key for button in talk.buttons()]
    with pytest.raises(BadMove):
        talk.forces("ask")


def test_wishes_stand_before_themes_and_the_answer_is_shown_back() -> None:
    talk = at_desk()
    talk.taps("network.say")
    assert [button.argument for button in talk.buttons()][:2] == ["N2.faster", "attendance"]
    talk.taps("answer.N2.faster")
    talk.types("Vi svarer samme dag. Spør etter Ola Nordmann.")
    assert "Nordmann" not in str(talk.place.data) and "Dere sa: Svare raskere" in words(talk)
    talk.taps("network.send")
    (made,) = talk.facts
    assert isinstance(made, PostMade) and (made.kind, made.theme) == (PostKind.DID, "N2.faster")


def test_only_what_several_said_can_be_answered() -> None:
    talk = at_desk()
    talk.taps("network.say")
    with pytest.raises(BadMove):
        talk.forces("theme", "worry")


def test_where_nobody_is_followed_closely_there_is_nothing_to_answer() -> None:
    talk = at_desk(close_members=0)
    assert "network.say" not in [button.label.key for button in talk.buttons()]


# --- a post on the desk


def test_a_tip_that_waits_is_told_without_its_words() -> None:
    tip = a_post(PostKind.TIP, PostState.OFFERED)
    talk = at_post(KARI, tip)
    talk.opened("offered")
    assert tip.words not in words(talk) and talk.bubble is not None and not talk.bubble.wording
    talk.taps("network.read")
    assert tip.words in words(talk) and talk.bubble.wording


@pytest.mark.parametrize(
    ("label", "state"),
    [("network.publish", PostState.OPEN), ("network.decline", PostState.DECLINED)],
)
def test_a_tip_is_settled_by_a_tap(label: str, state: PostState) -> None:
    talk = at_post(KARI, a_post(PostKind.TIP, PostState.OFFERED))
    talk.forces("open")
    talk.taps(label)
    assert talk.facts == [PostSettled(7, state)] and talk.place.state == state


def test_who_comes_second_changes_nothing_and_sees_how_it_stands() -> None:
    talk = at_post(KARI, a_post(PostKind.TIP, PostState.DECLINED))
    for move in ("publish", "decline", "take_down"):
        talk.forces(move)
        assert not talk.facts and talk.heard() == ["network.declined"]


def test_a_gathering_is_called_off_in_two_taps_or_kept() -> None:
    talk = at_post(KARI, a_post(PostKind.GATHERING), counts={"coming": 3})
    talk.forces("open")
    talk.taps("network.call_off")
    assert "3 har sagt at de kommer" in words(talk) and not talk.facts
    talk.taps("network.keep")
    assert talk.heard() == ["network.planned"]
    talk.taps("network.call_off")
    talk.taps("network.yes_call_off")
    assert talk.facts == [PostSettled(7, PostState.CLOSED)]
    assert talk.heard() == ["network.was_called_off"]


def test_a_question_shows_how_many_answered_but_not_what_until_it_is_closed() -> None:
    talk = at_post(KARI, a_post(PostKind.QUESTION), answered=5)
    talk.forces("open")
    assert "5 har svart" in words(talk) and "En prat" not in words(talk)
    talk.taps("network.close")
    assert talk.facts == [PostSettled(7, PostState.CLOSED)]


def test_a_tip_that_was_shared_can_be_kept_from_going_further() -> None:
    talk = at_post(KARI, a_post(PostKind.TIP))
    talk.forces("open")
    talk.taps("network.take_down")
    assert talk.facts == [PostSettled(7, PostState.CLOSED)]
    assert talk.heard() == ["network.taken_down"]
