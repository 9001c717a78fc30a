"""What a coordinator writes to mentors on the desk: without what names a person, and short."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, datetime, time
from urllib.parse import urlsplit

from dialogs import redacted
from mentorbot.domain.own_words import MOST_CHARACTERS, tidied
from mentorbot.domain.redaction import Kind, Known
from mentorbot.domain.wording import Phrase
from mentorbot.edges.web.desk.pages import Visit

HTTPS = "https://"


def heard(
    visit: Visit, typed: str, keeps: Set[Kind] = frozenset()
) -> tuple[str, tuple[Phrase, ...]]:
    """The words that may stand, and what is to be said of those that may not."""
    parts = visit.parts
    today = parts.calendar.today(visit.now)
    known = Known(today, parts.rules.sensitive, parts.register.roll(visit.tx))
    words = tidied(typed, known, keeps)
    remarks = []
    if words.removed:
        remarks.append(redacted.TOOK_OUT(what=redacted.listed(words.removed)))
    if words.cut:
        remarks.append(redacted.CUT(most=MOST_CHARACTERS))
    return words.text, tuple(remarks)


def is_link(typed: str) -> bool:
    """An address on the net that a phone opens by a tap."""
    if not typed.startswith(HTTPS) or len(typed) > MOST_CHARACTERS or not typed.isprintable():
        return False
    try:
        return bool(urlsplit(typed).hostname) and not set(typed) & set(" <>\"'")
    except ValueError:
        return False


def joined(place: str, link: str) -> str:
    return f"{place} {link}".strip()


def parted(where: str) -> tuple[str, str]:
    """The place and the link, as they were written."""
    place, _, last = where.rpartition(" ")
    return (place, last) if last.startswith(HTTPS) else (where, "")


def moment(visit: Visit, day: str, clock: str) -> datetime | None:
    """None for what is no day and hour."""
    try:
        return visit.parts.calendar.at(date.fromisoformat(day), time.fromisoformat(clock[:5]))
    except (ValueError, OverflowError):
        return None
