"""An identity number is found however it is written; a working day's other numbers stay."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from mentorbot.domain.redaction import MARK, Kind, Known, plain, redact
from tests.domain.redaction_numbers import SENTENCES, Written, generated, working_day

WORKDAY = Known(date(2026, 11, 23))
SAMPLE = 20_000
"""The whole, 100,000, is `python -m tests.soak.redaction`."""
LEFT = frozenset(plain(words.format(MARK)) for words in SENTENCES)
"""What is left of each sentence when the number is out, and nothing else is."""


def is_missed(written: Written) -> bool:
    return redact(written.text, WORKDAY).text not in LEFT


@pytest.mark.shows("R40", "Identity numbers of eight kinds, ten separators and three scripts go.")
def test_a_sample_of_all_kinds_is_found() -> None:
    missed = [each for each in generated(SAMPLE, Random(20261123)) if is_missed(each)]
    by_way = Counter((each.kind, each.separator, each.script) for each in missed)
    assert len(missed) <= SAMPLE / 1000, by_way.most_common(5)


def test_no_order_number_time_sum_date_or_article_is_taken_for_a_telephone() -> None:
    taken = [text for text in working_day(Random(3)) if Kind.PHONE in redact(text, WORKDAY).removed]
    assert taken == []


@pytest.mark.parametrize(
    "text", ["fnr 0101901234", "fødselsnummer: 010190 1234567", "personnr 12345 står i mappa"]
)
def test_one_that_is_announced_may_lack_a_digit_or_have_one_too_many(text: str) -> None:
    left = redact(text, WORKDAY)
    assert left.removed == (Kind.IDENTITY,)
    assert not any(sign.isdigit() for sign in left.text)


@pytest.mark.parametrize(
    "number", ["99887766554", "998877 66554", "9 9 8 8 7 7 6 6 5 5 4", "9988.77.66554"]
)
def test_eleven_digits_that_do_not_add_up_go_too_but_are_not_called_an_identity_number(
    number: str,
) -> None:
    left = redact(f"her er {number}, takk", WORKDAY)
    assert left.text == f"her er {MARK}, takk"
    assert Kind.IDENTITY not in left.removed


def test_a_list_of_small_numbers_is_no_identity_number() -> None:
    for text in (
        "hylle 71, 82, 93, 14, 15 og 6",
        "pall 98, 97, 96, 95, 94 og 3",
        "99-98 97-96 95-94",
    ):
        assert redact(text, WORKDAY).removed == (), text
