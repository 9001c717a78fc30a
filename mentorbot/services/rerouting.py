"""What did not arrive one way goes the other, for whoever has two."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentorbot.domain.people import Channel, Person
from mentorbot.services import mailing, telling
from mentorbot.services.parts import Parts
from mentorbot.storage import conversations, outbox, people
from mentorbot.storage.conversations import Bubble
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Letter, Verb

INSTEAD = "instead"
"""Marks a letter that goes by Telegram because e-mail failed: it does not go back again."""


def by_the_other_way(tx: Tx, parts: Parts, letter: Letter, now: datetime) -> int | None:
    """The letter by which it is on its way again, if it is. An edit, and what only tidies up, is
    not repeated."""
    person = people.find(tx, letter.person)
    if person is None or letter.payload is None or INSTEAD in letter.payload:
        return None
    if letter.verb is Verb.MAIL:
        open_ = Channel.TELEGRAM in person.channels
        return _by_chat(tx, parts, person, letter, now) if open_ else None
    tells = letter.verb is Verb.TELL or (letter.verb is Verb.SAY and letter.anew)
    if not tells or Channel.EMAIL not in person.channels:
        return None
    return _by_mail(tx, parts, person, letter, now)


def bubble_by_chat(
    tx: Tx, parts: Parts, person: Person, bubble: Bubble, letter: Letter, now: datetime
) -> int | None:
    """Says in the chat what stands on the page, as it is now; by which letter."""
    if bubble.shown is None:
        return None
    if bubble.message_id is not None:
        conversations.forget_message(tx, bubble.id)
        strip = Letter(person.id, Verb.STRIP, letter.lane, message_id=bubble.message_id)
        outbox.post(tx, strip, now)
    say = Letter(
        person.id, Verb.SAY, letter.lane, _payload(bubble), place=bubble.id, anew=True,
        reference=letter.reference,
    )  # fmt: skip
    return outbox.post(tx, say, now, not_before=parts.calendar.next_push(person, now))


def _by_chat(tx: Tx, parts: Parts, person: Person, letter: Letter, now: datetime) -> int | None:
    bubble = None if letter.place is None else conversations.by_id(tx, letter.place)
    return None if bubble is None else bubble_by_chat(tx, parts, person, bubble, letter, now)


def _by_mail(tx: Tx, parts: Parts, person: Person, letter: Letter, now: datetime) -> int | None:
    not_before = parts.calendar.next_push(person, now)
    if letter.verb is Verb.TELL:
        html = (letter.payload or {})["html"]
        subject = f"again:{now:%y%m%d%H%M%S}"
        return telling.on_page(tx, parts, person, html, subject, letter.lane, now, not_before)
    bubble = None if letter.place is None else conversations.by_id(tx, letter.place)
    if bubble is None or bubble.shown is None:
        return None
    place = bubble.place
    kind = mailing.kind_of(tx, place.dialog, place.subject, "", place.state)
    mail = mailing.letter(
        tx, parts, person, place.dialog, place.subject, kind, letter.lane, now, place=bubble.id
    )
    return outbox.post(tx, mail, now, not_before=not_before)


def _payload(bubble: Bubble) -> dict[str, Any]:
    """The bubble's words and buttons, as a chat is told them."""
    assert bubble.shown is not None
    number, rows = 0, []
    for labels in bubble.shown.rows:
        rows.append([[label, f"{bubble.key}.{number + at}"] for at, label in enumerate(labels)])
        number += len(labels)
    return {"html": bubble.shown.html, "buttons": rows, INSTEAD: True}
