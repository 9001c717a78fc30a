"""Numbers that point at a person: identity numbers, accounts, telephones, birth dates.

Plain text in (see redaction.plain), spans out. Times, sums and order numbers must stay, because a
mentor's working day is full of them; hence the care about where a number may begin and end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

Spans = Iterator[tuple[int, int]]

BETWEEN = r"(?:[^\w\ue000-\uf8ff]|_){0,3}"
"""Whatever people put between the digits of one number; never a hole that redaction made."""
RUN = re.compile(rf"\d(?:{BETWEEN}\d)*")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Number:
    """Digits that may be one number: the groups as written, and what stands between them."""

    span: tuple[int, int]
    groups: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))


def numbers(text: str, most: int = 11) -> Iterator[Number]:
    """Every number of up to `most` digits, begun and ended where a reader would do it."""
    for run in RUN.finditer(text):
        found = list(DIGITS.finditer(text, *run.span()))
        gaps = [text[a.end() : b.start()] for a, b in pairwise(found)]
        for first in range(len(found)):
            if first == 0 or _parts(gaps[first - 1]):
                yield from _from(found[first:], gaps[first:], most)


def _from(found: list[re.Match[str]], gaps: list[str], most: int) -> Iterator[Number]:
    groups: tuple[str, ...] = ()
    for at, group in enumerate(found):
        groups = (*groups, group[0])
        if sum(map(len, groups)) > most:
            return
        if at == len(gaps) or _parts(gaps[at]):
            yield Number((found[0].start(), group.end()), groups, tuple(gaps[:at]))


def _parts(gap: str) -> bool:
    """Whether a gap may lie between two numbers, and not only inside one ("13.30")."""
    return len(gap) > 1 or gap.isspace()


# Identity numbers and accounts: eleven digits.

ANNOUNCED = re.compile(
    r"(?i)\b(?:(?:person|fødsels|d|h)-?(?:nr|nummer)\w*|fnr|f\.nr|dnr)\b[^\d\ue000-\uf8ff]{0,25}"
    rf"(\d(?:{BETWEEN}\d){{4,12}})(?!\d)"
)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS_FROM = (0, 40, 65, 80)
"""Added to the month in synthetic numbers: NAV's, the tax office's and Tenor's."""
FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
ACCOUNT_SIZES = (4, 2, 5)
LONG_SIZES = frozenset(
    {(11,), (6, 5), (2, 2, 2, 5), (6, 3, 2), (6, 2, 3), (2, 2, 2, 3, 2), ACCOUNT_SIZES}
)


def identity_numbers(text: str, _today: date | None) -> Spans:
    for number in numbers(text):
        if len(number.digits) == 11 and may_be_identity(number.digits):
            yield number.span
    yield from (found.span(1) for found in ANNOUNCED.finditer(text))


def long_numbers(text: str, _today: date | None) -> Spans:
    """Eleven digits in one piece or as identity numbers and accounts are written.

    A mistyped digit may spoil the date and both control digits; nothing at work is numbered so.
    """
    return (number.span for number in numbers(text) if _looks_long(number))


def _looks_long(number: Number) -> bool:
    sizes = number.sizes
    return len(number.digits) == 11 and (sizes in LONG_SIZES or set(sizes) == {1})


def may_be_identity(digits: str) -> bool:
    """A plausible date in front (D-numbers and synthetic ones too), or right control digits.

    From 2032 other remainders are right: the control digits only ever add to what the date says.
    """
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 40 if day > 40 else 0
    months = (month - more for more in MONTHS_FROM if 1 <= month - more <= 12)
    dated = any(1 <= day <= DAYS[name - 1] for name in months)
    return dated or (_adds_up(digits, FIRST_WEIGHTS) and _adds_up(digits, SECOND_WEIGHTS))


def _adds_up(digits: str, weights: tuple[int, ...]) -> bool:
    return sum(int(d) * weight for d, weight in zip(digits, weights, strict=False)) % 11 == 0


def accounts(text: str, _today: date | None) -> Spans:
    yield from (found.span() for found in IBAN.finditer(text))
    yield from (number.span for number in _sound_accounts(text))


def grouped_accounts(text: str, _today: date | None) -> Spans:
    """1234.56.78903 is an account, also where its first digits look like a date."""
    return (one.span for one in _sound_accounts(text) if one.sizes == ACCOUNT_SIZES)


def _sound_accounts(text: str) -> Iterator[Number]:
    for number in numbers(text):
        if len(number.digits) == 11 and _adds_up(number.digits, SECOND_WEIGHTS):
            yield number


# Telephones.

