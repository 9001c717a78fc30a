"""What the cards are for: every trait, behaviour and topic has its card, and none does harm."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from mentorbot.book.findings import Findings
from mentorbot.book.loading import read_book
from mentorbot.book.rendering import Book
from mentorbot.book.style import HARDEST, LONGEST_SENTENCE, lix, sentences
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language
from mentorbot.domain.rules import Rules
from mentorbot.domain.wording import Phrase

CONTENT = Path(__file__).parents[2] / "content"
NORWEGIAN = (Language.NB, Language.NN)
MOST_WORDS = 65

TRAITS = {
    "commits": (("U1", "B1"), ("V01", "V52")),
    "works with NAV": (("U7", "F10"), ("V53", "V02")),
    "is honest about what is hard": (("U8", "F1"), ("V04", "V21", "V55")),
    "includes the participant": (("F6", "M4"), ("V37", "V38", "V08")),
    "is available": (("U3", "F9"), ("V12", "V01")),
    "adapts the training": (("F3", "F5"), ("V13", "V15", "V22")),
    "seeks better work": (("M1", "F8"), ("V20", "V25")),
    "seeks more work, and other work": (("M2", "M3"), ("V18", "V14", "V27")),
}
"""What makes a good mentor (R05): the questions that ask about it, the cards that help with it."""

BEHAVIOURS = {
    "takes no criticism": ("V21", "V20"),
    "does not control feelings": ("V40", "V31"),
    "is not flexible": ("V16", "V26"),
    "is aggressive, hurt or improper": ("V56", "V57"),
    "works little or unevenly": ("V29", "V15"),
    "wants it more or less from day to day": ("V28", "V19"),
    "is often absent": ("V34", "V35", "V36"),
}
"""What employers are taken by surprise by (R29), and the cards for it."""

FEAR = ("V17", "V30", "V31")
ARGUES = {
    Language.NB: r"ikke tenk på|ikke vær redd|ingen grunn til|ikke noe å være redd|ta deg sammen"
    r"|slapp av|det går nok bra|bare å (gjøre|hoppe)|overdriv\w*|innbill\w*",
    Language.NN: r"ikkje tenk på|ikkje ver redd|ingen grunn til|ikkje noko å vere redd"
    r"|ta deg saman|slapp av|det går nok bra|berre å (gjere|hoppe)|overdriv\w*|innbill\w*",
    Language.EN: r"don[’']t (worry|think about it|be (afraid|scared|silly))|no reason to"
    r"|nothing to (fear|be afraid)|pull yourself|calm down|relax|get over|you[’']ll be fine"
    r"|exaggerat\w*|imagin\w*",
}
"""What is felt as real works as real (R27)."""

WHEN_NOT_TO = {
    Language.NB: (r"\bsyk\b", r"redd|skremt", r"krangel|konflikt"),
    Language.NN: (r"\bsjuk\b", r"redd|skremd", r"krangel|konflikt"),
    Language.EN: (r"\bill\b", r"afraid|frightened", r"argument|conflict"),
}
ASKED_FIRST = {
    Language.NB: "Spør deltakeren først",
    Language.NN: "Spør deltakaren først",
    Language.EN: "Ask the participant first",
}
DANGER = {"V42", "V43", "V44", "V45", "V46", "V57"}
QUOTED = re.compile(r"«[^«»]+»|“[^“”]+”")


@cache
def book() -> Book:
    read = read_book(CONTENT, None, Findings())
    assert read is not None
    return read


def rules() -> Rules:
    return book().rules


@cache
def sections(language: Language, card: str) -> dict[str, str]:
    """The words of a card by heading, as the file has them."""
    body = (CONTENT / language / "cards" / f"{card}.md").read_text("utf-8").split("---\n", 2)[2]
    _, *parts = re.split(r"(?m)^## (.+)\n", body)
    return {heading: words.strip() for heading, words in zip(parts[::2], parts[1::2], strict=True)}


def heading(name: str, language: Language) -> str:
    return book().label(Phrase(f"card.{name}"), language)


def words_of(card: str, language: Language) -> str:
    return "\n\n".join(sections(language, card).values())


def spoken(card: str, language: Language) -> list[list[str]]:
    """The sentences of a card, with a number for each number."""
    plain = re.sub(r"\{\{.*?\}\}", "113", words_of(card, language))
    return sentences(plain)


every_language = pytest.mark.parametrize("language", list(Language))


# What there must be a card for.


@pytest.mark.shows("R05", "Each of eight traits is asked about and has a card.")
def test_every_trait_of_a_good_mentor_is_asked_about_and_helped_with() -> None:
    for trait, (questions, cards) in TRAITS.items():
        assert rules().questions.keys() >= set(questions), trait
        assert rules().cards.keys() >= set(cards), trait
    assert len(TRAITS) == 8


def test_every_question_about_a_trait_is_really_asked_by_some_model() -> None:
    asked = {
        name
        for model in rules().models.values()
        for occasion in model.checkins
        for names in (occasion.ask, *occasion.cycle)
        for name in names
    }
    for trait, (questions, _) in TRAITS.items():
        assert asked & set(questions), trait


@pytest.mark.shows("R29", "Seven behaviours that surprise employers have a card each.")
def test_every_behaviour_that_takes_employers_by_surprise_has_a_card() -> None:
    for behaviour, cards in BEHAVIOURS.items():
        assert rules().cards.keys() >= set(cards), behaviour
    assert len(BEHAVIOURS) == 7


def test_every_topic_that_people_type_about_is_what_some_card_is_foremost_about() -> None:
    foremost = {card.topics[0] for card in rules().cards.values() if card.topics}
    assert foremost >= book().lessons.words.keys()


def test_every_card_is_about_something_that_people_type() -> None:
    assert [card.id for card in rules().cards.values() if not card.topics] == []


@pytest.mark.shows(
    "R34", "The card on subsidy stands under the period and the mentor's hours only."
)
def test_money_is_no_answer_to_what_happens_at_work() -> None:
    at_home = {name for name, each in rules().categories.items() if "V51" in each.cards}
    assert at_home <= {"P10", "P13"}
    effects = [
        effect for question in rules().questions.values() for effect in question.answers.values()
    ]
    assert {effect.category for effect in effects if effect.card == "V51"} <= {"P13", "P10", None}
    steps = [step for trigger in rules().triggers.values() for step in trigger.then]
    assert "V51" not in {step.card for step in steps}
    assert "V51" not in rules().balance.cards.values()


def test_which_way_a_week_leans_never_leads_to_a_danger_card() -> None:
    led_to = {rules().cards[card].kind for card in rules().balance.cards.values()}
    assert led_to <= {"support", "push", "balance"}


# What a card must hold.


@every_language
def test_a_card_is_short(language: Language) -> None:
    for card in rules().cards:
        said = spoken(card, language)
        assert sum(map(len, said)) <= MOST_WORDS, card
        assert max(map(len, said)) <= LONGEST_SENTENCE, card
        assert lix(said) <= HARDEST or language not in NORWEGIAN, card


@every_language
def test_a_card_has_one_thing_to_say_and_says_when_to_call(language: Language) -> None:
    for card in rules().cards:
        found = sections(language, card)
        assert QUOTED.fullmatch(found[heading("say", language)]), card
        for name in ("ring",) if card in DANGER else ("call", "support", "push"):
            assert len(re.findall(r"\w+", found[heading(name, language)])) >= 3, (card, name)


@every_language
def test_a_card_that_pushes_says_when_not_to(language: Language) -> None:
    pushing = [card.id for card in rules().cards.values() if card.kind == "push"]
    assert len(pushing) >= 5
    for card in pushing:
        wait = sections(language, card)[heading("wait", language)]
        for sign in WHEN_NOT_TO[language]:
            assert re.search(sign, wait), card


def test_danger_cards_are_a_kind_of_their_own_and_wait_to_be_read() -> None:
    assert {card.id for card in rules().cards.values() if card.kind == "danger"} == DANGER
    for card in DANGER:
        front = (CONTENT / "nb" / "cards" / f"{card}.md").read_text("utf-8").split("---\n")[1]
        assert re.search(r"(?m)^review: (health|law)$", front), card


@every_language
def test_a_danger_card_begins_with_whom_to_ring_and_has_no_push(language: Language) -> None:
    for card in DANGER:
        found = sections(language, card)
        assert list(found) == [
            heading(name, language) for name in ("ring", "now", "say", "afterwards")
        ]
        assert re.match(r"\{\{ (ambulance|police|fire) \}\}", next(iter(found.values()))), card


@every_language
def test_too_hard_starts_by_asking_the_participant(language: Language) -> None:
    first = next(iter(sections(language, "V24").values()))
    assert ASKED_FIRST[language] in first


@pytest.mark.shows("R27", "No card tells anybody not to be afraid.")
@every_language
def test_no_card_argues_with_a_fear(language: Language) -> None:
    for card in rules().cards:
        assert not re.search(ARGUES[language], words_of(card, language), re.IGNORECASE), card


def test_there_are_cards_for_fear() -> None:
    assert rules().cards.keys() >= set(FEAR)


def test_problems_that_hurry_most_lead_to_cards_that_say_whom_to_ring() -> None:
    urgent = [each for each in rules().categories.values() if each.level is Level.ORANGE]
    for category in urgent:
        assert set(category.cards) <= DANGER, category.id
