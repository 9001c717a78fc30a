"""Who has come to mentorbot and who has not, and what each was sent to come by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from mentorbot.domain.people import PersonId, Role, Standing
from mentorbot.storage.database import Tx
from mentorbot.storage.links import ARRIVING
from mentorbot.storage.tables import invites, links, people


@dataclass(frozen=True)
class Sent:
    """The latest of one kind that somebody was sent."""

    at: datetime
    expires_at: datetime
    is_opened: bool


def listed(tx: Tx, *, role: Role | None, every: bool) -> list[PersonId]:
    """Without `every` only those who are not here for certain."""
    query = select(people.c.id).where(people.c.erased_at.is_(None))
    if role is not None:
        query = query.where(people.c.role == role)
    if not every:
        by_chat = and_(people.c.chat_id.is_not(None), people.c.chat_failed_at.is_(None))
        by_mail = and_(
            people.c.email.is_not(None),
            people.c.email_confirmed_at.is_not(None),
            people.c.mail_failed_at.is_(None),
        )
        is_here = and_(
            or_(by_chat, by_mail), people.c.onboarded, people.c.standing == Standing.ACTIVE
        )
        query = query.where(~is_here)
    return list(tx.connection.execute(query).scalars())


def invitations(tx: Tx, among: Collection[PersonId]) -> dict[PersonId, Sent]:
    """To Telegram."""
    query = select(invites).where(invites.c.person_id.in_(among)).order_by(invites.c.created_at)
    return {
        row.person_id: Sent(row.created_at, row.expires_at, row.used_at is not None)
        for row in tx.connection.execute(query)
    }


def letters(tx: Tx, among: Collection[PersonId]) -> dict[PersonId, Sent]:
    """By e-mail: to begin, or to confirm an address."""
    query = (
        select(links)
        .where(links.c.person_id.in_(among), links.c.dialog.in_(ARRIVING))
        .where(links.c.withdrawn_at.is_(None))
        .order_by(links.c.created_at)
    )
    return {
        row.person_id: Sent(row.created_at, row.expires_at, row.browser is not None)
        for row in tx.connection.execute(query)
    }