ABROAD = re.compile(r"(?<![\w+])\(?(?:\+|00(?=[1-9])) ?\(?\d(?:[ ()./-]{0,3}\d){6,14}(?!\d)")
SURE_SIZES = frozenset({(3, 2, 3), (2, 2, 2, 2)})
HOME_SIZES = SURE_SIZES | {(8,), (4, 4), (3, 3, 2), (5, 3), (3, 5), (2, 6), (1,) * 8}
HOME_CODE = "47"
AMERICAN_SIZES = (3, 3, 4)
NEAR_DAY = re.compile(r"(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])20[23]\d")
"""A day of these years in one piece; one telephone in two thousand looks like it."""
ORDER = re.compile(
    r"(?i)\b(?:sak|ordre|ordren|bestilling|faktura|pakke|kolli|sending|vare|serie|referanse|ref|art|artikkel"
    r"|order|invoice|item|part|parcel|tracking|case|ean|gtin|kid|produkt|lager|følgeseddel|kunde|batch|lot"
    r"|maskin|chassis|serial|product|sku|inntak|plukk|løpe|medlem|kvittering|bilag)"
    r"[^\W\d]*\.?(?: ?(?:nr|nummer|no|number|id|er|is)\b\.?){0,2}[:# ]*$"
)
"""What the digits just behind it number."""
MONEY = re.compile(r"(?i) ?(?:kr\b|kroner|nok\b|,-|,\d\d\b|€|euro|stk|gram|km\b|kg\b|mm\b)")
PRICED = re.compile(r"(?i)(?:\bkr\.?|\bnok|€|\bsum|beløp|pris|omsetning|budsjett)\w*:? ?$")
COUNTED = re.compile(
    r"(?i)\b(?:uke|veke|week|rad|side|plass|hylle|bord|kl|klokka|klokken)\w*\.? ?$"
)


def phones_abroad(text: str, _today: date | None) -> Spans:
    return (found.span() for found in ABROAD.finditer(text))


def phones(text: str, _today: date | None) -> Spans:
    for number in numbers(text):
        if _is_phone(number) and not _is_counted(text, number):
            yield number.span


def _is_phone(number: Number) -> bool:
    digits, sizes = number.digits, number.sizes
    if len({gap.strip("()") for gap in number.gaps}) > 1 or any(
        ":" in gap or ", " in gap for gap in number.gaps
    ):
        return False  # times and ranges mix their signs: 20.30 - 21.15
    if digits.startswith(HOME_CODE) and len(digits) == 10:
        return _is_home(digits[2:], sizes[1:]) or sizes == (10,)
    if digits[0] == "0":
        return 9 <= len(digits) <= 11 and sizes[0] >= 3
    return _is_home(digits, sizes) or sizes == AMERICAN_SIZES


def _is_home(digits: str, sizes: tuple[int, ...]) -> bool:
    begins = digits[0] in "23456789" and (sizes == (3, 2, 3) or not _is_year(digits))
    return begins and sizes in HOME_SIZES


def _is_year(digits: str) -> bool:
    """2026-2027, 20270301 and 24122026 are times; no telephone in Norway begins with 19."""
    return digits[:2] in ("19", "20") or NEAR_DAY.fullmatch(digits) is not None


def _is_counted(text: str, number: Number) -> bool:
    """An order number, a sum of money, or a list of weeks."""
    before, after = text[max(number.span[0] - 30, 0) : number.span[0]], text[number.span[1] :]
    return (
        ORDER.search(before) is not None
        or MONEY.match(after) is not None
        or PRICED.search(before) is not None
        or COUNTED.search(before) is not None
    )


# Birth dates.

MONTH = (
    r"(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec)"
    r"(?:uar|ruar|uary|ruary|s|ch|il|i|e|y|ust|t|tember|ober|ember)?\b\.?"
)
DATE = re.compile(
    rf"(?<![\d.,:/-])(?:(?P<d>\d{{1,2}})(?P<s>[./-])(?P<m>\d{{1,2}})(?P=s)(?P<y>(?:19|20)?\d\d)"
    r"|(?P<y2>(?:19|20)\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d)"
    r"|(?P<d3>\d\d) (?P<m3>\d\d) (?P<y3>(?:19|20)\d\d)"
    rf"|(?P<d4>\d{{1,2}})\.? ?{MONTH} (?P<y4>(?:19|20)\d\d|['’]?[4-9]\d))(?![\d:]|[./-]\d)",
    re.IGNORECASE,
)
BORN = re.compile(
    r"(?:\b(?:født|fødd|fødselsdato|fødselsår|fødselsdag|bursdag|gebursdag|born|birthday|birth|dob)\b"
    r"|\bf\.)\W{0,3}"
    r"(?:[^\W\d]{1,5}\W{1,2}){0,2}"
    rf"(\d{{1,2}}[./-] ?\d{{1,2}}(?:[./-] ?(?:\d{{4}}|\d\d))?|\d{{1,2}}\.? ?{MONTH}(?: \d{{4}})?"
    r"|\d{8}|\d{6}|(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
YOUNGEST = 13
"""Years; nobody younger is at work, and no appointment lies so long ago."""


def birth_dates(text: str, today: date | None) -> Spans:
    for found in DATE.finditer(text):
        day, month, year = (_part(found, name) for name in "dmy")
        if 1 <= month <= 12 and 1 <= day <= DAYS[month - 1] and _may_be_birth(year, today):
            yield found.span()
    yield from (found.span(1) for found in BORN.finditer(text))


def _part(found: re.Match[str], name: str) -> int:
    """Day, month or year, whichever way it was written; a month in letters counts as January."""
    written = (found.groupdict().get(f"{name}{way}") for way in ("", "2", "3", "4"))
    return int(next((part.strip("'’") for part in written if part), "1"))


def _may_be_birth(year: int, today: date | None) -> bool:
    if today is None:
        return True
    if year < 100:
        year += 2000 if 2000 + year <= today.year + YOUNGEST else 1900
    return today.year - year >= YOUNGEST
