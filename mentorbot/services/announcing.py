"""Tells those whom a change concerns: one message each, whatever changed meanwhile (R39)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mentorbot.domain import news
from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.people import Person, PersonId
from mentorbot.domain.placements import Placement, PlacementId
from mentorbot.services.cues import Cue, opened
from mentorbot.services.viewing import coordinators
from mentorbot.storage import changes, conversations, outbox, people, placements
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

DIALOG = "placement"
TOLD = "news"
"""Under this name a bubble's data holds what it told."""


def tell(
    tx: Tx,
    placement: PlacementId,
    heard: Mapping[PersonId, Sequence[news.News]],
    now: datetime,
    urgent: Iterable[PersonId] = (),
) -> list[Cue]:
    """A cue for each person who can be told now; who has not begun is told as they begin."""
    hurries = set(urgent)
    found = []
    for person, pieces in heard.items():
        if people.get(tx, person).onboarded and (
            whole := _whole(tx, person, placement, pieces, now)
        ):
            lane = Lane.URGENT if person in hurries else Lane.DIGEST
            turn = Turn(Act.OPENED, "changed", "+".join(whole))
            found.append(Cue(person, DIALOG, f"placement:{placement}", turn, lane))
    return found


def welcome(tx: Tx, person: Person) -> list[Cue]:
    """What somebody was given before they had begun, told right after."""
    given = []
    for placement in _seats_of(tx, person):
        for seat, who in placement.seats.items():
            last = [each for each in changes.of(tx, placement.id) if each.what == seat][-1:]
            if who == person.id and last:
                turn = Turn(Act.OPENED, "changed", news.you(seat))
                subject = f"placement:{placement.id}"
                given.append(Cue(person.id, DIALOG, subject, turn, Lane.DIGEST))
    return given


def unanswered(tx: Tx, mentor: Person) -> list[Cue]:
    """Nobody answers here for a mentor's placements: NAV and the coordinators hear of it at once.

    That is all they hear: not why, and nothing of what was answered (rule 4).
    """
    alone = placements.of_mentor(tx, mentor.id)
    if not alone:
        return []
    told = dict.fromkeys((*(each.nav_contact for each in alone), *coordinators(tx)))
    subject = f"person:{mentor.id}"
    return [opened(who, DIALOG, subject, "unanswered", lane=Lane.ANSWER) for who in told]


def lost(tx: Tx, person: Person, why: str) -> list[Cue]:
    """Somebody at NAV is not there any more; `why` is "lost" or "stopped"."""
    subject = f"person:{person.id}"
    found = [who for who in coordinators(tx) if who != person.id]
    return [opened(who, "overview", subject, why, lane=Lane.ANSWER) for who in found]


def untold(tx: Tx, person: PersonId, placement: PlacementId) -> list[news.News]:
    """What this person was to be told, as long as it has not left (somebody's quiet time)."""
    bubble = conversations.at(tx, person, DIALOG, f"placement:{placement}")
    if bubble is None or not outbox.waits(tx, bubble.id):
        return []
    return list(bubble.place.data.get(TOLD, ()))


def _whole(
    tx: Tx, person: PersonId, placement: PlacementId, pieces: Sequence[news.News], now: datetime
) -> list[news.News]:
    """With what was not told yet: the new message takes its place. What was undone is not told."""
    before = untold(tx, person, placement)
    undone = {piece for piece in pieces if news.opposite(piece) in before}
    undone |= {news.opposite(piece) for piece in undone}
    if undone and (bubble := conversations.at(tx, person, DIALOG, f"placement:{placement}")):
        outbox.take_back(tx, bubble.id, now)
    return [each for each in dict.fromkeys((*before, *pieces)) if each not in undone]


def _seats_of(tx: Tx, person: Person) -> list[Placement]:
    return [each for each in placements.active(tx) if person.id in each.seats.values()]
