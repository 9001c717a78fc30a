"""How mentorbot behaves towards one person: when it asks, in which language, and not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from dialogs import asking, emergency, helping, menus, network_words, pausing, ways
from dialogs.onboarding import chosen_day, chosen_hour, clock, day_name
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import Fact, LanguageChosen, Paused, Resumed, RhythmChosen, Stopped
from mentorbot.domain.people import Language, Role, Standing
from mentorbot.domain.wording import Label, Phrase, Text, Toast

NAME = "settings"
NEEDS = frozenset({Need.PLACEMENTS, Need.PROBLEMS, Need.COVER})

HOME = Text("settings.home", "again", "lines")
LINE_CHECKIN = Text("settings.line_checkin", "day", "at")
LINE_NEXT = Text("settings.line_next", "next")
LINE_LANGUAGE = Text("settings.line_language", "language")
LINE_PAUSED = Text("settings.line_paused", "until")
LINE_NOT_PAUSED = Text("settings.line_not_paused")
CHANGE_RHYTHM = Label("settings.change_rhythm")
CHANGE_LANGUAGE = Label("settings.change_language")
TAKE_PAUSE = Label("settings.take_pause")
STOP = Label("settings.stop")
OPEN_HELP = Label("settings.open_help")
PRIVACY = Label("settings.privacy")

WHICH_DAY = Text("settings.which_day")
ON_DAYS = Label("settings.on_days", "day")
WHICH_HOUR = Text("settings.which_hour", "day")
HOUR = Label("settings.hour", "at")
RHYTHM_KEPT = Toast("settings.rhythm_kept", "day", "at")

WHICH_LANGUAGE = Text("settings.which_language")
BOKMAL = Label("settings.bokmal")
NYNORSK = Label("settings.nynorsk")
ENGLISH = Label("settings.english")
LANGUAGES = {Language.NB: BOKMAL, Language.NN: NYNORSK, Language.EN: ENGLISH}

PAUSE_OVER = Toast("settings.pause_over")

STOPPED = Text("settings.stopped", "open")
STOPPED_OFFICE = Text("settings.stopped_office", "open")
STILL_STOPPED = Text("settings.still_stopped", "line")
UNDO = Label("settings.undo")

DOORS = frozenset({"start", "home", "help", "language", "pause", "stop", "rhythm"})
"""Moves that come from outside: the bubble is sent again, at the bottom of the chat."""
WISHES = frozenset({"pause_until", "speak_now"})
"""Moves of buttons that ask whether a wish in words was meant so."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act in (Act.TYPED, Act.SENT):
        raise BadMove
    if turn.move in DOORS:
        return shown_anew(entered(place, turn.move, brief))
    if turn.move in WISHES:
        return shown_anew(confirmed(place, turn, brief))
    return tapped(place, turn, brief)


def entered(place: Place, move: str, brief: Brief) -> Step:
    """By a command, or by a button of another dialog; from any state."""
    not_yet = menus.not_yet(brief.me)
    if not_yet and (brief.me.id == 0 or move != "stop"):
        return not_yet
    is_stopped = brief.me.standing is Standing.STOPPED
    match move:
        case "start":
            return resumed(place, brief)
        case "help":
            return helping.helped(place, brief)
        case _ if is_stopped:
            return still_stopped(place)
        case "language":
            return which_language(place)
        case "pause":
            return pause(place, brief)
        case "rhythm" if brief.me.role is Role.MENTOR:
            return which_day(place, brief)
        case "stop":
            return stopped(place, brief)
    return home(place, brief)


def confirmed(place: Place, turn: Turn, brief: Brief) -> Step:
    """A wish in somebody's own words, which they said yes to."""
    if menus.not_yet(brief.me) or brief.me.standing is Standing.STOPPED:
        return entered(place, "home", brief)
    if turn.move == "speak_now":
        return language_kept(place, brief, Language(turn.argument))
    return pause_kept(place, brief, day_of(turn, brief))


def shown_anew(step: Step) -> Step:
    return replace(step, says=tuple(replace(say, anew=True) for say in step.says))


def tapped(place: Place, turn: Turn, brief: Brief) -> Step:
    match place.state, turn.move:
        case "stopped", "again":
            return resumed(place, brief)
        case (("weekday" | "language" | "pause" | "paused"), "back"):
            return home(place, brief)
        case ("home", "which_day") | ("hour", "back") if brief.me.role is Role.MENTOR:
            return which_day(place, brief)
        case "weekday", "weekday":
            return which_hour(place, brief, chosen_day(turn.argument, brief))
        case "hour", "hour":
            return rhythm_kept(place, brief, chosen_hour(turn.argument, brief))
        case "home", "which_language":
            return which_language(place)
        case "language", "speak":
            return language_kept(place, brief, Language(turn.argument))
        case (("home" | "stopped"), "show_help"):
            return helping.helped(place, brief)
        case "home", "be_quiet":
            return stopped(place, brief)
    return tapped_on_pause(place, turn, brief)


def tapped_on_pause(place: Place, turn: Turn, brief: Brief) -> Step:
    match place.state, turn.move:
        case (("home" | "paused"), "end_pause"):
            return pause_ended(place, brief)
        case (("home" | "paused" | "week"), "how_long"):
            return Step((pausing.how_long(place, brief),))
        case (("pause" | "day"), "other_date"):
            return Step((pausing.which_week(place, brief, place.data["page"]),))
        case "week", "later":
            return Step((pausing.later_weeks(place, brief),))
        case "week", "week":
            return Step((pausing.which_first_day(place, brief, day_of(turn, brief)),))
        case (("pause" | "day"), "until"):
            return pause_kept(place, brief, day_of(turn, brief))
    raise BadMove


