"""The office's word lists find what people write, and leave a working day alone."""

from __future__ import annotations

import pytest

from mentorbot.book.sensitive import wrong_with
from mentorbot.domain.redaction import Known, redact
from tests.eval import redacting
from tests.eval.__main__ import content


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(redacting.WHEN, content().rules.sensitive)


@pytest.mark.shows(
    "R40", "Names, numbers and words on health, substances, crime, family are found."
)
def test_what_the_held_out_sentences_are_marked_with_is_gone(known: Known) -> None:
    missed = [(row.text, row.missed(known)) for row in redacting.marked_here()]
    assert [each for each in missed if each[1]] == []


def test_ordinary_sentences_stay_as_they_are(known: Known) -> None:
    rows = [row for row in redacting.marked_here() if not row.marks]
    assert [row.text for row in rows if redact(row.text, known).removed] == []


def test_of_the_sentences_that_teach_the_bot_few_are_changed(known: Known) -> None:
    """Most of those that are, are about what must go; the share is a guard against a stray *."""
    examples = content().lessons.examples
    changed = [each.text for each in examples if redact(each.text, known).removed]
    assert 0 < len(changed) <= 0.05 * len(examples)


@pytest.mark.parametrize(
    ("entry", "piece"),
    [
        ("ad hd!", "must be words"),
        ("a*", "needs 3 letters"),
        ("*en", "needs 3 letters"),
        ("mor ...", "must have a word before and behind"),
        ("... død", "must have a word before and behind"),
        ("mor//far død", "must be words"),
    ],
)
def test_an_entry_that_would_do_harm_is_refused_with_what_to_change(entry: str, piece: str) -> None:
    assert piece in wrong_with(entry)


@pytest.mark.parametrize(
    "entry", ["adhd", "*depresjon*", "mor/far ... død", "e* med/uten", "kode 6"]
)
def test_a_good_entry_is_taken(entry: str) -> None:
    assert wrong_with(entry) == ""
