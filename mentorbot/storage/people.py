"""People and their invitations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from mentorbot.domain.people import Channel, Language, Person, PersonId, Rhythm, Role, Standing
from mentorbot.storage import spots
from mentorbot.storage.database import Tx
from mentorbot.storage.numbering import never_used
from mentorbot.storage.paging import pages
from mentorbot.storage.subjects import Kind
from mentorbot.storage.tables import invites, people

# Read in every turn, so written down once: that takes longer than running them.
BY_ID = select(people).where(people.c.id == bindparam("person"))
BY_CHAT = select(people).where(people.c.chat_id == bindparam("chat"))
SOME = select(people).where(people.c.id.in_(bindparam("persons", expanding=True)))
_setter = select(people.c.invited_by).where(people.c.id == bindparam("person"))
INVITER = select(people.c.id, people.c.name).where(people.c.id == _setter.scalar_subquery())


Stamp = tuple[int, int, int]
"""How many there are, how many of them were erased, and the last one's number."""


@dataclass(frozen=True)
class Invite:
    person: PersonId
    expires_at: datetime
    used: bool


def add(
    tx: Tx,
    role: Role,
    name: str,
    now: datetime,
    *,
    language: Language = Language.NB,
    rhythm: Rhythm = Rhythm(),
    phone: str | None = None,
    email: str | None = None,
    invited_by: PersonId | None = None,
) -> PersonId:
    """A person who is invited but has not been here yet. `phone` is E.164."""
    number = never_used(tx, people, Kind.PERSON)
    values = {
        "id": number,
        "role": role,
        "name": tx.safe.seal(name, spots.name(number)),
        "phone": tx.safe.seal(phone, spots.phone(number)),
        "email": tx.safe.seal(email, spots.email(number)),
        "language": language,
        "standing": Standing.INVITED,
        "weekday": rhythm.weekday,
        "at": rhythm.at,
        "quiet_before": rhythm.quiet_before,
        "quiet_after": rhythm.quiet_after,
        "onboarded": False,
        "in_network": False,
        "invited_by": invited_by,
        "created_at": now,
    }
    tx.connection.execute(people.insert().values(**values))
    return number


def get(tx: Tx, person: PersonId) -> Person:
    return _person(tx, tx.connection.execute(BY_ID, {"person": person}).one())


