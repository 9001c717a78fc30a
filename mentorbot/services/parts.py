"""What every use case works with; bot.py builds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.conversation import Dialog
from mentorbot.domain.people import Language
from mentorbot.domain.rules import Rules
from mentorbot.domain.tokens import Entropy
from mentorbot.storage.database import Database

Search: TypeAlias = Callable[[str, Language], tuple[str, ...]]
"""Card ids that fit what was typed, best first."""


@dataclass(frozen=True)
class Parts:
    database: Database
    book: Book
    dialogs: Mapping[str, Dialog]
    commands: Mapping[str, tuple[str, str]]
    """Dialog and move by command name."""
    search: Search
    calendar: WorkCalendar
    entropy: Entropy
    lease: timedelta = timedelta(seconds=60)
    """How long a letter may be on its way before its fate counts as unknown."""

    @property
    def rules(self) -> Rules:
        return self.book.rules
