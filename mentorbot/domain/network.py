"""The mentor network: what is sent to mentors beyond their own placement (R45)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorbot.domain.people import PersonId


class PostKind(StrEnum):
    GATHERING = "gathering"
    QUESTION = "question"
    TIP = "tip"
    DID = "did"
    """You said, we did."""


class PostState(StrEnum):
    OFFERED = "offered"
    """A tip that nobody has read yet."""
    OPEN = "open"
    """Sent to the mentors of the network."""
    DECLINED = "declined"
    CLOSED = "closed"


@dataclass(frozen=True)
class Post:
    id: int
    kind: PostKind
    state: PostState
    author: PersonId
    created_at: datetime
    theme: str = ""
    question: str = ""
    at: datetime | None = None
    """When a gathering is."""
    words: str = ""
