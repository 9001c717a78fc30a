"""What goes over to somebody else with a seat, and what ends for the one who had it (R39).

What is agreed and what is open goes on. What a mentor answered and wrote stays theirs, and every
button they have about the placement is dead at once.
"""

from __future__ import annotations

from datetime import datetime

from dialogs.status_moved import TOLD
from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import Placement, Seat
from mentorbot.domain.problems import Problem, State
from mentorbot.services import announcing, following_up, moving
from mentorbot.services.cues import Cue, opened
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.storage import (
    checkins,
    conversations,
    links,
    outbox,
    people,
    placements,
    problems,
    rungs,
)
from mentorbot.storage.conversations import Bubble
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb


def mentor(tx: Tx, parts: Parts, before: Placement, after: Placement, now: datetime) -> None:
    """From one mentor to the next, with the next check-ins planned for the new one."""
    checkins.end_all(tx, before.id, checkins.HANDED_OVER, now)
    silence(tx, before.mentor, before, now)
    # What the former mentor left unanswered says nothing of this one.
    placements.change(tx, before.id, heard_at=now)
    if not people.inviter_name(tx, after.mentor):
        people.change(tx, after.mentor, invited_by=after.nav_contact)
    plan_next(tx, parts, after, now)


def silence(tx: Tx, person: PersonId, placement: Placement, now: datetime) -> None:
    """Takes every button about the placement from this mentor, and what was still to be said."""
    references = problems.references_of(tx, placement.id)
    about = {
        f"placement:{placement.id}",
        *(f"checkin:{item}" for item in checkins.ids_of(tx, placement.id, person)),
        *(f"problem:{reference}" for reference in references),
    }
    outbox.take_back_about(tx, person, references, now)
    for bubble in conversations.of_person(tx, person):
        if _is_about(bubble, placement, about) and not _tells_news(bubble):
            _remove(tx, bubble, now)


def nav(
    tx: Tx, parts: Parts, after: Placement, gone: PersonId, comes: PersonId, now: datetime
) -> list[Problem]:
    """Open problems go over from one at NAV to the next; the first date stands (R09)."""
    if gone in (after.nav_contact, after.nav_stand_in):
        return []
    # For good: should they come back to the seat, new ones are sent.
    links.withdraw_showing(tx, gone, problems.references_of(tx, after.id), now)
    mine = [each for each in problems.open_of_placement(tx, after.id) if each.owner == gone]
    for problem in mine:
        give(tx, parts, problem, comes, now)
    return mine


def give(tx: Tx, parts: Parts, problem: Problem, comes: PersonId, now: datetime) -> None:
    """An open problem goes over to somebody who has not seen it; the first date stands (R09)."""
    following_up.hand_over(tx, problem, comes, now)
    if problem.state in (State.RECEIVED, State.IN_PROGRESS):
        # A day that the other one named binds nobody else.
        problems.move(tx, problem.reference, [problem.state], State.SENT, promised=None)
    elif not _is_at_its_end(tx, problem, comes):
        return
    following_up.start_again(tx, parts, problem, now)


def _is_at_its_end(tx: Tx, problem: Problem, comes: PersonId) -> bool:
    """Its ladder is, and who has it now is on no coordinators' list, but to be reminded as well."""
    at_nav = people.get(tx, comes).role is Role.NAV_CONTACT
    is_over = rungs.next_of(tx, problem.reference) is None
    return problem.state is State.SENT and at_nav and is_over


def shown(
    tx: Tx, moved: list[Problem], gone: PersonId, after: Placement, seat: Seat, now: datetime
) -> list[Cue]:
    """The bubbles of who had them and of the mentor follow without a sound. A mentor hears of a new
    contact anyway; of a new stand-in only where a problem of theirs is with them."""
    found = [(each, gone, "followup", "moved") for each in moved]
    if seat is Seat.NAV_CONTACT:
        found += [(each, after.mentor, "status", "owner") for each in moved]
    told = [] if seat is Seat.NAV_CONTACT else moving.moved(tx, [(p, "passed_on") for p in moved])
    return [*(cue for each in found for cue in put_right(tx, *each, now)), *told]


def put_right(
    tx: Tx, problem: Problem, person: PersonId, dialog: str, move: str, now: datetime
) -> list[Cue]:
    """A bubble that stands in a chat is put right without a sound; one still to come is dropped."""
    subject = f"problem:{problem.reference}"
    bubble = conversations.at(tx, person, dialog, subject)
    if bubble is None:
        return []
    if outbox.waits(tx, bubble.id) and dialog == "followup":
        outbox.take_back(tx, bubble.id, now)
        return []
    return [] if bubble.message_id is None else [opened(person, dialog, subject, move)]


def _is_about(bubble: Bubble, placement: Placement, about: set[str]) -> bool:
    """Its subject, its draft, or one of its buttons is about the placement."""
    if bubble.place.subject in about or bubble.place.data.get("placement") == placement.id:
        return True
    if any(f"problem:{reference}" in about for reference in bubble.place.data.get(TOLD, ())):
        return True
    return any(
        choice.subject in about
        or (choice.move == "placement" and choice.argument == str(placement.id))
        for choice in bubble.choices
    )


def _tells_news(bubble: Bubble) -> bool:
    """What this person was told of the placement itself has no button about it."""
    return bubble.place.dialog == announcing.DIALOG


def _remove(tx: Tx, bubble: Bubble, now: datetime) -> None:
    outbox.take_back(tx, bubble.id, now)
    conversations.remove(tx, bubble.id)
    if bubble.message_id is not None:
        strip = Letter(
            bubble.person, Verb.STRIP, Lane.ANSWER, silent=True, message_id=bubble.message_id
        )
        outbox.post(tx, strip, now)
