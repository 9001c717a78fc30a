"""Who gets what in the next days if other rules were in use: for whoever is about to publish them.

What is known is read at one go; what follows from it is worked out beside the database, by what
plans the bot's own check-ins and ladders. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentorbot.domain.access import Operation, may, relation_to
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.foresight import DAYS, Known, Seer, Shift, shifts
from mentorbot.domain.people import Person
from mentorbot.domain.placements import Placement
from mentorbot.domain.promises import Promise, Urgency, promises, urgencies
from mentorbot.domain.rules import Rules
from mentorbot.services.planning import is_listening, plans_anew
from mentorbot.storage import foreseeing, placements
from mentorbot.storage.database import Tx


@dataclass(frozen=True)
class Change:
    """What becomes another for one placement."""

    placement: Placement
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Forecast:
    of: int
    """Running placements."""
    changes: tuple[Change, ...] = ()
    """Those whose check-ins become others, the soonest first."""
    promises: tuple[Promise, ...] = ()
    urgencies: tuple[Urgency, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.promises or self.urgencies)


def known(tx: Tx, me: Person | None) -> list[Known]:
    """Of every running placement that this person may look over; None: a command on the machine."""
    running = placements.active(tx)
    mine = [each for each in running if me is None or _may_see(me, each)]
    mentors, came = foreseeing.mentors(tx), foreseeing.came_at_nav(tx)
    planned, had, last = foreseeing.planned(tx), foreseeing.had(tx), foreseeing.last_days(tx)
    taken_over = foreseeing.taken_over(tx)
    return [
        Known(
            each, mentors[each.mentor], planned.get(each.id, ()), had.get(each.id, frozenset()),
            last.get(each.id), taken_over.get(each.id),
            came.isdisjoint((each.nav_contact, each.nav_stand_in)),
        )
        for each in mine
    ]  # fmt: skip


def _may_see(me: Person, placement: Placement) -> bool:
    return may(me, Operation.SEE_OVERVIEW, relation_to(me, placement))


def forecast(found: Sequence[Known], before: Rules, after: Rules, now: datetime) -> Forecast:
    """`before` is in use. Both are looked at as if `after` were published at `now`."""
    if before == after:
        return Forecast(len(found))
    now_seen = Seer(before, now)
    then_seen = Seer(after, now, anew=plans_anew(before, after))
    changes = []
    for each in found:
        if not _is_asked(each.mentor):
            continue
        changed = shifts(now_seen.foresees(each), then_seen.foresees(each), now)
        if changed:
            changes.append(Change(each.placement, changed))
    running = [each.placement for each in found]
    models = sorted({each.model for each in running})
    return Forecast(
        len(found),
        tuple(sorted(changes, key=_soonest)),
        tuple(promises(before, after, models, now, DAYS)),
        urgencies(before, after, running, WorkCalendar(before.hours).today(now)),
    )


def _is_asked(mentor: Person) -> bool:
    """Who was not there yet may come any day; who stopped is not asked."""
    return is_listening(mentor) or not mentor.onboarded


def _soonest(change: Change) -> tuple[datetime, str]:
    first = change.shifts[0]
    seen = first.before or first.after
    assert seen is not None
    return seen.moment, change.placement.alias
