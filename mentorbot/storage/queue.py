"""Letters on their way, and what became of each."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)

from mentorbot.storage import pauses, spots
from mentorbot.storage.database import Tx
from mentorbot.storage.keyring import Destroyed
from mentorbot.storage.letters import Fate, Lane, Letter, Posted, Verb
from mentorbot.storage.spots import Spot
from mentorbot.storage.tables import outbox, people, places

_chat = func.coalesce(outbox.c.chat_id, people.c.chat_id).label("chat")
FETCHING = (
    select(outbox, _chat, people.c.email, places.c.message_id.label("edits"))
    .join(people, people.c.id == outbox.c.person_id)
    .outerjoin(places, places.c.id == outbox.c.place_id)
    .where(outbox.c.id.in_(bindparam("letters", expanding=True)))
    .order_by(outbox.c.lane, outbox.c.not_before, outbox.c.id)
)
ENDING = outbox.update().where(
    outbox.c.id == bindparam("letter"), outbox.c.state == Fate.SENDING.value
)
SENT = ENDING.returning(outbox)
MOST_TIMES_AN_ORPHAN = 8
"""A letter that was taken up so often is not taken up again."""


def fetch(tx: Tx, ids: Sequence[int]) -> list[Posted]:
    """Letters by id, in lane order."""
    if not ids:
        return []
    rows = tx.connection.execute(FETCHING, {"letters": list(ids)}).all()
    tx.safe.ready(_spot(row) for row in rows)
    return [found for row in rows if (found := _posted(tx, row)) is not None]


def sent(tx: Tx, item: int, message_id: int | None, now: datetime) -> Letter | None:
    """Ends a letter as sent and wipes it; None when somebody else ended it."""
    ended = _ended(item, Fate.SENT, now, message_id=message_id)
    row = tx.connection.execute(SENT, ended).one_or_none()
    return None if row is None else _letter(tx, row)


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


def hold(tx: Tx, item: int, error: str) -> None:
    """Not tried after all: it keeps its place in the queue."""
    mine = and_(outbox.c.id == item, outbox.c.state == Fate.SENDING)
    waiting = {"state": Fate.WAITING, "leased_until": None, "begun": False, "error": error[:80]}
    change = outbox.update().where(mine).values(attempts=outbox.c.attempts - 1, **waiting)
    tx.connection.execute(change)


def wait_out(tx: Tx, item: int, error: str) -> None:
    """Tried and refused for now: first in its lane again when the pause is over."""
    mine = and_(outbox.c.id == item, outbox.c.state == Fate.SENDING)
    waiting = {"state": Fate.WAITING, "leased_until": None, "begun": False, "error": error[:80]}
    tx.connection.execute(outbox.update().where(mine).values(**waiting))


def went(tx: Tx, item: int, other: int) -> None:
    """It is on its way the other way too, by letter `other`; 0: there is none."""
    tx.connection.execute(outbox.update().where(outbox.c.id == item).values(other_way=other))


def is_carrying(tx: Tx) -> bool:
    """Whether anything is on its way to a chat."""
    query = select(outbox.c.id).where(outbox.c.state == Fate.SENDING, outbox.c.verb != Verb.MAIL)
    return tx.connection.execute(query.limit(1)).first() is not None


def has_left(tx: Tx, item: int) -> bool:
    """Whether a letter is known to be sent."""
    query = select(outbox.c.id).where(outbox.c.id == item, outbox.c.state == Fate.SENT)
    return tx.connection.execute(query).first() is not None


def end_uncertain(tx: Tx, item: int, now: datetime, error: str) -> None:
    _end(tx, item, Fate.UNCERTAIN, now, error=error[:80])


def end_failed(tx: Tx, item: int, now: datetime, error: str) -> None:
    _end(tx, item, Fate.FAILED, now, error=error[:80])


def begin(tx: Tx, item: int, attempts: int) -> bool:
    """The call is about to be made: from here on a death leaves its fate unknown.

    False when somebody else has taken it up since the claim that made it so many `attempts`.
    """
    mine = and_(outbox.c.id == item, outbox.c.state == Fate.SENDING, outbox.c.attempts == attempts)
    return tx.connection.execute(outbox.update().where(mine).values(begun=True)).rowcount == 1


def orphans(tx: Tx, now: datetime, *, all_of_them: bool) -> list[tuple[int, bool]]:
    """(id, may be sent again?) of letters whose sender died; at start-up that is every one.

    Edits and deletions may be done twice. A letter that may not, but was only claimed when its
    sender died, has surely not left.
    """
    expired = outbox.c.state == Fate.SENDING
    if not all_of_them:
        expired = and_(expired, outbox.c.leased_until < now)
    columns = outbox.c.id, outbox.c.again, outbox.c.begun, outbox.c.verb, outbox.c.attempts
    found = tx.connection.execute(select(*columns).where(expired)).all()
    # Where the sender lives, what became of such a letter could not be written down: that must not
    # go on for ever. A start is another matter.
    most = sys.maxsize if all_of_them else MOST_TIMES_AN_ORPHAN
    return [
        (item, tries < most and (again or not begun or verb in (Verb.STRIP, Verb.FORGET)))
        for item, again, begun, verb, tries in found
    ]


def next_moment(tx: Tx, now: datetime) -> datetime | None:
    """When a letter that must not leave yet may leave; what may leave now is the postman's."""
    query = select(func.min(outbox.c.not_before)).where(
        outbox.c.state == Fate.WAITING, outbox.c.not_before > now
    )
    found: datetime | None = tx.connection.execute(query).scalar()
    pause = pauses.next_end(tx, now)
    return min((moment for moment in (found, pause) if moment is not None), default=None)


