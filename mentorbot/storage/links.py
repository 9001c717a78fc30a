"""Links that go out by e-mail. Only a digest of each rests in the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from mentorbot.domain.people import PersonId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import links


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
    query = select(links).where(links.c.digest == digest_of(token))
    row = tx.connection.execute(query).one_or_none()
    if row is None:
        return None
    return Link(
        row.digest, row.person_id, row.dialog, row.subject, row.kind, row.browser,
        row.expires_at, row.withdrawn_at,
    )  # fmt: skip


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


def withdraw_all(tx: Tx, person: PersonId, now: datetime) -> None:
    _end(tx, links.c.person_id == person, now)


def forget(tx: Tx, link: Link) -> None:
    tx.connection.execute(links.delete().where(links.c.digest == link.digest))


def made_since(tx: Tx, person: PersonId, kind: str, moment: datetime) -> int:
    query = select(func.count()).where(
        links.c.person_id == person, links.c.kind == kind, links.c.created_at > moment
    )
    return int(tx.connection.execute(query).scalar_one())


def forget_before(tx: Tx, moment: datetime) -> int:
    """Links that ended before then."""
    return tx.connection.execute(links.delete().where(links.c.expires_at < moment)).rowcount


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _end(tx: Tx, condition: Any, now: datetime) -> None:
    still = and_(condition, links.c.withdrawn_at.is_(None))
    tx.connection.execute(links.update().where(still).values(withdrawn_at=now))
