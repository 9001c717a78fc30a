"""Takes out of a typed text what names or reaches a person, or tells what is nobody's business,
before anybody keeps or sends it.

Each kind has finders: functions from a text to the spans that are of that kind. They run one after
the other, the surest first; what one has taken out is invisible to the next. This helps a careful
writer and is no wall: the text is always shown back before it is sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from mentorbot.domain import redacted_names as names
from mentorbot.domain import redacted_numbers as numbers
from mentorbot.domain import redacted_places as places
from mentorbot.domain.redacted_roll import NOBODY, Roll
from mentorbot.domain.redacted_words import WordList

Finder: TypeAlias = Callable[[str, date | None], Iterable[tuple[int, int]]]
"""From a plain text, and the day it was typed on, to where things of one kind stand in it."""


class Kind(StrEnum):
    EMAIL = "email"
    IDENTITY = "identity"
    ACCOUNT = "account"
    LONG_NUMBER = "long_number"
    """As long as an identity number, but none that adds up; perhaps a digit is mistyped."""
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    WORKPLACE = "workplace"
    NAME = "name"
    FIRST_NAME = "first_name"
    DIAGNOSIS = "diagnosis"
    HEALTH = "health"
    SUBSTANCE = "substance"
    CRIME = "crime"
    FAMILY = "family"


LISTED = (Kind.DIAGNOSIS, Kind.HEALTH, Kind.SUBSTANCE, Kind.CRIME, Kind.FAMILY)
"""Kinds whose words the office keeps as content."""
MILD = frozenset({Kind.FIRST_NAME})
"""Taken out of what is kept, but no reason to take a message out of somebody's chat."""

NUMBERS: tuple[tuple[Kind, Finder], ...] = (
    (Kind.EMAIL, places.emails),
    (Kind.PHONE, numbers.phones_abroad),
    (Kind.ACCOUNT, numbers.grouped_accounts),
    (Kind.IDENTITY, numbers.identity_numbers),
    (Kind.ACCOUNT, numbers.accounts),
    (Kind.LONG_NUMBER, numbers.long_numbers),
    (Kind.PHONE, numbers.phones),
    (Kind.BIRTH_DATE, numbers.birth_dates),
    (Kind.ADDRESS, places.addresses),
)
NAMES: tuple[tuple[Kind, Finder], ...] = (
    (Kind.NAME, names.full_names),
    (Kind.FIRST_NAME, names.first_names),
)

MARK = "▒▒▒"
HOLES = {kind: chr(0xE000 + number) for number, kind in enumerate(Kind)}
"""Stand where something was until all finders are done; a plain text never holds these."""

LEFT_OVER = re.compile(r"[(+]([\ue000-\uf8ff])(?!\))")
"""A sign before a number that belonged to it."""


@dataclass(frozen=True)
class Known:
    """What is known besides the text."""

    today: date | None = None
    """A date is taken for a birth date if somebody at work may have been born on it; without
    `today` every date with a year is."""
    lists: Mapping[Kind, WordList] = field(default_factory=dict)
    roll: Roll = NOBODY


NOTHING = Known()


@dataclass(frozen=True)
class Redacted:
    text: str
    removed: tuple[Kind, ...] = ()
    """What was taken out, each kind once."""


def redact(text: str, known: Known = NOTHING, marks: Mapping[Kind, str] | None = None) -> Redacted:
    """The text without what must not be kept; `marks` show what stood there."""
    left = plain(text)
    for kind, find in NUMBERS:
        left = _without(left, find(left, known.today), HOLES[kind])
    left = _without(left, known.roll.people_in(left), HOLES[Kind.NAME])
    left = _without(left, known.roll.places_in(left), HOLES[Kind.WORKPLACE])
    for kind, listed in known.lists.items():
        left = _without(left, listed.spans(left), HOLES[kind])
    for kind, find in NAMES:
        left = _without(left, find(left, known.today), HOLES[kind])
    return _marked(LEFT_OVER.sub(r"\1", left), marks or {})


def _marked(left: str, marks: Mapping[Kind, str]) -> Redacted:
    removed = tuple(kind for kind in Kind if HOLES[kind] in left)
    for kind in removed:
        left = left.replace(HOLES[kind], marks.get(kind, MARK))
    return Redacted(left, removed)


def plain(text: str) -> str:
    """As it looks: one form of each letter, ASCII digits, and nothing that cannot be seen."""
    seen = []
    for letter in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(letter)
        if kind in ("Cf", "Co", "Cs", "Me") or "\ufe00" <= letter <= "\ufe0f":
            continue
        digit = unicodedata.decimal(letter, None)
        shown = letter if digit is None else str(digit)
        seen.append(" " if kind == "Cc" and letter != "\n" else shown)
    return "".join(seen)


def _without(text: str, spans: Iterable[tuple[int, int]], hole: str) -> str:
    """`spans` may come in any order and lie over each other."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [text[at:start], hole]
        at = max(at, end)
    return "".join((*parts, text[at:]))
