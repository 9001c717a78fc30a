"""What a turn established. Services record facts; dialogs only state them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from mentorbot.domain.contacts import Where
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import Language, PersonId
from mentorbot.domain.placements import FollowOn, FollowUpModel, PlacementId, Seat
from mentorbot.domain.problems import Helped, Report


@dataclass(frozen=True)
class Onboarded:
    """The person accepted what the bot is, and may be sent things from now on."""


@dataclass(frozen=True)
class RhythmChosen:
    weekday: int
    at: time


@dataclass(frozen=True)
class LanguageChosen:
    language: Language


@dataclass(frozen=True)
class Paused:
    """Nothing is pushed before `until`; None ends the pause at once."""

    until: date | None


@dataclass(frozen=True)
class Stopped:
    """The person wants nothing more, from any state, at once."""


@dataclass(frozen=True)
class Resumed:
    """The person is back after a stop."""


@dataclass(frozen=True)
class CheckInAskedFor:
    """The mentor asked for a check-in that is not due (/checkin)."""

    placement: PlacementId


@dataclass(frozen=True)
class Answered:
    """A tap on an answer; a second answer to the same question replaces the first."""

    checkin: int
    question: str
    answer: str


@dataclass(frozen=True)
class AnswerTakenBack:
    checkin: int
    question: str


@dataclass(frozen=True)
class CheckInFinished:
    checkin: int


@dataclass(frozen=True)
class CheckInPutOff:
    """Asked again at `until` (aware UTC), in the same place."""

    checkin: int
    until: datetime


@dataclass(frozen=True)
class CheckInSkipped:
    checkin: int
    why: str
    """"no_time", "away", "nothing_new" or "no_reason"."""


@dataclass(frozen=True)
class PracticeChosen:
    """What the mentor will try until next time (M7), an answer id of that question."""

    placement: PlacementId
    practice: str


@dataclass(frozen=True)
class RhythmSet:
    """How often a placement's mentor is asked, in weeks; None goes back to the model's plan."""

    placement: PlacementId
    weeks: int | None


@dataclass(frozen=True)
class HeardFrom:
    """A mentor who left check-ins unanswered said how to go on: the count begins anew."""

    placement: PlacementId


@dataclass(frozen=True)
class CardShown:
    card: str
    placement: PlacementId | None = None
    """Whose check-in led to it: the next one asks whether it helped."""


@dataclass(frozen=True)
class CardRated:
    card: str
    helped: bool | None
    """None: not tried; it is not asked about again."""


@dataclass(frozen=True)
class SeatChanged:
    """Somebody else is mentor, stand-in or NAV contact from now on (R39)."""

    placement: PlacementId
    seat: Seat
    to: PersonId | None
    """None leaves the mentor's stand-in empty; no other seat may be."""


@dataclass(frozen=True)
class ModelChanged:
    placement: PlacementId
    model: FollowUpModel


@dataclass(frozen=True)
class EndMoved:
    placement: PlacementId
    end: date


@dataclass(frozen=True)
class Hired:
    """The participant was hired. That closes nothing (R32)."""

    placement: PlacementId


@dataclass(frozen=True)
class FollowOnChosen:
    """It is decided what comes after the period; `closes` ends the placement with it."""

    placement: PlacementId
    follow_on: FollowOn
    closes: bool = False


@dataclass(frozen=True)
class ContactLogged:
    """NAV and the mentor talked."""

    placement: PlacementId
    where: Where


@dataclass(frozen=True)
class NetworkJoined:
    """The mentor wants to hear from the mentor network, or no longer does."""

    joined: bool


@dataclass(frozen=True)
class PostMade:
    """A coordinator plans a gathering or asks a question, or a mentor offers a tip."""

    kind: PostKind
    theme: str = ""
    """A theme of rules/themes.yaml, where it is about one."""
    question: str = ""
    at: datetime | None = None
    words: str = ""
    """After redaction."""


@dataclass(frozen=True)
class PostSettled:
    """A coordinator lets a tip be read by all, declines it, or ends what is open."""

    post: int
    state: PostState


@dataclass(frozen=True)
class Replied:
    """An answer by tap to what the network sent."""

    post: int
    answer: str


@dataclass(frozen=True)
class ProblemReported:
    reference: str
    report: Report


@dataclass(frozen=True)
class EmergencyCalled:
    """The mentor said "I have called" on the emergency panel."""

    placement: PlacementId | None
    tell_nav: bool
    reference: str = ""
    """With tell_nav: the reference of the content-free note."""


@dataclass(frozen=True)
class ProblemReceived:
    """Opening it is the receipt (feel 6)."""

    reference: str


@dataclass(frozen=True)
class WordingRead:
    reference: str


@dataclass(frozen=True)
class PhoneShown:
    """A person's number was shown behind a tap; logged (feel 4)."""

    reference: str


@dataclass(frozen=True)
class ProblemPromised:
    """NAV said on which day it will call or come."""

    reference: str
    day: date


@dataclass(frozen=True)
class ProblemPassedOn:
    reference: str
    to: PersonId


@dataclass(frozen=True)
class ProblemAnswered:
    """NAV says it has answered, or the mentor says that NAV rang."""

    reference: str
    by_mentor: bool = False


@dataclass(frozen=True)
class ProblemClosed:
    """Only the mentor closes (feel 5; "no" reopens instead)."""

    reference: str
    helped: Helped


@dataclass(frozen=True)
class ProblemReopened:
    """It did not help: same owner, first date kept."""

    reference: str


@dataclass(frozen=True)
class ProblemWithdrawn:
    reference: str


@dataclass(frozen=True)
class RemarkSent:
    """NAV or the mentor says something to the other about a problem."""

    reference: str
    ready: str = ""
    """What was said by one tap, a key of names.yaml; or else `words`."""
    words: str = ""
    """After redaction."""


@dataclass(frozen=True)
class RemarkRead:
    """What the other one wrote was opened; logged, as all wording is."""

    remark: int


@dataclass(frozen=True)
class CoordinatorAsked:
    """A person without a working invitation asks for a new one."""

    deletion: bool = False
    """The person asks instead for everything about them to be deleted."""


Fact: TypeAlias = (
    Onboarded
    | RhythmChosen
    | LanguageChosen
    | Paused
    | Stopped
    | Resumed
    | CheckInAskedFor
    | Answered
    | AnswerTakenBack
    | CheckInFinished
    | CheckInPutOff
    | CheckInSkipped
    | PracticeChosen
    | RhythmSet
    | HeardFrom
    | CardShown
    | CardRated
    | SeatChanged
    | ModelChanged
    | EndMoved
    | Hired
    | FollowOnChosen
    | ContactLogged
    | NetworkJoined
    | PostMade
    | PostSettled
    | Replied
    | ProblemReported
    | EmergencyCalled
    | ProblemReceived
    | WordingRead
    | PhoneShown
    | ProblemPromised
    | ProblemPassedOn
    | ProblemAnswered
    | ProblemClosed
    | ProblemReopened
    | ProblemWithdrawn
    | RemarkSent
    | RemarkRead
    | CoordinatorAsked
)
