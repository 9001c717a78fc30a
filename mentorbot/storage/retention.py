"""What has served its time, kind by kind. One portion after the other, in any number of pieces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeAlias

from sqlalchemy import and_, func, not_, or_, select

from mentorbot.domain.edits import PAST
from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import PersonId, Role, Standing
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.problems import State
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Fate
from mentorbot.storage.portions import Portion
from mentorbot.storage.tables import (
    answers,
    checkins,
    contacts,
    desk_links,
    desk_sessions,
    edits,
    forgotten,
    inbox,
    invites,
    links,
    metadata,
    outbox,
    pauses,
    people,
    placements,
    places,
    posts,
    problems,
    ratings,
    remarks,
    replies,
    rungs,
    tries,
)

Since: TypeAlias = Callable[[Kept], tuple[datetime, date]]
"""The moment, and the day in the office, before which a kind has served its time."""

DRAFTING = ("report", "thread")
"""Dialogs in which somebody writes; the network's own bubble (without a subject) is one too."""

still_open = select(problems.c.placement_id).where(problems.c.state != State.CLOSED)
open_references = select(problems.c.reference).where(problems.c.state != State.CLOSED)
goes_on = and_(placements.c.hired_on.is_not(None), placements.c.closed_at.is_(None))


def over(ended_before: date) -> Any:
    """Placements whose period ended before that day, or that were closed.

    One that goes on after hire is not over, nor is one with a problem still open.
    """
    moment = datetime.combine(ended_before, time(), UTC)
    ran_out = and_(placements.c.end < ended_before, placements.c.hired_on.is_(None))
    return and_(or_(ran_out, placements.c.closed_at < moment), placements.c.id.not_in(still_open))


def portions(since: Since) -> list[Portion]:
    """All that goes row by row; what points at something stands before it."""
    return [
        *_wording(),
        *_after(since(Kept.ANSWERS)[1], since(Kept.PROBLEMS)[1], since(Kept.CONTACTS)[1]),
        *_after_hire(*since(Kept.AFTER_HIRE)),
        *_network(since(Kept.NETWORK)[0]),
        *_dialogs(since(Kept.DRAFTS)[0], since(Kept.DIALOGS)[0]),
        *_bookkeeping(since),
    ]


def _wording() -> list[Portion]:
    """Words go as their problem closes; this finds what no way of closing it may leave behind."""
    closed = select(problems.c.reference).where(problems.c.state == State.CLOSED)
    words = remarks.c.reference.in_(closed)
    return [
        Portion(problems, problems.c.state == State.CLOSED, "wording", Kept.WORDING),
        Portion(remarks, words, "words", Kept.WORDING),
    ]


def _after(answered: date, reported: date, talked: date) -> list[Portion]:
    asked = checkins.c.placement_id.in_(_ids(over(answered)))
    reports = problems.c.placement_id.in_(_ids(over(reported)))
    return [
        *_checkins(asked),
        *_problems(reports),
        Portion(contacts, contacts.c.placement_id.in_(_ids(over(talked)))),
    ]


def _after_hire(before: datetime, day: date) -> list[Portion]:
    """Where it goes on: by their own age. The plan counts from the latest check-in there is."""
    hired, ahead = _ids(goes_on), [CheckInState.PLANNED, CheckInState.OPEN]
    planned = select(checkins.c.placement_id).where(checkins.c.state.in_(ahead))
    latest = (
        select(func.max(checkins.c.id))
        .where(checkins.c.placement_id.not_in(planned))
        .group_by(checkins.c.placement_id)
    )
    asked = and_(
        checkins.c.placement_id.in_(hired),
        checkins.c.state.not_in(ahead),
        func.coalesce(checkins.c.finished_at, checkins.c.due_at) < before,
        checkins.c.id.not_in(latest),
    )
    closed = and_(problems.c.state == State.CLOSED, problems.c.closed_at < before)
    reports = and_(problems.c.placement_id.in_(hired), closed)
    talked = and_(contacts.c.placement_id.in_(hired), contacts.c.day < day)
    found = [*_checkins(asked), *_problems(reports), Portion(contacts, talked)]
    return [Portion(each.table, each.where, kind=Kept.AFTER_HIRE) for each in found]


def _checkins(which: Any) -> list[Portion]:
    given = answers.c.checkin_id.in_(select(checkins.c.id).where(which))
    return [Portion(answers, given), Portion(checkins, which)]


def _problems(which: Any) -> list[Portion]:
    references = select(problems.c.reference).where(which)
    return [
        Portion(rungs, rungs.c.reference.in_(references)),
        Portion(remarks, remarks.c.reference.in_(references)),
        Portion(problems, which),
    ]


def _network(before: datetime) -> list[Portion]:
    """What ended before that moment, or was offered before it and never read."""
    ended = or_(
        posts.c.ended_at < before, and_(posts.c.state == "offered", posts.c.created_at < before)
    )
    gone = select(posts.c.id).where(ended)
    return [Portion(replies, replies.c.post_id.in_(gone)), Portion(posts, ended)]


