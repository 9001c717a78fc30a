"""A gathering, planned by taps: what about, which week, which day, which hour, and where."""

from __future__ import annotations

from datetime import date, datetime

from dialogs import asking, pausing
from dialogs.network_words import DROP, OPEN, SEND, fresh, gathering, heard
from dialogs.onboarding import AT_HOUR, chosen_hour, clock
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PostMade
from mentorbot.domain.network import Post, PostKind, PostState
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.redaction import Kind
from mentorbot.domain.wording import Label, Phrase, Text, Toast

WHICH_THEME = Text("network.which_theme")
COUNTED = Label("network.counted", "topic", "count")
NO_THEME = Label("network.no_theme")
WHICH_WEEK = Text("network.which_week")
WHICH_DAY = Text("network.which_day", "number")
WHICH_HOUR = Text("network.which_hour", "day")
WHERE = Text("network.where", "at", "remarks", "most")
NO_PLACE = Label("network.no_place")
GATHERING_SEEN = Text("network.gathering_seen", "shown", "remarks", "members", "most")
SENT = Text("network.sent")
PASSED = Toast("network.passed")

STATES = frozenset({"theme", "week", "day", "hour", "where", "gathering_seen"})


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act is Act.TYPED:
        return preview(place, brief, turn.text)
    match place.state, turn.move:
        case "theme", "theme":
            return chose_theme(place, turn.argument, brief)
        case "week", "theme":
            return which_theme(place, brief)
        case "week", "later":
            page = (place.data["page"] + 1) % pausing.PAGES
            return which_week(place, brief, page)
        case "week", "week":
            return which_day(place, brief, day_of(turn.argument, brief))
        case "day", "week":
            return which_week(place, brief, 0)
        case "day", "day":
            return which_hour(place, brief, day_of(turn.argument, brief))
        case "hour", "day":
            return which_day(place, brief, monday_of(day_of(place.data["day"], brief)))
    return from_the_hour_on(place, turn, brief)


def from_the_hour_on(place: Place, turn: Turn, brief: Brief) -> Step:
    match place.state, turn.move:
        case "hour", "hour":
            hour = chosen_hour(turn.argument, brief).isoformat("minutes")
            return where(place.at("hour", hour=hour), brief)
        case (("where" | "gathering_seen"), "hour"):
            return which_hour(place, brief, day_of(place.data["day"], brief))
        case "where", "no_place":
            return preview(place, brief)
        case "gathering_seen", "where":
            return where(place, brief)
        case "gathering_seen", "send":
            return send(place, brief)
    raise BadMove


def which_theme(place: Place, brief: Brief) -> Step:
    """What several have in common stands first, with how many."""
    common = {each.theme: each.placements for each in brief.network.themes}
    ranked = sorted(brief.rules.themes, key=lambda theme: -common.get(theme, 0))
    choices = [Button(named(theme, common.get(theme, 0)), "theme", theme) for theme in ranked]
    rows = (*asking.rows(choices, 1), (Button(NO_THEME(), "theme"), back("desk")))
    return Step((Say(WHICH_THEME(), fresh(place, "theme"), rows),))


def named(theme: str, count: int) -> Phrase:
    name = Phrase(f"theme.{theme}")
    return COUNTED(topic=name, count=count) if count else name


def chose_theme(place: Place, theme: str, brief: Brief) -> Step:
    if theme and theme not in brief.rules.themes:
        raise BadMove
    return which_week(fresh(place, "", theme=theme), brief, 0)


def which_week(place: Place, brief: Brief, page: int, toast: Phrase | None = None) -> Step:
    """From next week on: by then everybody may have been told."""
    weeks = [
        Button(pausing.WEEK(number=monday.isocalendar().week, first=monday), "week", str(monday))
        for monday in pausing.mondays(brief, page)
    ]
    rows = (*asking.rows(weeks, 1), (back("theme"), Button(pausing.LATER(), "later")))
    return Step((Say(WHICH_WEEK(), place.at("week", page=page), rows),), toast=toast)


def which_day(place: Place, brief: Brief, monday: date) -> Step:
    days = [
        Button(pausing.FIRST_DAY(day=day), "day", str(day))
        for day in pausing.working_days(brief, monday)
    ]
    text = WHICH_DAY(number=monday.isocalendar().week)
    return Step((Say(text, place.at("day"), (*asking.rows(days, 1), (back("week"),))),))


def which_hour(place: Place, brief: Brief, day: date) -> Step:
    hours = [
        Button(AT_HOUR(at=clock(hour, brief)), "hour", hour.isoformat("minutes"))
        for hour in brief.rules.checkin.hours
    ]
    rows = (*asking.rows(hours, 3), (back("day"),))
    return Step((Say(WHICH_HOUR(day=day), place.at("hour", day=str(day)), rows),))


def where(place: Place, brief: Brief, remarks: tuple[Phrase, ...] = ()) -> Step:
    if not brief.rules.free_text:
        return preview(place, brief)
    text = WHERE(at=moment(place, brief), remarks=remarks, most=MOST_CHARACTERS)
    buttons = ((Button(NO_PLACE(), "no_place"), back("hour")),)
    there = place.at("where", listens=True, words="")
    return Step((Say(text, there, buttons, anew=bool(remarks)),))


def preview(place: Place, brief: Brief, typed: str = "") -> Step:
    """As mentors will read it. An address may stand: it is where the gathering is."""
    words, remarks = heard(typed, brief, {Kind.ADDRESS}) if typed else ("", [])
    if typed and not words:
        return where(place, brief, tuple(remarks))
    post = Post(
        0, PostKind.GATHERING, PostState.OPEN, brief.me.id, brief.now,
        theme=place.data["theme"], at=moment(place, brief), words=words,
    )  # fmt: skip
    text = GATHERING_SEEN(
        shown=gathering(post, brief.rules),
        remarks=tuple(remarks),
        members=brief.network.members,
        most=brief.rules.checkin.most_pushes_a_week,
    )
    there = place.at("gathering_seen", listens=True, words=words)
    before = back("where" if brief.rules.free_text else "hour")
    buttons = ((Button(SEND(), "send"),), (before, Button(DROP(), "desk")))
    return Step((Say(text, there, buttons, anew=bool(typed)),))


def send(place: Place, brief: Brief) -> Step:
    at = moment(place, brief)
    if at <= brief.now:
        return which_week(place, brief, 0, PASSED())
    data = place.data
    return sent(
        place, PostMade(PostKind.GATHERING, theme=data["theme"], at=at, words=data["words"])
    )


def sent(place: Place, post: PostMade) -> Step:
    """What was made is known to the next turn only, so the desk is a tap away."""
    say = Say(SENT(), fresh(place, "desk"), ((Button(OPEN(), "desk"),),))
    return Step((say,), (post,))


# --- small things


def moment(place: Place, brief: Brief) -> datetime:
    day = date.fromisoformat(place.data["day"])
    return brief.calendar.at(day, chosen_hour(place.data["hour"], brief))


def day_of(argument: str, brief: Brief) -> date:
    """The day on the button, unless it has come meanwhile."""
    day = date.fromisoformat(argument)
    if day <= brief.calendar.today(brief.now):
        raise BadMove
    return day


def monday_of(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())


def back(move: str) -> Button:
    return Button(asking.BACK(), move)
