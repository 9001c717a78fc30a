"""What goes when a placement or a person is erased, and where it stands in chats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, not_, or_, select, update

from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import PersonId, Standing
from mentorbot.domain.placements import PlacementId
from mentorbot.storage.database import Tx
from mentorbot.storage.network_news import News
from mentorbot.storage.outbox import Verb
from mentorbot.storage.portions import Portion
from mentorbot.storage.safe import EMPTIED
from mentorbot.storage.tables import (
    answers,
    changes,
    checkins,
    contacts,
    desk_links,
    desk_sessions,
    invites,
    links,
    marks,
    outbox,
    people,
    placements,
    places,
    posts,
    problems,
    ratings,
    remarks,
    replies,
    rungs,
)


@dataclass(frozen=True)
class Shown:
    """A message that stands in somebody's chat."""

    person: PersonId
    chat_id: int
    message_id: int


def subjects_of(tx: Tx, placement: PlacementId) -> list[str]:
    """What dialogs, links and the audit call it and what belongs to it."""
    asked = select(checkins.c.id).where(checkins.c.placement_id == placement)
    return [
        f"placement:{placement}",
        *(f"checkin:{each}" for each in tx.connection.execute(asked).scalars()),
        *(f"problem:{each}" for each in references_of(tx, placement)),
    ]


def references_of(tx: Tx, placement: PlacementId) -> list[str]:
    query = select(problems.c.reference).where(problems.c.placement_id == placement)
    return list(tx.connection.execute(query).scalars())


def of_placement(tx: Tx, placement: PlacementId) -> list[Portion]:
    """All of it; what points at something stands before it."""
    subjects, references = subjects_of(tx, placement), references_of(tx, placement)
    asked = select(checkins.c.id).where(checkins.c.placement_id == placement)
    said = outbox.c.reference.in_(references)
    return [
        Portion(answers, answers.c.checkin_id.in_(asked)),
        Portion(checkins, checkins.c.placement_id == placement),
        Portion(rungs, rungs.c.reference.in_(references)),
        Portion(remarks, remarks.c.reference.in_(references)),
        Portion(problems, problems.c.placement_id == placement),
        Portion(contacts, contacts.c.placement_id == placement),
        Portion(changes, changes.c.placement_id == placement),
        Portion(ratings, ratings.c.placement_id == placement, "placement_id"),
        Portion(links, links.c.subject.in_(subjects)),
        Portion(outbox, and_(or_(said, outbox.c.placement_id == placement), _tells())),
        Portion(outbox, and_(outbox.c.placement_id == placement, not_(_tells())), "placement_id"),
        Portion(outbox, and_(said, not_(_tells())), "reference"),
        Portion(places, _about(subjects, placement)),
        Portion(marks, named([*references, f"over:{placement}"])),
        Portion(placements, placements.c.id == placement),
    ]


def of_person(person: PersonId) -> list[Portion]:
    """What is theirs alone. That they had a part in a placement stays there, by number."""
    asked = select(checkins.c.id).where(checkins.c.mentor_id == person)
    written = select(posts.c.id).where(posts.c.author_id == person)
    return [
        Portion(answers, answers.c.checkin_id.in_(asked)),
        Portion(checkins, checkins.c.mentor_id == person),
        Portion(problems, problems.c.mentor_id == person, "wording", Kept.WORDING),
        Portion(remarks, remarks.c.author_id == person, "words", Kept.WORDING),
        Portion(placements, placements.c.mentor_id == person, "practising", Kept.ANSWERS),
        Portion(ratings, ratings.c.person_id == person),
        Portion(replies, or_(replies.c.person_id == person, replies.c.post_id.in_(written))),
        Portion(posts, posts.c.author_id == person),
        Portion(invites, invites.c.person_id == person),
        Portion(links, links.c.person_id == person),
        Portion(desk_links, desk_links.c.person_id == person),
        Portion(desk_sessions, desk_sessions.c.person_id == person),
        Portion(outbox, and_(outbox.c.person_id == person, _tells())),
        Portion(places, places.c.person_id == person),
        Portion(marks, named([f"{name}:{person}" for name in ("week", "network", "forget")])),
        Portion(marks, or_(*(marks.c.name.startswith(f"{news}:{person}:") for news in News))),
    ]


