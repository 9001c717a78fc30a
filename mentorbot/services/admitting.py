"""The desk's link for somebody who has no chat: by e-mail, for the browser in which they asked.

Anybody can type any address. So nothing here is told to whoever asked, who was answered before it
began; only who has confirmed the address, and may open the desk, is written to. The letter says
that somebody asked, and holds what signs in: it is of use in the asking browser only.
"""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.access import Operation, may_ever
from mentorbot.domain.people import Channel, Person, PersonId, Role
from mentorbot.domain.rules import Throttled
from mentorbot.domain.tokens import key
from mentorbot.domain.wording import Label, Text
from mentorbot.services import enclosing, signing_in, throttling
from mentorbot.services.messenger import Mail
from mentorbot.services.parts import Parts
from mentorbot.services.signing_in import PATH, OneTime
from mentorbot.services.throttling import Verdict
from mentorbot.storage import audit, doors, links, outbox, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Posted, Verb

MAIL = Text("desk.mail", "code", "minutes")
ABOUT = Text("desk.mail_about")
SIGN_IN = Label("desk.mail_open")


def knock(parts: Parts, origin: str, now: datetime) -> Verdict:
    """Whether somebody may ask from there, whatever address they typed."""
    with parts.database.begin() as tx:
        return throttling.ask(tx, parts, Throttled.DOOR, origin, now)


def write(parts: Parts, address: str, browser: str, now: datetime) -> bool:
    """Sends the letter, if it is for anybody. Nobody gets too many, however many may ask."""
    with parts.database.begin() as tx:
        person = _of(tx, address)
        if person is None:
            return False
        who = f"person:{person.id}"
        if throttling.ask(tx, parts, Throttled.MAILBOX, who, now).is_over:
            return False
        mark = links.mark_of(browser)
        made = signing_in.new_link(tx, parts, person.id, mark, now, beside_others=True)
        outbox.post(tx, _letter(parts, person, made), now)
        # Who asked is not known.
        audit.note(tx, None, "desk.asked", who, now, browser=True, by_mail=True)
        return True


def holds_link(letter: Letter) -> bool:
    return letter.verb is Verb.MAIL and (letter.payload or {}).get("path") == PATH


def is_too_late(tx: Tx, posted: Posted, now: datetime) -> bool:
    """Whether the letter holds a link that would not work any more as it arrives."""
    if not holds_link(posted.letter):
        return False
    return not doors.lives(tx, (posted.letter.payload or {})["token"], now)


def addressee(tx: Tx, mark: str) -> PersonId | None:
    """Whose letter came back, if it was such a one."""
    return doors.owner_by_mark(tx, mark)


def _of(tx: Tx, address: str) -> Person | None:
    """Nobody, where an address is shared: a link is one person's."""
    wanted = address.strip().casefold()
    roles = [role for role in Role if may_ever(role, Operation.OPEN_DESK)]
    found = [
        person
        for role in roles
        for person in people.listed(tx, role)
        if Channel.EMAIL in person.channels and (person.email or "").casefold() == wanted
    ]
    return found[0] if len(found) == 1 and signing_in.may_open(found[0]) else None


def _letter(parts: Parts, person: Person, made: OneTime) -> Letter:
    book, language = parts.book, person.language
    words = MAIL(code=made.code, minutes=parts.rules.office.desk.link_minutes)
    mail = Mail(
        id=key(parts.entropy),
        subject=book.label(ABOUT(), language),
        html=book.text(words, language),
        plain=book.label(words, language),
        button=book.label(SIGN_IN(), language),
        token=made.token,
        foot=book.label(enclosing.FOOT(until=made.until), language),
        language=language,
        path=PATH,
    )
    return Letter(person.id, Verb.MAIL, Lane.ANSWER, mail.kept())
