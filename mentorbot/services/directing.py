"""What somebody does on the desk by a form: the same facts as by a tap, the same rights and audit.

Rights are asked for as the form arrives, in the transaction of the deed (rule 7): what is not
theirs raises NotTheirs. What cannot be changes nothing, and says why; everybody whom it concerns
is told as after a tap.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mentorbot.domain import facts
from mentorbot.domain.changes import Why
from mentorbot.domain.facts import Fact
from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import Placement, PlacementId, Seat
from mentorbot.domain.problems import Problem
from mentorbot.services import changing, guarding, recording, standing_in
from mentorbot.services.changing import CHANGES, NotPossible
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed
from mentorbot.services.playing import play
from mentorbot.services.viewing import is_here
from mentorbot.storage import people, placements, problems
from mentorbot.storage.database import Tx


@dataclass(frozen=True)
class AllBack:
    """These problems, as far as they are still with that owner, go back to who had them."""

    owner: PersonId
    to: PersonId
    references: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """What became of it."""

    why: Why | None = None
    """It cannot be; nothing was changed."""
    is_gone: bool = False
    """It is over, or somebody else was first: there was nothing left to do."""
    moved: int = 0
    """So many problems went to somebody else."""
    undo: Fact | AllBack | None = None
    """What takes it back, where anything does."""

    @property
    def is_done(self) -> bool:
        return self.why is None and not self.is_gone


GONE = Done(is_gone=True)


def change(deed: Deed, placement: PlacementId, fact: Fact) -> Done:
    """Changes a placement by a fact of changing.CHANGES: a seat, the model, the end, what next."""
    if placements.find_active(deed.tx, placement) is None:
        return GONE
    guarding.admit(deed, [fact])
    errand = changing.errand_for(deed.tx, deed.parts, placement, deed.person, deed.now)
    assert errand is not None
    before = errand.placement
    try:
        # Refuses before it has stored anything.
        CHANGES[type(fact)](errand, fact)
    except NotPossible as error:
        return Done(why=error.why)
    _play(deed, errand.cues())
    return Done(undo=_undo(fact, before, errand.placement, errand.today))


def absent(deed: Deed, fact: facts.AbsenceSet) -> Done:
    """Somebody at NAV is away, or is back; what waits for them goes to who stands in."""
    placement = placements.find_active(deed.tx, fact.placement)
    if placement is None or fact.person not in (placement.nav_contact, placement.nav_stand_in):
        return GONE
    if fact.until is not None and fact.until <= deed.parts.calendar.today(deed.now):
        return Done(why=Why.TOO_EARLY)
    before = len(problems.open_of_owner(deed.tx, fact.person))
    _play(deed, recording.record(deed, fact))
    moved = before - len(problems.open_of_owner(deed.tx, fact.person))
    back = facts.AbsenceSet(fact.placement, fact.person, None)
    return Done(moved=moved, undo=back if fact.until else None)


def hand_over(deed: Deed, reference: str, to: PersonId) -> Done:
    """One problem goes to somebody else; the clock from the first report stands (R09)."""
    fact = facts.ProblemPassedOn(reference, to)
    before = problems.get(deed.tx, reference, lock=True)
    if before is None or not before.state.is_open:
        return GONE
    guarding.admit(deed, [fact])
    if not before.state.waits_for_nav or before.owner == to:
        return GONE
    if not can_take(deed.tx, to):
        return Done(why=Why.NOBODY)
    _play(deed, recording.record(deed, fact))
    back = can_take(deed.tx, before.owner)
    return Done(moved=1, undo=facts.ProblemPassedOn(reference, before.owner) if back else None)


def hand_over_all(deed: Deed, gone: PersonId, to: PersonId, only: Collection[str] = ()) -> Done:
    """All that waits for one person at NAV goes to another, who hears of it in one message.

    `only`: no others than these, where there are any.
    """
    tx = deed.tx
    mine = [each for each in problems.open_of_owner(tx, gone) if not only or each.reference in only]
    guarding.admit(deed, [facts.ProblemPassedOn(each.reference, to) for each in mine])
    if gone == to or not can_take(tx, to):
        return Done(why=Why.NOBODY)
    taken: list[Problem] = []
    for seen in mine:
        problem = problems.get(tx, seen.reference, lock=True)
        # Whoever acts on one this very moment keeps it.
        if problem and problem.owner == gone and problem.state.waits_for_nav:
            taken.append(problem)
            deed.note("problem.passed_on", f"problem:{problem.reference}", to=to)
    if not taken:
        return GONE
    _play(deed, standing_in.taken_over(tx, deed.parts, {to: taken}, deed.now, "given"))
    back = AllBack(to, gone, tuple(each.reference for each in taken))
    return Done(moved=len(taken), undo=back if can_take(tx, gone) else None)


def can_take(tx: Tx, to: PersonId) -> bool:
    """Whether a problem can be given to that person: at NAV, and to be reached."""
    person = people.find(tx, to)
    return person is not None and person.role is not Role.MENTOR and is_here(person)


def _play(deed: Deed, cues: list[Cue]) -> None:
    for cue in cues:
        play(deed.tx, deed.parts, cue, deed.now)


def _undo(fact: Fact, before: Placement, after: Placement, today: date) -> Fact | None:
    """The same the other way round, where that leaves nothing behind."""
    match fact:
        case facts.SeatChanged(placement=number, seat=seat) if seat is not Seat.MENTOR:
            return facts.SeatChanged(number, seat, before.seats.get(seat))
        case facts.ModelChanged(placement=number) if before.rhythm == after.rhythm:
            return facts.ModelChanged(number, before.model)
        case facts.EndMoved(placement=number) if before.end >= today:
            return facts.EndMoved(number, before.end)
    return None
