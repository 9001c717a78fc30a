"""How well sentences are read that were not learned from: every fifth of the content's own.

The figures of the day, with their spread, are what `make eval` prints (docs/understanding.md).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentorbot.book.rendering import Book
from mentorbot.understanding.alarm import Alarm
from mentorbot.understanding.matters import Interpreter
from mentorbot.understanding.reading import Reader
from tests.eval.scoring import Labelled, Scores, means, scores

FLOORS = {
    "intent": 0.87,
    "topic": 0.78,
    "top-3": 0.92,
    "emergencies found": 0.94,
    "admin": 0.82,
    "urgency": 0.87,
}
MOST_FALSE_ALARMS = 0.14


@pytest.fixture(scope="module")
def measured(book: Book) -> Scores:
    examples = book.lessons.examples
    kept = tuple(each for at, each in enumerate(examples) if at % 5)
    reader = Reader.taught(replace(book.lessons, examples=kept))
    held = [Labelled.of(each, at) for at, each in enumerate(examples) if at % 5 == 0]
    return means(scores(each, reader.read(each.text), []) for each in held)


@pytest.mark.parametrize("measure", FLOORS)
def test_sentences_that_were_not_learned_are_read_well_enough(
    measured: Scores, measure: str
) -> None:
    assert measured[measure] >= FLOORS[measure]


def test_near_misses_are_seldom_taken_for_an_emergency(measured: Scores) -> None:
    assert measured["near-miss alarms"] <= MOST_FALSE_ALARMS


@pytest.fixture(scope="module")
def interpreter(book: Book, reader: Reader) -> Interpreter:
    return Interpreter(reader, Alarm.taught(book.lessons))


TWO = (
    "han kommer for sent OG når får jeg pengene?",
    "Han forsover seg hver dag. Dessuten har ikke tilskuddet kommet.",
    "ho er på mobilen heile tida. og kven er kontakten vår på nav?",
    "he is late every day and when does the subsidy get paid?",
    "sjefen gir meg ikke tid til dette, og NAV svarer ikke på telefon",
    "hainn kjæm førr seint kvar dag å æ e heilt utslitt",
)
ONE = (
    "han kom for sent i dag og i går og forrige uke",
    "Hun satt alene i kantina og så på telefonen. Ingen snakket med henne.",
    "Han ble sint og slo i bordet. Så gikk han ut og røykte.",
    "hun glemmer trinnene og må ha lista foran seg",
    "He was late again and missed the bus",
)


@pytest.mark.parametrize("text", TWO)
def test_two_matters_are_heard_as_two(interpreter: Interpreter, text: str) -> None:
    assert len(interpreter.read(text).matters) == 2


@pytest.mark.parametrize("text", ONE)
def test_one_matter_told_at_length_stays_one(interpreter: Interpreter, text: str) -> None:
    assert interpreter.read(text).matters == ()


def test_most_dangers_are_heard_before_anything_is_learned(book: Book) -> None:
    alarm = Alarm.taught(book.lessons)
    emergencies = [each for each in book.lessons.examples if each.intent == "emergency"]
    heard = sum(bool(alarm.kind(each.text)) for each in emergencies)
    assert heard >= 0.8 * len(emergencies)
