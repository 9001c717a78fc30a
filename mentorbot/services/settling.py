"""What a person decides about themselves: in or out, when, in which language."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain import facts
from mentorbot.domain.access import Operation
from mentorbot.domain.people import Role, Standing
from mentorbot.services import announcing, standing_in
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.planning import plan_again
from mentorbot.services.viewing import coordinators
from mentorbot.storage import checkins, outbox, people, placements
from mentorbot.storage.checkins import CheckInState
from mentorbot.storage.outbox import Lane


def _onboarded(deed: Deed, _fact: facts.Onboarded) -> list[Cue]:
    people.change(deed.tx, deed.person.id, onboarded=True)
    deed.note("person.onboarded", f"person:{deed.person.id}")
    _plan_again(deed)
    # Who accepts anew after a stop was told long ago.
    return [] if deed.person.onboarded else announcing.welcome(deed.tx, deed.person)


def _rhythm(deed: Deed, fact: facts.RhythmChosen) -> list[Cue]:
    people.set_rhythm(deed.tx, deed.person.id, fact.weekday, fact.at)
    _plan_again(deed)
    return []


def _language(deed: Deed, fact: facts.LanguageChosen) -> list[Cue]:
    people.change(deed.tx, deed.person.id, language=fact.language)
    return []


def _channel(deed: Deed, fact: facts.ChannelChosen) -> list[Cue]:
    people.change(deed.tx, deed.person.id, prefers=fact.channel)
    deed.note("person.prefers", f"person:{deed.person.id}", channel=fact.channel)
    return []


def _paused(deed: Deed, fact: facts.Paused) -> list[Cue]:
    by = deed.person.id
    return standing_in.pause(deed.tx, deed.parts, deed.person, fact.until, deed.now, by)


def _absent(deed: Deed, fact: facts.AbsenceSet) -> list[Cue]:
    placement = placements.get(deed.tx, fact.placement)
    if fact.person not in (placement.nav_contact, placement.nav_stand_in):
        deed.refused(Operation.MANAGE_PEOPLE, f"person:{fact.person}")
        return []
    person, by = people.get(deed.tx, fact.person), deed.person.id
    return standing_in.pause(deed.tx, deed.parts, person, fact.until, deed.now, by)


def _stopped(deed: Deed, _fact: facts.Stopped) -> list[Cue]:
    people.change(deed.tx, deed.person.id, standing=Standing.STOPPED)
    checkins.forget_planned(deed.tx, deed.person.id)
    for item in checkins.open_of(deed.tx, deed.person.id):
        checkins.move(
            deed.tx,
            item.id,
            CheckInState.OPEN,
            CheckInState.SKIPPED,
            finished_at=deed.now,
            why="stopped",
        )
    outbox.stop_for(deed.tx, deed.person.id, deed.now, [Lane.CHECKIN, Lane.DIGEST])
    deed.note("person.stopped", f"person:{deed.person.id}")
    if deed.person.role is Role.MENTOR:
        return announcing.unanswered(deed.tx, deed.person)
    moved = standing_in.left(deed.tx, deed.parts, deed.person.id, deed.now)
    return [*moved, *announcing.lost(deed.tx, deed.person, "stopped")]


def _resumed(deed: Deed, _fact: facts.Resumed) -> list[Cue]:
    people.change(deed.tx, deed.person.id, standing=Standing.ACTIVE)
    deed.note("person.resumed", f"person:{deed.person.id}")
    _plan_again(deed)
    return []


def _coordinator_asked(deed: Deed, fact: facts.CoordinatorAsked) -> list[Cue]:
    what = "participant" if fact.participant else "asked"
    deed.note("coordinator.asked", f"person:{deed.person.id}", what=what)
    return [
        opened(who, "overview", f"person:{deed.person.id}", what, lane=Lane.ANSWER)
        for who in coordinators(deed.tx)
    ]


def _plan_again(deed: Deed) -> None:
    if deed.person.role is Role.MENTOR:
        plan_again(deed.tx, deed.parts, deed.person.id, deed.now)


RECORDERS: Mapping[type[facts.Fact], Recorder] = {
    facts.Onboarded: _onboarded,
    facts.RhythmChosen: _rhythm,
    facts.LanguageChosen: _language,
    facts.ChannelChosen: _channel,
    facts.Paused: _paused,
    facts.AbsenceSet: _absent,
    facts.Stopped: _stopped,
    facts.Resumed: _resumed,
    facts.CoordinatorAsked: _coordinator_asked,
}
