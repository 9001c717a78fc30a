"""That NAV and a mentor talked, told by a tap or known from what else they did (R13)."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain.contacts import Where
from mentorbot.domain.facts import ContactLogged, Fact
from mentorbot.domain.placements import PlacementId
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.storage import contacts


def rang(deed: Deed, placement: PlacementId) -> None:
    """They talked on the phone: nobody has to log what the case says already (feel 4)."""
    _log(deed, placement, Where.PHONE)


def _logged(deed: Deed, fact: ContactLogged) -> list[Cue]:
    _log(deed, fact.placement, fact.where)
    return []


def _log(deed: Deed, placement: PlacementId, where: Where) -> None:
    today = deed.parts.calendar.today(deed.now)
    contacts.log(deed.tx, placement, deed.person.id, today, where)
    deed.note("contact.logged", f"placement:{placement}", where=where)


RECORDERS: Mapping[type[Fact], Recorder] = {ContactLogged: _logged}
