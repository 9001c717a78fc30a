"""Facts become rows. Every fact has its one recorder; none is forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain.facts import Fact
from mentorbot.services import (
    answering,
    being_forgotten,
    changing,
    contacting,
    following_up,
    guarding,
    networking,
    picturing,
    remarking,
    reporting,
    settling,
    signing_in,
)
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed, Recorder

RECORDERS: Mapping[type[Fact], Recorder] = {
    **settling.RECORDERS,
    **being_forgotten.RECORDERS,
    **answering.RECORDERS,
    **changing.RECORDERS,
    **reporting.RECORDERS,
    **following_up.RECORDERS,
    **contacting.RECORDERS,
    **networking.RECORDERS,
    **remarking.RECORDERS,
    **picturing.RECORDERS,
    **signing_in.RECORDERS,
}


def record(deed: Deed, *found: Fact) -> list[Cue]:
    """Stores what a person did, and returns whose dialogs it moves.

    Raises NotTheirs, with nothing stored but its entry in the audit, when any of it is refused.
    """
    guarding.admit(deed, found)
    return [cue for fact in found for cue in RECORDERS[type(fact)](deed, fact)]
