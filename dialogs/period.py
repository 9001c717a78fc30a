"""What a mentor hears when a period is over with nothing decided: not silence (failure mode 8)."""

from __future__ import annotations

from dialogs import asking, menus
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.wording import Text

NAME = "period"
NEEDS = frozenset({Need.PLACEMENTS})

OVER = Text("period.over", "alias", "end", "name", "phone")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    if turn.act is not Act.OPENED or turn.move != "over" or not place.about.isdecimal():
        raise BadMove
    view = asking.view_of(brief, int(place.about))
    if view is None:
        return Step()
    placement, nav = view.placement, view.nav_contact
    alias = asking.shown_alias(brief, placement.id)
    text = OVER(alias=alias, end=placement.end, name=nav.name, phone=nav.phone)
    known = f"{placement.id}:{brief.rules.period.category}"
    report = Button(asking.REPORT(), "start", known, opens="report", subject=place.subject)
    return Step((Say(text, place.at("over"), ((report,),), anew=True),))
