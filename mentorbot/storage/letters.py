"""What a letter is: one thing to do in one chat, and the lane it travels in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Any

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import PlacementId


class Lane(IntEnum):
    """Who goes first (rule 2)."""

    URGENT = 0
    ANSWER = 1
    CHECKIN = 2
    DIGEST = 3


class Verb(StrEnum):
    SAY = "say"
    """A bubble: edited where it stands, or sent when it has no message yet."""
    TELL = "tell"
    """A plain message."""
    STRIP = "strip"
    """Take the buttons off a message."""
    FORGET = "forget"
    """Delete a message that held somebody's wording."""
    PICTURE = "picture"
    """A picture or a sheet of paper: what is in it is gathered and drawn when it is sent."""
    MAIL = "mail"
    """By e-mail: that something waits, and a link to it."""


TELLING = (Verb.SAY, Verb.TELL, Verb.PICTURE, Verb.MAIL)
"""What tells a person something, rather than tidying up what was told."""
IN_CHAT = tuple(verb for verb in Verb if verb is not Verb.MAIL)


class Fate(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Letter:
    """One thing to do in one chat."""

    person: PersonId
    verb: Verb
    lane: Lane
    payload: dict[str, Any] | None = None
    """"html" and "buttons": rows of [label, callback data]; for MAIL the parts of a Mail, and for
    PICTURE those of a Wish."""
    place: int | None = None
    anew: bool = False
    silent: bool = False
    again: bool = True
    """Whether it is sent again when its fate is unknown (rule 1)."""
    message_id: int | None = None
    reference: str | None = None
    forget_after: timedelta | None = None
    chat_id: int | None = None
    """Where a message is to be deleted that stands in the chat of somebody who was erased."""
    placement: PlacementId | None = None
    """What it is about, where no place and no reference says so."""


@dataclass(frozen=True)
class Posted:
    id: int
    chat_id: int | None
    letter: Letter
    attempts: int
    edits: int | None
    """The bubble's message as it stands now."""
    email: str | None = None
    other_way: int | None = None
    """The letter by which it went the other way meanwhile."""
    probes: bool = False
    """Whether it shows that a pause is over: no other leaves until it has arrived."""
