from __future__ import annotations

import pytest

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase
from mentorbot.understanding.finding import CardFinder
from mentorbot.understanding.reading import Reader


@pytest.fixture(scope="module")
def finder(book: Book, reader: Reader) -> CardFinder:
    return finder_in(Language.NB, book, reader)


def finder_in(language: Language, book: Book, reader: Reader) -> CardFinder:
    cards = {card.id: card.topics for card in book.rules.cards.values()}
    return CardFinder.among(reader.topics, cards, book.card_words(language))


@pytest.mark.parametrize(
    ("typed", "card"),
    [
        ("he oversleeps every single day", "V33"),
        ("ho et åleine i bilen sin", "V37"),
        ("kor mange timar mentortilskot kan vi få", "V51"),
        ("Ny mentor komme, hva jeg si til han?", "V11"),
        ("fagprøven nærmer seg", "V50"),
        ("lunsj", "V37"),
    ],
)
def test_the_card_is_among_the_first_three(finder: CardFinder, typed: str, card: str) -> None:
    assert card in finder.find(typed)[:3]


def test_the_next_card_is_on_what_else_it_may_be(finder: CardFinder, book: Book) -> None:
    first, second, *_ = finder.find("han kommer for sent og sitter alene i pausen")
    topics = {first: book.rules.cards[first].topics, second: book.rules.cards[second].topics}
    assert {"lateness", "isolation"} <= {topic for each in topics.values() for topic in each}


@pytest.mark.parametrize("typed", ["", "   ", "😀", "?!", "zzzzqqq xxwwxx"])
def test_what_is_about_nothing_finds_nothing(finder: CardFinder, typed: str) -> None:
    assert finder.find(typed) == ()


def test_no_more_cards_are_found_than_asked_for(finder: CardFinder) -> None:
    assert len(finder.find("han gidder ikke", most=2)) == 2


@pytest.mark.parametrize(
    ("language", "typed", "card"),
    [
        (Language.NB, "han sier at han vil ta sitt eget liv i kveld", "V44"),
        (Language.NB, "mannen hennes slår henne, hun har blåmerker", "V57"),
        (Language.NN, "ho ligg på golvet og pustar ikkje", "V46"),
        (Language.EN, "there are flames coming out of the oven", "V46"),
    ],
)
def test_the_words_decide_which_danger_it_is(
    book: Book, reader: Reader, language: Language, typed: str, card: str
) -> None:
    """Emergencies have no topic: the first danger card found is the one that is offered."""
    found = finder_in(language, book, reader).find(typed)
    danger = [each for each in found if book.rules.cards[each].kind == "danger"]
    assert danger[:1] == [card]


def test_danger_is_no_topic(book: Book, reader: Reader) -> None:
    assert set(reader.topics.best("han puster ikke")) == set(book.lessons.words)


def test_who_types_a_title_whole_is_given_that_card_first(finder: CardFinder, book: Book) -> None:
    for card in ("V10", "V24", "V34", "V49"):
        title = book.label(Phrase(f"card_title.{card}"), Language.NB)
        assert finder.find(title)[0] == card
        assert finder.find(title.upper() + "!")[0] == card