# --- how it is now


def home(
    place: Place, brief: Brief, facts: tuple[Fact, ...] = (), toast: Phrase | None = None,
    *, again: bool = False,
) -> Step:  # fmt: skip
    lines = (*rhythm_lines(brief), LINE_LANGUAGE(language=LANGUAGES[brief.me.language]()))
    until = pausing.pause_of(brief)
    pause_line = LINE_PAUSED(until=until) if until else LINE_NOT_PAUSED()
    lines += (ways.line(brief.me),) if ways.has_two(brief.me) else ()
    say = Say(HOME(again=again, lines=(*lines, pause_line)), place.at("home"), home_buttons(brief))
    return Step((say,), facts, toast)


def rhythm_lines(brief: Brief) -> tuple[Phrase, ...]:
    """When a mentor is asked. The planned moments follow a change only after this turn."""
    if brief.me.role is not Role.MENTOR:
        return ()
    rhythm = brief.me.rhythm
    first = LINE_CHECKIN(day=day_name(rhythm.weekday), at=clock(rhythm.at, brief))
    planned = [view.next_checkin for view in brief.placements if view.next_checkin]
    return (first, LINE_NEXT(next=min(planned))) if planned else (first,)


def home_buttons(brief: Brief) -> Rows:
    mentor = brief.me.role is Role.MENTOR
    first = [Button(CHANGE_RHYTHM(), "which_day")] if mentor else []
    paused = pausing.pause_of(brief) is not None
    rest = [
        Button(CHANGE_LANGUAGE(), "which_language"),
        Button(pausing.END_PAUSE(), "end_pause") if paused else Button(TAKE_PAUSE(), "how_long"),
        *([Button(ways.OPEN(), "start", opens="ways")] if ways.has_two(brief.me) else []),
        *([Button(network_words.OPEN(), "start", opens="network")] if mentor else []),
        Button(OPEN_HELP(), "show_help"),
        Button(PRIVACY(), "start", opens="privacy"),
        Button(STOP(), "be_quiet"),
    ]
    return asking.rows(first + rest)


# --- day and hour of check-ins


def which_day(place: Place, brief: Brief) -> Step:
    days = [
        Button(ON_DAYS(day=day_name(day)), "weekday", str(day))
        for day in sorted(brief.calendar.office.weekdays)
    ]
    return Step((Say(WHICH_DAY(), place.at("weekday"), (*asking.rows(days), back())),))


def which_hour(place: Place, brief: Brief, weekday: int) -> Step:
    hours = [
        Button(HOUR(at=clock(hour, brief)), "hour", hour.isoformat("minutes"))
        for hour in brief.rules.checkin.hours
    ]
    buttons = (*asking.rows(hours, 3), back())
    text = WHICH_HOUR(day=day_name(weekday))
    return Step((Say(text, place.at("hour", weekday=weekday), buttons),))


def rhythm_kept(place: Place, brief: Brief, at: time) -> Step:
    weekday = place.data["weekday"]
    toast = RHYTHM_KEPT(day=day_name(weekday), at=clock(at, brief))
    after = changed(brief, rhythm=replace(brief.me.rhythm, weekday=weekday, at=at))
    return home(place, replace(after, placements=()), (RhythmChosen(weekday, at),), toast)


# --- language


def which_language(place: Place) -> Step:
    choices = [Button(label(), "speak", str(key)) for key, label in LANGUAGES.items()]
    return Step((Say(WHICH_LANGUAGE(), place.at("language"), (*asking.rows(choices, 3), back())),))


def language_kept(place: Place, brief: Brief, language: Language) -> Step:
    return home(place, changed(brief, language=language), (LanguageChosen(language),))


# --- a pause


def pause(place: Place, brief: Brief) -> Step:
    """Asked for by name: who is in a pause hears until when."""
    until = pausing.pause_of(brief)
    say = pausing.paused(place, brief, until) if until else pausing.how_long(place, brief)
    return Step((say,))


def pause_kept(place: Place, brief: Brief, until: date) -> Step:
    return Step((pausing.paused(place, brief, until),), (Paused(until),))


def pause_ended(place: Place, brief: Brief) -> Step:
    return home(place, changed(brief, paused_until=None), (Paused(None),), PAUSE_OVER())


# --- silence, and back


def stopped(place: Place, brief: Brief) -> Step:
    words = STOPPED if brief.me.role is Role.MENTOR else STOPPED_OFFICE
    text = words(open=len(brief.problems))
    buttons = ((Button(UNDO(), "again"), Button(PRIVACY(), "start", opens="privacy")),)
    return Step((Say(text, place.at("stopped"), buttons),), (Stopped(),))


def still_stopped(place: Place) -> Step:
    again = Button(menus.START_AGAIN(), "again")
    help_ = Button(OPEN_HELP(), "show_help")
    text = STILL_STOPPED(line=emergency.LINE())
    return Step((Say(text, place.at("stopped"), ((again, help_),)),))


def resumed(place: Place, brief: Brief) -> Step:
    if brief.me.standing is not Standing.STOPPED:
        return home(place, brief)
    return home(place, changed(brief, standing=Standing.ACTIVE), (Resumed(),), again=True)


# --- small things


def day_of(turn: Turn, brief: Brief) -> date:
    """The day on the button, unless it has come meanwhile."""
    day = date.fromisoformat(turn.argument)
    if day <= brief.calendar.today(brief.now):
        raise BadMove
    return day


def changed(brief: Brief, **fields: Any) -> Brief:
    """The brief as it will be once this turn's fact about this person is recorded."""
    return replace(brief, me=replace(brief.me, **fields))


def back() -> tuple[Button, ...]:
    return (Button(asking.BACK(), "back"),)
