"""The door of the desk: a link that works once and for minutes, then a session that can be ended.

A link goes to the chat that asked for it, or to a confirmed address (services/admitting). Where a
browser asked, the link and its code are that browser's alone: whoever talks a coordinator into
asking gets nothing by it.
Who somebody is, and what they may, is read anew at each page (rule 7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from mentorbot.domain import facts
from mentorbot.domain.access import Operation, Relation, may
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.rules import Throttled
from mentorbot.domain.tokens import key, reference
from mentorbot.domain.wording import Label, Text
from mentorbot.services import telling, throttling
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.messenger import App
from mentorbot.services.parts import Parts
from mentorbot.services.viewing import is_here
from mentorbot.storage import audit, doors, links, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

LINK = Text("desk.link", "link", "code", "minutes", "asked")
NO_DESK = Text("desk.no_desk")
OPEN_HERE = Label("desk.open_here")

ASKING = re.compile(r"desk_([0-9a-f]{32})")
"""What Telegram is started with from the desk's first page."""
PATH = "/desk/in/"
APP_PATH = "/desk/app"
"""What opens inside Telegram (services/opening_inside)."""


@dataclass(frozen=True)
class OneTime:
    """What signs somebody in, by a button or typed; each by itself, and together once."""

    token: str
    code: str
    until: datetime


@dataclass(frozen=True)
class Entered:
    """Somebody who is signed in."""

    person: Person
    session: doors.Session


def browser_in(start: str) -> str:
    """The mark of the browser that sent somebody to the chat; empty for any other start."""
    found = ASKING.fullmatch(start)
    return found[1] if found else ""


def start_of(browser: str) -> str:
    """What Telegram is to be started with by this browser."""
    return f"desk_{links.mark_of(browser)}"


def _asked(deed: Deed, fact: facts.DeskAsked) -> list[Cue]:
    tx, parts, now, person = deed.tx, deed.parts, deed.now, deed.person
    if not parts.web_url:
        telling.tell(tx, parts, person, NO_DESK(), "desk", Lane.ANSWER, now)
        return []
    made = new_link(tx, parts, person.id, fact.browser, now)
    deed.note("desk.asked", f"person:{person.id}", browser=fact.browser is not None)
    words = LINK(
        link=f"{parts.web_url}{PATH}{made.token}", code=made.code,
        minutes=parts.rules.office.desk.link_minutes, asked=fact.browser is not None,
    )  # fmt: skip
    telling.tell(tx, parts, person, words, "desk", Lane.ANSWER, now, app=_app(parts, person))
    return []


def new_link(
    tx: Tx, parts: Parts, person: PersonId, browser: str | None, now: datetime,
    *, beside_others: bool = False,
) -> OneTime:  # fmt: skip
    """`browser`, `beside_others`: as for doors.add_link."""
    until = now + timedelta(minutes=parts.rules.office.desk.link_minutes)
    code = f"{reference(parts.entropy)}-{reference(parts.entropy)}"
    made = OneTime(key(parts.entropy), code, until)
    doors.add_link(
        tx, made.token, bare(code), person, browser, now, until, beside_others=beside_others
    )
    return made


def _app(parts: Parts, person: Person) -> App | None:
    """The desk inside Telegram, which opens none but https pages."""
    if not parts.web_url.startswith("https:"):
        return None
    return App(parts.book.label(OPEN_HERE(), person.language), f"{parts.web_url}{APP_PATH}")


def bare(code: str) -> str:
    """A code as it is compared: people type it with or without the dash, in any case."""
    return re.sub(r"[^A-Z0-9]", "", code.upper())


def would_open(parts: Parts, token: str, browser: str, now: datetime) -> bool:
    """Changes nothing: whoever only looks (a scanner, a preview) uses nothing up."""
    with parts.database.begin() as tx:
        return doors.is_open(tx, token, browser, now)


