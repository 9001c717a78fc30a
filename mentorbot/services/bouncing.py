"""A letter that came back after a mail server had taken it: as if it had been refused at once."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.people import Channel, Person
from mentorbot.services import admitting, leaving, mailing, rerouting
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, conversations, links, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb


def bounced(parts: Parts, mark: str, now: datetime) -> bool:
    """`mark`: what the letter's sender address held (links.mark_of). False: no letter of ours.

    Its link stays: whoever uses it has the letter after all, and so the address works.
    """
    with parts.database.begin() as tx:
        link = links.by_mark(tx, mark)
        if link is None:
            return _sign_in_bounced(tx, parts, mark, now)
        person = people.get(tx, link.person)
        if not _closed(tx, parts, person, now):
            return True
        bubble = conversations.at(tx, person.id, link.dialog, link.subject)
        person, problem = people.get(tx, person.id), mailing.about(tx, link.subject)
        if bubble is not None and Channel.TELEGRAM in person.channels:
            reference = None if problem is None else problem.reference
            letter = Letter(person.id, Verb.MAIL, Lane.URGENT, reference=reference)
            rerouting.bubble_by_chat(tx, parts, person, bubble, letter, now)
        return True


def _closed(tx: Tx, parts: Parts, person: Person, now: datetime) -> bool:
    """Whether the way was open until now."""
    if not leaving.may_close(person, Channel.EMAIL):
        return False
    audit.note(tx, person.id, "letter.bounced", f"person:{person.id}", now)
    leaving.closed(tx, parts, person, Channel.EMAIL, now)
    return True


def _sign_in_bounced(tx: Tx, parts: Parts, mark: str, now: datetime) -> bool:
    """What it led to is over within minutes, so nothing goes another way."""
    who = admitting.addressee(tx, mark)
    if who is None:
        return False
    _closed(tx, parts, people.get(tx, who), now)
    return True
