"""The mentor network over weeks: what is shared reaches mentors, and never whose it is (R45)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mentorbot.domain.facts import PostMade, PostSettled, Replied
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.wording import Phrase
from mentorbot.storage import network, problems
from mentorbot.storage.tables import posts, replies
from tests.stories.town import Phone, Town
from tests.stories.typing import new
from tests.stories.village import ALIASES, NAMES, TIP, Village, pushed

# --- themes


@pytest.mark.shows("R45", "A theme of two placements is hidden, of three it is shown.")
def test_a_theme_of_two_placements_is_hidden_and_of_three_is_shown(village: Village) -> None:
    theme = village.town.text("theme.attendance")
    for placement in village.placements[:2]:
        village.answered(placement, "S6", "absence")
    village.kari.says("/network")
    assert theme not in village.kari.last
    village.mentors[2].says("/report")
    for key in ("group.at_work", "category.P01", "report.next", "common.skip", "report.send"):
        village.mentors[2].chooses(key)
    village.kari.says("/network")
    assert f"{theme}: 3 deltakere" in village.kari.last


def test_what_nav_answered_in_vain_is_counted_in_its_theme_without_a_case(
    village: Village,
) -> None:
    """Yes is no news; two of three are too few to be told."""
    nadia = village.nadia
    for mentor, answers in zip(village.mentors, ("no", "partly", "yes"), strict=False):
        mentor.says("/report")
        for key in ("group.at_work", "category.P01", "report.next", "common.skip", "report.send"):
            mentor.chooses(key)
        nadia.says("/mine")
        nadia.chooses(
            "followup.open_one", alias=alias_of(mentor, village), reference=newest(mentor)
        )
        nadia.chooses("followup.answered")
        mentor.chooses(f"helped.{answers}")
    village.kari.says("/network")
    assert "hjalp ikke svaret" not in village.kari.last
    village.town.later(minutes=1)
    village.mentors[2].says("/report")
    for key in ("group.at_work", "category.P01", "report.next", "common.skip", "report.send"):
        village.mentors[2].chooses(key)
    reference = newest(village.mentors[2])
    nadia.says("/mine")
    nadia.chooses("followup.open_one", alias=ALIASES[2], reference=reference)
    nadia.chooses("followup.answered")
    village.mentors[2].chooses("helped.no")
    village.kari.says("/network")
    assert "3 deltakere, og hos 3 hjalp ikke svaret fra NAV nok" in village.kari.last
    assert not any(alias in village.kari.last for alias in ALIASES)


def alias_of(mentor: Phone, village: Village) -> str:
    return ALIASES[village.mentors.index(mentor)]


def newest(mentor: Phone) -> str:
    """The problem that this mentor reported last."""
    with mentor.town.tx() as tx:
        mine = [each for each in problems.listed(tx) if each.mentor == mentor.person]
    return mine[-1].reference


def test_a_placement_counts_once_however_often_it_says_the_same(village: Village) -> None:
    for question, answer in (("S6", "start"), ("S6", "training")):
        village.answered(village.placements[0], question, answer)
    village.answered(village.placements[1], "S6", "start")
    village.kari.says("/network")
    assert village.town.text("theme.start") not in village.kari.last


def test_what_was_said_long_ago_counts_no_more(village: Village) -> None:
    for placement in village.placements:
        village.answered(placement, "S6", "absence")
    village.kari.says("/network")
    assert village.town.text("theme.attendance") in village.kari.last
    village.town.now += timedelta(days=village.town.parts.rules.network.looks_back_days + 1)
    village.kari.says("/network")
    assert village.town.text("theme.attendance") not in village.kari.last


def test_wishes_to_nav_count_only_where_nav_listens(
    village_at: Callable[..., Village], town: Town
) -> None:
    village = village_at(town.now, FollowUpModel.CASEWORKER)
    for placement in village.placements:
        village.answered(placement, "N2", "faster")
    village.kari.says("/network")
    assert village.town.text("answer.N2.faster") not in village.kari.last
    assert not village.kari.offers("network.say")


# --- tips


@pytest.mark.shows(
    "R38", "A tip reaches others only after a coordinator read it, and without a name."
)
def test_a_tip_reaches_the_others_only_after_it_was_read_and_without_a_name(
    village: Village,
) -> None:
    marit, mona = village.mentors[4], village.mentors[5]
    tip = village.offers_tip(marit)
    assert not pushed(mona) and TIP not in village.kari.last
    village.kari.chooses("network.read")
    assert TIP in village.kari.last and not any(name in village.kari.last for name in NAMES)
    village.town.later(hours=2)
    assert not pushed(mona) and village.state(tip) is PostState.OFFERED
    village.kari.chooses("network.publish")
    assert TIP in mona.last and "Morten" not in mona.last
    assert village.town.text("network.tip_shared", words=TIP) == marit.last


def test_a_tip_that_is_not_shared_reaches_nobody_and_its_author_is_told(village: Village) -> None:
    morten, mina = village.mentors[4], village.mentors[5]
    tip = village.offers_tip(morten)
    village.kari.chooses("network.read")
    village.kari.chooses("network.decline")
    assert village.state(tip) is PostState.DECLINED
    assert morten.last == village.town.text("network.tip_declined")
    village.town.later(days=30)
    assert not pushed(mina)


def test_a_second_coordinator_finds_a_tip_already_settled(village: Village) -> None:
    second = village.town.settled(Role.COORDINATOR, "Knut Kvam")
    tip = village.offers_tip(village.mentors[5])
    old, data = second.chat.find(village.label("network.read"))
    village.kari.chooses("network.read")
    village.kari.chooses("network.decline")
    second.presses(data, old.id)
    assert second.last == village.town.text("network.declined")
    village.post(PostSettled(tip, PostState.OPEN), by=second.person)
    assert village.state(tip) is PostState.DECLINED


def test_danger_in_a_tip_is_answered_with_the_numbers_and_nothing_is_kept(
    village: Village,
) -> None:
    mina = village.mentors[5]
    mina.says("/network")
    mina.chooses("network.offer_tip")
    mina.says("han har låst seg inne og vil ta livet sitt")
    assert any("113" in said and "116 123" in said for said in new(mina, 2))
    assert not village.town.rows(posts)


def test_a_tip_loses_what_names_a_person(village: Village) -> None:
    mina = village.mentors[5]
    village.offers_tip(mina, "Ring Ola Nordmann på 900 00 123 når bussen er sen")
    with village.town.tx() as tx:
        (tip,) = network.listed(tx, PostState.OFFERED)
    assert "Nordmann" not in tip.words and "900" not in tip.words


# --- gatherings


def plan_by_taps(village: Village, place: str | None = "Kantina på NAV-kontoret") -> None:
    kari, town = village.kari, village.town
    kari.says("/network")
    kari.chooses("network.plan")
    kari.chooses("theme.people")
    kari.taps(next(label for label in kari.chat.labels() if label.startswith("Uke 10")))
    kari.taps(next(label for label in kari.chat.labels() if label.startswith("På torsdag")))
    kari.taps(next(label for label in kari.chat.labels() if "13:00" in label))
    if place is None:
        kari.chooses("network.no_place")
    else:
        kari.says(place)
    assert town.text("theme.people") in kari.last
    kari.chooses("network.send")


@pytest.mark.shows("R08", "A coordinator plans a gathering by taps, without a developer.")
def test_a_gathering_is_planned_by_taps_and_answered_by_tap(village: Village) -> None:
    plan_by_taps(village)
    maja, morten, mina = village.free
    assert "torsdag 11.\xa0mars kl.\xa013:00" in maja.last and "Kantina" in maja.last
    village.coming(maja)
    village.coming(morten)
    village.cannot(mina)
    village.kari.says("/network")
    assert "2 kommer, 1 kan ikke" in village.kari.last
    village.cannot(morten)
    village.kari.says("/network")
    assert "1 kommer, 2 kan ikke" in village.kari.last


def test_a_gathering_needs_no_place(village: Village) -> None:
    plan_by_taps(village, None)
    assert "Sted" not in village.free[0].last


def test_an_address_may_stand_but_no_telephone_number(village: Village) -> None:
    plan_by_taps(village, "Storgata 12 B, 3. etasje")
    assert "Storgata 12 B" in village.free[0].last
    plan_by_taps(village, "Spør etter Ola Nordmann i Storgata 12")
    with village.town.tx() as tx:
        later = network.listed(tx, PostState.OPEN)[-1]
    assert "i ▒▒▒" in later.words and "Nordmann" not in later.words


def test_who_meant_to_come_hears_that_it_is_called_off(village: Village) -> None:
    post = village.gathers()
    maja, morten, _ = village.free
    village.coming(maja)
    village.cannot(morten)
    before = [len(pushed(phone)) for phone in village.free]
    village.kari.says("/network")
    village.kari.taps(next(label for label in village.kari.chat.labels() if "Samling" in label))
    village.kari.chooses("network.call_off")
    assert "1 har sagt at de kommer" in village.kari.last
    village.kari.chooses("network.yes_call_off")
    assert village.state(post) is PostState.CLOSED
    assert [len(pushed(phone)) for phone in village.free] == [before[0] + 1, *before[1:]]
    assert all("avlyst" in phone.last for phone in village.free)


def test_a_gathering_that_was_takes_no_more_answers(village: Village) -> None:
    post = village.gathers(in_days=3)
    maja = village.free[0]
    message, data = maja.chat.find(
        village.town.label("report.marked", on=False, name=Phrase("network.coming"))
    )
    village.town.later(days=3)
    assert village.state(post) is PostState.CLOSED and "er over" in maja.last
    maja.presses(data, message.id)
    village.post(Replied(post, "coming"), by=maja.person)
    assert not village.town.rows(replies)


# --- the question of the week


@pytest.mark.shows("R45", "A coordinator asks mentors who joined one question, answered by tap.")
def test_the_result_of_a_question_is_shown_when_enough_answered(village: Village) -> None:
    village.asks()
    for phone, answer in zip(village.free, ("talk", "talk", "colleague"), strict=True):
        village.answers(phone, answer)
    village.kari.says("/network")
    assert "3 har svart" in village.kari.last
    village.kari.chooses("network.see_question")
    talk = village.town.text("answer.W1.talk")
    assert talk not in village.kari.last
    village.kari.chooses("network.close")
    for phone in (village.kari, *village.free):
        assert f"{talk}: 2" in phone.last and not any(name in phone.last for name in NAMES)


def test_a_question_closes_itself_after_a_week_and_two_answers_are_not_shown(
    village: Village,
) -> None:
    post = village.asks()
    for phone in village.free[:2]:
        village.answers(phone, "talk")
    village.town.later(days=8)
    assert village.state(post) is PostState.CLOSED
    ask = Phrase("question.W1")
    assert village.free[2].last == village.town.text("network.too_few", ask=ask)


def test_one_question_is_open_at_a_time(village: Village) -> None:
    village.asks("W1")
    village.post(PostMade(PostKind.QUESTION, question="W2"))
    assert len(village.town.rows(posts)) == 1
    village.kari.says("/network")
    assert not village.kari.offers("network.ask")


def test_a_question_that_is_not_on_the_list_is_refused(village: Village) -> None:
    village.post(PostMade(PostKind.QUESTION, question="F1"))
    assert not village.town.rows(posts) and village.town.noted("refused")


# --- you said, we did


@pytest.mark.shows("R16", "What mentors wish of NAV ends as a published answer.")
def test_a_wish_ends_as_a_published_answer_where_nav_listens(village: Village) -> None:
    for placement in village.placements:
        village.answered(placement, "N2", "faster")
    village.kari.says("/network")
    assert "Svare raskere: 3 deltakere" in village.kari.last
    village.kari.chooses("network.say")
    village.kari.chooses("answer.N2.faster")
    village.kari.says("Vi svarer nå samme dag når dere ringer før klokka 12.")
    village.kari.chooses("network.send")
    village.town.later(days=4)
    told = [phone.sees("Dere sa: Svare raskere") for phone in village.mentors]
    assert told == [True, True, True, False, False, False]


def test_nobody_answers_what_too_few_have_said(village: Village) -> None:
    for placement in village.placements[:2]:
        village.answered(placement, "N2", "faster")
    village.post(PostMade(PostKind.DID, "N2.faster", words="Vi svarer raskere."))
    assert not village.town.rows(posts)


@pytest.mark.shows("R16", "Where coupling is loose nobody is asked what NAV should change.")
def test_who_is_followed_up_loosely_is_never_asked_what_nav_should_change(
    village_at: Callable[..., Village], town: Town
) -> None:
    village = village_at(town.now, FollowUpModel.CASEWORKER)
    village.town.until(town.now + timedelta(weeks=12))
    asked = village.town.text("question.N2")
    assert any(pushed(phone) for phone in village.mentors[:3])
    assert not any(asked in arrival.html for phone in village.mentors for arrival in phone.chat.log)
