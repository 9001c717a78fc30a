"""The mentor network: what is sent to mentors beyond their own placement (R45)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mentorbot.domain.people import Person, PersonId, Role, Standing


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
    """A tip that is not shared, or an answer that was taken back."""
    CLOSED = "closed"


class Rsvp(StrEnum):
    """What a mentor says to a gathering."""

    COMING = "coming"
    CANNOT = "cannot"


@dataclass(frozen=True)
class Post:
    id: int
    kind: PostKind
    state: PostState
    author: PersonId
    created_at: datetime
    theme: str = ""
    """A theme of the cards ("attendance"), or a wish to NAV ("N2.faster")."""
    question: str = ""
    at: datetime | None = None
    """When a gathering is; of everything else, until when it is open."""
    words: str = ""
    """Of a gathering where it is."""
    ended_at: datetime | None = None
    note: str = ""
    """What a gathering is about, in a coordinator's words."""

    @property
    def is_called_off(self) -> bool:
        """A gathering that was ended before it was."""
        is_early = self.at is not None and self.ended_at is not None and self.ended_at < self.at
        return self.kind is PostKind.GATHERING and is_early


def takes_part(person: Person) -> bool:
    """Whether the network is this person's: a mentor who joined and is here."""
    is_here = person.onboarded and person.standing is Standing.ACTIVE
    return person.role is Role.MENTOR and person.in_network and is_here


# What one person may see of it.


@dataclass(frozen=True)
class PostView:
    post: Post
    is_mine: bool = False
    """This very mentor wrote it."""
    answer: str = ""
    """What this person answered."""
    answered: int = 0
    """How many mentors answered; only for a coordinator, and once it is closed."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many answered what; empty while it could be told who said what."""


@dataclass(frozen=True)
class Shared:
    """A theme that comes from several placements, and from how many."""

    theme: str
    placements: int
    unhelped: int = 0
    """In how many of them NAV answered and it did not help enough; 0 where that is too few."""


@dataclass(frozen=True)
class NetworkView:
    posts: tuple[PostView, ...] = ()
    """What is open now; for a coordinator also tips to read, and the last question's result."""
    post: PostView | None = None
    """The one that the place is about."""
    waiting: int = 0
    """This mentor's own tips that nobody has read yet."""
    themes: tuple[Shared, ...] = ()
    wishes: tuple[Shared, ...] = ()
    """Wishes to NAV, from placements whose NAV changes what it does because of them (R16)."""
    members: int = 0
    close_members: int = 0
    """How many of the members have a placement whose coupling is tight."""
