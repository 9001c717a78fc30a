"""rules/topics.yaml: what is read of it, and what an editor is told."""

from __future__ import annotations

import pytest

from mentorbot.book.rendering import Book
from mentorbot.domain.examples import Example, Intent, Urgency
from tests.book.conftest import Refuse
from tests.book.smalltree import FILES, line_of

TOPICS = "rules/topics.yaml"
ABSENT = "han kom ikke i dag og svarer ikke"


def test_a_sentence_knows_what_it_is_about_and_how_much_it_hurries(book: Book) -> None:
    first, second, third = book.lessons.examples[:3]
    assert first == Example(ABSENT, Intent.PROBLEM, "attendance", today=True)
    assert first.urgency is Urgency.TODAY
    assert second.urgency is Urgency.THIS_WEEK
    assert (third.also, third.urgency) == (("worry",), Urgency.NONE)


def test_what_only_sounds_like_danger_is_marked(book: Book) -> None:
    assert [each.text for each in book.lessons.examples if each.near] == ["han er dødsflink"]


def test_words_actions_kinds_equals_and_signs_are_read(book: Book) -> None:
    lessons = book.lessons
    assert lessons.words["attendance"] == ("fravær", "borte uten beskjed")
    assert lessons.equals == (("ikke", "ikkje", "itj"),)
    assert lessons.signs == {"fire": ("det brenner",)}
    labels = {each.label for each in lessons.examples if each.intent is Intent.EMERGENCY}
    assert labels == {"fire", "medical"}


@pytest.mark.parametrize(
    ("words", "instead", "line", "told"),
    [
        (f"{ABSENT} #today", f"{ABSENT} #idag", ABSENT, "there is no #idag"),
        ("borte igjen, skulker", "#today", "borte igjen", "no words before the #"),
        ("takk for hjelpen", "borte igjen, skulker", "takk for", "stands here twice"),
        ("takk for hjelpen", "takk " * 90, "takk for", "is longer than 400 letters"),
        ("overload: jeg", "overlod: jeg", "overload", "is not known here"),
        ("ikke: ikkje itj", "ikke ikkje itj", "ikke: ikkje", "must be a word, a colon"),
        ("ikke: ikkje itj", "ikke:", "ikke: ikkje", "must be a word, a colon"),
        ("unclear: hæ", "unclear: ''", "unclear", "it is empty"),
    ],
)
def test_a_fault_is_told_with_its_line(
    refused: Refuse, words: str, instead: str, line: str, told: str
) -> None:
    text = FILES[TOPICS]
    assert words in text
    findings = refused({TOPICS: text.replace(words, instead, 1)})
    at = line_of(TOPICS, line)
    assert any(
        told in each and each.startswith((f"content/{TOPICS}:{at}:", f"content/{TOPICS}:{at - 1}:"))
        for each in findings
    ), findings


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ("fyr: det brenner", "there is no fyr; signs are of fire, medical, over, today"),
        ("fire: det br*nner", "must be words, with * at the end"),
        ("over: for * år siden", "must be words, with * at the end"),
    ],
)
def test_a_sign_that_could_never_be_seen_is_told(refused: Refuse, signs: str, told: str) -> None:
    before, head, _ = FILES[TOPICS].partition("signs:\n")
    (finding,) = refused({TOPICS: f"{before}{head}  {signs}\n"})
    assert told in finding
    assert finding.startswith(f"content/{TOPICS}:{line_of(TOPICS, head) + 1}:")


def test_a_card_cannot_have_a_topic_that_nobody_can_type(refused: Refuse) -> None:
    card = FILES["nb/cards/V34.md"].replace("topics: [attendance]", "topics: [attendence]")
    (finding,) = refused({"nb/cards/V34.md": card})
    assert "there is no topic attendence; rules/topics.yaml has attendance, worry" in finding
    assert finding.startswith("content/nb/cards/V34.md:7:")
