"""The content that mentors read. Skipped where the folder is not complete yet."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import dialogs
import mentorbot
from mentorbot.book.findings import ERROR, Findings
from mentorbot.book.linting import lint
from mentorbot.book.loading import read_book
from mentorbot.book.rendering import Book
from mentorbot.domain.wording import Phrase, Text, declared

CONTENT = Path(__file__).parents[2] / "content"

DANGEROUS = ("V42", "V43", "V44", "V45", "V46", "V57")
"""Bullying and harassment, worry, suicide, drugs, accidents, violence."""

pytestmark = pytest.mark.skipif(
    not (CONTENT / "nb" / "names.yaml").exists(), reason="there is no content/ yet"
)


def texts() -> dict[str, Text]:
    """What the whole program says, the stand-in for Telegram aside."""
    names = [
        module.name
        for package in (dialogs, mentorbot)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not module.name.startswith("mentorbot.standin") and "__main__" not in module.name
    ]
    return declared(import_module(name) for name in names)


@pytest.fixture(scope="module")
def book() -> Book:
    """Whether the code says these texts is asked by one test only."""
    found = Findings()
    book = read_book(CONTENT, None, found)
    assert book is not None, found.of(ERROR)
    return book


def test_the_content_is_right_and_holds_every_text_that_the_code_says() -> None:
    assert [str(each) for each in lint(CONTENT, texts()) if each.kind == ERROR] == []


def test_every_card_is_shown_whole_in_every_language(book: Book) -> None:
    for card in book.rules.cards:
        for language in book.languages:
            shown = book.text(Phrase(f"card.{card}"), language)
            assert shown.startswith(f"<b>{book.text(Phrase(f'card_title.{card}'), language)}</b>")
            assert "{" not in shown


def test_danger_cards_name_an_emergency_number_first(book: Book) -> None:
    urgent = [number.digits for number in book.rules.numbers.values() if number.emergency]
    danger = [card.id for card in book.rules.cards.values() if card.kind == "danger"]
    assert danger
    for card in danger:
        for language in book.languages:
            first = book.text(Phrase(f"card.{card}"), language).split("\n\n")[1]
            assert any(digits in first for digits in urgent), card


def test_what_is_dangerous_is_a_card_of_its_own_kind(book: Book) -> None:
    """To ring first, and no side that presses (feel 8)."""
    kinds = {name: book.rules.cards[name].kind for name in DANGEROUS}
    assert kinds == dict.fromkeys(DANGEROUS, "danger")


def test_every_category_offers_a_card(book: Book) -> None:
    assert all(category.cards for category in book.rules.categories.values())


@pytest.mark.shows("R36", "No text plays games or praises extra time.")
@pytest.mark.shows("R31", "No text names motivation or character of the participant.")
def test_no_word_judges_the_participant_or_plays_games() -> None:
    told = ("stands in no text", "colours are not shown")
    advice = [each for each in lint(CONTENT) if any(words in each.message for words in told)]
    assert list(map(str, advice)) == []
