"""A deed: one person does something at one moment, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from mentorbot.domain.people import Person
from mentorbot.services.cues import Cue
from mentorbot.services.parts import Parts
from mentorbot.storage import audit
from mentorbot.storage.database import Tx


@dataclass(frozen=True)
class Deed:
    """What every recorder of a fact is given."""

    tx: Tx
    parts: Parts
    person: Person
    """Who did it, as they were when the turn began."""
    now: datetime

    def note(self, action: str, subject: str, **detail: object) -> None:
        """Enters it in the audit."""
        audit.note(self.tx, self.person.id, action, subject, self.now, **detail)

    def refused(self, what: str, subject: str) -> None:
        """Enters that it was not theirs to do."""
        self.note("refused", subject, refused=what)


Recorder: TypeAlias = Callable[[Deed, Any], list[Cue]]
"""Stores one kind of fact, and returns whose dialogs it moves."""