def _dialogs(drafted: datetime, stood: datetime) -> list[Portion]:
    """What is about an open problem stays: whoever has it looks there."""
    about_open = places.c.subject.in_(select("problem:" + problems.c.reference).where(
        problems.c.state != State.CLOSED))  # fmt: skip
    writes = or_(
        places.c.listens.is_(True),
        places.c.dialog.in_(DRAFTING) & not_(about_open),
        and_(places.c.dialog == "network", places.c.subject == ""),
    )
    left = and_(writes, places.c.updated_at < drafted)
    return [
        Portion(places, left, kind=Kept.DRAFTS),
        Portion(places, and_(places.c.updated_at < stood, not_(about_open), not_(left))),
    ]


def _bookkeeping(since: Since) -> list[Portion]:
    ended, sent = since(Kept.LINKS)[0], since(Kept.LETTERS)[0]
    told = func.coalesce(ratings.c.rated_at, ratings.c.shown_at) < since(Kept.RATINGS)[0]
    kept = [Fate.WAITING, Fate.SENDING]
    doubtful = and_(
        outbox.c.state == Fate.UNCERTAIN,
        func.coalesce(outbox.c.reference, "").in_(open_references),
    )
    letters = and_(outbox.c.state.not_in(kept), outbox.c.created_at < sent, not_(doubtful))
    incoming = and_(inbox.c.state != "waiting", inbox.c.received_at < since(Kept.INCOMING)[0])
    return [
        Portion(ratings, told),
        # So long an old link still leads to a new one.
        Portion(links, links.c.expires_at < ended),
        Portion(invites, or_(invites.c.expires_at < ended, invites.c.used_at < ended)),
        Portion(desk_links, desk_links.c.expires_at < ended),
        Portion(desk_sessions, desk_sessions.c.seen_at < ended),
        Portion(outbox, letters),
        Portion(pauses, pauses.c.until < sent),
        Portion(inbox, incoming),
        Portion(tries, tries.c.begun_at < since(Kept.STRANGERS)[0]),
        Portion(forgotten, forgotten.c.at < since(Kept.LOG)[0]),
        Portion(edits, and_(edits.c.state.in_(PAST), edits.c.changed_at < since(Kept.LOG)[0])),
    ]


def _ids(which: Any) -> Any:
    return select(placements.c.id).where(which)


# Placements and people.


def close_decided(tx: Tx, ended_before: date, now: datetime) -> None:
    """A placement stays until it is decided what came after it (R32); then it is closed."""
    decided = and_(placements.c.closed_at.is_(None), placements.c.follow_on.is_not(None))
    mine = placements.update().where(over(ended_before), decided)
    tx.connection.execute(mine.values(closed_at=now))


def ended(tx: Tx, before: date) -> list[PlacementId]:
    """Placements that have served their time as such."""
    query = select(placements.c.id).where(over(before)).order_by(placements.c.id)
    return list(tx.connection.execute(query).scalars())


def mark_left(tx: Tx, today: date, now: datetime) -> None:
    """Writes down since when nothing binds whom, and takes it back for who is bound again."""
    runs = and_(
        placements.c.closed_at.is_(None),
        or_(placements.c.end >= today, placements.c.hired_on.is_not(None)),
    )
    seats = (placements.c.mentor_id, placements.c.mentor_stand_in_id,
             placements.c.nav_contact_id, placements.c.nav_stand_in_id)  # fmt: skip
    is_open = problems.c.state != State.CLOSED
    bound = [
        *(select(seat).where(runs, seat.is_not(None)) for seat in seats),
        select(problems.c.mentor_id).where(is_open),
        select(problems.c.owner_id).where(is_open),
    ]
    is_bound = or_(*(people.c.id.in_(query) for query in bound))
    valid = select(invites.c.person_id).where(
        invites.c.used_at.is_(None), invites.c.expires_at >= now
    )
    gone = or_(
        people.c.standing.in_([Standing.STOPPED, Standing.UNREACHABLE]),
        and_(people.c.standing == Standing.INVITED, people.c.id.not_in(valid)),
        and_(people.c.standing == Standing.ACTIVE, people.c.role == Role.MENTOR),
    )
    has_left = and_(gone, not_(is_bound))
    leaves = people.update().where(has_left, people.c.left_at.is_(None))
    tx.connection.execute(leaves.values(left_at=now))
    stays = people.update().where(not_(has_left), people.c.left_at.is_not(None))
    tx.connection.execute(stays.values(left_at=None))


def left(tx: Tx, before: datetime) -> list[PersonId]:
    """Who left before that moment and has not been erased."""
    query = select(people.c.id).where(people.c.left_at < before, people.c.erased_at.is_(None))
    return list(tx.connection.execute(query.order_by(people.c.id)).scalars())


def unneeded(most: int) -> Any:
    """Erased people whom nothing points at any more."""
    pointing = [
        column
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.column is people.c.id for key in column.foreign_keys)
    ]
    needed = [select(column).where(column.is_not(None)) for column in pointing]
    free = and_(people.c.erased_at.is_not(None), *(people.c.id.not_in(query) for query in needed))
    return select(people.c.id).where(free).limit(most)
