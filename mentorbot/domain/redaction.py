"""Takes out of a typed text what names or reaches a person, before anybody keeps or sends it.

Each kind has finders: functions from a text to the spans that are of that kind. They run in the
order of FINDERS, the surest first; what one has taken out is invisible to the next. A new kind
(words about health, say) is one more entry. This helps a careful writer and is no wall: the text
is always shown back before it is sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from mentorbot.domain import redacted_names as names
from mentorbot.domain import redacted_numbers as numbers

Finder: TypeAlias = Callable[[str, date | None], Iterable[tuple[int, int]]]
"""From a plain text, and the day it was typed on, to where things of one kind stand in it."""


class Kind(StrEnum):
    EMAIL = "email"
    IDENTITY = "identity"
    ACCOUNT = "account"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    NAME = "name"


FINDERS: tuple[tuple[Kind, Finder], ...] = (
    (Kind.EMAIL, names.emails),
    (Kind.PHONE, numbers.phones_abroad),
    (Kind.ACCOUNT, numbers.grouped_accounts),
    (Kind.IDENTITY, numbers.identity_numbers),
    (Kind.ACCOUNT, numbers.accounts),
    (Kind.PHONE, numbers.phones),
    (Kind.BIRTH_DATE, numbers.birth_dates),
    (Kind.ADDRESS, names.addresses),
    (Kind.NAME, names.full_names),
)

MARK = "▒▒▒"
HOLES = {kind: chr(0xE000 + number) for number, kind in enumerate(Kind)}
"""Stand where something was until all finders are done; a plain text never holds these."""


LEFT_OVER = re.compile(r"[(+]([\ue000-\uf8ff])(?!\))")
"""A sign before a number that belonged to it."""


@dataclass(frozen=True)
class Redacted:
    text: str
    removed: tuple[Kind, ...] = ()
    """What was taken out, each kind once."""


def redact(
    text: str, marks: Mapping[Kind, str] | None = None, today: date | None = None
) -> Redacted:
    """The text without what names a person; `marks` show what stood there.

    A date is taken for a birth date if somebody at work may have been born on it; without
    `today` every date with a year is.
    """
    left = plain(text)
    for kind, find in FINDERS:
        left = _without(left, find(left, today), HOLES[kind])
    left = LEFT_OVER.sub(r"\1", left)
    removed = tuple(kind for kind in Kind if HOLES[kind] in left)
    for kind in removed:
        left = left.replace(HOLES[kind], (marks or {}).get(kind, MARK))
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
