"""A problem that a mentor reported, from sent to closed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from mentorbot.domain.levels import Level
from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.turns import Said, Side, Waits, talking


class State(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self is not State.CLOSED

    @property
    def waits_for_nav(self) -> bool:
        return self in (State.SENT, State.RECEIVED, State.IN_PROGRESS)


class Wish(StrEnum):
    CALL_ME = "call_me"
    COME_HERE = "come_here"
    MEET_LEADER = "meet_leader"
    ADVICE = "advice"
    FOR_INFORMATION = "for_information"


class Reachable(StrEnum):
    """When the mentor can be reached. The clock times behind it are content."""

    TODAY_EARLY = "today_early"
    TODAY_LATE = "today_late"
    TOMORROW = "tomorrow"
    ANY_TIME = "any_time"


class Knows(StrEnum):
    """Whether the participant knows about the report (R50). Never blocks what cannot wait."""

    YES = "yes"
    WILL_TELL = "will_tell"
    NOT_SAFE = "not_safe"
    SKIPPED = "skipped"


class Tried(StrEnum):
    TALKED_TO_PARTICIPANT = "talked_to_participant"
    TALKED_TO_LEADER = "talked_to_leader"
    CHANGED_TASK = "changed_task"
    HELP_FROM_COLLEAGUE = "help_from_colleague"
    NOTHING_YET = "nothing_yet"


class Helped(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Raised(StrEnum):
    """Why a problem hurries more than when it was written. mentorbot never lowers a level."""

    PATTERN = "pattern"
    """Reports of its category come again and again."""
    MISSED = "missed"
    """NAV let its deadline pass."""


@dataclass(frozen=True)
class Report:
    """What a mentor sends: everything NAV is told, and nothing else."""

    placement: PlacementId
    category: str
    level: Level
    wish: Wish
    reachable: Reachable
    knows: Knows
    tried: tuple[Tried, ...] = ()
    wording: str = ""
    """The mentor's own words after redaction; empty when none."""
    raised: tuple[Raised, ...] = ()
    """Each counts once in `level`."""

    def hurried(self, why: Raised) -> Report:
        """One step more, where there is one, and where it was not raised for that before."""
        level = self.level.raised()
        if why in self.raised or level is self.level:
            return self
        return replace(self, level=level, raised=(*self.raised, why))


@dataclass(frozen=True)
class Problem:
    """A report on its way. `reference` is its id and what people see ("T4K7")."""

    reference: str
    report: Report
    alias: str
    mentor: PersonId
    owner: PersonId
    """Who at NAV (or the coordinator) is to act now."""
    state: State
    sent_at: datetime
    """Never changes, also when handed over or reopened: the first date counts."""
    deadline: datetime
    received_at: datetime | None = None
    promised: date | None = None
    """The day on which NAV said it will call."""
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    helped: Helped | None = None
    missed: bool = field(default=False)
    """The ladder had to hand it over: the deadline passed, or the owner could not be reached."""
    reopened_at: datetime | None = None
    nobody_since: datetime | None = None
    """Since when nobody on its ladder can be told; None when somebody has it."""
    said: tuple[Said, ...] = ()
    """When the mentor and NAV wrote to each other about it, oldest first."""

    @property
    def turn(self) -> Waits:
        """Whose the next step is, and since when. What nobody at NAV has opened is NAV's."""
        if self.state in (State.RECEIVED, State.IN_PROGRESS):
            return talking(self.waits_since, self.said)
        return Waits(Side.NAV if self.state.waits_for_nav else Side.MENTOR, self.waits_since)

    @property
    def waits_since(self) -> datetime:
        """Since when the next step is NAV's, or the mentor's once NAV has answered."""
        since = self.answered_at if self.state is State.ANSWERED else self.reopened_at
        return since or self.sent_at

    @property
    def got_no_answer(self) -> bool:
        """NAV answered, and the mentor never said whether it helped: that counts as no help."""
        return self.state is State.CLOSED and self.helped is None and self.answered_at is not None
