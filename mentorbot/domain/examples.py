"""Sentences that mentors might type and what each is about: what typed text is understood by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Intent(StrEnum):
    """What somebody wants who typed something."""

    GUIDANCE = "guidance"
    PROBLEM = "problem"
    EMERGENCY = "emergency"
    OVERLOAD = "overload"
    ADMIN = "admin"
    SMALLTALK = "smalltalk"
    UNCLEAR = "unclear"


class Urgency(StrEnum):
    NOW = "now"
    TODAY = "today"
    THIS_WEEK = "this_week"
    NONE = "none"


@dataclass(frozen=True)
class Example:
    text: str
    intent: Intent
    label: str = ""
    """The topic, the admin action or the kind of emergency, as the intent has it."""
    today: bool = False
    """It cannot wait until later in the week."""
    near: bool = False
    """It sounds like an emergency, and is none."""
    also: tuple[str, ...] = ()
    """Other topics that would be right."""

    @property
    def urgency(self) -> Urgency:
        if self.intent is Intent.EMERGENCY:
            return Urgency.NOW
        if self.intent not in (Intent.PROBLEM, Intent.OVERLOAD):
            return Urgency.NONE
        return Urgency.TODAY if self.today else Urgency.THIS_WEEK


@dataclass(frozen=True)
class Lessons:
    """Everything that typed text is understood by; rules/topics.yaml."""

    examples: tuple[Example, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By topic: words and short phrases that belong to it."""
    equals: tuple[tuple[str, ...], ...] = ()
    """Words that mean the same in dialects and languages; the first stands for the others."""
    signs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By what they are a sign of: patterns of words (mentorbot.understanding.signs)."""
