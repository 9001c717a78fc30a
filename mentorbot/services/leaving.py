"""Somebody cannot be reached any more: what waits for them goes on, and who must know is told."""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.people import Channel, Person, Role, Standing
from mentorbot.domain.problems import State
from mentorbot.services import announcing, escalating
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.storage import people, problems
from mentorbot.storage.database import Tx

FAILED = {Channel.TELEGRAM: "chat_failed_at", Channel.EMAIL: "mail_failed_at"}


def may_close(person: Person, channel: Channel) -> bool:
    """Whether it was open as far as anybody knew; an invitation may be what comes back."""
    if channel is Channel.EMAIL and person.email_confirmed_at is None:
        return person.email is not None and person.mail_failed_at is None
    return channel in person.channels


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
        cues = announcing.lost(tx, person, "lost")
    for cue in cues:
        play(tx, parts, cue, now)
