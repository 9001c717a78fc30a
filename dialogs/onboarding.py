"""The first two minutes: what mentorbot is, and when it may ask a mentor (feel 1)."""

from __future__ import annotations

from datetime import datetime, time

from dialogs import emergency
from dialogs.asking import BACK, GUIDANCE, OK, SETTINGS, note, rows
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CoordinatorAsked, Fact, Onboarded, Resumed, RhythmChosen
from mentorbot.domain.people import Person, Role, Standing
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "onboarding"
NEEDS = frozenset({Need.PLACEMENTS})

WELCOME = Text("onboarding.welcome", "inviter", "silence_told")
WELCOME_NAV = Text("onboarding.welcome_nav", "inviter", "stand_in")
WELCOME_COORDINATOR = Text("onboarding.welcome_coordinator", "inviter")

PROPOSAL = Text("onboarding.proposal", "weekday", "at")
SUITS = Label("onboarding.suits")
OTHER_TIME = Label("onboarding.other_time")
WHICH_DAY = Text("onboarding.which_day")
ON_DAYS = Label("onboarding.on_days", "weekday")
WHICH_HOUR = Text("onboarding.which_hour", "weekday")
AT_HOUR = Label("onboarding.at_hour", "at")

DONE = Text("onboarding.done", "first", "weekday", "at", "waits")
DONE_NAV = Text("onboarding.done_nav", "by_mail")
DONE_COORDINATOR = Text("onboarding.done_coordinator", "by_mail")
MY_LIST = Label("onboarding.my_list")
OVERVIEW = Label("onboarding.overview")

ALREADY = Text("onboarding.already")
BAD_LINK = Text("onboarding.bad_link", "at_home", "line")
ASK_COORDINATOR = Label("onboarding.ask_coordinator")
GET_STARTED = Label("onboarding.get_started")
ASKED = Text("onboarding.asked")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act is Act.TAPPED:
        return tapped(place, turn, brief)
    if turn.move == "bad_link" or is_stranger(brief.me):
        return bad_link(place, brief)
    if turn.move not in ("welcome", "start"):
        raise BadMove
    if brief.me.onboarded and brief.me.standing is not Standing.STOPPED:
        return Step((Say(ALREADY(), place.at("done"), (onward(brief),), anew=True),))
    return welcome(place, brief, anew=True)


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    match place.state, turn.move:
        case "welcome", "accept":
            return accepted(place, brief)
        case "proposal", "suits":
            return settled(place, brief, brief.rules.checkin.weekday, brief.rules.checkin.at)
        case ("proposal", "other_time") | ("hour", "back"):
            return which_day(place, brief)
        case "weekday", "back":
            return proposal(place, brief)
        case "weekday", "weekday":
            return which_hour(place, brief, chosen_day(turn.argument, brief))
        case "hour", "hour":
            return settled(place, brief, place.data["weekday"], chosen_hour(turn.argument, brief))
        case "bad_link", "ask_coordinator":
            return asked(place, brief)
        case (("bad_link" | "asked"), "welcome") if may_start(brief.me):
            return welcome(place, brief)
    raise BadMove


def welcome(place: Place, brief: Brief, *, anew: bool = False) -> Step:
    accept = Button(OK(), "accept")
    return Step((Say(introduction(brief), place.at("welcome"), ((accept,),), anew=anew),))


def introduction(brief: Brief) -> Phrase:
    match brief.me.role:
        case Role.MENTOR:
            return WELCOME(inviter=brief.inviter, silence_told=silence_is_told(brief))
        case Role.NAV_CONTACT:
            return WELCOME_NAV(inviter=brief.inviter, stand_in=stand_in(brief))
        case Role.COORDINATOR:
            return WELCOME_COORDINATOR(inviter=brief.inviter)


def silence_is_told(brief: Brief) -> bool:
    """Whether NAV hears of two unanswered check-ins; said too while no placement is known yet."""
    models = [brief.rules.models[view.placement.model] for view in brief.placements]
    return not models or any(model.tells_silence for model in models)


def stand_in(brief: Brief) -> str | None:
    """Who takes over for this NAV contact, where it is one and the same person everywhere."""
    names = {
        view.nav_stand_in.name
        for view in brief.placements
        if view.nav_contact.id == brief.me.id != view.nav_stand_in.id
    }
    return names.pop() if len(names) == 1 else None


def accepted(place: Place, brief: Brief) -> Step:
    back_again = brief.me.standing is Standing.STOPPED
    facts: tuple[Fact, ...] = (Onboarded(), Resumed()) if back_again else (Onboarded(),)
    if brief.me.role is Role.MENTOR:
        return proposal(place, brief, facts)
    done = DONE_NAV if brief.me.role is Role.NAV_CONTACT else DONE_COORDINATOR
    # Commands are for a chat.
    text = done(by_mail=brief.me.chat_id is None)
    return Step((Say(text, place.at("done"), (onward(brief),)),), facts)


