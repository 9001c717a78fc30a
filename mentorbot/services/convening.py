"""The mentor network as it is run from the desk: the same facts as by tap, the same rights.

What cannot be changes nothing, and says why. Whom it concerns is told as after a tap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mentorbot.domain.conversation import Place
from mentorbot.domain.facts import Fact, PostChanged, PostMade, PostSettled
from mentorbot.domain.network import NetworkView, PostKind, PostState
from mentorbot.domain.people import Person
from mentorbot.services import guarding, networking, noticing, recording
from mentorbot.services.deeds import Deed
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.storage import membership, network
from mentorbot.storage.database import Tx
from mentorbot.storage.membership import Membership


class Snag(StrEnum):
    """Why it cannot be."""

    GONE = "gone"
    """It is over, or somebody else was first."""
    PAST = "past"
    TWICE = "twice"
    """The same is out already."""
    FEW = "few"
    """Too few placements said it, or none of them listens to what NAV does about it."""


@dataclass(frozen=True)
class Made:
    post: int = 0
    snag: Snag | None = None


def view(tx: Tx, parts: Parts, me: Person, now: datetime) -> NetworkView:
    """What is going on, and what several placements have in common."""
    return noticing.view(tx, parts, me, Place(network.DIALOG, "", ""), now)


def members(tx: Tx, parts: Parts, now: datetime) -> Membership:
    """Of a few members it is not told how it is with them: it could be seen who it is."""
    rules = parts.rules.network
    since = now - timedelta(days=rules.looks_back_days)
    found = membership.counted(tx, parts.calendar.today(now), since)
    is_few = found.members < rules.fewest_placements
    return replace(found, paused=0, silent=0) if is_few else found


def send(deed: Deed, fact: PostMade) -> Made:
    """A gathering's invitation, or what was done about what mentors said."""
    guarding.admit(deed, [fact])
    if not networking.is_sound(deed, fact):
        return Made(snag=Snag.PAST if fact.kind is PostKind.GATHERING else Snag.FEW)
    if twin := networking.twin(deed.tx, fact):
        return Made(twin.id, Snag.TWICE)
    _record(deed, fact)
    made = networking.twin(deed.tx, fact)
    assert made is not None
    return Made(made.id)


def change(deed: Deed, fact: PostChanged) -> Made:
    guarding.admit(deed, [fact])
    post = network.get(deed.tx, fact.post)
    if post is None or not networking.can_say(deed, post, fact):
        is_late = post is not None and fact.at is not None and fact.at <= deed.now
        return Made(fact.post, Snag.PAST if is_late else Snag.GONE)
    _record(deed, fact)
    return Made(fact.post)


def settle(deed: Deed, post: int, state: PostState) -> Made:
    fact = PostSettled(post, state)
    guarding.admit(deed, [fact])
    before = network.get(deed.tx, post)
    if before is None or (before.state, state) not in networking.MOVES[before.kind]:
        return Made(post, Snag.GONE)
    _record(deed, fact)
    after = network.get(deed.tx, post)
    return Made(post, None if after is not None and after.state is state else Snag.GONE)


def _record(deed: Deed, fact: Fact) -> None:
    for cue in recording.record(deed, fact):
        play(deed.tx, deed.parts, cue, deed.now)
