"""Advice: two taps to a card, or a few words; danger is never searched for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogs import guidance
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CardRated, CardShown
from mentorbot.domain.people import Person
from tests.cast import KARI, MARIT, NADIA
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


def test_words_about_danger_get_the_numbers_before_anything_else() -> None:
    talk = opened(found=("V44",))
    step = talk.types("han sier at han vil ta livet sitt")
    assert talk.heard()[0] == "emergency.panel"
    assert step.says[0].urgent


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
