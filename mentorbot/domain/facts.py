"""What a turn established. Services record facts; dialogs only state them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from mentorbot.domain.contacts import Where
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import Channel, Language, PersonId
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
class ChannelChosen:
    """Which way the person is to be reached first."""

    channel: Channel


@dataclass(frozen=True)
class Paused:
    """Nothing is pushed before `until`; None ends the pause at once."""

    until: date | None


@dataclass(frozen=True)
class AbsenceSet:
    """A coordinator says that somebody at NAV in the placement is away until then, or is back."""

    placement: PlacementId
    person: PersonId
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
class PictureAsked:
    """Somebody wants to see how the weeks went; it is drawn from what is kept as it is sent."""

    placement: PlacementId | None = None
    """None: the office, or what somebody at NAV does for it."""
    paper: bool = False
    """One page to print, for a meeting."""


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
    note: str = ""
    """What a gathering is about, in a coordinator's words; after redaction."""


@dataclass(frozen=True)
class PostChanged:
    """A coordinator plans a gathering anew, or puts right what a tip or an answer says."""

    post: int
    theme: str = ""
    at: datetime | None = None
    words: str = ""
    note: str = ""


@dataclass(frozen=True)
class PostSettled:
    """A coordinator lets a tip be read by all, declines it, ends what is open, or takes it back."""

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
class NavPhoneShown:
    """The mentor asked for the number of the one at NAV, beyond any problem; logged (feel 4)."""

    placement: PlacementId


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

    participant: bool = False
    """A mentor asks instead to be set up with another participant."""


@dataclass(frozen=True)
class MyDataShown:
    """The person was shown everything that is kept about them; logged."""


@dataclass(frozen=True)
class DeskAsked:
    """A coordinator wants to sign in to the desk."""

    browser: str | None = None
    """The mark of the browser that asked; None where none did."""


@dataclass(frozen=True)
class ForgetAsked:
    """The person wants everything about them to be erased."""


@dataclass(frozen=True)
class ForgetTakenBack:
    """... and has thought better of it."""


Fact: TypeAlias = (
    Onboarded
    | RhythmChosen
    | LanguageChosen
    | ChannelChosen
    | Paused
    | AbsenceSet
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
    | PictureAsked
    | ContactLogged
    | NetworkJoined
    | PostMade
    | PostChanged
    | PostSettled
    | Replied
    | ProblemReported
    | EmergencyCalled
    | ProblemReceived
    | WordingRead
    | PhoneShown
    | NavPhoneShown
    | ProblemPromised
    | ProblemPassedOn
    | ProblemAnswered
    | ProblemClosed
    | ProblemReopened
    | ProblemWithdrawn
    | RemarkSent
    | RemarkRead
    | CoordinatorAsked
    | MyDataShown
    | DeskAsked
    | ForgetAsked
    | ForgetTakenBack
)
