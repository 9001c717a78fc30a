"""Takes dialogs one turn further, with everything that follows from it, in one transaction."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime

from dialogs import redacted
from mentorbot.domain.conversation import Act, Place, Step, Turn
from mentorbot.domain.errors import BadMove, MentorbotError
from mentorbot.domain.people import Person, Standing
from mentorbot.domain.wording import Phrase
from mentorbot.services import briefing, guarding, posting, recording
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed
from mentorbot.services.parts import Parts
from mentorbot.services.posting import Said
from mentorbot.storage import conversations, people
from mentorbot.storage.database import Tx

DEEPEST = 8
"""One act may set off many others, and those some more; this deep it is a defect."""


class Runaway(MentorbotError):
    """Dialogs keep setting each other off."""


class LedAstray(MentorbotError):
    """What one act set off made no sense to another dialog: all of it is taken back."""


@dataclass
class Played:
    toast: Phrase | None = None
    claimed: list[int] = field(default_factory=list)
    """Letters to the person who acted: sent by the caller right after commit."""
    said: list[Said] = field(default_factory=list)
    """What the actor is shown on the page, where they acted there."""
    moved: bool = False
    """Whether anything was established, so that something new may be due."""
    told: bool = False
    """Whether the answer says what was taken out of the words."""
    repeated: bool = False
    """Whether the answer shows the words whole: it was found that they may stand."""


def play(tx: Tx, parts: Parts, cue: Cue, now: datetime, *, direct: bool = False) -> Played:
    """Plays a cue and all that it sets off. `direct`: the caller sends the actor's letters."""
    played = Played()
    line = deque([(0, cue)])
    while line:
        depth, current = line.popleft()
        if depth > DEEPEST:
            raise Runaway
        try:
            step, person = _turn(tx, parts, current, now)
            if step is None or person is None:
                continue
            cues = recording.record(Deed(tx, parts, person, now), *step.facts)
            line.extend((depth + 1, each) for each in cues)
        except BadMove as error:
            if depth == 0:
                raise
            raise LedAstray(current.dialog) from error
        if depth == 0:
            played.toast = step.toast
        played.moved = played.moved or bool(step.facts)
        played.told |= any(redacted.tells(say.text) for say in step.says)
        played.repeated |= any(redacted.repeats(say.text, cue.turn.text) for say in step.says)
        mine = played.claimed if direct and current.person == cue.person else None
        after = people.get(tx, person.id) if step.facts else person
        seen = played.said if current.on_page and current.person == cue.person else None
        posting.post(tx, parts, after, current, step.says, now, mine, seen)
        if step.then is not None:
            then = step.then
            turn = Turn(Act.TAPPED, then.move, then.argument, then.text)
            onward = replace(current, dialog=then.dialog, subject=then.subject, turn=turn)
            line.appendleft((depth + 1, replace(onward, bubble=None)))
    return played


def _wants_nothing(person: Person, cue: Cue) -> bool:
    """Who stopped is told nothing unasked; what they ask for is answered."""
    unasked = cue.turn.act is Act.OPENED and cue.dialog != "onboarding"
    return unasked and person.standing is Standing.STOPPED


def _is_nowhere(person: Person, cue: Cue) -> bool:
    """Nobody has come by an invitation yet; the first words of one wait for them on the page."""
    has_come = person.chat_id is not None or person.email_confirmed_at is not None
    return not has_come and cue.dialog != "onboarding"


def _turn(tx: Tx, parts: Parts, cue: Cue, now: datetime) -> tuple[Step | None, Person | None]:
    person = people.find(tx, cue.person)
    if person is None or _is_nowhere(person, cue) or _wants_nothing(person, cue):
        return None, None
    dialog = parts.dialogs[cue.dialog]
    bubble = conversations.at(tx, cue.person, cue.dialog, cue.subject)
    place = bubble.place if bubble is not None else Place(cue.dialog, "", cue.subject)
    deed = Deed(tx, parts, person, now)
    if cue.turn.act is not Act.OPENED:
        guarding.knocks(deed, cue.dialog)
    brief = briefing.brief(tx, parts, person, place, cue.turn, dialog.NEEDS, now)
    step = dialog.take(place, cue.turn, brief)
    if step.refuses is not None:
        deed.refused(step.refuses, cue.subject or f"dialog:{cue.dialog}")
    return step, person
