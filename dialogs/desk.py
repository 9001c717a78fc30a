"""The way to the desk: a coordinator asks for a link that signs them in."""

from __future__ import annotations

from dialogs import menus
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import DeskAsked
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Text

NAME = "desk"
NEEDS: frozenset[Need] = frozenset()

FOR_COORDINATORS = Text("desk.for_coordinators")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    """The link itself is told beside the dialog: it stands in no bubble that is shown again."""
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    if turn.act is not Act.COMMANDED or turn.move != "start":
        raise BadMove
    if brief.me.role is not Role.COORDINATOR:
        say = Say(FOR_COORDINATORS(), place.at("done"), menus.doors(brief.me), anew=True)
        return Step((say,))
    return Step((), (DeskAsked(turn.argument or None),))
