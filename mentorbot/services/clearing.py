"""What should not stay in somebody's chat is taken out of it: what they typed that says too much,
and what they sent that is no text at all (rule 6).

The answer stands first, whatever it is about; an emergency's numbers are never behind a remark.
"""

from __future__ import annotations

from datetime import datetime

from dialogs import redacted, typed
from mentorbot.domain.conversation import Say
from mentorbot.domain.people import Person
from mentorbot.domain.received import Kind as Came
from mentorbot.domain.received import Received
from mentorbot.domain.redaction import MILD, Kind, Known, redact
from mentorbot.services import posting
from mentorbot.services.cues import Cue
from mentorbot.services.parts import Parts
from mentorbot.services.playing import Played
from mentorbot.storage import outbox
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb

TYPED = frozenset({Came.TEXT, Came.EDITED, Came.COMMAND})


def known(tx: Tx, parts: Parts, now: datetime) -> Known:
    return Known(parts.calendar.today(now), parts.rules.sensitive, parts.register.roll(tx))


def said_too_much(received: Received, known: Known) -> tuple[Kind, ...]:
    """What a message says that it should not, and that is reason enough to take it away."""
    if received.kind not in TYPED:
        return ()
    return tuple(kind for kind in redact(received.text, known).removed if kind not in MILD)


def goes(received: Received, parts: Parts, known: Known) -> bool:
    """Whether a message is taken out of the chat it came in."""
    if received.message_id is None:
        return False
    if received.kind is Came.OTHER:
        return received.text not in typed.PLAYFUL
    unwanted = received.kind in (Came.TEXT, Came.EDITED) and not parts.rules.free_text
    return unwanted or bool(said_too_much(received, known))


def clear(
    tx: Tx, parts: Parts, person: Person, cue: Cue, received: Received, played: Played,
    now: datetime,
) -> None:  # fmt: skip
    """Whoever wrote it is told once what it was, unless the answer says so already."""
    by = known(tx, parts, now)
    if played.repeated or not goes(received, parts, by):
        return
    letter = Letter(person.id, Verb.FORGET, Lane.ANSWER, message_id=received.message_id)
    played.claimed.append(outbox.post(tx, letter, now, leased_until=parts.leased_until(now)))
    removed = said_too_much(received, by)
    if removed and parts.rules.free_text and not played.told:
        say = Say(redacted.gone(removed), silent=True)
        posting.post(tx, parts, person, cue, (say,), now, played.claimed)
