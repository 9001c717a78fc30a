"""People and their invitations."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, select

from mentorbot.domain.people import Channel, Language, Person, PersonId, Rhythm, Role, Standing
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import invites, people


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
    values = {
        "role": role,
        "name": tx.vault.seal(name, "people.name"),
        "phone": tx.vault.seal_if(phone, "people.phone"),
        "email": tx.vault.seal_if(email, "people.email"),
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
    return int(tx.connection.execute(people.insert().returning(people.c.id), values).scalar_one())


def get(tx: Tx, person: PersonId) -> Person:
    row = tx.connection.execute(select(people).where(people.c.id == person)).one()
    return _person(tx, row)


def some(tx: Tx, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
    rows = tx.connection.execute(select(people).where(people.c.id.in_(set(ids))))
    return {row.id: _person(tx, row) for row in rows}


def find(tx: Tx, person: PersonId) -> Person | None:
    row = tx.connection.execute(select(people).where(people.c.id == person)).one_or_none()
    return None if row is None else _person(tx, row)


def in_chat(tx: Tx, chat_id: int) -> Person | None:
    row = tx.connection.execute(select(people).where(people.c.chat_id == chat_id)).one_or_none()
    return None if row is None else _person(tx, row)


def listed(tx: Tx, role: Role | None = None) -> list[Person]:
    query = select(people).order_by(people.c.id)
    if role is not None:
        query = query.where(people.c.role == role)
    return [_person(tx, row) for row in tx.connection.execute(query)]


def inviter_name(tx: Tx, person: PersonId) -> str:
    """Who set this person up; empty when nobody is known."""
    setter = select(people.c.invited_by).where(people.c.id == person).scalar_subquery()
    sealed = tx.connection.execute(select(people.c.name).where(people.c.id == setter)).scalar()
    return "" if sealed is None else tx.vault.unseal(sealed, "people.name")


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
    sealed = tx.vault.seal(email, "people.email")
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


def _person(tx: Tx, row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        role=Role(row.role),
        name=tx.vault.unseal(row.name, "people.name"),
        language=Language(row.language),
        standing=Standing(row.standing),
        rhythm=Rhythm(row.weekday, row.at, row.quiet_before, row.quiet_after),
        phone=tx.vault.unseal_if(row.phone, "people.phone"),
        email=tx.vault.unseal_if(row.email, "people.email"),
        chat_id=row.chat_id,
        onboarded=row.onboarded,
        in_network=row.in_network,
        paused_until=row.paused_until,
        email_confirmed_at=row.email_confirmed_at,
        mail_failed_at=row.mail_failed_at,
        chat_failed_at=row.chat_failed_at,
        prefers=Channel(row.prefers or Channel.TELEGRAM),
    )