def is_anothers(parts: Parts, token: str, now: datetime) -> bool:
    """Asked of a link that does not open here: whether it would in the browser that asked for it.
    Nobody guesses a link, so this tells only those who were sent one."""
    with parts.database.begin() as tx:
        return doors.lives(tx, token, now)


def enter(parts: Parts, secret: str, browser: str, typed_at: str, now: datetime) -> str | None:
    """The session's secret, for whoever has a link or a code; None where it opens nothing.

    `typed_at`: whose tries at typing a code are counted; empty for a link, which nobody guesses
    and which is not held up by what others try.
    """
    with parts.database.begin() as tx:
        if typed_at and throttling.is_over(tx, parts, Throttled.LINKS, typed_at, now):
            return None
        who = doors.use_link(tx, secret, browser, now)
        person = None if who is None else people.find(tx, who)
        if person is None or not may_open(person):
            if typed_at:
                throttling.count(tx, parts, Throttled.LINKS, typed_at, now)
            return None
        return begin(tx, parts, person, now)


def begin(tx: Tx, parts: Parts, person: Person, now: datetime, **how: bool) -> str:
    """A new session's secret. `how`: what the audit is to say of it besides."""
    fresh = key(parts.entropy) + key(parts.entropy)
    doors.begin(tx, fresh, person.id, now)
    audit.note(tx, person.id, "desk.entered", f"person:{person.id}", now, **how)
    return fresh


def entered(tx: Tx, parts: Parts, secret: str, now: datetime) -> Entered | None:
    """Who is signed in with this secret. A session that is over, or whose person may not any more,
    is ended for good."""
    session = doors.session(tx, secret) if secret else None
    if session is None:
        return None
    person = people.find(tx, session.person)
    if person is None or not may_open(person) or _is_over(parts, session, now):
        doors.end(tx, session, now)
        return None
    if now - session.seen_at >= timedelta(minutes=1):
        doors.see(tx, session, now)
    return Entered(person, session)


def _is_over(parts: Parts, session: doors.Session, now: datetime) -> bool:
    rules = parts.rules.office.desk
    idle = session.seen_at + timedelta(minutes=rules.idle_minutes)
    return now >= min(idle, session.began_at + timedelta(minutes=rules.session_minutes))


def open_sessions(tx: Tx, parts: Parts, who: Entered, now: datetime) -> list[doors.Session]:
    """Where this person is signed in: here first, then by when it was used."""
    found = [each for each in doors.sessions(tx, who.person.id) if not _is_over(parts, each, now)]
    return sorted(found, key=lambda each: each.digest != who.session.digest)


def close(tx: Tx, parts: Parts, who: Entered, mark: str, now: datetime) -> bool:
    """Ends one of this person's other sessions, as `mark_of` names it."""
    for each in open_sessions(tx, parts, who, now):
        if mark_of(each) == mark and each.digest != who.session.digest:
            doors.end(tx, each, now)
            person = who.person.id
            audit.note(tx, person, "desk.closed", f"person:{person}", now)
            return True
    return False


def mark_of(session: doors.Session) -> str:
    """Names a session on a page; nobody comes in by it."""
    return sha256(b"mark:" + session.digest.encode()).hexdigest()[:16]


def leave(tx: Tx, who: Entered, now: datetime, *, everywhere: bool) -> None:
    person = who.person.id
    if everywhere:
        doors.end_all(tx, person, now)
    else:
        doors.end(tx, who.session, now)
    audit.note(tx, person, "desk.left", f"person:{person}", now, everywhere=everywhere)


def form_token(secret: str) -> str:
    """What every form of a session carries; no other site can know it."""
    return sha256(b"form:" + secret.encode()).hexdigest()[:32]


def may_open(person: Person) -> bool:
    return is_here(person) and may(person, Operation.OPEN_DESK, Relation.SELF)


RECORDERS: Mapping[type[facts.Fact], Recorder] = {facts.DeskAsked: _asked}
