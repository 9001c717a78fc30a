"""What is to be sent, written in the same transaction as the decision to send it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import outbox, people, places

CLAIMING = 7_003_062
"""The advisory lock of whoever claims letters (migrating.LOCK is its neighbour)."""


class Lane(IntEnum):
    """Who goes first (rule 2)."""

    URGENT = 0
    ANSWER = 1
    CHECKIN = 2
    DIGEST = 3


class Verb(StrEnum):
    SAY = "say"
    """A bubble: edited where it stands, or sent when it has no message yet."""
    TELL = "tell"
    """A plain message."""
    STRIP = "strip"
    """Take the buttons off a message."""
    FORGET = "forget"
    """Delete a message that held somebody's wording."""
    MAIL = "mail"
    """By e-mail: that something waits, and a link to it."""


TELLING = (Verb.SAY, Verb.TELL, Verb.MAIL)
"""What tells a person something, rather than tidying up what was told."""
IN_CHAT = tuple(verb for verb in Verb if verb is not Verb.MAIL)


class Fate(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Letter:
    """One thing to do in one chat."""

    person: PersonId
    verb: Verb
    lane: Lane
    payload: dict[str, Any] | None = None
    """"html" and "buttons": rows of [label, callback data]; for MAIL the parts of a Mail."""
    place: int | None = None
    anew: bool = False
    silent: bool = False
    again: bool = True
    """Whether it is sent again when its fate is unknown (rule 1)."""
    message_id: int | None = None
    reference: str | None = None
    forget_after: timedelta | None = None


@dataclass(frozen=True)
class Posted:
    id: int
    chat_id: int | None
    letter: Letter
    attempts: int
    edits: int | None
    """The bubble's message as it stands now."""
    email: str | None = None


def post(
    tx: Tx, letter: Letter, now: datetime, *, not_before: datetime | None = None,
    leased_until: datetime | None = None,
) -> int:  # fmt: skip
    """Writes a letter; `leased_until` when the writer will send it itself right after commit."""
    anew, silent = letter.anew, letter.silent
    earliest = not_before or now
    same_way = (Verb.MAIL,) if letter.verb is Verb.MAIL else IN_CHAT
    for was_anew, was_silent, was_held in _replace_waiting(tx, letter.place, now, same_way):
        if was_anew and not anew:
            # An edit takes the place of something new: it makes the sound, at that one's hour.
            earliest = max(earliest, was_held)
        anew = anew or was_anew
        silent = silent and (was_silent or not was_anew)
    values = {
        "person_id": letter.person,
        "place_id": letter.place,
        "lane": letter.lane,
        "verb": letter.verb,
        "anew": anew,
        "silent": silent,
        "again": letter.again,
        "payload": None
        if letter.payload is None
        else tx.vault.seal_data(letter.payload, "outbox.payload"),
        "message_id": letter.message_id,
        "reference": letter.reference,
        "state": Fate.WAITING if leased_until is None else Fate.SENDING,
        "not_before": earliest,
        "leased_until": leased_until,
        "begun": False,
        "attempts": 0 if leased_until is None else 1,
        "created_at": now,
        "forget_after": letter.forget_after and int(letter.forget_after.total_seconds()),
    }
    made = tx.connection.execute(outbox.insert().returning(outbox.c.id), values)
    return int(made.scalar_one())


def claim(tx: Tx, now: datetime, lease: timedelta, most: int) -> list[Posted]:
    """Takes the next letters: lanes first, then age; at most one per person at a time.

    A person with a letter on its way is passed over, so that a chat keeps its order.
    """
    if tx.is_postgres:
        # Two senders that looked at once would both take the same letters.
        tx.connection.execute(select(func.pg_advisory_xact_lock(CLAIMING)))
    busy = select(outbox.c.person_id).where(outbox.c.state == Fate.SENDING)
    first = (
        select(func.min(outbox.c.id))
        .where(outbox.c.state == Fate.WAITING, outbox.c.not_before <= now)
        .where(outbox.c.person_id.not_in(busy))
        .group_by(outbox.c.person_id, outbox.c.lane)
    )
    ids: list[int] = []
    seen: set[int] = set()
    query = (
        select(outbox.c.id, outbox.c.person_id)
        .where(outbox.c.id.in_(first))
        .order_by(outbox.c.lane, outbox.c.id)
        .limit(most * 4)
    )
    for item, person in tx.connection.execute(query):
        if person not in seen and len(ids) < most:
            seen.add(person)
            ids.append(item)
    if ids:
        tx.connection.execute(
            outbox.update()
            .where(outbox.c.id.in_(ids))
            .values(state=Fate.SENDING, leased_until=now + lease, attempts=outbox.c.attempts + 1)
        )
    return fetch(tx, ids)


def fetch(tx: Tx, ids: Sequence[int]) -> list[Posted]:
    """Letters by id, in lane order."""
    if not ids:
        return []
    query = (
        select(outbox, people.c.chat_id, people.c.email, places.c.message_id.label("edits"))
        .join(people, people.c.id == outbox.c.person_id)
        .outerjoin(places, places.c.id == outbox.c.place_id)
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.lane, outbox.c.id)
    )
    return [_posted(tx, row) for row in tx.connection.execute(query)]


