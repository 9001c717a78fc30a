"""The doors to pictures of how the weeks went: of an office, or of a mentor's own placement.

The picture itself comes as a message of its own, when it is drawn.
"""

from __future__ import annotations

from datetime import timedelta

from dialogs import asking
from mentorbot.domain.brief import Brief, PlacementView
from mentorbot.domain.conversation import Button, Place, Rows, Say
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PictureAsked
from mentorbot.domain.people import Channel, Person
from mentorbot.domain.wording import Label, Text, Toast

SEE_OFFICE = Label("pictures.see_office")
SEE_COURSE = Label("pictures.see_course", "alias")
SEE = Label("pictures.see")
PAPER = Label("pictures.see_paper")
OFFER = Text("pictures.offer", "alias", "hours")
COMING = Toast("pictures.coming")

AN_HOUR = timedelta(hours=1)


def of_office(me: Person) -> Rows:
    """Only where there is a chat to show it in."""
    return ((Button(SEE_OFFICE(), "picture"),),) if Channel.TELEGRAM in me.channels else ()


def of_placements(brief: Brief) -> tuple[Button, ...]:
    return tuple(
        Button(
            SEE_COURSE(alias=asking.shown_alias(brief, view.placement.id)),
            "weeks",
            str(view.placement.id),
        )
        for view in brief.placements
        if Channel.TELEGRAM in brief.me.channels
    )


def offer(place: Place, argument: str, brief: Brief) -> Say:
    """A picture here, or a page to print; and what becomes of either."""
    placement = _mine(argument, brief).placement
    text = OFFER(
        alias=asking.shown_alias(brief, placement.id),
        hours=brief.rules.wording_in_chat // AN_HOUR,
    )
    rows = (
        (Button(SEE(), "picture", argument), Button(PAPER(), "paper", argument)),
        (Button(asking.BACK(), "back"),),
    )
    return Say(text, place.at("weeks"), rows)


def wish(move: str, argument: str, brief: Brief) -> PictureAsked:
    return PictureAsked(_mine(argument, brief).placement.id, paper=move == "paper")


def _mine(argument: str, brief: Brief) -> PlacementView:
    """Raises BadMove for a placement that is not this mentor's any more."""
    for view in brief.placements:
        if str(view.placement.id) == argument:
            return view
    raise BadMove
