"""What every use case works with; bot.py builds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from mentorbot.book.binding import Bindery
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.conversation import Dialog
from mentorbot.domain.people import Language
from mentorbot.domain.rules import Rules
from mentorbot.domain.tokens import Entropy
from mentorbot.domain.understood import NOTHING_READ, Reading
from mentorbot.services.enrolling import Register
from mentorbot.storage.database import Database


class Hearing(Protocol):
    """Understands typed words; learns how from the content, which takes a second or two."""

    def find(self, text: str, language: Language) -> tuple[str, ...]:
        """Card ids that fit, best first; none until it has learned."""

    def read(self, text: str) -> Reading:
        """What a message was taken for; until it has learned, danger only."""

    def is_ready_for(self, text: str) -> bool:
        """Whether learning would add anything: it has learned, or hears danger already."""

    def learn(self) -> None:
        """A second call has no effect."""


class Deaf:
    """Understands nothing, and never will."""

    def find(self, _text: str, _language: Language) -> tuple[str, ...]:
        return ()

    def read(self, _text: str) -> Reading:
        return NOTHING_READ

    def is_ready_for(self, _text: str) -> bool:
        return True

    def learn(self) -> None:
        return None


@dataclass(frozen=True)
class Parts:
    database: Database
    book: Book
    dialogs: Mapping[str, Dialog]
    commands: Mapping[str, tuple[str, str]]
    """Dialog and move by command name."""
    calendar: WorkCalendar
    entropy: Entropy
    lease: timedelta = timedelta(seconds=60)
    """How long a letter may be on its way before its fate counts as unknown."""
    carries: bool = True
    """Whether this process sends letters; among several workers one does."""
    register: Register = field(default_factory=Register)
    hearing: Hearing = field(default_factory=Deaf)
    bindery: Bindery | None = None
    """What the Book was bound from, and a new one can be; None where nothing is edited."""
    web_url: str = ""
    """Where the desk is, without a slash at the end; empty where there is none."""

    def leased_until(self, now: datetime) -> datetime | None:
        """For what a turn answers: who took the turn sends it at once, where it carries letters."""
        return now + self.lease if self.carries else None

    @property
    def rules(self) -> Rules:
        return self.book.rules
