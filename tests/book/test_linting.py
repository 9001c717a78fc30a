"""Advice on style: it is told, and it stops nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mentorbot.book.findings import ADVICE, ERROR
from mentorbot.book.linting import lint
from mentorbot.book.loading import load_book
from mentorbot.book.style import lix, sentences
from tests.book.smalltree import FILES, TEXTS, line_of, write

REPORT = "nb/messages/report.yaml"
CARD = "nb/cards/V34.md"
SOMETHING = "Deltakeren kom ikke i dag."


def test_the_small_tree_needs_no_advice(tmp_path: Path) -> None:
    assert lint(write(tmp_path / "content"), TEXTS) == []


@pytest.mark.shows("R31", "A word that judges is found on its line.")
@pytest.mark.parametrize(
    ("path", "words", "instead", "told"),
    [
        (REPORT, "open: Åpne", "open: Åpne saken som gjelder", "26 fit well"),
        (REPORT, "Sendt. {{", "Sendt til brukeren. {{", "'brukeren': say deltakeren"),
        (REPORT, "Sende?", "Haster det (oransje)?", "colours are not shown"),
        (CARD, SOMETHING, "Deltakeren kom ikke, " + "og du ventet " * 6, "a sentence has 21 words"),
        (CARD, SOMETHING, "Du så det. " * 9, "the card has 63 words; 60 are enough on a phone"),
        (CARD, "checked: 2026-11-23", "checked: 2026-11-23\nreview: health", "waits to be read"),
        ("rules/categories.yaml", "cards: [V34]", "cards: []", "do not both name each other"),
        ("rules/themes.yaml", "worry]", "worry, ahead]", "no card has the theme ahead"),
    ],
)
def test_what_could_be_said_better_is_advice_with_its_line(
    tmp_path: Path, path: str, words: str, instead: str, told: str
) -> None:
    changes: dict[str, str | bytes] = {path: FILES[path].replace(words, instead)}
    if "ahead" in instead:
        names = FILES["nb/names.yaml"].replace("theme:\n", "theme:\n  ahead: Videre\n")
        names = names.replace("ready:\n", "ready:\n  ahead: Hva nå?\n")
        changes["nb/names.yaml"] = names
    folder = write(tmp_path / "content", changes)
    about = [each for each in lint(folder, TEXTS) if told in each.message]
    assert [(each.kind, each.file) for each in about] == [(ADVICE, f"content/{path}")]
    assert f"content/{path}:{about[0].line}: advice: " in str(about[0])
    book = load_book(folder, TEXTS)
    assert about[0] in lint(book)


def test_a_word_is_found_on_its_own_line(tmp_path: Path) -> None:
    changes: dict[str, str | bytes] = {
        REPORT: FILES[REPORT].replace("send: Send", "send: En klient")
    }
    (advice,) = lint(write(tmp_path / "content", changes), TEXTS)
    assert advice.line == line_of(REPORT, "send: Send")


def test_the_verb_bruker_is_an_ordinary_word(tmp_path: Path) -> None:
    changes: dict[str, str | bytes] = {
        REPORT: FILES[REPORT].replace("send: Send", "send: Bruker mer tid")
    }
    assert lint(write(tmp_path / "content", changes), TEXTS) == []


def test_errors_come_before_advice(tmp_path: Path) -> None:
    report = FILES[REPORT].replace("send: Send", "send: En klient").replace("panel:", "penal:")
    kinds = [each.kind for each in lint(write(tmp_path / "content", {REPORT: report}), TEXTS)]
    assert kinds == sorted(kinds, key=[ERROR, ADVICE].index)
    assert set(kinds) == {ERROR, ADVICE}


def test_without_the_code_no_text_is_unknown_or_missing(tmp_path: Path) -> None:
    report = FILES[REPORT].replace("panel:", "penal:")
    assert lint(write(tmp_path / "content", {REPORT: report})) == []


def test_numbers_grow_old_sooner_than_cards(tmp_path: Path) -> None:
    folder = write(tmp_path / "content")
    summer = {each.file for each in lint(folder, TEXTS, today=date(2027, 7, 1))}
    assert summer == {"content/rules/numbers.yaml"}
    winter = {each.file for each in lint(folder, TEXTS, today=date(2027, 12, 1))}
    assert winter == {f"content/{path}" for path in (CARD, "nb/cards/V44.md", "rules/numbers.yaml")}


def test_lix_is_words_per_sentence_and_the_share_of_long_words() -> None:
    said = sentences("Deltakeren kom ikke. Ring med en gang!")
    assert [len(words) for words in said] == [3, 4]
    assert lix(said) == pytest.approx(3.5 + 100 / 7)


def test_points_of_a_list_are_sentences_of_their_own() -> None:
    assert [len(words) for words in sentences("• Gå til lederen\n• Be om svar")] == [3, 3]
