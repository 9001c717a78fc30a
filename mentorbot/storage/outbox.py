"""What is to be sent, written in the same transaction as the decision to send it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, cast, func, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.storage import spots
from mentorbot.storage.database import Ring, Tx
from mentorbot.storage.letters import IN_CHAT, TELLING, Fate, Lane, Letter, Posted, Verb
from mentorbot.storage.numbering import next_of
from mentorbot.storage.tables import outbox, places, problems

SOON = timedelta(minutes=15)
REPLACING = (
    outbox.update()
    .where(
        outbox.c.place_id == bindparam("place"),
        outbox.c.state == Fate.WAITING.value,
        outbox.c.verb.in_(bindparam("verbs", expanding=True)),
        # What is to be deleted is deleted, whatever is said there meanwhile.
        outbox.c.verb != Verb.FORGET.value,
    )
    .returning(outbox.c.anew, outbox.c.silent, outbox.c.not_before)
)

__all__ = ["Fate", "Lane", "Letter", "Posted", "Verb"]


def post(
    tx: Tx, letter: Letter, now: datetime, *, not_before: datetime | None = None,
    leased_until: datetime | None = None,
) -> int:  # fmt: skip
    """Writes a letter; `leased_until` when the writer will send it itself right after commit."""
    anew, silent = letter.anew, letter.silent
    earliest = not_before or now
    same_way = (Verb.MAIL,) if letter.verb is Verb.MAIL else IN_CHAT
    overtaken = None if letter.verb is Verb.FORGET else letter.place
    for was_anew, was_silent, was_held in _replace_waiting(tx, overtaken, now, same_way):
        if was_anew and not anew:
            # An edit takes the place of something new: it makes the sound, at that one's hour.
            earliest = max(earliest, was_held)
        anew = anew or was_anew
        silent = silent and (was_silent or not was_anew)
    number, placement = _ahead(tx, letter)
    values = {
        "id": number,
        "person_id": letter.person,
        "place_id": letter.place,
        "placement_id": placement,
        "lane": letter.lane,
        "verb": letter.verb,
        "anew": anew,
        "silent": silent,
        "again": letter.again,
        "payload": None
        if letter.payload is None
        else tx.safe.seal_data(letter.payload, spots.letter(number, letter.person, placement)),
        "message_id": letter.message_id,
        "chat_id": letter.chat_id,
        "reference": letter.reference,
        "state": Fate.WAITING if leased_until is None else Fate.SENDING,
        "not_before": earliest,
        "leased_until": leased_until,
        "begun": False,
        "attempts": 0 if leased_until is None else 1,
        "created_at": now,
        "forget_after": letter.forget_after and int(letter.forget_after.total_seconds()),
    }
    tx.connection.execute(outbox.insert(), values)
    if leased_until is None:
        tx.rings.add(Ring.OUTBOX)
    return number


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


def on_their_way(tx: Tx, lane: Lane, now: datetime, most: int) -> int:
    """How many letters of a lane may leave soon and were not tried yet, or are leaving; counted up
    to `most` of each."""
    untried = and_(outbox.c.state == Fate.WAITING, outbox.c.attempts == 0)
    mine = and_(outbox.c.lane == int(lane), outbox.c.not_before <= now + SOON)
    some = [
        select(outbox.c.id).where(mine, state).limit(most)
        for state in (untried, outbox.c.state == Fate.SENDING)
    ]
    return sum(len(tx.connection.execute(query).all()) for query in some)


def oldest_waiting(tx: Tx, now: datetime) -> datetime | None:
    """Since when the oldest letter that may leave has not left; a deletion's hour comes later."""
    query = select(func.min(outbox.c.not_before)).where(
        or_(outbox.c.state == Fate.WAITING, outbox.c.state == Fate.SENDING),
        outbox.c.not_before <= now,
    )
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


def take_back(tx: Tx, place: int, now: datetime) -> bool:
    """What this bubble was to say is not worth saying any more. Whether it was still unsaid."""
    return bool(_replace_waiting(tx, place, now, tuple(Verb)))


def take_back_mail(tx: Tx, place: int, now: datetime) -> None:
    """The person has seen it before the letter left."""
    _replace_waiting(tx, place, now, (Verb.MAIL,))


def waits(tx: Tx, place: int) -> bool:
    """Whether what this bubble says has not left yet."""
    query = select(outbox.c.id).where(
        outbox.c.place_id == place,
        outbox.c.state == Fate.WAITING,
        outbox.c.verb.in_(TELLING),
    )
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
    asked = {"place": place, "verbs": list(verbs)}
    gone = {"state": Fate.REPLACED, "payload": None, "ended_at": now}
    replaced = tx.connection.execute(REPLACING, {**asked, **gone})
    return [(anew, silent, held) for anew, silent, held in replaced]


def _ahead(tx: Tx, letter: Letter) -> tuple[int, PlacementId | None]:
    """The id that the letter will have, and the placement that it is about."""
    about = {
        "place": letter.place, "reference": letter.reference, "placement": letter.placement
    }  # fmt: skip
    row = tx.connection.execute(_query_ahead(tx.is_postgres), about).one()
    return row[0], row[1]


@cache
def _query_ahead(postgres: bool) -> Select[Any]:
    of_place = select(places.c.placement_id).where(places.c.id == bindparam("place"))
    named = problems.c.reference == bindparam("reference")
    of_problem = select(problems.c.placement_id).where(named)
    said = cast(bindparam("placement"), outbox.c.placement_id.type)
    about = func.coalesce(said, of_place.scalar_subquery(), of_problem.scalar_subquery())
    return select(next_of(outbox, postgres=postgres), about)