def sent(tx: Tx, item: int, message_id: int | None, now: datetime) -> Letter | None:
    """Ends a letter as sent and wipes it; None when somebody else ended it."""
    if not _end(tx, item, Fate.SENT, now, message_id=message_id):
        return None
    row = tx.connection.execute(select(outbox).where(outbox.c.id == item)).one()
    return _letter(tx, row)


def put_back(tx: Tx, item: int, not_before: datetime, error: str) -> None:
    """Not sent, for sure: tried again later."""
    mine = and_(outbox.c.id == item, outbox.c.state == Fate.SENDING)
    tx.connection.execute(
        outbox.update()
        .where(mine)
        .values(
            state=Fate.WAITING,
            not_before=not_before,
            leased_until=None,
            begun=False,
            error=error[:80],
        )
    )


def end_uncertain(tx: Tx, item: int, now: datetime, error: str) -> None:
    _end(tx, item, Fate.UNCERTAIN, now, error=error[:80])


def end_failed(tx: Tx, item: int, now: datetime, error: str) -> None:
    _end(tx, item, Fate.FAILED, now, error=error[:80])


def begin(tx: Tx, item: int) -> None:
    """The call is about to be made: from here on a death leaves its fate unknown."""
    tx.connection.execute(outbox.update().where(outbox.c.id == item).values(begun=True))


def orphans(tx: Tx, now: datetime, *, all_of_them: bool) -> list[tuple[int, bool]]:
    """(id, may be sent again?) of letters whose sender died; at start-up that is every one.

    Edits and deletions may be done twice. A letter that may not, but was only claimed when its
    sender died, has surely not left.
    """
    expired = outbox.c.state == Fate.SENDING
    if not all_of_them:
        expired = and_(expired, outbox.c.leased_until < now)
    query = select(outbox.c.id, outbox.c.again, outbox.c.begun, outbox.c.verb).where(expired)
    return [
        (item, again or not begun or verb in (Verb.STRIP, Verb.FORGET))
        for item, again, begun, verb in tx.connection.execute(query)
    ]


def next_moment(tx: Tx, now: datetime) -> datetime | None:
    """When a letter that must not leave yet may leave; what may leave now is the postman's."""
    query = select(func.min(outbox.c.not_before)).where(
        outbox.c.state == Fate.WAITING, outbox.c.not_before > now
    )
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


def stop_for(tx: Tx, person: PersonId, now: datetime, lanes: Iterable[Lane]) -> None:
    """What is still to be said to this person in these lanes is not said any more.

    What is to be taken away is still taken away.
    """
    mine = and_(
        outbox.c.person_id == person,
        outbox.c.state == Fate.WAITING,
        outbox.c.verb.in_(TELLING),
        outbox.c.lane.in_([int(lane) for lane in lanes]),
    )
    tx.connection.execute(
        outbox.update().where(mine).values(state=Fate.REPLACED, payload=None, ended_at=now)
    )


