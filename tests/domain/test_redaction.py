"""What a mentor types loses what names a person, and keeps a working day's numbers."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mentorbot.domain.redacted_roll import NOBODY
from mentorbot.domain.redacted_words import WordList
from mentorbot.domain.redaction import MARK, Kind, Known, Redacted, redact

WORKDAY = Known(date(2027, 3, 1))
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def removed(text: str) -> tuple[Kind, ...]:
    return redact(text, WORKDAY).removed


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
    left = redact(text, WORKDAY)
    assert left == Redacted(f"Gjelder {MARK} på lageret", left.removed)
    assert left.removed in ((Kind.IDENTITY,), (Kind.ACCOUNT,))


@settings(max_examples=100, deadline=None)
@given(some.integers(0, 999_999_999))
def test_without_a_date_the_control_digits_give_it_away(number: int) -> None:
    digits = [int(digit) for digit in f"{number:09}"]
    for weights in (FIRST, SECOND):
        digits.append(-sum(d * w for d, w in zip(digits, weights, strict=True)) % 11)
    if 10 not in digits:
        assert redact("".join(map(str, digits)), WORKDAY).text == MARK


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
    assert redact(text, WORKDAY) == Redacted(MARK, (Kind.IDENTITY,))


def test_parts_of_one_that_are_announced_go_too() -> None:
    left = redact("Født 010190, personnummer er 12345.", WORKDAY)
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
    assert redact(f"Ring {phone} etter kl 14.", WORKDAY).text == f"Ring {MARK} etter kl 14."


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
        ("Nils van der Berg sa det", f"{MARK} sa det"),
        ("jeg mener Kari N. på lageret", f"jeg mener {MARK} på lageret"),
        ("Kari B. Nordmann kom", f"{MARK} kom"),
        ("det var K. Nordmann som ringte", f"det var {MARK} som ringte"),
        ("Nordmann, Kari står på lista", f"{MARK} står på lista"),
        ("KARI NORDMANN var borte", f"{MARK} var borte"),
        ("fru Brattlismo ringte", f"fru {MARK} ringte"),
        ("hun heter liv brattlismo", f"hun heter {MARK}"),
        ("her name is Olena de la Fuente", f"her name is {MARK}"),
        ("jobber med Ali Reza Hosseini i dag", f"jobber med {MARK} i dag"),
        ("Møt Eleanor O'Hanrahan kl 9", f"Møt {MARK} kl 9"),
        ("deltakeren er Иван Петров", f"deltakeren er {MARK}"),
        ("deltakeren er محمد أحمد", f"deltakeren er {MARK}"),
    ],
)
def test_a_name_is_taken_out_and_the_sentence_stays(text: str, left: str) -> None:
    assert redact(text, WORKDAY) == Redacted(left, (Kind.NAME,))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("KARI kom sent", f"{MARK} kom sent"),
        ("Det er Karis vakt", f"Det er {MARK} vakt"),
        ("snakket med Liv på kassa", f"snakket med {MARK} på kassa"),
    ],
)
def test_a_first_name_alone_is_a_milder_thing(text: str, left: str) -> None:
    assert redact(text, WORKDAY) == Redacted(left, (Kind.FIRST_NAME,))


@pytest.mark.parametrize(
    "text",
    [
        "Mandag Morgen ble det rot på lageret",
        "God Helg fra oss på Lager 3",
        "I Dag Gikk Alt Veldig Bra På Jobben",
        "Plan B. Han tar truck nummer to.",
        "han sa det, Og så gikk han",
        "On Monday the Excel sheet was wrong",
    ],
)
def test_a_capital_alone_makes_no_name(text: str) -> None:
    assert redact(text, WORKDAY) == Redacted(text)


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
    assert redact(text, WORKDAY) == Redacted(text)


# What the office knows.

ROLL = NOBODY.and_also(
    ("Vegard-Olai Brattlismo", "Ingrid Solberg", "Kari Anne Nes"), ("Brukås Bakeri AS", "Fretex")
)


@pytest.mark.parametrize(
    ("text", "left", "kind"),
    [
        ("vegard-olai brattlismo sa det", f"{MARK} sa det", Kind.NAME),
        ("Jeg spurte Brattlismo om det", f"Jeg spurte {MARK} om det", Kind.NAME),
        ("kari nes er mentor", f"{MARK} er mentor", Kind.NAME),
        ("på brukås bakeri er det varmt", f"på {MARK} er det varmt", Kind.WORKPLACE),
        ("hun trives på Fretex", f"hun trives på {MARK}", Kind.WORKPLACE),
    ],
)
def test_the_offices_own_people_and_places_are_known(text: str, left: str, kind: Kind) -> None:
    assert redact(text, Known(WORKDAY.today, roll=ROLL)) == Redacted(left, (kind,))


def test_a_word_that_is_somebodys_name_stays_where_it_is_a_word() -> None:
    text = "det kom nes på lista, og fretex-poser"
    assert redact(text, Known(WORKDAY.today, roll=ROLL)).text == text


def test_two_thousand_names_cost_no_time() -> None:
    people = tuple(f"Fornavn{at} Etternavn{at}" for at in range(2000))
    known = Known(WORKDAY.today, roll=NOBODY.and_also(people, ("Lageret",)))
    redact("hei", known)
    start = time.perf_counter()
    for _ in range(100):
        redact("jeg snakket med noen om ruta til i morgen, og det gikk fint", known)
    assert time.perf_counter() - start < 1


# Words that the office lists.

LISTS = {
    Kind.DIAGNOSIS: WordList(("adhd*", "*depresjon*", "MS"), ("adhd-vennlig*",)),
    Kind.FAMILY: WordList(("mor/far ... død/døde",)),
}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Han har ADHD-diagnose", f"Han har {MARK}"),
        ("det ble fødselsdepresjonen igjen", f"det ble {MARK} igjen"),
        ("har MS, sier han", f"har {MARK}, sier han"),
        ("sendte ms til deg", "sendte ms til deg"),
        ("et adhd-vennlig rom", "et adhd-vennlig rom"),
        ("hans mor er nå død", f"hans {MARK}"),
        ("far døde", f"{MARK}"),
        ("mor kom. Planten er død", "mor kom. Planten er død"),
        ("mor til en venn av meg er død", "mor til en venn av meg er død"),
    ],
)
def test_listed_words_go_with_their_endings_and_exceptions_stay(text: str, left: str) -> None:
    assert redact(text, Known(WORKDAY.today, LISTS)).text == left


def test_without_a_day_every_date_with_a_year_counts() -> None:
    assert redact("møte 12.03.2027").removed == (Kind.BIRTH_DATE,)


# As a whole.


def test_each_kind_is_named_once_and_marks_can_be_chosen() -> None:
    text = "Ring 900 00 012 eller 900 00 013, eller skriv til a@b.no."
    left = redact(text, WORKDAY, {Kind.PHONE: "[nummer]"})
    assert left.removed == (Kind.EMAIL, Kind.PHONE)
    assert left.text == f"Ring [nummer] eller [nummer], eller skriv til {MARK}."


@settings(max_examples=300, deadline=None)
@given(some.text(max_size=300))
def test_what_is_left_has_nothing_more_to_take_out(text: str) -> None:
    left = redact(text, WORKDAY)
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in left.text)
    assert redact(left.text, WORKDAY).text == left.text


@pytest.mark.parametrize(
    "text", ["1 " * 2048, "1" * 4096, "a@" * 2048, "Kari " * 819, "12.12." * 682, "født a a " * 455]
)
def test_the_longest_message_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    redact(text, WORKDAY)
    assert time.perf_counter() - start < 1
