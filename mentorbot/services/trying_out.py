"""A draft in the chat of whoever writes it, marked as a test: it leads nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mentorbot.domain.people import Person
from mentorbot.domain.wording import Text
from mentorbot.services.parts import Parts
from mentorbot.storage import audit, outbox
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb

TRIAL = Text("content.trial")
NOWHERE = "trial.0"
"""What its buttons are pressed with: nobody knows it, so the tap is answered as an old one."""


def send(
    tx: Tx, parts: Parts, person: Person, html: str, keys: Sequence[str], now: datetime
) -> bool:
    """False where this person has no chat."""
    if person.chat_id is None:
        return False
    marked = f"{parts.book.text(TRIAL(), person.language)}\n\n{html}"
    payload = {"html": marked, "buttons": [[(key, NOWHERE)] for key in keys]}
    outbox.post(tx, Letter(person.id, Verb.TELL, Lane.ANSWER, payload), now)
    audit.note(tx, person.id, "content.tried", "content", now)
    return True