def pushed(tx: Tx, person: PersonId, since: datetime) -> int:
    """How often this person was disturbed unasked since then: edits and answers do not count."""
    query = select(func.count()).where(
        outbox.c.person_id == person,
        outbox.c.created_at >= since,
        outbox.c.lane.in_([int(Lane.CHECKIN), int(Lane.DIGEST)]),
        or_(
            outbox.c.verb.in_([Verb.TELL, Verb.MAIL]),
            and_(outbox.c.verb == Verb.SAY, outbox.c.anew.is_(True)),
        ),
        outbox.c.state != Fate.REPLACED,
    )
    return int(tx.connection.execute(query).scalar_one())


def counts(tx: Tx) -> dict[str, int]:
    query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    return {row[0]: row[1] for row in tx.connection.execute(query)}


def oldest_waiting(tx: Tx, now: datetime) -> datetime | None:
    """Since when the oldest letter that may leave has not left; a deletion's hour comes later."""
    query = select(func.min(outbox.c.not_before)).where(
        or_(outbox.c.state == Fate.WAITING, outbox.c.state == Fate.SENDING),
        outbox.c.not_before <= now,
    )
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


def forget_before(tx: Tx, moment: datetime) -> int:
    ended = outbox.c.state.not_in([Fate.WAITING, Fate.SENDING, Fate.UNCERTAIN])
    return tx.connection.execute(
        outbox.delete().where(ended, outbox.c.created_at < moment)
    ).rowcount


def take_back(tx: Tx, place: int, now: datetime) -> bool:
    """What this bubble was to say is not worth saying any more. Whether it was still unsaid."""
    return bool(_replace_waiting(tx, place, now, tuple(Verb)))


def take_back_mail(tx: Tx, place: int, now: datetime) -> None:
    """The person has seen it before the letter left."""
    _replace_waiting(tx, place, now, (Verb.MAIL,))


def waits(tx: Tx, place: int) -> bool:
    """Whether what this bubble says has not left yet."""
    query = select(outbox.c.id).where(outbox.c.place_id == place, outbox.c.state == Fate.WAITING)
    return tx.connection.execute(query).first() is not None


def take_back_about(tx: Tx, person: PersonId, references: Iterable[str], now: datetime) -> None:
    """What was still to be said to this person about these problems is not said any more."""
    mine = and_(
        outbox.c.person_id == person,
        outbox.c.state == Fate.WAITING,
        outbox.c.verb.in_(TELLING),
        outbox.c.reference.in_(list(references)),
    )
    tx.connection.execute(
        outbox.update().where(mine).values(state=Fate.REPLACED, payload=None, ended_at=now)
    )


def _replace_waiting(
    tx: Tx, place: int | None, now: datetime, verbs: Sequence[Verb]
) -> list[tuple[bool, bool, datetime]]:
    """A bubble not sent yet is overtaken by its newer words. Whether it was anew, silent, until."""
    if place is None:
        return []
    mine = and_(
        outbox.c.place_id == place, outbox.c.state == Fate.WAITING, outbox.c.verb.in_(verbs)
    )
    replaced = tx.connection.execute(
        outbox.update()
        .where(mine)
        .values(state=Fate.REPLACED, payload=None, ended_at=now)
        .returning(outbox.c.anew, outbox.c.silent, outbox.c.not_before)
    )
    return [(anew, silent, held) for anew, silent, held in replaced]


def _end(tx: Tx, item: int, fate: Fate, now: datetime, **values: Any) -> bool:
    change = (
        outbox.update()
        .where(outbox.c.id == item, outbox.c.state == Fate.SENDING)
        .values(state=fate, payload=None, ended_at=now, leased_until=None, **values)
    )
    return tx.connection.execute(change).rowcount == 1


def _posted(tx: Tx, row: Row[Any]) -> Posted:
    letter = _letter(tx, row)
    email = tx.vault.unseal_if(row.email, "people.email") if letter.verb is Verb.MAIL else None
    return Posted(row.id, row.chat_id, letter, row.attempts, row.edits, email)


def _letter(tx: Tx, row: Row[Any]) -> Letter:
    return Letter(
        person=row.person_id,
        verb=Verb(row.verb),
        lane=Lane(row.lane),
        payload=None
        if row.payload is None
        else tx.vault.unseal_data(row.payload, "outbox.payload"),
        place=row.place_id,
        anew=row.anew,
        silent=row.silent,
        again=row.again,
        message_id=row.message_id,
        reference=row.reference,
        forget_after=None if row.forget_after is None else timedelta(seconds=row.forget_after),
    )
