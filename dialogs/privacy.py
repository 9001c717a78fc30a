"""What mentorbot knows about the person it talks to, who sees it, and how to be rid of it."""

from __future__ import annotations

from datetime import timedelta

from dialogs import asking, menus, mydata
from dialogs.onboarding import clock, day_name
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ForgetAsked, ForgetTakenBack, MyDataShown
from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "privacy"
NEEDS = frozenset({Need.PLACEMENTS, Need.PROBLEMS, Need.MINE})

START_MENTOR = Text(
    "privacy.start_mentor", "hours", "silence_told", "answers", "drafts", "log", "left"
)
START_NAV = Text("privacy.start_nav", "hours", "log", "left")
START_COORDINATOR = Text("privacy.start_coordinator", "log", "left")
LEAVING = Text("privacy.leaving", "at")
ABOUT_ME = Label("privacy.about_me")
EVERYTHING = Label("privacy.everything")
DELETE_ME = Label("privacy.delete_me")

MINE = Text("privacy.mine", "lines")
MY_NAME = Text("privacy.my_name", "name")
MY_PHONE = Text("privacy.my_phone", "ends")
NO_PHONE = Text("privacy.no_phone")
MY_RHYTHM = Text("privacy.my_rhythm", "day", "at")
MY_PLACEMENTS = Text("privacy.my_placements", "count")
MY_PROBLEMS = Text("privacy.my_problems", "count")

ALL_FIRST = Text("privacy.all_first", "lines", "hours")
ALL_MORE = Text("privacy.all_more", "lines")
ALL_CUT = Text("privacy.all_cut")

DELETE = Text("privacy.delete", "checkins", "cards", "open", "hours")
DELETE_OFFICE = Text("privacy.delete_office", "open", "hours")
DELETE_YES = Label("privacy.delete_yes")
KEEP = Label("privacy.keep")
ASKED = Text("privacy.asked", "at")
ASKED_FIRST = Text("privacy.asked_first")
UNDO = Label("privacy.undo")
UNDONE = Text("privacy.undone")

LAST_DIGITS = 3
"""Enough for the owner to know the number by, and too few to ring it."""
LINES_A_MESSAGE, MOST_MESSAGES = 8, 12
"""A line may be a whole check-in, or a few sentences; a message holds 4096 characters."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if brief.me.id == 0:
        return menus.not_yet(brief.me) or Step()
    if turn.act in (Act.TYPED, Act.SENT):
        raise BadMove
    match turn.move:
        case "start":
            return start(place, brief, anew=True)
        case "mydata":
            return everything(place, brief)
        case "forget":
            return forget(place, brief, anew=True)
    return tapped(place, turn, brief)


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    match place.state, turn.move:
        case (("mine" | "delete" | "asked" | "undone"), "back"):
            return start(place, brief)
        case "start", "mine":
            return mine(place, brief)
        case (("start" | "mine"), "all"):
            return everything(place, brief)
        case (("start" | "mine"), "delete"):
            return forget(place, brief)
        case "delete", "yes":
            return asked(place, brief)
        case (("asked" | "start"), "undo"):
            return undone(place, brief)
    raise BadMove


def start(place: Place, brief: Brief, *, anew: bool = False) -> Step:
    known = brief.mine
    leaves = Button(DELETE_ME(), "delete") if known.gone_at is None else Button(UNDO(), "undo")
    choices = ((Button(ABOUT_ME(), "mine"),), (leaves,))
    words = told(brief)
    if known.gone_at is not None:
        words = LEAVING(at=known.gone_at)
    return Step((Say(words, place.at("start"), choices, anew=anew),))


def told(brief: Brief) -> Phrase:
    hours = brief.rules.wording_in_chat // timedelta(hours=1)
    log, left = days(brief, Kept.LOG), days(brief, Kept.PEOPLE)
    match brief.me.role:
        case Role.MENTOR:
            return START_MENTOR(
                hours=hours, silence_told=silence_is_told(brief), log=log, left=left,
                answers=days(brief, Kept.ANSWERS), drafts=days(brief, Kept.DRAFTS),
            )  # fmt: skip
        case Role.NAV_CONTACT:
            return START_NAV(hours=hours, log=log, left=left)
        case Role.COORDINATOR:
            return START_COORDINATOR(log=log, left=left)


def days(brief: Brief, kind: Kept) -> int:
    return brief.rules.kept[kind].days


def silence_is_told(brief: Brief) -> bool:
    """Whether NAV hears of two unanswered check-ins in any of the mentor's placements."""
    models = brief.rules.models
    return any(models[view.placement.model].tells_silence for view in brief.placements)


def mine(place: Place, brief: Brief) -> Step:
    buttons: Rows = (
        (Button(EVERYTHING(), "all"),),
        (Button(DELETE_ME(), "delete"), Button(asking.BACK(), "back")),
    )
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


def everything(place: Place, brief: Brief) -> Step:
    """All of it, in messages that are deleted from the chat again as other wording is."""
    hours = brief.rules.wording_in_chat // timedelta(hours=1)
    pages = mydata.pages(brief.mine.holdings, brief.rules, LINES_A_MESSAGE)
    says = [Say(ALL_FIRST(lines=pages[0], hours=hours), wording=True)]
    says += [Say(ALL_MORE(lines=page), wording=True) for page in pages[1:MOST_MESSAGES]]
    if len(pages) > MOST_MESSAGES:
        says.append(Say(ALL_CUT()))
    back = start(place, brief, anew=True)
    return Step((*says, *back.says), (MyDataShown(),))


def forget(place: Place, brief: Brief, *, anew: bool = False) -> Step:
    """What will go, and what a human has to settle first."""
    known = brief.mine
    if known.gone_at is not None:
        return start(place, brief, anew=anew)
    hours = brief.rules.forget_undo // timedelta(hours=1)
    words = DELETE_OFFICE(open=known.open, hours=hours)
    if brief.me.role is Role.MENTOR:
        held = known.holdings
        words = DELETE(
            checkins=len(held.of("checkins")), cards=len(held.of("ratings")), open=known.open,
            hours=hours,
        )  # fmt: skip
    buttons = ((Button(DELETE_YES(), "yes"),), (Button(KEEP(), "back"),))
    return Step((Say(words, place.at("delete"), buttons, anew=anew),))


def asked(place: Place, brief: Brief) -> Step:
    known = brief.mine
    at = known.gone_at or brief.now + brief.rules.forget_undo
    words = ASKED_FIRST() if known.open else ASKED(at=at)
    buttons = ((Button(UNDO(), "undo"),),)
    return Step((Say(words, place.at("asked"), buttons),), (ForgetAsked(),))


def undone(place: Place, brief: Brief) -> Step:
    back = ((Button(asking.BACK(), "back"),),)
    return Step((Say(UNDONE(), place.at("undone"), back),), (ForgetTakenBack(),))
