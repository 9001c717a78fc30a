"""What a dialog may know: gathered before the turn, so that a dialog never fetches anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.contacts import Slide
from mentorbot.domain.holdings import Holdings, Mine
from mentorbot.domain.network import NetworkView
from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.domain.placements import FollowUpModel, Placement, PlacementId, Seat
from mentorbot.domain.problems import Problem
from mentorbot.domain.redacted_roll import NOBODY, Roll
from mentorbot.domain.redaction import Known
from mentorbot.domain.remarks import Remark
from mentorbot.domain.rules import Rules
from mentorbot.domain.triggers import Heard
from mentorbot.domain.turns import Side
from mentorbot.domain.understood import NOTHING_READ, Reading


class Need(StrEnum):
    """A section of the brief that a dialog asks for."""

    PLACEMENTS = "placements"
    CHECKIN = "checkin"
    PROBLEM = "problem"
    PROBLEMS = "problems"
    REFERENCE = "reference"
    SEARCH = "search"
    OVERVIEW = "overview"
    NETWORK = "network"
    PLACEMENT = "placement"
    """The placement that the place is about, or without one all that somebody at NAV follows."""
    REMARKS = "remarks"
    """What NAV and the mentor wrote to each other about the problem."""
    COVER = "cover"
    READING = "reading"
    """What was typed, as it was understood."""
    MINE = "mine"
    """Everything that is kept about the person, and whether it can be erased."""


@dataclass(frozen=True)
class Contact:
    """Another person as this one may know them."""

    id: PersonId
    name: str
    phone: str | None = None
    """As it is read: "+47 90 00 00 02"."""
    reachable: bool = True
    away_until: date | None = None
    """The first day after an absence, which may be over."""


@dataclass(frozen=True)
class PlacementView:
    placement: Placement
    nav_contact: Contact
    nav_stand_in: Contact
    mentor: Contact
    next_checkin: datetime | None = None
    heard: tuple[Heard, ...] = ()
    """What this very mentor answered, newest first; empty for anybody else (rule 4)."""
    mentor_stand_in: Contact | None = None
    acting: Contact | None = None
    """Who gets what is reported now, while the NAV contact is away."""

    waits_for: tuple[Contact, ...] = ()
    """Who at NAV has not been here yet; it starts when one of them has (R10)."""

    @property
    def receives(self) -> Contact:
        return self.acting or self.nav_contact


@dataclass(frozen=True)
class CheckInView:
    """The check-in that the place is about."""

    id: int
    placement: PlacementId
    questions: tuple[str, ...]
    """Question ids in the order asked."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answer id by question id: what is already answered."""
    opened_at: datetime | None = None
    finished: bool = False
    asked_for: bool = False
    """The mentor asked for it; it was not due."""
    others_waiting: tuple[int, ...] = ()
    """Check-ins of the same mentor that are due too: asked in one round."""
    heard: tuple[Heard, ...] = ()
    """The same mentor's earlier check-ins of the placement, newest first."""
    card: str = ""
    """The card that an earlier check-in led to, where it is asked whether it helped."""


@dataclass(frozen=True)
class ProblemView:
    """A problem with the people around it. The wording is in `problem.report.wording`."""

    problem: Problem
    mentor: Contact
    owner: Contact
    colleagues: tuple[Contact, ...] = ()
    """Whom the owner may pass it on to."""
    read_from: datetime | None = None
    """Where nobody can be told of it: from when somebody is back, as far as that is known."""
    rings: Contact | None = None
    """Where nobody can be told of it: whom the mentor can ring."""


@dataclass(frozen=True)
class RemarkView:
    remark: Remark
    name: str
    """Who said it."""


@dataclass(frozen=True)
class Cover:
    """Who takes over, while somebody at NAV is away, what waits for them."""

    to: Contact | None
    """None: nobody is there; it stays where it is."""
    problems: int


@dataclass(frozen=True)
class Changed:
    """One entry of a placement's history."""

    at: datetime
    by: str
    """Who did it; empty for a command on the machine."""
    what: str
    """A Seat, "model", "rhythm", "end", "hired", "follow_on" or "closed"."""
    before: str | None
    after: str | None
    """Of a seat, names; of anything else as it is stored."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be given a seat."""

    contact: Contact
    role: Role
    settled: bool
    """Has used the invitation and accepted."""
    follows: Mapping[FollowUpModel, int] = field(default_factory=dict)
    """How many placements of each model this NAV contact has already."""


