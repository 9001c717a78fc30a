"""Who may come in to the desk: one-time links, and the sessions they became. Digests only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.people import PersonId
from mentorbot.storage.database import Tx
from mentorbot.storage.links import MARK_LENGTH, digest_of, mark_of
from mentorbot.storage.tables import desk_links, desk_sessions


@dataclass(frozen=True)
class Session:
    digest: str
    person: PersonId
    began_at: datetime
    seen_at: datetime


def add_link(
    tx: Tx, token: str, code: str, person: PersonId, browser: str | None, now: datetime,
    expires_at: datetime, *, beside_others: bool = False,
) -> None:  # fmt: skip
    """`browser`: the mark of the one that asked; None where none did. Earlier links end.

    `beside_others`: only those of this very browser end. Anybody can type an address, and is not
    to end by it what its owner asked for.
    """
    earlier = _unused(person)
    if beside_others:
        earlier = and_(earlier, desk_links.c.browser == browser)
    tx.connection.execute(desk_links.delete().where(earlier))
    row = {
        "digest": digest_of(token),
        "code": digest_of(code),
        "person_id": person,
        "browser": browser,
        "created_at": now,
        "expires_at": expires_at,
    }
    tx.connection.execute(desk_links.insert().values(**row))


def is_open(tx: Tx, secret: str, browser: str, now: datetime) -> bool:
    """Whether this link or code would let this browser in."""
    query = select(func.count()).where(_opens(secret, browser, now))
    return bool(tx.connection.execute(query).scalar_one())


def lives(tx: Tx, token: str, now: datetime) -> bool:
    """Whether this link would still let in, whichever browser it is for."""
    mine = and_(
        desk_links.c.digest == digest_of(token),
        desk_links.c.used_at.is_(None),
        desk_links.c.expires_at > now,
    )
    return bool(tx.connection.execute(select(func.count()).where(mine)).scalar_one())


def owner_by_mark(tx: Tx, mark: str) -> PersonId | None:
    """Whose letter left with this mark in its sender's address (links.mark_of)."""
    if len(mark) != MARK_LENGTH:
        return None
    query = select(desk_links.c.person_id).where(
        desk_links.c.digest.startswith(mark, autoescape=True)
    )
    found = tx.connection.execute(query).scalar()
    return None if found is None else int(found)


def spend(tx: Tx, proof: str, person: PersonId, now: datetime, expires_at: datetime) -> bool:
    """Somebody shows a proof that works once, and was never a link; False when it was shown before.

    It is remembered as a link that was used as it came.
    """
    digest = digest_of(proof)
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(desk_links).values(
        digest=digest, code=digest, person_id=person, created_at=now, expires_at=expires_at,
        used_at=now,
    )  # fmt: skip
    once = insert.on_conflict_do_nothing(index_elements=["digest"])
    return bool(tx.connection.execute(once).rowcount)


def use_link(tx: Tx, secret: str, browser: str, now: datetime) -> PersonId | None:
    """Whose it is, once: None when it is wrong, used, over, or another browser's."""
    used = desk_links.update().where(_opens(secret, browser, now)).values(used_at=now)
    found = tx.connection.execute(used.returning(desk_links.c.person_id)).scalar()
    return None if found is None else int(found)


def begin(tx: Tx, secret: str, person: PersonId, now: datetime) -> None:
    row = {"digest": digest_of(secret), "person_id": person, "began_at": now, "seen_at": now}
    tx.connection.execute(desk_sessions.insert().values(**row))


def session(tx: Tx, secret: str) -> Session | None:
    """None where there is none, or it was ended."""
    query = select(desk_sessions).where(
        desk_sessions.c.digest == digest_of(secret), desk_sessions.c.ended_at.is_(None)
    )
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else Session(row.digest, row.person_id, row.began_at, row.seen_at)


def see(tx: Tx, found: Session, now: datetime) -> None:
    mine = desk_sessions.c.digest == found.digest
    tx.connection.execute(desk_sessions.update().where(mine).values(seen_at=now))


def end(tx: Tx, found: Session, now: datetime) -> None:
    mine = desk_sessions.c.digest == found.digest
    tx.connection.execute(desk_sessions.update().where(mine).values(ended_at=now))


def sessions(tx: Tx, person: PersonId) -> list[Session]:
    """Those that were not ended, the one used last first."""
    query = select(desk_sessions).where(_not_ended(person)).order_by(desk_sessions.c.seen_at.desc())
    return [
        Session(row.digest, row.person_id, row.began_at, row.seen_at)
        for row in tx.connection.execute(query)
    ]


def end_all(tx: Tx, person: PersonId, now: datetime) -> int:
    """Every session of this person's, and what might become one. Returns how many ended."""
    tx.connection.execute(desk_links.delete().where(_unused(person)))
    ended = desk_sessions.update().where(_not_ended(person)).values(ended_at=now)
    return tx.connection.execute(ended).rowcount


def _not_ended(person: PersonId) -> Any:
    return and_(desk_sessions.c.person_id == person, desk_sessions.c.ended_at.is_(None))


def _unused(person: PersonId) -> Any:
    """What was used is kept: it shows that it was."""
    return and_(desk_links.c.person_id == person, desk_links.c.used_at.is_(None))


def _opens(secret: str, browser: str, now: datetime) -> Any:
    digest = digest_of(secret)
    return and_(
        or_(desk_links.c.digest == digest, desk_links.c.code == digest),
        or_(desk_links.c.browser.is_(None), desk_links.c.browser == mark_of(browser)),
        desk_links.c.used_at.is_(None),
        desk_links.c.expires_at > now,
    )
