"""How many mentors are in the network, and how it is with them; never who."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, not_, or_, select

from mentorbot.domain.people import PersonId, Role, Standing
from mentorbot.domain.placements import FollowUpModel
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import people, placements, posts, replies


@dataclass(frozen=True)
class Membership:
    mentors: int
    """Who came and has not stopped; the members among them."""
    members: int
    """Who can be told something."""
    out_of_reach: int
    """Who joined, and stopped or cannot be reached now."""
    paused: int = 0
    silent: int = 0
    """Members who answered nothing and offered no tip since."""


def counted(tx: Tx, today: date, since: datetime) -> Membership:
    here = and_(people.c.standing == Standing.ACTIVE, people.c.chat_id.is_not(None))
    member = and_(people.c.in_network, here)
    replied = select(replies.c.person_id).where(replies.c.at >= since, replies.c.answer != "")
    wrote = select(posts.c.author_id).where(posts.c.created_at >= since)
    spoke = or_(people.c.id.in_(replied), people.c.id.in_(wrote))
    return Membership(
        mentors=_many(tx, people.c.standing != Standing.STOPPED),
        members=_many(tx, member),
        out_of_reach=_many(tx, people.c.in_network, not_(here)),
        paused=_many(tx, member, people.c.paused_until > today),
        silent=_many(tx, member, not_(spoke)),
    )


def followed_by(tx: Tx, models: Iterable[FollowUpModel]) -> set[PersonId]:
    """The mentors of running placements of these models."""
    query = select(placements.c.mentor_id).where(
        placements.c.closed_at.is_(None), placements.c.model.in_(list(models))
    )
    return set(tx.connection.execute(query.distinct()).scalars())


def _many(tx: Tx, *which: Any) -> int:
    mentors = and_(people.c.role == Role.MENTOR, people.c.onboarded, people.c.erased_at.is_(None))
    query = select(func.count()).where(mentors, *which)
    return int(tx.connection.execute(query).scalar_one())