@dataclass(frozen=True)
class PlacementSheet:
    """A placement as those see it who run it: states and clocks, never an answer (rule 4)."""

    view: PlacementView
    problems: tuple[ProblemView, ...] = ()
    """Open ones."""
    history: tuple[Changed, ...] = ()
    """Oldest first."""
    people: tuple[Colleague, ...] = ()
    """Whom a coordinator may give a seat."""


@dataclass(frozen=True)
class Left:
    """A mentor who does not answer here any more, and whom that leaves alone."""

    mentor: Contact
    placements: tuple[PlacementView, ...]


@dataclass(frozen=True)
class Gap:
    """Nobody at NAV has talked with the mentor for longer than the model allows (R13)."""

    view: PlacementView
    days: int


@dataclass(frozen=True)
class Drifting:
    """A hybrid placement that looks like another model (R14)."""

    view: PlacementView
    to: Slide


@dataclass(frozen=True)
class Load:
    """A NAV contact with more placements of a model than its cap (R46)."""

    contact: Contact
    model: FollowUpModel
    placements: int
    cap: int


@dataclass(frozen=True)
class Uncovered:
    """A seat whose person is away or gone, with nobody to stand in."""

    view: PlacementView
    seat: Seat
    who: Contact


@dataclass(frozen=True)
class Queue:
    """How many open problems wait for one side, and how long the first of them has."""

    on: Side
    problems: int
    since: datetime


@dataclass(frozen=True)
class Overview:
    """What a coordinator or NAV contact sees at a glance: counts and clocks, no answers."""

    unheld: tuple[ProblemView, ...] = ()
    """Those that nobody has; a coordinator sees to it that somebody does."""
    overdue: tuple[ProblemView, ...] = ()
    waiting: tuple[ProblemView, ...] = ()
    """Those that can wait until the week is read, and that nobody has opened."""
    ending: tuple[PlacementView, ...] = ()
    """Ending within four weeks, or undecided when the period's clock strikes."""
    silent: tuple[PlacementView, ...] = ()
    """Two check-ins unanswered."""
    gaps: tuple[Gap, ...] = ()
    drifting: tuple[Drifting, ...] = ()
    loads: tuple[Load, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    not_started: tuple[PlacementView, ...] = ()
    """Those that wait for somebody at NAV to have been here; a coordinator sees to that."""
    placements: int = 0
    open_problems: int = 0
    queues: tuple[Queue, ...] = ()
    """Only those in which something waits."""


@dataclass(frozen=True)
class Brief:
    """Everything a dialog may use in one turn. Sections it did not ask for are empty."""

    me: Person
    now: datetime
    """Aware UTC."""
    calendar: WorkCalendar
    rules: Rules
    inviter: str = ""
    """The name of who set this person up."""
    placements: tuple[PlacementView, ...] = ()
    checkin: CheckInView | None = None
    waiting: tuple[CheckInView, ...] = ()
    """Open check-ins of this mentor, oldest first."""
    problem: ProblemView | None = None
    problems: tuple[ProblemView, ...] = ()
    """Open ones, oldest first: the mentor's own, or those that somebody at NAV is to act on."""
    answered: tuple[ProblemView, ...] = ()
    """Those that this person at NAV has answered, and whose mentors have not closed them."""
    reference: str = ""
    """A fresh problem reference, free to use once."""
    found: tuple[str, ...] = ()
    """Ids of cards that fit what was typed, best first."""
    overview: Overview = Overview()
    network: NetworkView = field(default_factory=NetworkView)
    sheet: PlacementSheet | None = None
    followed: tuple[PlacementView, ...] = ()
    """What this person at NAV follows, the first to end first."""
    left: Left | None = None
    """The mentor that the place is about, who stopped or blocked the bot."""
    asker: Contact | None = None
    """The person that the place is about (subject "person:<id>"): who asked the coordinator."""
    remarks: tuple[RemarkView, ...] = ()
    """About the problem, oldest first; those that this person may see."""
    mine: Mine = field(default_factory=lambda: Mine(Holdings("", {}, {}, {})))
    cover: tuple[Cover, ...] = ()
    """What would go to whom if this person at NAV went away now."""
    reported: Mapping[PlacementId, Mapping[str, int]] = field(default_factory=dict)
    """A mentor's reports by placement and category, so far back as a pattern reaches."""
    reading: Reading = NOTHING_READ
    """Of what was typed in this turn."""
    roll: Roll = NOBODY
    """The office's own people and places, where something was typed."""

    @property
    def known(self) -> Known:
        """What redaction goes by."""
        today = self.calendar.today(self.now)
        return Known(today, self.rules.sensitive, self.roll)
