from __future__ import annotations

import pytest

from mentorbot.understanding.features import Told, told
from mentorbot.understanding.hearing import Ear
from mentorbot.understanding.sorting import Document, Sorter

EAR = Ear.taught([("ikke", "ikkje", "not")])
TAUGHT = (
    ("problem", "late", "han kommer for sent"),
    ("problem", "late", "kom for sent i dag"),
    ("problem", "alone", "hun sitter alene"),
    ("problem", "alone", "sitter alene i pausen"),
    ("question", "late", "hva gjør jeg når han kommer for sent"),
    ("question", "alone", "hva gjør jeg når hun sitter alene"),
)


def heard(text: str) -> Told:
    return told(text, ear=EAR)


@pytest.fixture(scope="module")
def sorter() -> Sorter:
    """Each sentence twice, as a pair of words must be in three."""
    return Sorter.taught(
        Document((want, topic), heard(text)) for want, topic, text in (*TAUGHT, *TAUGHT)
    )


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("hun kom for sent igjen", ("problem", "late")),
        ("sitter mye alene", ("problem", "alone")),
        ("hva gjør jeg når han er alene", ("question", "alone")),
    ],
)
def test_both_questions_are_answered_at_one_look(
    sorter: Sorter, text: str, best: tuple[str, str]
) -> None:
    shares = sorter.shares(heard(text))
    assert tuple(max(each, key=lambda label: each[label]) for each in shares) == best
    assert [sum(each.values()) for each in shares] == pytest.approx([1, 1], abs=1e-3)


def test_what_answers_one_question_teaches_nothing_about_the_other() -> None:
    words = Document(("", "late"), heard("buss trikk vekkerklokke"))
    documents = [Document((want, topic), heard(text)) for want, topic, text in TAUGHT]
    wants, topics = Sorter.taught([*documents, words, words, words]).shares(heard("trikk"))
    assert topics["late"] > 0.7
    assert wants["problem"] == pytest.approx(2 / 3, abs=0.2)


def test_nothing_known_is_said_to_be_unknown(sorter: Sorter) -> None:
    assert not sorter.knows(heard("qqq"))
    assert sorter.knows(heard("sene"))


def test_a_cue_is_heard_through_other_words_and_endings() -> None:
    cues = set(heard("svarer ikke").cues)
    assert len(cues & set(heard("du vet at de svarerne ennå ikkje er ute nå").cues)) == 1
    assert not cues & set(heard("du vet at de ikkje ennå svarerne er ute nå").cues)


def test_words_that_are_taken_together_stand_near_none_of_each_other() -> None:
    together = told("for sent", "alene", ear=EAR)
    assert set(together.pieces) == set(heard("for sent alene").pieces)
    assert set(together.cues) == set(heard("for sent").cues) | set(heard("alene").cues)
