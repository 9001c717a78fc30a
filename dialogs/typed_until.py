"""Until when somebody says that they are away: "til 12. august", "to uker", "back on Monday".

These are words that people type, not sentences that anybody reads, so they stand here.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = (
    "jan", "feb", "mar", "apr", "mai|may", "jun", "jul", "aug", "sep", "okt|oct", "nov", "des|dec",
)  # fmt: skip
DAYS = (
    "mandag|måndag|monday", "tirsdag|tysdag|tuesday", "onsdag|wednesday", "torsdag|thursday",
    "fredag|friday", "lørdag|laurdag|saturday", "søndag|sundag|sunday",
)  # fmt: skip
COUNTS = (
    "en|ein|ei|one|a|én", "to|two", "tre|tri|three", "fire|four", "fem|five", "seks|six",
    "sju|syv|seven", "åtte|eight",
)  # fmt: skip
MONTH = "|".join(f"(?:{names})" for names in MONTHS)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?({MONTH})[a-zæøå]*", re.I)
_MONTH_DAY = re.compile(rf"\b({MONTH})[a-z]*\s+(\d{{1,2}})\b", re.I)
_NUMBERS = re.compile(r"\b(\d{1,2})[./](\d{1,2})\b")
_MONTH = re.compile(rf"\b(?:til|until|till|ut|før|i|in|to)\s+({MONTH})[a-zæøå]*", re.I)
_WEEK = re.compile(r"\b(?:uke|veke|week)\s+(\d{1,2})\b", re.I)
_LONG = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(COUNTS)})\s+(dag|day|uk|vek|week|måned|månad|month)", re.I
)
LONGEST = timedelta(days=366)
LENGTHS = {"d": 1, "u": 7, "v": 7, "w": 7, "m": 30}
"""Days, by the first letter of the unit."""


def until(text: str, today: date) -> date | None:
    """The first day back, as far as it was said; None where it was not, or is past."""
    ways = (_dated, _in_week, _after, _weekday, _in_month)
    found = next((day for way in ways if (day := way(text.casefold(), today))), None)
    return found if found is not None and today < found <= today + LONGEST else None


def _dated(text: str, today: date) -> date | None:
    if said := _DAY_MONTH.search(text):
        return _next(int(said[1]), _which(MONTHS, said[2]), today)
    if said := _MONTH_DAY.search(text):
        return _next(int(said[2]), _which(MONTHS, said[1]), today)
    if said := _NUMBERS.search(text):
        return _next(int(said[1]), int(said[2]), today)
    return None


def _in_week(text: str, today: date) -> date | None:
    """The Monday of that week, this year or the next."""
    said = _WEEK.search(text)
    if said is None or not 1 <= int(said[1]) <= 52:
        return None
    days = (date.fromisocalendar(today.year + later, int(said[1]), 1) for later in (0, 1))
    return next((day for day in days if day > today), None)


def _after(text: str, today: date) -> date | None:
    said = _LONG.search(text)
    if said is None:
        return None
    count = int(said[1]) if said[1].isdigit() else _which(COUNTS, said[1])
    return today + timedelta(days=count * LENGTHS[said[2][0]])


def _weekday(text: str, today: date) -> date | None:
    named = [at for at, names in enumerate(DAYS) if re.search(rf"\b(?:{names})", text)]
    if not named:
        return None
    return today + timedelta(days=(named[-1] - today.weekday() - 1) % 7 + 1)


def _in_month(text: str, today: date) -> date | None:
    said = _MONTH.search(text)
    return _next(1, _which(MONTHS, said[1]), today) if said else None


def _which(names: tuple[str, ...], word: str) -> int:
    return next(at for at, each in enumerate(names, 1) if re.match(each, word))


def _next(day: int, month: int, today: date) -> date | None:
    """The next such day; None where the calendar has none."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > today:
            return found
    return None
