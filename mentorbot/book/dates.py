"""Days and times as people say them, in the office's zone: "torsdag 4. mai kl. 13:00"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime

from mentorbot.domain.people import Language

LOCALES = {
    Language.NB: Locale("nb"),
    Language.NN: Locale("nn"),
    Language.EN: Locale("en", "GB"),
}

TIED = "\N{NO-BREAK SPACE}"
"""Keeps "4. mai" and "kl. 13:00" on one line of a narrow phone."""

_NORWEGIAN = {
    "weekday": "EEEE",
    "day": f"d.{TIED}MMMM",
    "date": f"EEEE d.{TIED}MMMM",
    "clock": "HH:mm",
    "moment": f"EEEE d.{TIED}MMMM 'kl.'{TIED}HH:mm",
}
_ENGLISH = _NORWEGIAN | {
    "day": f"d{TIED}MMMM",
    "date": f"EEEE d{TIED}MMMM",
    "moment": f"EEEE d{TIED}MMMM 'at'{TIED}HH:mm",
}
PATTERNS = {Language.NB: _NORWEGIAN, Language.NN: _NORWEGIAN, Language.EN: _ENGLISH}
"""CLDR patterns by language and filter."""


def formats(language: Language, zone: ZoneInfo) -> Mapping[str, Callable[[Any], Any]]:
    """The date filters of a text in this language. What is no day or time is shown as it is:

    an editor who names the wrong value must not cost a mentor the whole message.
    """
    spoken = {name: _spoken(pattern, language) for name, pattern in PATTERNS[language].items()}
    without_clock = {**spoken, "clock": lambda _: "", "moment": spoken["date"]}

    def filtered(name: str) -> Callable[[Any], Any]:
        of_moment, of_day = spoken[name], without_clock[name]

        def show(value: Any) -> Any:
            if isinstance(value, datetime):
                return of_moment(value.astimezone(zone).replace(tzinfo=None))
            if isinstance(value, date):
                return of_day(datetime.combine(value, time()))
            return value

        return show

    return MappingProxyType({name: filtered(name) for name in spoken})


def _spoken(pattern: str, language: Language) -> Callable[[datetime], str]:
    locale = LOCALES[language]

    @lru_cache(maxsize=512)
    def spoken(local: datetime) -> str:
        return format_datetime(local, pattern, locale=locale)

    return spoken
