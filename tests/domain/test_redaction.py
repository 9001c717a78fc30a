"""What a mentor types loses what names a person, and keeps a working day's numbers."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mentorbot.domain.redaction import MARK, Kind, Redacted, redact

TODAY = date(2027, 3, 1)
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def removed(text: str) -> tuple[Kind, ...]:
    return redact(text, today=TODAY).removed


# Identity numbers.

dates = some.dates(date(1930, 1, 1), date(2026, 12, 31))
gaps = some.sampled_from(["", " ", "-", ".", " - ", "/", "_", "\u2013", "\u200b", "\u00a0", "\n"])
scripts = some.sampled_from([0x30, 0xFF10, 0x0660, 0x0966, 0x1D7CE])
kinds = some.tuples(some.sampled_from([0, 40]), some.sampled_from([0, 40, 65, 80]))


@settings(max_examples=300, deadline=None)
@given(born=dates, tail=some.integers(0, 99999), kind=kinds, gap=gaps, zero=scripts)
def test_an_identity_number_is_taken_out_however_it_is_written(
    born: date, tail: int, kind: tuple[int, int], gap: str, zero: int
) -> None:
    day, month = born.day + kind[0], born.month + kind[1]
    digits = f"{day:02}{month:02}{born:%y}{tail:05}"
    written = "".join(chr(zero + int(digit)) for digit in digits)
    text = f"Gjelder {written[:6]}{gap}{written[6:]} på lageret"
    left = redact(text, today=TODAY)
    assert left == Redacted(f"Gjelder {MARK} på lageret", left.removed)
    assert left.removed in ((Kind.IDENTITY,), (Kind.ACCOUNT,))


@settings(max_examples=100, deadline=None)
@given(some.integers(0, 999_999_999))
def test_without_a_date_the_control_digits_give_it_away(number: int) -> None:
    digits = [int(digit) for digit in f"{number:09}"]
    for weights in (FIRST, SECOND):
        digits.append(-sum(d * w for d, w in zip(digits, weights, strict=True)) % 11)
    if 10 not in digits:
        assert redact("".join(map(str, digits)), today=TODAY).text == MARK


@pytest.mark.parametrize(
    "text",
    [
        "0 1 0 1 9 0 1 2 3 4 5",
        "01.01.90-12345",
        "(01 01 90) 123 45",
        "0️⃣1️⃣0️⃣1️⃣9️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣",
        "010190\u00ad12345",
    ],
)
def test_no_way_of_spacing_hides_it(text: str) -> None:
    assert redact(text, today=TODAY) == Redacted(MARK, (Kind.IDENTITY,))


def test_parts_of_one_that_are_announced_go_too() -> None:
    left = redact("Født 010190, personnummer er 12345.", today=TODAY)
    assert left.text == f"Født {MARK}, personnummer er {MARK}."


# The other numbers.


@pytest.mark.parametrize(
    "phone",
    [
        "900 00 012", "90000012", "90 00 00 12", "9000 0012", "900-00-012", "912.34.567",
        "22 40 00 40", "+47 900 00 012", "+4790000012", "0047 90000012", "(+47) 900 00 012",
        "47 900 00 012", "+46 70 123 45 67", "+48 601 234 567", "070-1234567", "555-123-4567",
    ],
)  # fmt: skip
def test_a_telephone_number_is_taken_out(phone: str) -> None:
    assert redact(f"Ring {phone} etter kl 14.", today=TODAY).text == f"Ring {MARK} etter kl 14."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("konto 1234.56.78903", Kind.ACCOUNT),
        ("konto 1503.12.34562", Kind.ACCOUNT),
        ("NO93 8601 1117 947", Kind.ACCOUNT),
        ("skriv til kari.nordmann@firma.no", Kind.EMAIL),
        ("skriv til kari (at) firma.no", Kind.EMAIL),
        ("født 12. mai 1998", Kind.BIRTH_DATE),
        ("født i 1998", Kind.BIRTH_DATE),
        ("har bursdag 12. mai", Kind.BIRTH_DATE),
        ("det står 01.05.2005 i papirene", Kind.BIRTH_DATE),
        ("det står 1/5/88 i papirene", Kind.BIRTH_DATE),
        ("1990-05-01", Kind.BIRTH_DATE),
        ("bor i Storgata 12", Kind.ADDRESS),
        ("bor i storgata 12b", Kind.ADDRESS),
        ("Karl Johans gate 22 B, 0159 Oslo", Kind.ADDRESS),
        ("han bor i Solbakken 14", Kind.ADDRESS),
        ("lives at 12 High Street", Kind.ADDRESS),
    ],
)
def test_each_kind_is_found(text: str, kind: Kind) -> None:
    assert removed(text) == (kind,)


# Names.


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Vegard-Olai Brattlismo kom ikke", f"{MARK} kom ikke"),
        ("Ring Kari Nordmann i dag", f"Ring {MARK} i dag"),
        ("Deltakeren Per Hansen kom ikke", f"Deltakeren {MARK} kom ikke"),
        ("jeg og Åse Vik pakket", f"jeg og {MARK} pakket"),
        ("kari hansen ringte", f"{MARK} ringte"),
        ("KARI kom sent", f"{MARK} kom sent"),
        ("Det er Karis vakt", f"Det er {MARK} vakt"),
        ("snakket med Liv på kassa", f"snakket med {MARK} på kassa"),
        ("Nils van der Berg sa det", f"{MARK} sa det"),
    ],
)
def test_a_name_is_taken_out_and_the_sentence_stays(text: str, left: str) -> None:
    assert redact(text, today=TODAY) == Redacted(left, (Kind.NAME,))


# A working day.


@pytest.mark.parametrize(
    "text",
    [
        "Pakket 112 esker før lunsj.",
        "Sak 4711",
        "2 av 4",
        "kl 13.30",
        "Kl. 08.00-15.30 og 09.00-16.00, pause 11.30 - 12.00",
        "8.30-9.15, 10.30-12",
        "20.30 - 21.15",
        "kr 25 000 000 og 45000000 kr",
        "12 500 kr",
        "ordre 40012345 og ordrenr. 90000012",
        "uke 22 23 24 25",
        "20.03 21.04",
        "2026-2027",
        "møte 12.03.2027 kl 10, eller 4.3.27",
        "tirsdag 2. mars og torsdag 4. mars",
        "hylle 12, 13, 14 og 15",
        "3,5 grader, versjon 1.2.3",
        "plass 14, parkeringsplass 12, truck 45",
        "på vei 10 minutter for sent, underveis 3 ganger",
        "Dag 3 gikk bra. Liv og røre. Per i dag går det fint.",
        "Hun lærte kasse 3. Han tok kasse 4. NAV Oslo svarer ikke.",
        "I Oslo er det snø. Det er hans feil. God tone i lunsjen.",
        "Hun holder hele dagen nå, og spør om mer å gjøre!",
    ],
)
def test_times_sums_and_order_numbers_stay(text: str) -> None:
    assert redact(text, today=TODAY) == Redacted(text)


def test_without_a_day_every_date_with_a_year_counts() -> None:
    assert redact("møte 12.03.2027").removed == (Kind.BIRTH_DATE,)


# As a whole.


def test_each_kind_is_named_once_and_marks_can_be_chosen() -> None:
    text = "Ring 900 00 012 eller 900 00 013, eller skriv til a@b.no."
    left = redact(text, {Kind.PHONE: "[nummer]"}, TODAY)
    assert left.removed == (Kind.EMAIL, Kind.PHONE)
    assert left.text == f"Ring [nummer] eller [nummer], eller skriv til {MARK}."


@settings(max_examples=300, deadline=None)
@given(some.text(max_size=300))
def test_what_is_left_has_nothing_more_to_take_out(text: str) -> None:
    left = redact(text, today=TODAY)
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in left.text)
    assert redact(left.text, today=TODAY).text == left.text


@pytest.mark.parametrize(
    "text", ["1 " * 2048, "1" * 4096, "a@" * 2048, "Kari " * 819, "12.12." * 682, "født a a " * 455]
)
def test_the_longest_message_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    redact(text, today=TODAY)
    assert time.perf_counter() - start < 1
