"""What one typed message was taken for."""

from __future__ import annotations

from dataclasses import dataclass

from mentorbot.domain.examples import Intent, Urgency


@dataclass(frozen=True)
class Understanding:
    """One matter: what is wanted, what about, and how much it hurries."""

    intent: Intent
    topics: tuple[str, ...]
    """Best first; none where the intent has no topic."""
    urgency: Urgency
    kind: str
    """Of an emergency."""
    action: str
    """What is wanted of the bot, where the intent is admin."""
    sure: float
    """0-1: how much speaks for the intent."""
    others: tuple[Intent, ...] = ()
    """What else may be wanted, likeliest first."""


@dataclass(frozen=True)
class Reading:
    """A whole message. Empty until enough has been learned, but for danger."""

    whole: Understanding | None = None
    matters: tuple[Understanding, ...] = ()
    """Where it is about more than one thing: each of them, in the order told."""
    danger: str = ""
    """The kind of emergency; "" where there is none. It never waits for learning."""


NOTHING_READ = Reading()
