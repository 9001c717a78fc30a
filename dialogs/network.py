"""The mentor network: what mentors share beyond their own placement (R45, R38).

Subject "": a mentor's way in and out and what is open, or the coordinator's desk. Subject
"post:<id>": one gathering, question, tip or "you said, we did".
"""

from __future__ import annotations

from dialogs import (
    hearing,
    menus,
    network_desk,
    network_desk_post,
    network_member,
    network_planning,
    network_post,
    typed,
)
from dialogs.network_words import NAME as NAME
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.people import Role, Standing
from mentorbot.domain.wording import Text

NEEDS = typed.NEEDS | {Need.NETWORK}

NOT_YOURS = Text("network.not_yours")
STOPPED = Text("network.stopped")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    if turn.act is Act.SENT or (turn.act is Act.TYPED and not place.listens):
        raise BadMove
    if turn.act is Act.TYPED and brief.reading.danger:
        # The numbers were said; this is no tip for others.
        return Step()
    if turn.act is Act.TYPED and hearing.small_talk(turn.text) is not None:
        return typed.take(Place(typed.NAME, ""), turn, brief)
    match brief.me.role:
        case Role.MENTOR:
            return mentors(place, turn, brief)
        case Role.COORDINATOR:
            return coordinators(place, turn, brief)
    return closed_to(place, brief, NOT_YOURS)


def mentors(place: Place, turn: Turn, brief: Brief) -> Step:
    if brief.me.standing is Standing.STOPPED:
        return closed_to(place, brief, STOPPED)
    if place.subject:
        return network_post.take(place, turn, brief)
    return network_member.take(place, turn, brief)


def coordinators(place: Place, turn: Turn, brief: Brief) -> Step:
    if place.subject:
        return network_desk_post.take(place, turn, brief)
    if place.state in network_planning.STATES and turn.move not in ("start", "desk"):
        return network_planning.take(place, turn, brief)
    return network_desk.take(place, turn, brief)


def closed_to(place: Place, brief: Brief, text: Text) -> Step:
    return Step(
        (Say(text(), Place(NAME, "done", place.subject), menus.doors(brief.me), anew=True),)
    )
