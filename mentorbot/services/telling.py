"""Something plain from mentorbot itself, to one person, the way they are reached.

The auditor tells what it found by this, so it knows nothing of problems and ladders.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentorbot.domain.conversation import Place
from mentorbot.domain.people import Channel, Person
from mentorbot.domain.tokens import key
from mentorbot.domain.wording import Phrase
from mentorbot.services import enclosing
from mentorbot.services.messenger import App
from mentorbot.services.parts import Parts
from mentorbot.storage import conversations, outbox
from mentorbot.storage.conversations import Shown
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb

FROM_US = "overview"
"""The dialog whose pages hold what is no dialog's."""


def tell(
    tx: Tx, parts: Parts, person: Person, words: Phrase, subject: str, lane: Lane, now: datetime,
    *, not_before: datetime | None = None, silent: bool = False, app: App | None = None,
) -> None:  # fmt: skip
    """By e-mail it stands on a page, about `subject`; an `app` opens in a chat only."""
    html = parts.book.text(words, person.language)
    if person.reached_by is Channel.EMAIL:
        # A letter cannot be silent: it waits instead.
        not_before = parts.calendar.next_push(person, now) if silent else not_before
        on_page(tx, parts, person, html, subject, lane, now, not_before)
        return
    payload: dict[str, Any] = {"html": html, "buttons": []}
    if app is not None:
        payload["app"] = [app.label, app.url]
    letter = Letter(person.id, Verb.TELL, lane, payload, silent=silent)
    outbox.post(tx, letter, now, not_before=not_before)


def on_page(
    tx: Tx, parts: Parts, person: Person, html: str, subject: str, lane: Lane, now: datetime,
    not_before: datetime | None,
) -> int:  # fmt: skip
    """Puts it on a page, and mails that it is there: by the letter with this id."""
    place = Place(FROM_US, "done", subject)
    fresh, shown = key(parts.entropy), Shown(html)
    bubble = conversations.stand(tx, person.id, place, fresh, (), now, shown=shown)
    letter = enclosing.enclosed(
        tx, parts, person, FROM_US, subject, enclosing.PLAIN, lane, now, place=bubble.id
    )
    return outbox.post(tx, letter, now, not_before=not_before)