def empty_person(tx: Tx, person: PersonId, now: Any) -> None:
    """The row stays for as long as anything points at its number, and says nothing of anybody."""
    empty = {
        **dict.fromkeys(("phone", "email", "chat_id", "paused_until", "prefers", "left_at")),
        **dict.fromkeys(("email_confirmed_at", "mail_failed_at", "chat_failed_at", "invited_by")),
    }
    gone = {"name": EMPTIED, "standing": Standing.STOPPED, "in_network": False, "erased_at": now}
    change = people.update().where(people.c.id == person)
    tx.connection.execute(change.values(**empty, **gone))
    invited = people.update().where(people.c.invited_by == person)
    tx.connection.execute(invited.values(invited_by=None))
    stands_in = placements.update().where(placements.c.mentor_stand_in_id == person)
    tx.connection.execute(stands_in.values(mentor_stand_in_id=None))


def parts_of(tx: Tx, person: PersonId) -> int:
    """So many rows of placements name this person's number."""
    naming = (
        *(problems.c[each] for each in ("mentor_id", "owner_id")),
        *(each.c.by_id for each in (changes, contacts)),
        *(each.c[name] for each, name in ((remarks, "author_id"), (rungs, "person_id"))),
        *(placements.c[f"{seat}_id"] for seat in ("mentor", "nav_contact", "nav_stand_in")),
    )
    return sum(
        tx.connection.execute(select(func.count()).where(column == person)).scalar_one()
        for column in naming
    )


def shown_about(tx: Tx, placement: PlacementId) -> list[Shown]:
    """What of it stands in chats, as far as that is known: bubbles, and what was sent lately."""
    subjects, references = subjects_of(tx, placement), references_of(tx, placement)
    bubbles = _about(subjects, placement)
    letters = or_(outbox.c.reference.in_(references), outbox.c.placement_id == placement)
    return list(_shown(tx, bubbles, letters))


def shown_to(tx: Tx, person: PersonId) -> list[Shown]:
    return list(_shown(tx, places.c.person_id == person, outbox.c.person_id == person))


def address_deletions(tx: Tx, person: PersonId) -> None:
    """What is still to be deleted from a chat knows it from now on by itself."""
    chat = select(people.c.chat_id).where(people.c.id == person).scalar_subquery()
    mine = and_(
        outbox.c.person_id == person, outbox.c.verb == Verb.FORGET, outbox.c.state == "waiting"
    )
    tx.connection.execute(update(outbox).where(mine).values(chat_id=chat, place_id=None))


def _shown(tx: Tx, bubbles: Any, letters: Any) -> Iterator[Shown]:
    sent = and_(letters, outbox.c.state == "sent", outbox.c.verb != Verb.FORGET)
    seen = set()
    for table, where in ((places, bubbles), (outbox, sent)):
        query = (
            select(people.c.id, people.c.chat_id, table.c.message_id)
            .join(people, people.c.id == table.c.person_id)
            .where(where, table.c.message_id.is_not(None), people.c.chat_id.is_not(None))
            .order_by(table.c.id)
        )
        for row in tx.connection.execute(query):
            if (row.chat_id, row.message_id) not in seen:
                seen.add((row.chat_id, row.message_id))
                yield Shown(row.id, row.chat_id, row.message_id)


def _about(subjects: list[str], placement: PlacementId) -> Any:
    return or_(places.c.subject.in_(subjects), places.c.placement_id == placement)


def _tells() -> Any:
    """What is still to be taken out of a chat is still taken out."""
    return outbox.c.verb != Verb.FORGET


def named(ends: Iterable[str]) -> Any:
    """Numbers kept by a name that is this, or ends with it after a colon."""
    return or_(*(or_(marks.c.name == each, marks.c.name.like(f"%:{each}")) for each in ends))
