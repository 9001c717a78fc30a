"""The mentor network: posts, what mentors answer to them, and what several placements share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, and_, cast, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.network import Post, PostKind, PostState
from mentorbot.domain.people import PersonId, Role, Standing
from mentorbot.domain.placements import FollowUpModel, PlacementId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import (
    answers,
    checkins,
    people,
    placements,
    places,
    posts,
    problems,
    replies,
)

DIALOG = "network"
"""Whose bubbles show the posts."""


@dataclass(frozen=True)
class Answered:
    """That a placement's mentor once gave this answer."""

    placement: PlacementId
    model: FollowUpModel
    question: str
    answer: str


def add(
    tx: Tx,
    kind: PostKind,
    state: PostState,
    author: PersonId,
    now: datetime,
    *,
    theme: str = "",
    question: str = "",
    at: datetime | None = None,
    words: str = "",
) -> int:
    values = {
        "kind": kind,
        "state": state,
        "author_id": author,
        "theme": theme,
        "question": question,
        "at": at,
        "words": tx.vault.seal_if(words or None, "posts.words"),
        "created_at": now,
    }
    return int(tx.connection.execute(posts.insert().returning(posts.c.id), values).scalar_one())


def get(tx: Tx, post: int) -> Post | None:
    row = tx.connection.execute(select(posts).where(posts.c.id == post)).one_or_none()
    return None if row is None else _post(tx, row)


def listed(tx: Tx, *states: PostState) -> list[Post]:
    """Oldest first."""
    query = select(posts).where(posts.c.state.in_(states)).order_by(posts.c.id)
    return [_post(tx, row) for row in tx.connection.execute(query)]


def last_question(tx: Tx) -> Post | None:
    """The question of the week that was closed last."""
    query = (
        select(posts)
        .where(posts.c.kind == PostKind.QUESTION, posts.c.state == PostState.CLOSED)
        .order_by(posts.c.ended_at.desc(), posts.c.id.desc())
    )
    row = tx.connection.execute(query).first()
    return None if row is None else _post(tx, row)


def move(tx: Tx, post: int, before: PostState, after: PostState, **values: Any) -> bool:
    """The claim: whether this call was the one that moved it."""
    change = (
        posts.update()
        .where(posts.c.id == post, posts.c.state == before)
        .values(state=after, **values)
    )
    return tx.connection.execute(change).rowcount == 1


def over(tx: Tx, now: datetime, most: int) -> list[int]:
    """What is open although its time is up."""
    query = (
        select(posts.c.id)
        .where(posts.c.state == PostState.OPEN, posts.c.at <= now)
        .order_by(posts.c.at, posts.c.id)
        .limit(most)
    )
    return list(tx.connection.execute(query).scalars())


def next_end(tx: Tx) -> datetime | None:
    query = select(func.min(posts.c.at)).where(posts.c.state == PostState.OPEN)
    found: datetime | None = tx.connection.execute(query).scalar()
    return found


# --- answers


def reply(tx: Tx, post: int, person: PersonId, answer: str, now: datetime) -> None:
    """The last answer counts."""
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(replies).values(
        post_id=post, person_id=person, answer=answer, at=now
    )
    keys = ["post_id", "person_id"]
    tx.connection.execute(
        insert.on_conflict_do_update(index_elements=keys, set_={"answer": answer, "at": now})
    )


def answer_of(tx: Tx, post: int, person: PersonId) -> str:
    query = select(replies.c.answer).where(replies.c.post_id == post, replies.c.person_id == person)
    return tx.connection.execute(query).scalar() or ""


def counts(tx: Tx, post: int) -> dict[str, int]:
    """How many answered what; who, nobody is told."""
    query = (
        select(replies.c.answer, func.count())
        .where(replies.c.post_id == post)
        .group_by(replies.c.answer)
        .order_by(replies.c.answer)
    )
    return {row[0]: row[1] for row in tx.connection.execute(query)}


# --- who is to be told


def members(tx: Tx) -> list[PersonId]:
    """Mentors who joined and can be reached."""
    query = (
        select(people.c.id)
        .where(people.c.role == Role.MENTOR, people.c.in_network, people.c.onboarded)
        .where(people.c.standing == Standing.ACTIVE, people.c.chat_id.is_not(None))
        .order_by(people.c.id)
    )
    return list(tx.connection.execute(query).scalars())


def unseen(tx: Tx, person: PersonId) -> list[Post]:
    """What this person has no bubble of yet, what ends first before the rest.

    Open posts, and their own tips that were declined.
    """
    bubbles = select(places.c.subject).where(
        places.c.person_id == person, places.c.dialog == DIALOG
    )
    mine = and_(posts.c.state == PostState.DECLINED, posts.c.author_id == person)
    query = (
        select(posts)
        .where(or_(posts.c.state == PostState.OPEN, mine), _subject().not_in(bubbles))
        .order_by(func.coalesce(posts.c.at, posts.c.created_at), posts.c.id)
    )
    return [_post(tx, row) for row in tx.connection.execute(query)]


def behind(tx: Tx, *, post: int | None = None, person: PersonId | None = None) -> list[Row[Any]]:
    """(post_id, person_id) of each bubble that shows a post as it no longer stands."""
    query = (
        select(posts.c.id.label("post_id"), places.c.person_id)
        .join(places, and_(places.c.subject == _subject(), places.c.dialog == DIALOG))
        .where(places.c.state != posts.c.state)
        .order_by(posts.c.id, places.c.person_id)
    )
    if post is not None:
        query = query.where(posts.c.id == post)
    if person is not None:
        query = query.where(places.c.person_id == person)
    return list(tx.connection.execute(query))


# --- what placements share


def answered(tx: Tx, questions: Iterable[str], since: datetime) -> list[Answered]:
    """Each once, however often it was answered."""
    query = (
        select(placements.c.id, placements.c.model, answers.c.question, answers.c.answer)
        .join(checkins, checkins.c.placement_id == placements.c.id)
        .join(answers, answers.c.checkin_id == checkins.c.id)
        .where(answers.c.question.in_(set(questions)), answers.c.at >= since)
        .distinct()
    )
    return [
        Answered(row.id, FollowUpModel(row.model), row.question, row.answer)
        for row in tx.connection.execute(query)
    ]


def reported(tx: Tx, since: datetime) -> list[tuple[PlacementId, str]]:
    """(placement, category), each once."""
    query = (
        select(problems.c.placement_id, problems.c.category)
        .where(problems.c.sent_at >= since)
        .distinct()
    )
    return [(row[0], row[1]) for row in tx.connection.execute(query)]


# --- forgetting


def forget(tx: Tx, before: datetime) -> int:
    """Deletes what ended before that moment, or was offered before it and never read."""
    ended = and_(posts.c.ended_at.is_not(None), posts.c.ended_at < before)
    unread = and_(posts.c.state == PostState.OFFERED, posts.c.created_at < before)
    gone = select(posts.c.id).where(or_(ended, unread))
    tx.connection.execute(replies.delete().where(replies.c.post_id.in_(gone)))
    return tx.connection.execute(posts.delete().where(or_(ended, unread))).rowcount


def _subject() -> Any:
    """What the bubbles of a post are about."""
    return literal("post:", String) + cast(posts.c.id, String)


def _post(tx: Tx, row: Row[Any]) -> Post:
    return Post(
        id=row.id,
        kind=PostKind(row.kind),
        state=PostState(row.state),
        author=row.author_id,
        created_at=row.created_at,
        theme=row.theme,
        question=row.question,
        at=row.at,
        words=tx.vault.unseal_if(row.words, "posts.words") or "",
        ended_at=row.ended_at,
    )
