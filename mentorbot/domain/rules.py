"""What content/rules/ says, as values. Every number of days and every order is content (rule 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from mentorbot.domain.balance import BalanceRules
from mentorbot.domain.hours import OfficeHours
from mentorbot.domain.keeping import Kept
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import ModelRules
from mentorbot.domain.placements import FollowUpModel, Phase
from mentorbot.domain.redacted_words import WordList
from mentorbot.domain.redaction import Kind
from mentorbot.domain.series import PictureRules
from mentorbot.domain.triggers import Trigger


@dataclass(frozen=True)
class Effect:
    """What one answer may lead to by itself; what several add up to, triggers say."""

    card: str | None = None
    category: str | None = None
    level: Level | None = None
    """The level that the offered report starts at, where it differs from the category's own."""
    menu: bool = False
    """Ask what is hardest, and offer the whole problem menu."""
    next: tuple[str, ...] = ()
    """Questions of the next check-in."""


@dataclass(frozen=True)
class Question:
    """One check-in question; its words are content ("question.F1", "answer.F1.good")."""

    id: str
    phases: frozenset[Phase]
    levels: tuple[str, ...]
    models: frozenset[FollowUpModel]
    answers: Mapping[str, Effect]
    """By answer id, in the order shown."""
    opener: bool = False
    rotates: bool = True
    """Whether it is dropped when all is good; what is to be settled as it begins never is."""
    tight: bool = False
    """Asked only where NAV changes what it does because of the answers (R16)."""


@dataclass(frozen=True)
class Category:
    """A kind of problem, P01-P15; its words are content ("category.P01")."""

    id: str
    group: str
    level: Level
    cards: tuple[str, ...]
    topics: tuple[str, ...] = ()
    """What somebody typed about these is drafted under it; "overload" is one of them."""


@dataclass(frozen=True)
class CheckInRules:
    """How a check-in behaves, in every model."""

    reminder_after_working_days: int
    dropped_after_working_days: int
    """Counted from when it opened; it is not asked again after that."""
    weekday: int
    at: time
    """Proposed to a new mentor."""
    hours: tuple[time, ...]
    """The hours a mentor may choose between."""
    most_taps: int
    most_pushes_a_week: int
    ignored_before_asking: int
    """Check-ins left unanswered before it is asked, once, whether another rhythm fits better."""
    looks_back: int
    """So many earlier check-ins count when it is worked out what answers add up to."""
    pauses_weeks: tuple[int, ...]
    """How many weeks a pause is offered for; any other day is chosen by hand."""
    new_mentor_weeks: int
    """A mentor who takes over has so many weeks to get to know the participant, unasked (R39)."""


@dataclass(frozen=True)
class PatternRules:
    """When reports of one category about one placement are a pattern, and hurry more."""

    reports: int
    weeks: int
    """So many weeks back count, the new report among them."""


@dataclass(frozen=True)
class StaleRules:
    """When an opened problem that nothing happens with is asked about, and when it goes on.

    Shares of the deadline, in working time. Whoever opened it late, or named a day, has the time
    between the two before each.
    """

    ask: float
    take_back: float


@dataclass(frozen=True)
class ProblemRules:
    """What happens to a problem besides its ladder, in every model."""

    stale: StaleRules
    unanswered_asks_days: int
    """NAV answered, and the mentor is asked once more whether it helped after so many days ..."""
    unanswered_closes_days: int
    """... and after so many it is closed as unanswered."""
    reopens_days: int
    """So long the mentor can open again what was closed as unanswered."""


@dataclass(frozen=True)
class PeriodRules:
    """The clock that runs towards the end of a placement's period (R42)."""

    category: str
    told_weeks: tuple[int, ...]
    """So many weeks before the end NAV reads that nothing is decided; the most first."""
    yellow_weeks: int
    """From so many weeks before the end a report about it hurries ..."""
    orange_weeks: int
    """... and from here on it hurries more, and the coordinator reads it too."""

    def level(self, days_left: int) -> Level:
        if days_left > self.yellow_weeks * 7:
            return Level.GREEN
        return Level.YELLOW if days_left >= self.orange_weeks * 7 else Level.ORANGE

    def strikes(self, days_left: int) -> bool:
        """Whether the clock strikes in the week that begins so many days before the end.

        Once at each of its hours, and every week from the last of them on.
        """
        past = [weeks * 7 - days_left for weeks in self.told_weeks]
        return any(0 <= days < 7 for days in past) or min(past, default=-1) >= 0


@dataclass(frozen=True)
class AuditRules:
    """When what has not happened counts as missed, and a human is told."""

    grace_seconds: int
    """After a rung's time, and after a letter lost its sender."""
    letter_minutes: int
    """So long a letter that may leave may wait."""
    stale_days: int
    """So long after its deadline, or the day NAV named, a problem in somebody's hands may rest."""


