"""An edit of the content: from a draft, past a second reader, to what everybody is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorbot.domain.people import PersonId


class EditState(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    """Its author is done with it; somebody else is to read it."""
    PLANNED = "planned"
    """It is published by itself when its moment comes."""
    PUBLISHED = "published"
    """It is what everybody is shown."""
    REPLACED = "replaced"
    """It was, until another one was published."""
    TAKEN_BACK = "taken_back"
    DROPPED = "dropped"
    """It was thrown away before anybody was shown it."""
    FILED = "filed"
    """Its words stand in the files now."""


OPEN = frozenset({EditState.DRAFT, EditState.REVIEW, EditState.PLANNED})
"""Of each subject there is one at most."""
PAST = frozenset({EditState.REPLACED, EditState.TAKEN_BACK, EditState.DROPPED, EditState.FILED})


@dataclass(frozen=True)
class Edit:
    id: int
    subject: str
    """What is edited: "card:V01", "message:checkin.good", "question:F1", "rules:office"."""
    state: EditState
    version: int
    """One more with every change: whoever saves says which one they read."""
    before: Mapping[str, str]
    """What stood there when the edit was begun, by slot ("nb/cards/V01.md")."""
    words: Mapping[str, str]
    """What is to stand there, by slot; only what differs."""
    author: PersonId
    reader: PersonId | None
    """Who read it for its author, and let it be published."""
    changed_at: datetime
    due_at: datetime | None = None
    published_at: datetime | None = None
