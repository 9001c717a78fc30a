"""The mentor network: posts, and what mentors answer to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, and_, cast, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.network import Post, PostKind, PostState
from mentorbot.domain.people import PersonId, Role, Standing
from mentorbot.storage import spots
from mentorbot.storage.database import Tx
from mentorbot.storage.numbering import next_id
from mentorbot.storage.spots import Spot
from mentorbot.storage.tables import people, places, posts, replies

DIALOG = "network"
"""Whose bubbles show the posts."""


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
    note: str = "",
) -> int:
    number = next_id(tx, posts)
    values = {
        "id": number,
        "kind": kind,
        "state": state,
        "author_id": author,
        "theme": theme,
        "question": question,
        "at": at,
        "words": tx.safe.seal(_joined(words, note) or None, spots.post(number, author)),
        "created_at": now,
    }
    tx.connection.execute(posts.insert().values(**values))
    return number


def get(tx: Tx, post: int) -> Post | None:
    row = tx.connection.execute(select(posts).where(posts.c.id == post)).one_or_none()
    return None if row is None else _post(tx, row)


def listed(tx: Tx, *states: PostState) -> list[Post]:
    """Oldest first."""
    query = select(posts).where(posts.c.state.in_(states)).order_by(posts.c.id)
    return _all(tx, query)


def ended(tx: Tx, kind: PostKind, most: int) -> list[Post]:
    """What is closed or was taken back, newest first."""
    states = (PostState.CLOSED, PostState.DECLINED)
    query = (
        select(posts)
        .where(posts.c.kind == kind, posts.c.state.in_(states))
        .order_by(posts.c.ended_at.desc(), posts.c.id.desc())
        .limit(most)
    )
    return _all(tx, query)


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


def change(tx: Tx, post: Post) -> bool:
    """It says something else from now on, unless it was settled meanwhile."""
    sealed = tx.safe.seal(_joined(post.words, post.note) or None, spots.post(post.id, post.author))
    query = (
        posts.update()
        .where(posts.c.id == post.id, posts.c.state == post.state)
        .values(theme=post.theme, at=post.at, words=sealed)
    )
    return tx.connection.execute(query).rowcount == 1


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


def ask_again(tx: Tx, post: int) -> None:
    """Whoever answered is still known to have, and what they answered counts no more."""
    tx.connection.execute(replies.update().where(replies.c.post_id == post).values(answer=""))


def is_asked_again(tx: Tx, post: int, person: PersonId) -> bool:
    query = select(replies.c.answer).where(replies.c.post_id == post, replies.c.person_id == person)
    return tx.connection.execute(query).scalar() == ""


def counts(tx: Tx, post: int) -> dict[str, int]:
    """How many answered what; who, nobody is told."""
    query = (
        select(replies.c.answer, func.count())
        .where(replies.c.post_id == post, replies.c.answer != "")
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


def shown_to(tx: Tx, post: int) -> list[PersonId]:
    """Who has a bubble of it."""
    query = (
        select(places.c.person_id)
        .where(places.c.dialog == DIALOG, places.c.subject == f"post:{post}")
        .order_by(places.c.person_id)
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
    return _all(tx, query)


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


def _subject() -> Any:
    """What the bubbles of a post are about."""
    return literal("post:", String) + cast(posts.c.id, String)


def _all(tx: Tx, query: Any) -> list[Post]:
    rows = tx.connection.execute(query).all()
    tx.safe.ready(_words(row) for row in rows if row.words)
    return [_post(tx, row) for row in rows]


def _words(row: Row[Any]) -> Spot:
    return spots.post(row.id, row.author_id)


def _joined(words: str, note: str) -> str:
    """As they are kept: words are one line each."""
    return f"{words}\n{note}" if note else words


def _post(tx: Tx, row: Row[Any]) -> Post:
    said, _, note = (tx.safe.unseal(row.words, _words(row)) or "").partition("\n")
    return Post(
        id=row.id,
        kind=PostKind(row.kind),
        state=PostState(row.state),
        author=row.author_id,
        created_at=row.created_at,
        theme=row.theme,
        question=row.question,
        at=row.at,
        words=said,
        ended_at=row.ended_at,
        note=note,
    )
