"""Words that sound dangerous get the numbers first, whatever they were asked for (R37)."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.received import Kind, Received
from mentorbot.services.cues import Cue
from mentorbot.services.parts import Parts
from mentorbot.services.playing import Played, play
from mentorbot.storage.database import Tx

TYPED = frozenset({Kind.TEXT, Kind.EDITED, Kind.COMMAND})
NUMBERS = "typed"
"""The dialog that has the numbers, and what follows "I have called"."""


def words_of(received: Received) -> str:
    return received.text if received.kind in TYPED else received.caption


def numbers_first(tx: Tx, parts: Parts, cue: Cue, words: str, now: datetime) -> Played:
    """The numbers, where another dialog is about to answer; that dialog then takes its turn too.

    Its own dialog shows them by itself, above its answer.
    """
    its_own = cue.dialog == NUMBERS and cue.turn.text
    if not words or its_own or not parts.hearing.read(words).danger:
        return Played()
    turn = Turn(Act.TYPED, text=words)
    numbers = Cue(cue.person, NUMBERS, "", turn, on_page=cue.on_page)
    return play(tx, parts, numbers, now, direct=not cue.on_page)


def together(first: Played, then: Played) -> Played:
    """What both made of one message."""
    return Played(
        then.toast,
        first.claimed + then.claimed,
        first.said + then.said,
        first.moved or then.moved,
        first.told or then.told,
        first.repeated or then.repeated,
    )
