from __future__ import annotations

import pytest

from mentorbot.understanding.searching import CardSearch

CARDS = {
    "V33": "For sent på jobb\nFor sent på jobb\nOppmøte og fravær\n"
    "Deltakeren kommer ofte noen minutter for sent. Avtal en fast starttid.",
    "V37": "Pauser og lunsj\nPauser og lunsj\nFellesskap og kolleger\n"
    "Deltakeren sitter alene i pausen. Spør om dere skal spise sammen.",
    "V06": "Du blir sliten av oppgaven\nDu blir sliten av oppgaven\nRollen din\n"
    "Du tar det med deg hjem. Be lederen og NAV om avlastning.",
    "V51": "Flere eller færre mentortimer\nFlere eller færre mentortimer\nNAV\n"
    "Timene i mentortilskuddet passer ikke lenger.",
}


@pytest.fixture
def search() -> CardSearch:
    search = CardSearch()
    search.learn(CARDS)
    return search


@pytest.mark.parametrize(
    ("typed", "card"),
    [
        ("han kommer for sent hver dag", "V33"),
        ("HUN KOM TJUE MINUTTER FORSENT", "V33"),
        ("han kjem for seint", "V33"),
        ("Sit åleine i kvar pause", "V37"),
        ("pausar", "V37"),
        ("jeg er så sliten at jeg tar det med heim", "V06"),
        ("mentortilskudd", "V51"),
        ("får vi fleire timar i mentortilskotet", "V51"),
    ],
)
def test_inflection_spelling_and_haste_do_not_hide_what_it_is_about(
    search: CardSearch, typed: str, card: str
) -> None:
    assert search.find(typed)[0] == card


@pytest.mark.parametrize("typed", ["", "   ", "😀", "?!", "xyzzy qwerty", "x" * 5000])
def test_what_is_about_nothing_finds_nothing(search: CardSearch, typed: str) -> None:
    assert search.find(typed) == ()


def test_no_more_cards_are_found_than_asked_for(search: CardSearch) -> None:
    typed = "for sent i pausen, sliten, flere timer"
    assert len(search.find(typed)) > 2
    assert search.find(typed, most=2) == search.find(typed)[:2]


def test_learning_anew_forgets_the_old_cards(search: CardSearch) -> None:
    search.learn({"V99": "Fagbrev og neste sted"})
    assert search.find("lunsj") == ()
    assert search.find("fagbrev") == ("V99",)


def test_before_it_has_learned_anything_it_finds_nothing() -> None:
    assert CardSearch().find("pause") == ()
