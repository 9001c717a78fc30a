"""Links that go out by e-mail. Only a digest of each rests in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from mentorbot.domain.people import PersonId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import links

MARK_LENGTH = 32
"""Hexadecimal digits: 128 bits, and an address still fits in what SMTP allows."""

ARRIVING = ("onboarding", "ways")
"""Dialogs in which somebody accepts an invitation or confirms an address."""


@dataclass(frozen=True)
class Link:
    """One person's window on one dialog about one thing."""

    digest: str
    person: PersonId
    dialog: str
    subject: str
    kind: str
    """What the letter that carried it was about ("notice", "week", ...)."""
    browser: str | None
    """A digest of the browser that first acted through it: no other one may. None before."""
    expires_at: datetime
    withdrawn_at: datetime | None


def add(
    tx: Tx, token: str, person: PersonId, dialog: str, subject: str, kind: str, now: datetime,
    expires_at: datetime,
) -> None:  # fmt: skip
    row = {
        "digest": digest_of(token),
        "person_id": person,
        "dialog": dialog,
        "subject": subject,
        "kind": kind,
        "created_at": now,
        "expires_at": expires_at,
    }
    tx.connection.execute(links.insert().values(**row))


def find(tx: Tx, token: str) -> Link | None:
    return _one(tx, digest_of(token))


def _one(tx: Tx, digest: str) -> Link | None:
    query = select(links).where(links.c.digest == digest)
    row = tx.connection.execute(query).one_or_none()
    if row is None:
        return None
    return Link(
        row.digest, row.person_id, row.dialog, row.subject, row.kind, row.browser,
        row.expires_at, row.withdrawn_at,
    )  # fmt: skip


def by_mark(tx: Tx, mark: str) -> Link | None:
    """The link in the letter that left with this mark in its sender's address."""
    if len(mark) != MARK_LENGTH:
        return None
    query = select(links.c.digest).where(links.c.digest.startswith(mark, autoescape=True))
    digest = tx.connection.execute(query).scalar()
    return None if digest is None else _one(tx, digest)


def mark_of(token: str) -> str:
    """A letter's mark: as hard to guess as the token, and it does not tell the token."""
    return digest_of(token)[:MARK_LENGTH]


def bind(tx: Tx, link: Link, browser: str) -> bool:
    """The link is this browser's from now on; False when it is another's already."""
    mine = and_(links.c.digest == link.digest, links.c.browser.is_(None))
    named = digest_of(browser)
    if tx.connection.execute(links.update().where(mine).values(browser=named)).rowcount:
        return True
    query = select(links.c.browser).where(links.c.digest == link.digest)
    return bool(tx.connection.execute(query).scalar() == named)


def withdraw(tx: Tx, link: Link, now: datetime) -> None:
    _end(tx, links.c.digest == link.digest, now)


def withdraw_about(tx: Tx, person: PersonId, subject: str, now: datetime) -> None:
    """All of this person's about that subject."""
    _end(tx, and_(links.c.person_id == person, links.c.subject == subject), now)


def withdraw_showing(tx: Tx, person: PersonId, references: Iterable[str], now: datetime) -> None:
    """All of this person's about these problems, and every page that may tell of them among others:
    lists, the week, a placement. What only makes somebody known here goes on."""
    about = [f"problem:{reference}" for reference in references]
    shows = or_(links.c.subject.in_(about), links.c.subject.not_like("problem:%"))
    works = links.c.dialog.not_in(ARRIVING)
    _end(tx, and_(links.c.person_id == person, works, shows), now)


def withdraw_all(tx: Tx, person: PersonId, now: datetime) -> None:
    _end(tx, links.c.person_id == person, now)


def forget_all(tx: Tx, person: PersonId) -> None:
    """They went to an address that is not this person's any more."""
    tx.connection.execute(links.delete().where(links.c.person_id == person))


def forget(tx: Tx, link: Link) -> None:
    tx.connection.execute(links.delete().where(links.c.digest == link.digest))


def made_since(tx: Tx, person: PersonId, kind: str, moment: datetime) -> int:
    query = select(func.count()).where(
        links.c.person_id == person, links.c.kind == kind, links.c.created_at > moment
    )
    return int(tx.connection.execute(query).scalar_one())


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _end(tx: Tx, condition: Any, now: datetime) -> None:
    still = and_(condition, links.c.withdrawn_at.is_(None))
    tx.connection.execute(links.update().where(still).values(withdrawn_at=now))
