"""Somebody cannot be reached any more: what waits for them goes on, and who must know is told."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.people import Channel, Person, PersonId, Role, Standing
from mentorbot.domain.problems import State
from mentorbot.services import announcing, escalating
from mentorbot.services.cues import Cue, opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.viewing import coordinators
from mentorbot.storage import people, problems
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

FAILED = {Channel.TELEGRAM: "chat_failed_at", Channel.EMAIL: "mail_failed_at"}


def closed(tx: Tx, parts: Parts, person: Person, channel: Channel, now: datetime) -> None:
    """One way to this person is closed; whoever has another is told there what waits for them."""
    people.change(tx, person.id, **{FAILED[channel]: now})
    if people.get(tx, person.id).reached_by is None:
        if person.standing is Standing.ACTIVE:
            people.change(tx, person.id, standing=Standing.UNREACHABLE)
        unreachable(tx, parts, person, now)
        return
    for problem in problems.open_of_owner(tx, person.id):
        if problem.state is State.SENT:
            subject = f"problem:{problem.reference}"
            play(tx, parts, opened(person.id, "followup", subject, "notice"), now)


def unreachable(tx: Tx, parts: Parts, person: Person, now: datetime) -> None:
    escalating.move_on(tx, person.id, now)
    # Of who stopped they were told then.
    cues = announcing.unanswered(tx, person) if person.standing is Standing.ACTIVE else []
    if person.role is not Role.MENTOR:
        cues = [_lost(who, person) for who in coordinators(tx) if who != person.id]
    for cue in cues:
        play(tx, parts, cue, now)


def _lost(coordinator: PersonId, person: Person) -> Cue:
    return opened(coordinator, "overview", f"person:{person.id}", "lost", lane=Lane.ANSWER)
