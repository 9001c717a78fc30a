"""What NAV and a mentor write to each other about a problem, under its reference.

What can be said by one tap holds nothing of a person. Its id is a key of names.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mentorbot.domain.people import PersonId

REPLIES: Mapping[str, tuple[str, ...]] = {
    "come_by": ("any_time", "tomorrow", "call_first", "not_this_week"),
    "talk_today": ("yes_now", "yes_later", "not_today"),
    "better_now": ("better", "as_before", "worse"),
    "urgent": ("today", "this_week", "can_wait"),
}
"""What NAV may ask a mentor by one tap, each with the replies the mentor may tap."""

SAID_TO_NAV = ("when_call", "come_here", "worse_now", "better_again")
"""What a mentor may say to NAV by one tap."""

ASKED = tuple(REPLIES)
ANSWERS = tuple(f"{name}_{reply}" for name in ASKED for reply in REPLIES[name])
QUESTIONS = tuple(f"question_to_mentor.{name}" for name in ASKED)
TO_NAV = tuple(f"remark_to_nav.{name}" for name in SAID_TO_NAV)
EVERY = frozenset((*QUESTIONS, *TO_NAV, *(f"reply_to_nav.{name}" for name in ANSWERS)))


def replies_to(ready: str) -> tuple[str, ...]:
    """What may be answered by tap; empty where only words fit."""
    section, _, name = ready.partition(".")
    if section != "question_to_mentor":
        return ()
    return tuple(f"reply_to_nav.{name}_{reply}" for reply in REPLIES.get(name, ()))


def is_known(ready: str) -> bool:
    """Whether it can still be said: what was stored long ago may be gone from the program."""
    return ready in EVERY


@dataclass(frozen=True)
class Remark:
    """One of the two said something: by a tap (`ready`) or in words of their own."""

    id: int
    reference: str
    author: PersonId
    ready: str
    """A key of names.yaml ("question_to_mentor.come_by"), or empty."""
    words: str
    """After redaction; empty when it was a tap, or once the problem is closed."""
    at: datetime
    by_mentor: bool
    read_at: datetime | None = None
