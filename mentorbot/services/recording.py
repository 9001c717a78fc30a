"""Facts become rows. Every fact has its one recorder; none is forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain.facts import Fact
from mentorbot.services import (
    answering,
    changing,
    contacting,
    following_up,
    networking,
    remarking,
    settling,
)
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed, Recorder

RECORDERS: Mapping[type[Fact], Recorder] = {
    **settling.RECORDERS,
    **answering.RECORDERS,
    **changing.RECORDERS,
    **following_up.RECORDERS,
    **contacting.RECORDERS,
    **networking.RECORDERS,
    **remarking.RECORDERS,
}


def record(deed: Deed, fact: Fact) -> list[Cue]:
    """Stores one fact about what a person did, and returns whose dialogs it moves."""
    return RECORDERS[type(fact)](deed, fact)