class Throttled(StrEnum):
    """What somebody who is not known may do only so often."""

    STRANGERS = "strangers"
    """Write to the bot."""
    INVITATIONS = "invitations"
    """Come with a code that is none."""
    LINKS = "links"
    """Open a page that there is not."""
    GROUPS = "groups"
    """Take the bot into a group."""
    DOOR = "door"
    """Type an e-mail address that is to get a link to the desk."""
    MAILBOX = "mailbox"
    """Be what makes one coordinator get such a letter."""


@dataclass(frozen=True)
class ThrottleRule:
    each: int
    """So many times for one chat or address within `window` ..."""
    in_all: int
    """... and so many for all of them together."""
    window: timedelta


@dataclass(frozen=True)
class DeskRules:
    """The coordinators' desk: how long a door stands open, and who reads an edit."""

    link_minutes: int = 10
    """So long a link to sign in with works."""
    idle_minutes: int = 60
    """So long after the last page somebody has to sign in again."""
    session_minutes: int = 600
    """So long after they signed in, whatever they did."""
    second_reader: bool = True
    """Whether somebody else reads an edit before it is published."""


@dataclass(frozen=True)
class OfficeRules:
    """What stands in the week's message besides what always does (feel 6), and what is missed."""

    ending_weeks: int
    """A period that ends within so many weeks stands there every week."""
    shows_gaps: bool
    shows_drift: bool
    shows_load: bool
    auditor: AuditRules
    throttles: Mapping[Throttled, ThrottleRule]
    desk: DeskRules = DeskRules()
    pictures: PictureRules = field(kw_only=True)


@dataclass(frozen=True)
class NetworkRules:
    fewest_placements: int
    """A theme that comes from fewer is not shown: it could be told whose it is (R45)."""
    looks_back_days: int
    """So far back answers and problems count towards a theme."""
    question_days: int
    shown_days: int
    """How long a question is open, and how long a tip is new."""
    reminder_days: int
    """So many working days before a gathering those who come are reminded of it."""
    questions: tuple[str, ...]
    """What a coordinator may ask all mentors, a question a week; never asked in a check-in."""
    themes: Mapping[str, tuple[str, ...]]
    """By theme what counts towards it: categories ("P01") and answers ("S6.absence")."""
    wishes: tuple[str, ...]
    """Answers that are a wish to NAV ("N2.faster"), each a theme of its own (R16)."""


@dataclass(frozen=True)
class Number:
    """A telephone number of the register (numbers stand nowhere else in content)."""

    id: str
    digits: str
    source: str
    checked: date
    emergency: bool


@dataclass(frozen=True)
class CardRef:
    """What the code knows of a card; its words are content ("card.V24", "card_title.V24")."""

    id: str
    theme: str
    kind: str
    """"role", "support", "push", "balance" or "danger"."""
    categories: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """Everything in content/rules/ plus what the cards say about themselves."""

    questions: Mapping[str, Question]
    categories: Mapping[str, Category]
    groups: tuple[str, ...]
    """Groups of categories in menu order; words in "group.<id>"."""
    hardest: tuple[str, ...]
    """Categories asked about at once when a week was difficult; everything else by its group."""
    models: Mapping[FollowUpModel, ModelRules]
    hours: OfficeHours
    checkin: CheckInRules
    numbers: Mapping[str, Number]
    cards: Mapping[str, CardRef]
    themes: tuple[str, ...]
    """Themes of cards in menu order; words in "theme.<id>"."""
    triggers: Mapping[str, Trigger]
    """In the order in which one is preferred to another of the same weight."""
    balance: BalanceRules
    period: PeriodRules
    office: OfficeRules
    network: NetworkRules
    pattern: PatternRules
    problems: ProblemRules
    invite_lives: timedelta
    link_lives: timedelta
    """How long the link in an e-mail works."""
    wording_in_chat: timedelta
    forget_undo: timedelta
    """How long somebody who asked to be forgotten may think better of it."""
    kept: Mapping[Kept, timedelta]
    sensitive: Mapping[Kind, WordList] = field(default_factory=dict)
    """Words that are taken out of what is typed."""
    free_text: bool = True
    """Whether anybody is asked for words; without it everything goes by taps."""

    def category_on(self, topic: str) -> str | None:
        """The category that a report about this topic is drafted under."""
        return next((name for name, each in self.categories.items() if topic in each.topics), None)

    def cards_of(self, theme: str) -> tuple[CardRef, ...]:
        return tuple(card for card in self.cards.values() if card.theme == theme)
