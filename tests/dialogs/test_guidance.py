"""Advice: two taps to a card, or a few words; danger is never searched for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialogs import guidance
from mentorbot.domain.brief import PlacementView
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CardRated, CardShown
from mentorbot.domain.people import Person
from mentorbot.domain.triggers import Heard
from mentorbot.domain.wording import Phrase
from tests.cast import KARI, MARIT, MONDAY, NADIA, placement, view
from tests.dialogs.harness import Talk
from tests.dialogs.rules import make_rules
from tests.dialogs.walking import STRANGER, meets, ways_out


def opened(me: Person = MARIT, **sections: Any) -> Talk:
    talk = meets(guidance, me, **sections)
    talk.commands("start")
    return talk


def reading(card: str, me: Person = MARIT) -> Talk:
    """As a check-in or an answer to typed words opens a card."""
    talk = meets(guidance, me)
    talk.forces("card", card)
    return talk


def labels(talk: Talk) -> list[str]:
    return [button.label.key for button in talk.buttons()]


def told(*weeks: str, number: int = 1, alias: str = "Bjørk") -> PlacementView:
    """A placement of which this was answered, a check-in a week, the last one first."""
    heard = [
        Heard(MONDAY.date() - timedelta(weeks=ago), dict([answer.split(".")]))
        for ago, answer in enumerate(weeks)
    ]
    return replace(view(placement(number, alias)), heard=tuple(heard))


def led_to(card: str, *known: PlacementView, me: Person = MARIT) -> Talk:
    """As a check-in of the first placement opens a card."""
    talk = meets(guidance, me, placements=known)
    talk.forces("card", f"{card}:{known[0].placement.id}")
    return talk


def lean(talk: Talk) -> tuple[Any, ...]:
    """What stands above the card: the reasons with their times, and the way."""
    assert talk.bubble is not None
    return in_short(talk.bubble.text.values["lean"])


def in_short(said: Any) -> tuple[Any, ...]:
    reasons = [each.values for each in (said.values["reason"], said.values["another"]) if each]
    return (*((each["what"].key, each["times"]) for each in reasons), said.values["lean"].key)


def leans_at_home(talk: Talk) -> list[tuple[Any, ...]]:
    assert talk.bubble is not None
    said = talk.bubble.text.values["leans"]
    assert isinstance(said, Iterable)
    return [(each.values["alias"], *in_short(each)) for each in said if isinstance(each, Phrase)]


# Two taps.


def test_a_card_is_two_taps_away() -> None:
    talk = opened()
    talk.taps("theme.balance")
    assert labels(talk)[:3] == ["card_title.V18", "card_title.V24", "card_title.V25"]
    talk.taps("card_title.V24")
    assert talk.heard() == ["card.V24"]
    assert talk.facts == [CardShown("V24")]


def test_a_theme_without_cards_is_not_offered() -> None:
    rules = make_rules()
    cards = {name: card for name, card in rules.cards.items() if card.theme != "nav"}
    talk = opened(rules=replace(rules, cards=cards))
    assert "theme.nav" not in labels(talk)
    assert "theme.role" in labels(talk)


def test_back_leads_the_way_that_was_come() -> None:
    talk = opened()
    talk.taps("theme.balance")
    talk.taps("card_title.V24")
    talk.taps("common.back")
    assert "card_title.V25" in labels(talk)
    talk.taps("common.back")
    assert talk.place.state == "themes"


# A card.


def test_that_it_helped_is_answered_and_asked_only_once() -> None:
    talk = reading("V24")
    step = talk.taps("guidance.helped")
    assert talk.facts[-1] == CardRated("V24", helped=True)
    assert step.toast is not None and step.toast.key == "guidance.glad"
    assert talk.heard() == ["card.V24"]
    assert "guidance.helped" not in labels(talk)


def test_a_card_that_did_not_help_leaves_nav_and_the_other_cards() -> None:
    talk = reading("V24")
    step = talk.taps("guidance.not_helped")
    assert talk.facts[-1] == CardRated("V24", helped=False)
    assert step.toast is not None and step.toast.key == "guidance.sorry"
    assert labels(talk) == ["common.back", "common.report"]


def test_a_danger_card_asks_nothing() -> None:
    talk = reading("V44")
    assert "guidance.helped" not in labels(talk)
    assert ways_out(talk) == ["report"]


@pytest.mark.parametrize("me", [NADIA, KARI])
def test_the_office_reads_cards_without_rating_them_or_reporting(me: Person) -> None:
    assert labels(reading("V24", me)) == ["common.back"]


def test_a_card_from_elsewhere_comes_at_the_bottom_and_leads_back_to_its_theme() -> None:
    talk = opened()
    talk.forces("card", "V34")
    assert talk.bubble is not None and talk.bubble.anew
    talk.taps("common.back")
    assert "card_title.V35" in labels(talk)


def test_a_card_that_was_taken_out_gives_way_to_the_themes() -> None:
    talk = reading("V99")
    assert talk.heard() == ["guidance.gone"]
    assert talk.facts == []


def test_a_card_taken_out_while_it_was_read_gives_way_to_the_themes() -> None:
    talk = reading("V24")
    talk.knows(rules=make_rules(cards={"V01": make_rules().cards["V01"]}))
    talk.taps("guidance.helped")
    assert talk.heard() == ["guidance.gone"]


# The lean of the week.


def test_a_card_that_answers_led_to_says_first_how_often_and_which_way() -> None:
    talk = led_to("V24", told("F4.high", "F4.high"))
    assert lean(talk) == (("said.F4.high", 2), "lean.support")
    assert talk.bubble is not None
    assert talk.bubble.text.values["card"] == Phrase("card.V24")


def test_too_little_asked_of_the_participant_leans_towards_a_push() -> None:
    assert lean(led_to("V18", told("F4.low"))) == (("said.F4.low", 1), "lean.push")


def test_answers_that_point_both_ways_are_both_said() -> None:
    mixed = lean(led_to("V25", told("F4.high", "F4.low", "F4.high")))
    assert mixed == (("said.F4.high", 2), ("said.F4.low", 1), "lean.both")


def test_what_was_said_long_ago_leans_no_way() -> None:
    old = told("F4.right", "F4.right", "F4.right", "F4.right", "F4.right", "F4.high")
    assert led_to("V24", old).heard() == ["card.V24"]


@pytest.mark.parametrize("card", ["V44", "V42", "V06"])
def test_nothing_leans_above_danger_or_above_the_mentors_own_role(card: str) -> None:
    assert led_to(card, told("F4.high", "F4.high")).heard() == [f"card.{card}"]


def test_a_card_that_answers_led_to_is_asked_about_next_time_and_not_at_once() -> None:
    talk = led_to("V24", told("F4.high"))
    assert talk.facts == [CardShown("V24", 1)]
    assert labels(talk) == ["common.back", "common.report"]


def test_whether_a_danger_card_helped_is_asked_at_no_time() -> None:
    talk = led_to("V44", told("F4.high"))
    assert talk.facts == [CardShown("V44")]
    assert "guidance.helped" not in labels(talk)


def test_a_card_that_was_looked_up_does_not_lean() -> None:
    talk = opened(placements=(told("F4.high"),))
    talk.taps("theme.balance")
    talk.taps("card_title.V24")
    assert talk.heard() == ["card.V24"]
    assert "guidance.helped" in labels(talk)


def test_the_first_screen_begins_with_the_week_and_the_card_it_leads_to() -> None:
    talk = opened(placements=(told("F4.high", "F4.high"),))
    assert leans_at_home(talk) == [(None, ("said.F4.high", 2), "lean.support")]
    assert labels(talk)[0] == "card_title.V24"
    talk.taps("card_title.V24")
    assert talk.facts == [CardShown("V24", 1)]
    assert lean(talk)[-1] == "lean.support"
    talk.taps("common.back")
    assert labels(talk)[0] == "card_title.V24"


def test_with_several_placements_each_has_its_line_its_name_and_its_card() -> None:
    silent = told(number=3, alias="Gran")
    talk = opened(placements=(told("F4.high"), told("F4.low", number=2, alias="Ask"), silent))
    assert leans_at_home(talk) == [
        ("Bjørk", ("said.F4.high", 1), "lean.support"),
        ("Ask", ("said.F4.low", 1), "lean.push"),
    ]
    first, second = talk.buttons()[:2]
    assert [first.argument, second.argument] == ["V24:1", "V18:2"]
    assert [first.label.values["alias"], second.label.values["alias"]] == ["Bjørk", "Ask"]


def test_without_answers_that_lean_there_is_nothing_but_the_themes() -> None:
    talk = opened(placements=(told("F4.right"),))
    assert leans_at_home(talk) == []
    assert labels(talk)[0] == "theme.role"


def test_a_card_that_the_week_would_lead_to_may_have_been_taken_out() -> None:
    cards = {name: card for name, card in make_rules().cards.items() if name != "V24"}
    talk = opened(placements=(told("F4.high"),), rules=make_rules(cards=cards))
    assert len(leans_at_home(talk)) == 1
    assert labels(talk)[0] == "theme.role"


def test_who_no_longer_follows_the_placement_reads_the_card_alone() -> None:
    talk = meets(guidance, placements=(told("F4.high", number=2, alias="Ask"),))
    talk.forces("card", "V24:1")
    assert talk.heard() == ["card.V24"]
    assert talk.facts == [CardShown("V24")]


def test_no_place_remembers_which_way_a_week_leaned() -> None:
    home = opened(placements=(told("F4.high"),))
    card = led_to("V24", told("F4.high"))
    for talk in (home, card):
        assert "lean" not in str(talk.place) and "F4" not in str(talk.place)


# Words.


def test_a_few_words_find_at_most_four_cards_under_the_emergency_line() -> None:
    talk = opened(found=("V34", "V35", "V24", "V12", "V14"))
    talk.types("kommer for sent hver dag")
    assert talk.heard() == ["guidance.found"]
    assert [key for key in labels(talk) if key.startswith("card")] == [
        "card_title.V34", "card_title.V35", "card_title.V24", "card_title.V12",
    ]  # fmt: skip
    assert talk.bubble is not None and talk.bubble.text.values["line"]


def test_back_from_a_found_card_shows_what_was_found() -> None:
    talk = opened(found=("V34", "V35"))
    talk.types("kommer for sent")
    talk.taps("card_title.V35")
    talk.knows(found=())
    talk.taps("common.back")
    assert "card_title.V34" in labels(talk)


def test_what_was_typed_is_not_remembered() -> None:
    talk = opened(found=("V34",))
    talk.types("Ola kommer for sent")
    assert "Ola" not in str(talk.place.data)


def test_nothing_found_says_so_and_shows_the_themes() -> None:
    talk = opened()
    talk.types("kaffemaskin")
    assert talk.heard() == ["guidance.nothing"]
    assert "theme.role" in labels(talk)
    assert talk.place.listens


def test_thanks_after_a_card_is_no_search() -> None:
    talk = opened(found=("V34",))
    talk.types("tusen takk!")
    assert talk.heard() == ["typed.thanked"]
    assert talk.place.state == "themes"


# Who else.


def test_a_stranger_sees_no_cards() -> None:
    talk = opened(STRANGER)
    assert talk.heard() == ["commands.stranger"]


def test_a_button_of_another_state_is_refused() -> None:
    with pytest.raises(BadMove):
        opened().forces("rate", "helped")
