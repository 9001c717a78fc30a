"""Somebody cannot be reached any more: what waits for them goes on, and who must know is told."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.people import Person, Standing
from mentorbot.services import announcing, escalating
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.storage.database import Tx


def unreachable(tx: Tx, parts: Parts, person: Person, now: datetime) -> None:
    escalating.move_on(tx, person.id, now)
    # Of who stopped they were told then.
    cues = announcing.unanswered(tx, person) if person.standing is Standing.ACTIVE else []
    for cue in cues:
        play(tx, parts, cue, now)