def is_outdated(tx: Tx, posted: Posted) -> bool:
    """Whether its bubble has moved on since it was written, on the page."""
    written = select(outbox.c.created_at).where(outbox.c.id == posted.id).scalar_subquery()
    query = select(places.c.id).where(
        places.c.id == posted.letter.place, places.c.updated_at > written
    )
    return tx.connection.execute(query).first() is not None


def is_overtaken(tx: Tx, posted: Posted) -> bool:
    """Whether the bubble that is to be deleted says something else by now."""
    if posted.letter.verb is not Verb.FORGET or posted.letter.place is None:
        return False
    query = select(places.c.id).where(
        places.c.id == posted.letter.place,
        places.c.message_id == posted.letter.message_id,
        places.c.updated_at
        > select(outbox.c.created_at).where(outbox.c.id == posted.id).scalar_subquery(),
    )
    return tx.connection.execute(query).first() is not None


def is_history(tx: Tx, posted: Posted) -> bool:
    """Whether its bubble was given newer words after it was tried: shown now, it would bring back
    buttons that do nothing any more.

    What was to make a sound is only made up for by newer words that make one.
    """
    letter = posted.letter
    makes_none = letter.silent or (posted.edits is not None and not letter.anew)
    if posted.attempts < 2 or letter.place is None or letter.verb is not Verb.SAY:
        return False
    newer = and_(
        outbox.c.place_id == letter.place,
        outbox.c.verb == Verb.SAY,
        outbox.c.id > posted.id,
        or_(outbox.c.silent.is_(False), literal(makes_none)),
    )
    return tx.connection.execute(select(outbox.c.id).where(newer)).first() is not None


def leave(tx: Tx, item: int, now: datetime) -> None:
    """It is not worth sending any more."""
    _end(tx, item, Fate.REPLACED, now)


def _end(tx: Tx, item: int, fate: Fate, now: datetime, **values: Any) -> None:
    tx.connection.execute(ENDING, _ended(item, fate, now, **values))


def _ended(item: int, fate: Fate, now: datetime, **values: Any) -> dict[str, Any]:
    wiped = {"payload": None, "chat_id": None, "leased_until": None}
    return {"letter": item, "state": fate, "ended_at": now, **wiped, **values}


def _spot(row: Row[Any]) -> Spot:
    return spots.letter(row.id, row.person_id, row.placement_id)


def _posted(tx: Tx, row: Row[Any]) -> Posted | None:
    """None: whom it is for or about was erased meanwhile. It must not hold up the others."""
    try:
        letter = _letter(tx, row)
    except Destroyed:
        gone = {"state": Fate.REPLACED, "payload": None, "leased_until": None}
        change = outbox.update().where(outbox.c.id == row.id)
        tx.connection.execute(change.values(**gone, ended_at=outbox.c.created_at))
        return None
    email = None
    if letter.verb is Verb.MAIL:
        email = tx.safe.unseal(row.email, spots.email(row.person_id))
    return Posted(row.id, row.chat, letter, row.attempts, row.edits, email, row.other_way)


def _letter(tx: Tx, row: Row[Any]) -> Letter:
    return Letter(
        person=row.person_id,
        verb=Verb(row.verb),
        lane=Lane(row.lane),
        payload=None if row.payload is None else tx.safe.unseal_data(row.payload, _spot(row)),
        place=row.place_id,
        anew=row.anew,
        silent=row.silent,
        again=row.again,
        message_id=row.message_id,
        reference=row.reference,
        forget_after=None if row.forget_after is None else timedelta(seconds=row.forget_after),
    )
