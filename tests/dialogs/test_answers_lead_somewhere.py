"""The office's own rules: what each answer leads to, the first time and the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentorbot.domain.brief import PlacementView
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.triggers import Heard
from mentorbot.domain.wording import Phrase
from tests.cast import MONDAY
from tests.dialogs.walking import real_book
from tests.dialogs.weeks import BJORK, Week, offered

WEEK = timedelta(weeks=1)
RULES = real_book().rules
CATEGORIES = RULES.categories


def talk(*answers: str, before: tuple[str, ...] = ()) -> Week:
    """Answers these questions; `before`: what was answered a week ago, two weeks ago ..."""
    heard = tuple(
        Heard(MONDAY.date() - at * WEEK, dict(a.split(".") for a in given.split()))
        for at, given in enumerate(before, 1)
    )
    asked = tuple(answer.partition(".")[0] for answer in answers)
    week = Week(*asked, rules=RULES, calendar=WorkCalendar(RULES.hours), placements=(HERE,))
    week.stored(heard=heard)
    week.opened("due")
    week.answers(*answers)
    return week


HERE: PlacementView = replace(
    BJORK, placement=replace(BJORK.placement, model=FollowUpModel.HYBRID, practising="new_task")
)


def leads_to(week: Week) -> tuple[str, str]:
    """(card, category with a level of its own) that the end holds out."""
    cards = [a.partition(":")[0] for d, _, a in offered(week) if d == "guidance"]
    reports = [a.split(":", 1)[1] for d, _, a in offered(week) if d == "report" and ":" in a]
    asks_nav = reports == ["P12"] and week.said.key in ("checkin.end", "checkin.end_card")
    return "".join(cards), "" if asks_nav else "".join(reports)


ONCE = [
    ("U1.no", "V01", ""), ("U2.no", "", "P02"), ("U4.no", "V03", "P11"), ("U6.no", "V35", ""),
    ("U7.no", "", "P12"), ("F2.untold", "V34", ""), ("F3.no", "V22", ""), ("F4.high", "V24", ""),
    ("F4.low", "V18", ""), ("F5.little", "V14", ""), ("F6.no", "V37", ""), ("F7.no", "V19", ""),
    ("F8.no", "V20", ""), ("F9.no", "V03", ""), ("M0.no", "V25", "P03"), ("M5.unsure", "V25", ""),
    ("B1.bit_more", "V02", ""), ("B1.much_more", "V06", ""), ("B2.much", "V06", ""),
    ("B3.much", "V07", "P10"), ("S2.no", "", "P13"), ("S3.unsure", "V49", ""),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "card", "category"), ONCE)
def test_the_first_time(answer: str, card: str, category: str) -> None:
    assert leads_to(talk(answer)) == (card, category)


@pytest.mark.shows("R28", "Twice no new training offers a report about training, with its card.")
@pytest.mark.parametrize("earlier", ["F3.no", "F3.repeated"])
def test_place_and_pray_is_noticed_the_second_time(earlier: str) -> None:
    week = talk("F3.repeated", before=(earlier,))
    assert leads_to(week) == ("V22", "P02:yellow")
    assert week.said.values["reason"] == Phrase("trigger.no_training_2")


@pytest.mark.shows("R26", "Twice only the mentor helps leads to the card on sharing it.")
def test_only_me_twice_leads_to_sharing_it() -> None:
    assert leads_to(talk("M4.only_me"))[0] == ""
    assert leads_to(talk("M4.only_me", before=("M4.only_me",))) == ("V08", "")


@pytest.mark.shows("R24", "Demands too high lead to support, too low to more to stretch for.")
def test_demands_choose_the_card_and_then_nav() -> None:
    assert leads_to(talk("F4.high", before=("F4.high",))) == ("V24", "P04:yellow")
    assert leads_to(talk("F4.low", before=("F4.low",))) == ("V18", "")


@pytest.mark.shows("R03", "Two weeks without time for the mentor role offer a report to NAV.")
def test_no_time_twice_is_the_workplaces_problem() -> None:
    assert leads_to(talk("F9.no", before=("F9.no",))) == ("V03", "P11")


@pytest.mark.shows("R04", "Doing what NAV should do offers a report to NAV at once.")
def test_what_belongs_to_nav_goes_back_to_nav() -> None:
    assert leads_to(talk("B3.much"))[1] == "P10"


@pytest.mark.shows("R35", "Talk of ending becomes an urgent report in the same check-in.")
def test_talk_of_ending_is_urgent_at_once() -> None:
    assert leads_to(talk("M6.yes"))[1] == "P11:orange"
    assert leads_to(talk("M6.some"))[1] == "P11:yellow"
    assert RULES.models[FollowUpModel.HYBRID].deadlines[Level.ORANGE].working_days == 1


@pytest.mark.shows("R06", "The check-in on the mentor's time leads back to who does what.")
def test_a_bit_more_time_leads_back_to_the_agreement() -> None:
    assert leads_to(talk("B1.bit_more")) == ("V02", "")
    week4 = {model: [each.ask for each in rules.checkins if each.name == "week4"]
             for model, rules in RULES.models.items()}  # fmt: skip
    assert "B1" in week4[FollowUpModel.CASEWORKER][0] and "B1" in week4[FollowUpModel.HYBRID][0]


def test_much_more_time_and_taking_it_home_add_up() -> None:
    assert leads_to(talk("B2.much", before=("B1.much_more",))) == ("V06", "P10:yellow")


def test_absence_without_notice_counts_within_ten_working_days() -> None:
    assert leads_to(talk("F2.untold", before=("F2.yes", "F2.untold"))) == ("V34", "P01:yellow")
    assert leads_to(talk("F2.untold", before=("F2.yes", "F2.yes", "F2.untold"))) == ("V34", "")


def test_the_second_month_without_progress_offers_nav() -> None:
    still = "M1.same M2.same M3.more_often"
    assert leads_to(talk(*still.split()))[0] == "V25"
    assert leads_to(talk(*still.split(), before=("F1.good", still))) == ("V25", "P03")


def test_every_category_offered_anywhere_has_cards_and_words() -> None:
    offered_ones = {effect.category for question in RULES.questions.values()
                    for effect in question.answers.values() if effect.category}  # fmt: skip
    offered_ones |= {step.category for each in RULES.triggers.values() for step in each.then
                     if step.category}  # fmt: skip
    assert offered_ones <= set(CATEGORIES)
    assert all(CATEGORIES[name].cards for name in offered_ones)
