"""What a person is shown of themselves, and their wish that all of it be erased.

It is granted when the time to think better of it has passed. As long as something of theirs is
open, which a human has to end, the coordinators know, and it is granted once nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain import facts
from mentorbot.domain.facts import Fact
from mentorbot.domain.holdings import Mine
from mentorbot.domain.people import Person
from mentorbot.services import hindering
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.viewing import coordinators
from mentorbot.storage import holdings, wishes
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane


def mine(tx: Tx, me: Person) -> Mine:
    """Of somebody who is known."""
    found = len(hindering.hindrances(tx, me)) if me.id else 0
    return Mine(holdings.of_person(tx, me.id), found, wishes.at(tx, me.id))


def _shown(deed: Deed, _fact: facts.MyDataShown) -> list[Cue]:
    deed.note("person.exported", f"person:{deed.person.id}", by="chat")
    return []


def _asked(deed: Deed, _fact: facts.ForgetAsked) -> list[Cue]:
    subject = f"person:{deed.person.id}"
    if not wishes.put(deed.tx, deed.person.id, deed.now + deed.parts.rules.forget_undo):
        return []
    deed.note("forget.asked", subject)
    if not hindering.hindrances(deed.tx, deed.person):
        return []
    return [
        opened(who, "overview", subject, "deletion", lane=Lane.ANSWER)
        for who in coordinators(deed.tx)
        if who != deed.person.id
    ]


def _taken_back(deed: Deed, _fact: facts.ForgetTakenBack) -> list[Cue]:
    if wishes.take_back(deed.tx, deed.person.id):
        deed.note("forget.taken_back", f"person:{deed.person.id}")
    return []


RECORDERS: Mapping[type[Fact], Recorder] = {
    facts.MyDataShown: _shown,
    facts.ForgetAsked: _asked,
    facts.ForgetTakenBack: _taken_back,
}
