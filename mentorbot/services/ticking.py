"""Everything that falls due by itself, and when to look next."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from mentorbot.services import (
    checking_in,
    delivering,
    escalating,
    monday,
    nobody_has,
    running_out,
    spreading,
)
from mentorbot.services.parts import Parts
from mentorbot.storage import checkins, outbox, problems


def tick(parts: Parts, now: datetime, in_hand: Set[int] = frozenset()) -> int:
    """Does what is due; returns how many rows it handled. Escalations come first.

    What is to be dropped goes before anybody is reminded of it: after downtime both are due.
    `in_hand`: letters that this process is carrying at this moment.
    """
    handled = escalating.climb_overdue(parts, now)
    handled += checking_in.drop(parts, now)
    handled += checking_in.open_due(parts, now)
    handled += checking_in.remind(parts, now)
    handled += running_out.tell_due(parts, now)
    handled += monday.tell_due(parts, now)
    handled += nobody_has.tell_due(parts, now)
    handled += spreading.close_over(parts, now)
    handled += spreading.spread(parts, now)
    handled += delivering.adopt_orphans(parts, now, at_start=False, in_hand=in_hand)
    return handled


def next_moment(parts: Parts, now: datetime) -> datetime:
    """When something is due next."""
    with parts.database.begin() as tx:
        found = [checkins.next_moment(tx), problems.next_rung_at(tx), outbox.next_moment(tx, now)]
        found.append(spreading.next_moment(tx))
    found.append(running_out.next_moment(parts, now))
    found.append(nobody_has.next_moment(parts, now))
    planned = [moment for moment in found if moment is not None]
    return min([*planned, monday.next_moment(parts, now)])