def some(tx: Tx, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
    return {each.id: each for each in _everybody(tx, SOME, persons=list(set(ids)))}


def find(tx: Tx, person: PersonId) -> Person | None:
    row = tx.connection.execute(BY_ID, {"person": person}).one_or_none()
    return None if row is None else _person(tx, row)


def exists(tx: Tx, person: PersonId) -> bool:
    """Somebody of that number, who was not erased."""
    query = select(people.c.id).where(people.c.id == person, people.c.erased_at.is_(None))
    return tx.connection.execute(query).first() is not None


def is_erased(tx: Tx, person: PersonId) -> bool:
    """Whether nothing but the number is left."""
    query = select(people.c.erased_at).where(people.c.id == person)
    return tx.connection.execute(query).scalar() is not None


def in_chat(tx: Tx, chat_id: int) -> Person | None:
    row = tx.connection.execute(BY_CHAT, {"chat": chat_id}).one_or_none()
    return None if row is None else _person(tx, row)


def listed(tx: Tx, role: Role | None = None) -> list[Person]:
    query = select(people).order_by(people.c.id)
    if role is not None:
        query = query.where(people.c.role == role)
    return _everybody(tx, query)


def stamp(tx: Tx, until: int | None = None) -> Stamp:
    """Another one when somebody was added or erased; nobody's name is changed.

    `until`: of those up to that number.
    """
    query = select(func.count(), func.count(people.c.erased_at), func.max(people.c.id))
    if until is not None:
        query = query.where(people.c.id <= until)
    many, erased, last = tx.connection.execute(query).one()
    return many, erased, last or 0


def names(tx: Tx, after: int, until: int) -> Iterator[str]:
    """What those are called who came after the one and until the other; "" for who was erased."""
    query = select(people.c.id, people.c.name).where(people.c.id <= until)
    for rows in pages(tx, query, after):
        tx.safe.ready(spots.name(row.id) for row in rows)
        for row in rows:
            yield tx.safe.unseal(row.name, spots.name(row.id)) or ""


def inviter_name(tx: Tx, person: PersonId) -> str:
    """Who set this person up; empty when nobody is known."""
    row = tx.connection.execute(INVITER, {"person": person}).one_or_none()
    return "" if row is None else tx.safe.unseal(row.name, spots.name(row.id))


def change(tx: Tx, person: PersonId, **values: Any) -> None:
    """Sets columns as they are stored: `standing`, `language`, `onboarded`, `paused_until`, ..."""
    tx.connection.execute(people.update().where(people.c.id == person).values(**values))


def set_rhythm(tx: Tx, person: PersonId, weekday: int, at: time) -> None:
    change(tx, person, weekday=weekday, at=at)


def settle(tx: Tx, person: PersonId, chat_id: int, language: Language) -> None:
    """The person came by an invitation: this chat is theirs, and nobody else's."""
    there = {"chat_id": chat_id, "chat_failed_at": None}
    change(tx, person, language=language, standing=Standing.ACTIVE, **there)


def reopen_chat(tx: Tx, before: Person) -> None:
    """The person is in their chat again."""
    is_back = before.standing is Standing.UNREACHABLE
    standing = Standing.ACTIVE if is_back else before.standing
    change(tx, before.id, standing=standing, chat_failed_at=None)


def prove(tx: Tx, before: Person, now: datetime) -> None:
    """A link that went to this person's address was used: they are there."""
    confirmed = before.email_confirmed_at or now
    change(tx, before.id, email_confirmed_at=confirmed, mail_failed_at=None)
    if before.standing in (Standing.INVITED, Standing.UNREACHABLE):
        change(tx, before.id, standing=Standing.ACTIVE)


def set_email(tx: Tx, person: PersonId, email: str) -> None:
    """Another address is nobody's until a link that went there was used."""
    sealed = tx.safe.seal(email, spots.email(person))
    change(tx, person, email=sealed, email_confirmed_at=None, mail_failed_at=None)


def invite(tx: Tx, person: PersonId, code: str, now: datetime, expires_at: datetime) -> None:
    """Only a digest of the code rests in the database. Earlier unused invitations end."""
    tx.connection.execute(
        invites.delete().where(invites.c.person_id == person, invites.c.used_at.is_(None))
    )
    tx.connection.execute(
        invites.insert().values(
            digest=_digest(code), person_id=person, created_at=now, expires_at=expires_at
        )
    )


def invite_of(tx: Tx, code: str) -> Invite | None:
    row = tx.connection.execute(
        select(invites).where(invites.c.digest == _digest(code))
    ).one_or_none()
    if row is None:
        return None
    return Invite(row.person_id, row.expires_at, row.used_at is not None)


def use_invite(tx: Tx, code: str, now: datetime) -> PersonId | None:
    """Whose invitation it is, once: None when it is wrong, used or expired."""
    used = tx.connection.execute(
        invites.update()
        .where(
            invites.c.digest == _digest(code),
            invites.c.used_at.is_(None),
            invites.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(invites.c.person_id)
    ).scalar()
    return None if used is None else int(used)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _everybody(tx: Tx, query: Any, **asked: Any) -> list[Person]:
    rows = tx.connection.execute(query, asked).all()
    tx.safe.ready(spots.name(row.id) for row in rows if row.name)
    return [_person(tx, row) for row in rows]


def _person(tx: Tx, row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        role=Role(row.role),
        name=tx.safe.unseal(row.name, spots.name(row.id)),
        language=Language(row.language),
        standing=Standing(row.standing),
        rhythm=Rhythm(row.weekday, row.at, row.quiet_before, row.quiet_after),
        phone=tx.safe.unseal(row.phone, spots.phone(row.id)),
        email=tx.safe.unseal(row.email, spots.email(row.id)),
        chat_id=row.chat_id,
        onboarded=row.onboarded,
        in_network=row.in_network,
        paused_until=row.paused_until,
        email_confirmed_at=row.email_confirmed_at,
        mail_failed_at=row.mail_failed_at,
        chat_failed_at=row.chat_failed_at,
        prefers=Channel(row.prefers or Channel.TELEGRAM),
        left_at=row.left_at,
    )
