"""A placement starts once somebody at NAV can be reached: before that its mentor is not asked."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain import news
from mentorbot.domain.people import PersonId, Standing
from mentorbot.domain.placements import Placement
from mentorbot.services import announcing
from mentorbot.services.cues import Cue
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next, waits_for
from mentorbot.storage import audit, course, people, placements
from mentorbot.storage.database import Tx


def confirmed(tx: Tx, parts: Parts, person: PersonId, now: datetime) -> list[Cue]:
    """Somebody at NAV opened the invitation, or proved their address: what waited for them starts.

    Its first check-in is planned from now on, and the mentor is told when that is.
    """
    mine = placements.of_nav_contact(tx, person)
    return [cue for placement in mine for cue in begin(tx, parts, placement, now)]


def begin(tx: Tx, parts: Parts, placement: Placement, now: datetime) -> list[Cue]:
    """Starts it where it had not started and waits for nobody any more."""
    has_started = course.last_due_day(tx, placement.id) is not None
    if has_started or waits_for(tx, placement):
        return []
    if people.get(tx, placement.mentor).standing is Standing.STOPPED:
        # It is planned as they come back.
        return []
    if plan_next(tx, parts, placement, now) is None:
        return []
    audit.note(tx, None, "placement.started", f"placement:{placement.id}", now)
    return announcing.tell(tx, placement.id, {placement.mentor: [news.STARTS]}, now)
