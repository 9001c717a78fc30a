"""A cue: a dialog that is to be taken one turn further, for one person."""

from __future__ import annotations

from dataclasses import dataclass

from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.people import PersonId
from mentorbot.storage.outbox import Lane


@dataclass(frozen=True)
class Cue:
    person: PersonId
    dialog: str
    subject: str
    turn: Turn
    lane: Lane = Lane.ANSWER
    again: bool = True
    """Whether what is said is sent again when its fate is unknown."""
    bubble: int | None = None
    """The bubble that was tapped, when the turn came from one of its buttons."""
    on_page: bool = False
    """The person acted on the page behind a link, and reads the answer there."""


def opened(
    person: PersonId,
    dialog: str,
    subject: str,
    move: str,
    *,
    lane: Lane = Lane.URGENT,
    again: bool = True,
) -> Cue:
    """Nobody acted: mentorbot itself takes this person's dialog further."""
    return Cue(person, dialog, subject, Turn(Act.OPENED, move), lane, again)
