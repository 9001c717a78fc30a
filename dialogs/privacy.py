"""What mentorbot knows about the person it talks to, who sees it, and how to be rid of it."""

from __future__ import annotations

from datetime import timedelta

from dialogs import asking, menus
from dialogs.onboarding import clock, day_name
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CoordinatorAsked
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "privacy"
NEEDS = frozenset({Need.PLACEMENTS, Need.PROBLEMS})

START_MENTOR = Text("privacy.start_mentor", "hours", "silence_told")
START_NAV = Text("privacy.start_nav", "hours")
START_COORDINATOR = Text("privacy.start_coordinator")
ABOUT_ME = Label("privacy.about_me")
DELETE_ME = Label("privacy.delete_me")

MINE = Text("privacy.mine", "lines")
MY_NAME = Text("privacy.my_name", "name")
MY_PHONE = Text("privacy.my_phone", "ends")
NO_PHONE = Text("privacy.no_phone")
MY_RHYTHM = Text("privacy.my_rhythm", "day", "at")
MY_PLACEMENTS = Text("privacy.my_placements", "count")
MY_PROBLEMS = Text("privacy.my_problems", "count")

DELETE = Text("privacy.delete", "open")
ASK = Label("privacy.ask")
KEEP = Label("privacy.keep")
ASKED = Text("privacy.asked")

LAST_DIGITS = 3
"""Enough for the owner to know the number by, and too few to ring it."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if brief.me.id == 0:
        return menus.not_yet(brief.me) or Step()
    if turn.act in (Act.TYPED, Act.SENT):
        raise BadMove
    if turn.move == "start":
        return start(place, brief, anew=True)
    match place.state, turn.move:
        case (("mine" | "delete" | "asked"), "back"):
            return start(place, brief)
        case "start", "mine":
            return mine(place, brief)
        case (("start" | "mine"), "delete"):
            return delete(place, brief)
        case "delete", "ask":
            return asked(place)
    raise BadMove


def start(place: Place, brief: Brief, *, anew: bool = False) -> Step:
    choices = ((Button(ABOUT_ME(), "mine"),), (Button(DELETE_ME(), "delete"),))
    return Step((Say(told(brief), place.at("start"), choices, anew=anew),))


def told(brief: Brief) -> Phrase:
    hours = brief.rules.wording_in_chat // timedelta(hours=1)
    match brief.me.role:
        case Role.MENTOR:
            return START_MENTOR(hours=hours, silence_told=silence_is_told(brief))
        case Role.NAV_CONTACT:
            return START_NAV(hours=hours)
        case Role.COORDINATOR:
            return START_COORDINATOR()


def silence_is_told(brief: Brief) -> bool:
    """Whether NAV hears of two unanswered check-ins in any of the mentor's placements."""
    models = brief.rules.models
    return any(models[view.placement.model].tells_silence for view in brief.placements)


def mine(place: Place, brief: Brief) -> Step:
    buttons: Rows = ((Button(DELETE_ME(), "delete"), Button(asking.BACK(), "back")),)
    return Step((Say(MINE(lines=lines(brief)), place.at("mine"), buttons),))


def lines(brief: Brief) -> tuple[Phrase, ...]:
    me = brief.me
    phone = MY_PHONE(ends=me.phone[-LAST_DIGITS:]) if me.phone else NO_PHONE()
    about = [MY_NAME(name=me.name), phone]
    if me.role is Role.MENTOR:
        rhythm = me.rhythm
        about.append(MY_RHYTHM(day=day_name(rhythm.weekday), at=clock(rhythm.at, brief)))
    if me.role is not Role.COORDINATOR:
        about.append(MY_PLACEMENTS(count=len(brief.placements)))
    return (*about, MY_PROBLEMS(count=len(brief.problems)))


def delete(place: Place, brief: Brief) -> Step:
    buttons = ((Button(ASK(), "ask"),), (Button(KEEP(), "back"),))
    return Step((Say(DELETE(open=len(brief.problems)), place.at("delete"), buttons),))


def asked(place: Place) -> Step:
    back = ((Button(asking.BACK(), "back"),),)
    return Step((Say(ASKED(), place.at("asked"), back),), (CoordinatorAsked(deletion=True),))