def proposal(place: Place, brief: Brief, facts: tuple[Fact, ...] = ()) -> Step:
    usual = brief.rules.checkin
    text = PROPOSAL(weekday=day_name(usual.weekday), at=clock(usual.at, brief))
    buttons: Rows = ((Button(SUITS(), "suits"),), (Button(OTHER_TIME(), "other_time"),))
    return Step((Say(text, place.at("proposal"), buttons),), facts)


def which_day(place: Place, brief: Brief) -> Step:
    days = [
        Button(ON_DAYS(weekday=day_name(day)), "weekday", str(day))
        for day in sorted(brief.calendar.office.weekdays)
    ]
    return Step((Say(WHICH_DAY(), place.at("weekday"), (*rows(days), (back(),))),))


def which_hour(place: Place, brief: Brief, weekday: int) -> Step:
    hours = [
        Button(AT_HOUR(at=clock(hour, brief)), "hour", hour.isoformat("minutes"))
        for hour in brief.rules.checkin.hours
    ]
    text = WHICH_HOUR(weekday=day_name(weekday))
    there = place.at("hour", weekday=weekday)
    return Step((Say(text, there, (*rows(hours, across=3), (back(),))),))


def chosen_day(argument: str, brief: Brief) -> int:
    for day in brief.calendar.office.weekdays:
        if str(day) == argument:
            return day
    raise BadMove


def chosen_hour(argument: str, brief: Brief) -> time:
    for hour in brief.rules.checkin.hours:
        if hour.isoformat("minutes") == argument:
            return hour
    raise BadMove


def settled(place: Place, brief: Brief, weekday: int, at: time) -> Step:
    text = DONE(
        first=first_checkin(brief, weekday, at),
        weekday=day_name(weekday),
        at=clock(at, brief),
        waits=bool(brief.placements) and all(view.waits_for for view in brief.placements),
    )
    say = Say(text, place.at("done"), (onward(brief),))
    return Step((say,), (RhythmChosen(weekday, at),))


def first_checkin(brief: Brief, weekday: int, at: time) -> datetime | None:
    """The first planned check-in; None also where the new choice will move what is planned."""
    if (weekday, at) != (brief.me.rhythm.weekday, brief.me.rhythm.at):
        return None
    planned = [view.next_checkin for view in brief.placements]
    return min((at for at in planned if at and at > brief.now), default=None)


def bad_link(place: Place, brief: Brief) -> Step:
    """The same words for a wrong, a used and an expired link: a guesser learns nothing."""
    text = BAD_LINK(at_home=brief.me.onboarded, line=emergency.LINE())
    if is_stranger(brief.me):
        return Step((note(text),))
    ask = Button(ASK_COORDINATOR(), "ask_coordinator")
    buttons = (*instead(brief), (ask,))
    return Step((Say(text, place.at("bad_link"), buttons, anew=True),))


def asked(place: Place, brief: Brief) -> Step:
    return Step((Say(ASKED(), place.at("asked"), instead(brief)),), (CoordinatorAsked(),))


def instead(brief: Brief) -> Rows:
    """What a person who is known here can do without any new link."""
    if brief.me.onboarded:
        return (onward(brief),)
    return ((Button(GET_STARTED(), "welcome"),),) if may_start(brief.me) else ()


def may_start(me: Person) -> bool:
    """Only who came through a working invitation before; a link that failed lets nobody in."""
    return me.chat_id is not None and not me.onboarded


def is_stranger(me: Person) -> bool:
    return not me.id


def onward(brief: Brief) -> tuple[Button, ...]:
    """Where this person goes most, and the settings."""
    settings = Button(SETTINGS(), "home", opens="settings")
    match brief.me.role:
        case Role.MENTOR:
            return (Button(GUIDANCE(), "start", opens="guidance"), settings)
        case Role.NAV_CONTACT:
            return (Button(MY_LIST(), "list", opens="followup"), settings)
        case Role.COORDINATOR:
            return (Button(OVERVIEW(), "start", opens="overview"), settings)


def day_name(weekday: int) -> Phrase:
    return Phrase(f"weekday.{weekday}")


def clock(at: time, brief: Brief) -> datetime:
    """A local hour as a moment, which is what the content shows as a clock."""
    return brief.calendar.at(brief.calendar.today(brief.now), at)


def back() -> Button:
    return Button(BACK(), "back")
