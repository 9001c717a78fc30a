"""A follow-up model as data: when is asked, how soon NAV answers, who is told (R10-R18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mentorbot.domain.levels import Level
from mentorbot.domain.placements import FollowUpModel


@dataclass(frozen=True)
class Occasion:
    """One planned check-in of a model.

    Counted from the placement's start or end: `working_days` gives that working day itself
    (1 is the first, negative is before); `weeks` gives the mentor's weekday in that week.
    `every` repeats it each so many weeks until the end of the period, with `cycle` in turn.
    """

    name: str
    anchor: str
    """"start" or "end"."""
    ask: tuple[str, ...] = ()
    working_days: int | None = None
    weeks: int | None = None
    every: int | None = None
    cycle: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Repeat:
    """The same once more, so many times, until the next human has it."""

    every_working_hours: int
    times: int


@dataclass(frozen=True)
class RungRule:
    """Who is told, when: after a share of the deadline (0 at once, 1 as it passes)."""

    tell: str
    """"nav_contact", "nav_stand_in" or "coordinator"."""
    share: float
    kind: str
    """"notice", "digest" (it stands in the week's message), "reminder" or "handover"."""
    levels: tuple[Level, ...] = ()
    """Of the levels that this ladder is for, only these; empty is all of them."""
    repeat: Repeat | None = None

    def is_for(self, level: Level) -> bool:
        """Red, the note after an emergency call, is told as orange is."""
        told = Level.ORANGE if level is Level.RED else level
        return not self.levels or told in self.levels


@dataclass(frozen=True)
class Deadline:
    """How long NAV has, in working time. Exactly one of the two is set."""

    working_days: int | None = None
    working_hours: int | None = None


@dataclass(frozen=True)
class RhythmBounds:
    """Between how many weeks a placement's rhythm may be set (R13)."""

    at_least: int
    at_most: int

    def allow(self, weeks: int) -> bool:
        return self.at_least <= weeks <= self.at_most

    def rarer(self, weeks: int | None) -> int | None:
        """Half as often as now, if the bounds leave room for it; None is as often as allowed."""
        now = weeks or self.at_least
        wider = min(now * 2, self.at_most)
        return wider if wider > now else None


@dataclass(frozen=True)
class Drift:
    """From where on a hybrid has slid to one of its ends (R14)."""

    one_contact_in_weeks: int
    """Fewer than that is the caseworker's rhythm ..."""
    contacts_a_week: int
    """... more than that the job specialist's."""


@dataclass(frozen=True)
class HardWeek:
    """An extra check-in after a difficult week."""

    after_working_days: int
    rest_weeks: int
    """No other one for so long."""


class Coupling(StrEnum):
    """Whether NAV changes what it does because of what mentors say (R16)."""

    LOOSE = "loose"
    TIGHT = "tight"


@dataclass(frozen=True)
class ModelRules:
    """One follow-up model as data (R10-R18)."""

    model: FollowUpModel
    checkins: tuple[Occasion, ...]
    deadlines: Mapping[Level, Deadline]
    ladder: tuple[RungRule, ...]
    standstill_from_week: int
    tells_silence: bool
    """Whether two unanswered check-ins are told to NAV, without content (R15)."""
    after_hire_weeks: int | None
    """How often it is asked after hire; None where follow-up closes."""
    place: str
    """Where NAV meets by default: "nav_office" or "workplace"."""
    after_hire_months: int | None = None
    """How long it is asked after hire; None has no end (R12)."""
    rhythm: RhythmBounds | None = None
    """None: the plan is the same for all, and nobody sets another (R11)."""
    hard_week: HardWeek | None = None
    skipped_after_visit_days: int | None = None
    """NAV was at the workplace within so many days: a check-in would only repeat the talk."""
    contact_gap_days: int | None = None
    """NAV is reminded when nobody talked for so long, whatever the answers say (R13)."""
    load_cap: int | None = None
    """So many such placements one NAV contact can follow (R12, R13)."""
    drift: Drift | None = None
    coupling: Coupling = Coupling.LOOSE
    green_ladder: tuple[RungRule, ...] = ()
    """For what can wait (R47); where it is empty, the ladder is the same for all."""

    def rungs(self, level: Level) -> tuple[RungRule, ...]:
        """The ladder for that level, the first rung first."""
        own = self.green_ladder if level is Level.GREEN else ()
        steps = [rung for rung in own or self.ladder if rung.is_for(level)]
        return tuple(sorted(steps, key=lambda rung: rung.share))
