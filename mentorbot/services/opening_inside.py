"""The desk inside Telegram: who pressed the button is known from what Telegram signed.

That works once and for minutes, as a link does, and signs in whom the chat belongs to. A phone
opens the page as a window of its own. Telegram's pages in a browser put it into a frame of theirs:
no session begins there, and the desk opens in a tab, by a link like those in the chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentorbot.domain.people import Language, Person
from mentorbot.services import signing_in
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, doors, people
from mentorbot.storage.database import Tx

AHEAD = timedelta(seconds=60)
"""So far Telegram's clock may be ahead of this one."""


@dataclass(frozen=True)
class Opened:
    """What Telegram signed."""

    chat_id: int
    """Of whoever pressed; their private chat has the same number."""
    at: datetime
    proof: str
    """Another one each time."""


class Refusal(StrEnum):
    NOT_THEIRS = "not_theirs"
    TOO_OLD = "too_old"
    USED = "used"


@dataclass(frozen=True)
class Inside:
    """What comes of it: at most one of the rest is there; none where they are signed in already."""

    language: Language | None
    """None for somebody who is not known."""
    session: str = ""
    """The secret of a new one."""
    token: str = ""
    """Of a link that is to open in a tab."""
    refusal: Refusal | None = None


def come_in(parts: Parts, opened: Opened, secret: str, now: datetime, *, framed: bool) -> Inside:
    """`secret`: of the session that this window has already, if any."""
    with parts.database.begin() as tx:
        person = people.in_chat(tx, opened.chat_id)
        if person is None or not signing_in.may_open(person):
            return _refused(tx, person, Refusal.NOT_THEIRS, now)
        if not framed and _is_signed_in(tx, parts, person, secret, now):
            return Inside(person.language)
        lives = timedelta(minutes=parts.rules.office.desk.link_minutes)
        if not -AHEAD <= now - opened.at < lives:
            return _refused(tx, person, Refusal.TOO_OLD, now)
        if not doors.spend(tx, opened.proof, person.id, now, opened.at + lives):
            return _refused(tx, person, Refusal.USED, now)
        if framed:
            return Inside(person.language, token=_link(tx, parts, person, now))
        return Inside(person.language, signing_in.begin(tx, parts, person, now, inside=True))


def _is_signed_in(tx: Tx, parts: Parts, person: Person, secret: str, now: datetime) -> bool:
    """As when the window is loaded again."""
    who = signing_in.entered(tx, parts, secret, now)
    return who is not None and who.person.id == person.id


def _link(tx: Tx, parts: Parts, person: Person, now: datetime) -> str:
    made = signing_in.new_link(tx, parts, person.id, None, now)
    audit.note(tx, person.id, "desk.asked", f"person:{person.id}", now, browser=False, inside=True)
    return made.token


def _refused(tx: Tx, person: Person | None, why: Refusal, now: datetime) -> Inside:
    if person is None:
        return Inside(None, refusal=why)
    audit.note(tx, person.id, "refused", "desk", now, refused=why, inside=True)
    return Inside(person.language, refusal=why)
