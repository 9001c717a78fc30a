"""A placement or a person is erased: what will go is shown first, and goes in one transaction.

What is open ends with a human before that. In the audit stay numbers, which say nothing of anybody
once what they stood for is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import PersonId, Role, Standing
from mentorbot.domain.placements import PlacementId
from mentorbot.services import announcing, hindering
from mentorbot.services.hindering import Hindrance
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.storage import (
    audit,
    erasure,
    forgetting,
    outbox,
    people,
    placements,
    portions,
    retention,
)
from mentorbot.storage.database import Tx
from mentorbot.storage.erasure import Shown
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.portions import Portion
from mentorbot.storage.subjects import of_person, of_placement
from mentorbot.storage.tables import people as table

AT_ONCE = 100


@dataclass(frozen=True)
class Preview:
    """What erasing would do now."""

    goes: Mapping[Kept, int]
    messages: int
    """So many messages in chats are deleted, or emptied where they are too old for that."""
    entries: int
    """So many entries of the audit stay, until the log has served its time."""
    parts: int = 0
    """Of a person: what they had a part in stays with its placement, by number only."""
    hindrances: tuple[Hindrance, ...] = field(default=())


def placement(tx: Tx, number: PlacementId) -> Preview | None:
    """None: there is none."""
    if not placements.exists(tx, number):
        return None
    entries = sum(audit.count(tx, each) for each in erasure.subjects_of(tx, number))
    shown = erasure.shown_about(tx, number)
    return Preview(
        portions.counted(tx, erasure.of_placement(tx, number)), len(shown), entries,
        hindrances=hindering.of_placement(tx, number),
    )  # fmt: skip


def person(tx: Tx, number: PersonId) -> Preview | None:
    """None: there is nobody, or not any more."""
    found = people.find(tx, number)
    if found is None or people.is_erased(tx, number):
        return None
    goes = portions.counted(tx, erasure.of_person(number))
    goes[Kept.PEOPLE] += 1
    entries = audit.count_of(tx, number)
    stays = erasure.parts_of(tx, number)
    return Preview(
        goes, len(erasure.shown_to(tx, number)), entries, stays, hindering.hindrances(tx, found)
    )


def erase_placement(
    tx: Tx, parts: Parts, number: PlacementId, now: datetime, by: PersonId | None = None
) -> Counter[Kept]:
    """All of it; whoever calls has looked at the preview."""
    _take_out(tx, erasure.shown_about(tx, number), now)
    gone = portions.delete(tx, erasure.of_placement(tx, number))
    forgetting.forget_key(tx, of_placement(number), now)
    audit.note(tx, by, "placement.erased", f"placement:{number}", now)
    return gone


def erase_person(
    tx: Tx, parts: Parts, number: PersonId, now: datetime, by: PersonId | None = None
) -> Counter[Kept]:
    """What is theirs; the number stays while a placement names it."""
    before = people.get(tx, number)
    if before.role is Role.MENTOR and before.standing is Standing.ACTIVE:
        # Nobody answers for their placements any more: that is all NAV hears (rule 4).
        for cue in announcing.unanswered(tx, before):
            play(tx, parts, cue, now)
    shown = erasure.shown_to(tx, number)
    erasure.address_deletions(tx, number)
    gone = portions.delete(tx, erasure.of_person(number))
    _take_out(tx, shown, now)
    erasure.empty_person(tx, number, now)
    forgetting.forget_key(tx, of_person(number), now)
    audit.note(tx, by, "person.erased", f"person:{number}", now)
    gone[Kept.PEOPLE] += 1
    return gone


def old_placement(parts: Parts, number: PlacementId, now: datetime) -> int:
    """One that has served its time."""
    with parts.database.begin() as tx:
        found = placement(tx, number)
        if found is None or found.hindrances:
            return 0
        erase_placement(tx, parts, number, now)
    parts.database.scrub()
    return 1


def left_person(parts: Parts, number: PersonId, now: datetime) -> int:
    """Somebody who left long ago, once nothing of theirs is open."""
    with parts.database.begin() as tx:
        found = person(tx, number)
        if found is None or found.hindrances:
            return 0
        erase_person(tx, parts, number, now)
    parts.database.scrub()
    return 1


def clear_away(parts: Parts) -> None:
    """The numbers of erased people, once nothing points at them."""
    with parts.database.begin() as tx:
        gone = Portion(table, table.c.id.in_(retention.unneeded(AT_ONCE)))
        portions.delete(tx, [gone])


def _take_out(tx: Tx, shown: Iterable[Shown], now: datetime) -> None:
    """Out of the chats, as soon as the service comes to it."""
    for each in shown:
        letter = Letter(
            each.person, Verb.FORGET, Lane.DIGEST,
            message_id=each.message_id, chat_id=each.chat_id,
        )  # fmt: skip
        outbox.post(tx, letter, now)
