"""Asked once when several check-ins were left unanswered: does another rhythm fit better?

Then it is quiet until the mentor says something. Nobody is scolded for silence, and nothing about
it reaches NAV but that there was none (rule 4).
"""

from __future__ import annotations

from dialogs.asking import rows, shown_alias, view_of
from mentorbot.domain.brief import Brief, Need, PlacementView
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import HeardFrom, RhythmSet
from mentorbot.domain.wording import Label, Text

NAME = "rhythm"
NEEDS = frozenset({Need.PLACEMENTS})

ASK = Text("rhythm.ask", "alias")
AS_NOW = Label("rhythm.as_now")
RARER = Label("rhythm.rarer", "weeks")
OTHER_TIME = Label("rhythm.other_time")
PAUSE = Label("rhythm.pause")
KEPT = Text("rhythm.kept", "next")
RARER_KEPT = Text("rhythm.rarer_kept", "weeks")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    view = view_of(brief, int(place.about)) if place.about.isdecimal() else None
    if view is None:
        raise BadMove
    match turn.act, turn.move:
        case Act.OPENED, "ignored":
            return ask(place, view, brief)
        case Act.TAPPED, "as_now":
            return as_now(place, view)
        case Act.TAPPED, "rarer":
            return rarer(place, view, brief)
    raise BadMove


def ask(place: Place, view: PlacementView, brief: Brief) -> Step:
    weeks = rarer_weeks(view, brief)
    buttons = [
        Button(AS_NOW(), "as_now"),
        *([Button(RARER(weeks=weeks), "rarer")] if weeks else []),
        Button(OTHER_TIME(), "rhythm", opens="settings"),
        Button(PAUSE(), "pause", opens="settings"),
    ]
    text = ASK(alias=shown_alias(brief, view.placement.id))
    return Step((Say(text, place.at("asked"), rows(buttons, 1), anew=True),))


def as_now(place: Place, view: PlacementView) -> Step:
    said = Say(KEPT(next=view.next_checkin), place.at("done"))
    return Step((said,), (HeardFrom(view.placement.id),))


def rarer(place: Place, view: PlacementView, brief: Brief) -> Step:
    weeks = rarer_weeks(view, brief)
    if weeks is None:
        return as_now(place, view)
    said = Say(RARER_KEPT(weeks=weeks), place.at("done"))
    placement = view.placement.id
    return Step((said,), (HeardFrom(placement), RhythmSet(placement, weeks)))


def rarer_weeks(view: PlacementView, brief: Brief) -> int | None:
    bounds = brief.rules.models[view.placement.model].rhythm
    return bounds.rarer(view.placement.rhythm) if bounds else None
