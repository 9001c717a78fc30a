"""What content/rules/ says, as values. Every number of days and every order is content (rule 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import ModelRules
from mentorbot.domain.placements import FollowUpModel, Phase


@dataclass(frozen=True)
class Effect:
    """What an answer may lead to: at most one card, one offer to report, one mark."""

    card: str | None = None
    category: str | None = None
    level: Level | None = None
    """The level that the offered report starts at, where it differs from the category's own."""
    menu: bool = False
    """Ask what is hardest, and offer the whole problem menu."""
    tell: bool = False
    """Counts towards a trigger."""


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


@dataclass(frozen=True)
class Category:
    """A kind of problem, P01-P15; its words are content ("category.P01")."""

    id: str
    group: str
    level: Level
    cards: tuple[str, ...]


@dataclass(frozen=True)
class OfficeHours:
    """The office's working time, local."""

    zone: str = "Europe/Oslo"
    weekdays: Mapping[int, tuple[time, time]] = field(
        default_factory=lambda: {day: (time(8, 0), time(15, 30)) for day in range(5)}
    )
    """By weekday (Monday is 0): opens, closes."""
    half_days: Mapping[tuple[int, int], time | None] = field(default_factory=dict)
    """By (month, day): closes then, or not open at all (None). Besides the public holidays."""


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
    invite_lives: timedelta = timedelta(days=14)
    wording_in_chat: timedelta = timedelta(hours=46)
    answers_kept: timedelta = timedelta(days=92)
    """Answers and problems, counted from the end of the placement's period."""
    log_kept: timedelta = timedelta(days=366)

    def cards_of(self, theme: str) -> tuple[CardRef, ...]:
        return tuple(card for card in self.cards.values() if card.theme == theme)
