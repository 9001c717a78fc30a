"""Takes what is in the outbox to people, after commit; and what became of it back.

A letter's state is written before and after the call, so that a death in between is seen as a
send whose outcome is unknown, and handled by the letter's class (rule 1).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorbot.domain.people import Channel
from mentorbot.services import escalating, leaving
from mentorbot.services.messenger import (
    FateUnknown,
    Mail,
    Mailer,
    MessageGone,
    Messenger,
    NotSent,
    NoWay,
    Refused,
    TryLater,
    Unreachable,
    Words,
)
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, conversations, outbox, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Posted, Verb

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(seconds=60)
FIRST_WAIT_UNKNOWN = timedelta(seconds=30)
"""Each further try may be one more copy: there are few of them, and not in a row."""
MOST_TRIES_UNKNOWN = 8
"""After so many tries a letter of unknown fate counts as uncertain, and is listed. What was not
sent for sure is tried for as long as it takes: an outage must not lose it."""


@dataclass(frozen=True)
class Delivery:
    """What became of one letter."""

    message_id: int | None = None
    error: NotSent | FateUnknown | None = None


def claim(parts: Parts, now: datetime, most: int) -> list[Posted]:
    """Letters to carry now. A check-in that was held up into quiet time waits until it is over."""
    ready: list[Posted] = []
    with parts.database.begin() as tx:
        while taken := outbox.claim(tx, now, parts.lease, most - len(ready)):
            ready += [letter for letter in taken if not _held_back(tx, parts, letter, now)]
    return ready


def _held_back(tx: Tx, parts: Parts, posted: Posted, now: datetime) -> bool:
    if posted.letter.lane is not Lane.CHECKIN or posted.letter.verb is not Verb.SAY:
        return False
    person = people.get(tx, posted.letter.person)
    if parts.calendar.may_push(person, now):
        return False
    outbox.put_back(tx, posted.id, parts.calendar.next_push(person, now), "quiet time")
    return True


def begin(parts: Parts, posted: Posted) -> None:
    """To be called right before `deliver`. Only a letter that is sent once needs to know."""
    if not posted.letter.again:
        with parts.database.begin() as tx:
            outbox.begin(tx, posted.id)


async def deliver(messenger: Messenger, posted: Posted, mailer: Mailer | None = None) -> Delivery:
    """One call to the outside. Never raises what a Messenger may raise: it is the result."""
    try:
        if posted.letter.verb is Verb.MAIL:
            await _mail(mailer, posted)
            return Delivery()
        return Delivery(message_id=await _carry(messenger, posted))
    except (NotSent, FateUnknown) as error:
        return Delivery(error=error)


def settle(parts: Parts, posted: Posted, delivery: Delivery, now: datetime) -> None:
    """Writes down what became of it, and what follows."""
    with parts.database.begin() as tx:
        if delivery.error is None:
            _sent(tx, posted, delivery.message_id, now)
        else:
            _not_sent(tx, parts, posted, delivery.error, now)


def adopt_orphans(
    parts: Parts, now: datetime, *, at_start: bool, in_hand: Set[int] = frozenset()
) -> int:
    """Letters whose sender died: sent again, or listed as uncertain.

    Those `in_hand` have a sender that lives, however long it has been waiting for its turn.
    """
    with parts.database.begin() as tx:
        every = outbox.orphans(tx, now, all_of_them=at_start)
        found = [orphan for orphan in every if orphan[0] not in in_hand]
        for item, again in found:
            if again:
                outbox.put_back(tx, item, now, "sender died")
            else:
                _uncertain(tx, item, now, "sender died")
    return len(found)


async def _mail(mailer: Mailer | None, posted: Posted) -> None:
    if mailer is None:
        raise NoWay
    if posted.email is None:
        raise Unreachable
    await mailer.mail(posted.email, Mail(**(posted.letter.payload or {})))


async def _carry(messenger: Messenger, posted: Posted) -> int | None:
    letter, chat = posted.letter, posted.chat_id
    if chat is None:
        raise Unreachable
    if letter.verb is Verb.STRIP:
        await messenger.strip(chat, letter.message_id or 0)
        return letter.message_id
    if letter.verb is Verb.FORGET:
        await messenger.delete(chat, letter.message_id or 0)
        return letter.message_id
    words = _words(letter)
    if posted.edits is not None and _is_edit(posted) and await _edit(messenger, posted, words):
        return posted.edits
    return await messenger.send(chat, words, silent=letter.silent)


async def _edit(messenger: Messenger, posted: Posted, words: Words) -> bool:
    """False when the message is gone: what it said is to be said again."""
    assert posted.chat_id is not None and posted.edits is not None
    try:
        await messenger.edit(posted.chat_id, posted.edits, words)
    except MessageGone:
        return False
    return True


def _words(letter: Letter) -> Words:
    payload = letter.payload or {"html": "", "buttons": []}
    rows = [[(label, data) for label, data in row] for row in payload["buttons"]]
    return Words(payload["html"], rows)


def _sent(tx: Tx, posted: Posted, message_id: int | None, now: datetime) -> None:
    letter = outbox.sent(tx, posted.id, message_id, now)
    if letter is None or message_id is None:
        return
    if letter.place is not None and letter.verb is Verb.SAY:
        conversations.shown(tx, letter.place, message_id)
    if letter.forget_after is not None:
        forget = Letter(letter.person, Verb.FORGET, Lane.DIGEST, message_id=message_id)
        outbox.post(tx, forget, now, not_before=now + letter.forget_after)


def _not_sent(
    tx: Tx, parts: Parts, posted: Posted, error: NotSent | FateUnknown, now: datetime
) -> None:
    kind = type(error).__name__
    if isinstance(error, Unreachable):
        outbox.end_failed(tx, posted.id, now, kind)
        _unreachable(tx, parts, posted, now)
    elif isinstance(error, Refused | NoWay):
        outbox.end_failed(tx, posted.id, now, kind)
        audit.note(tx, None, "letter.failed", f"outbox:{posted.id}", now, error=kind)
        if posted.letter.verb is Verb.MAIL:
            # Nobody was told: what waits for them does not wait for a better day.
            escalating.move_on(tx, posted.letter.person, now)
    elif isinstance(error, FateUnknown) and not _may_repeat(posted):
        _uncertain(tx, posted.id, now, kind)
    else:
        outbox.put_back(tx, posted.id, now + _wait(posted, error), kind)


def _may_repeat(posted: Posted) -> bool:
    """Whether a letter that may have arrived is sent once more."""
    if posted.attempts >= MOST_TRIES_UNKNOWN:
        return False
    return posted.letter.again or _is_edit(posted)


def _is_edit(posted: Posted) -> bool:
    return posted.letter.verb not in (Verb.TELL, Verb.MAIL) and (
        posted.edits is not None and not posted.letter.anew
    )


def _wait(posted: Posted, error: Exception) -> timedelta:
    if isinstance(error, TryLater):
        return error.wait
    first = FIRST_WAIT_UNKNOWN if isinstance(error, FateUnknown) else FIRST_WAIT
    doubled: timedelta = first * 2 ** min(posted.attempts - 1, 10)
    return min(LONGEST_WAIT, doubled)


def _uncertain(tx: Tx, item: int, now: datetime, kind: str) -> None:
    outbox.end_uncertain(tx, item, now, kind)
    audit.note(tx, None, "letter.uncertain", f"outbox:{item}", now, error=kind)


def _unreachable(tx: Tx, parts: Parts, posted: Posted, now: datetime) -> None:
    """A fact like any other: the ladder goes on, and nothing more is pushed to this person."""
    person = people.find(tx, posted.letter.person)
    channel = Channel.EMAIL if posted.letter.verb is Verb.MAIL else Channel.TELEGRAM
    if person is None or channel not in person.channels:
        return
    subject = f"person:{person.id}"
    audit.note(tx, person.id, "person.unreachable", subject, now, channel=channel)
    leaving.closed(tx, parts, person, channel, now)
