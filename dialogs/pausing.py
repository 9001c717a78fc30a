"""The part of the settings that is about a pause: how long, and what goes on meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs import asking
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Place, Say
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text

HOW_LONG = Text("settings.how_long", "open")
HOW_LONG_OFFICE = Text("settings.how_long_office", "cover")
UNTIL = Label("settings.until", "weeks", "until")
OTHER_DATE = Label("settings.other_date")
WHICH_WEEK = Text("settings.which_week")
WEEK = Label("settings.week", "number", "first")
LATER = Label("settings.later")
WHICH_FIRST_DAY = Text("settings.which_first_day", "number")
FIRST_DAY = Label("settings.first_day", "day")
PAUSED = Text("settings.paused", "until", "open")
PAUSED_OFFICE = Text("settings.paused_office", "until", "cover")
COVER = Text("settings.cover", "problems", "name")
NO_COVER = Text("settings.no_cover", "problems")
OTHER_PAUSE = Label("settings.other_pause")
END_PAUSE = Label("settings.end_pause")
TO_SETTINGS = Label("settings.to_settings")

WEEKS_ON_A_PAGE = 8
PAGES = 4
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)


def how_long(place: Place, brief: Brief) -> Say:
    proposals = [
        Button(UNTIL(weeks=weeks, until=day), "until", str(day))
        for weeks, day in zip(brief.rules.checkin.pauses_weeks, proposed(brief), strict=True)
    ]
    other = Button(OTHER_DATE(), "other_date")
    buttons = asking.rows([*proposals, other, Button(asking.BACK(), "back")], 1)
    text = HOW_LONG_OFFICE(cover=cover(brief))
    if brief.me.role is Role.MENTOR:
        text = HOW_LONG(open=len(brief.problems))
    return Say(text, place.at("pause", page=0), buttons)


def cover(brief: Brief) -> tuple[Phrase, ...]:
    """What goes to whom while somebody at NAV is away: a line each."""
    return tuple(
        COVER(problems=each.problems, name=each.to.name)
        if each.to
        else NO_COVER(problems=each.problems)
        for each in brief.cover
    )


def which_week(place: Place, brief: Brief, page: int) -> Say:
    weeks = [
        Button(WEEK(number=monday.isocalendar().week, first=monday), "week", str(monday))
        for monday in mondays(brief, page)
    ]
    turn_over = (Button(asking.BACK(), "how_long"), Button(LATER(), "later"))
    return Say(WHICH_WEEK(), place.at("week", page=page), (*asking.rows(weeks), turn_over))


def later_weeks(place: Place, brief: Brief) -> Say:
    """The next page; after the last one the first comes back."""
    return which_week(place, brief, (place.data["page"] + 1) % PAGES)


def which_first_day(place: Place, brief: Brief, monday: date) -> Say:
    days = [Button(FIRST_DAY(day=day), "until", str(day)) for day in working_days(brief, monday)]
    buttons = asking.rows([*days, Button(asking.BACK(), "other_date")], 1)
    return Say(WHICH_FIRST_DAY(number=monday.isocalendar().week), place.at("day"), buttons)


def paused(place: Place, brief: Brief, until: date) -> Say:
    text = PAUSED_OFFICE(until=until, cover=cover(brief))
    if brief.me.role is Role.MENTOR:
        text = PAUSED(until=until, open=len(brief.problems))
    end = (Button(END_PAUSE(), "end_pause"), Button(OTHER_PAUSE(), "how_long"))
    home = (Button(TO_SETTINGS(), "back"),)
    return Say(text, place.at("paused"), (end, home))


def pause_of(brief: Brief) -> date | None:
    """The first day after the pause that this person is in now."""
    until = brief.me.paused_until
    return until if until and until > brief.calendar.today(brief.now) else None


def proposed(brief: Brief) -> tuple[date, ...]:
    """Shown as dates on the keyboard; any other day is reached through its week."""
    today, weeks = brief.calendar.today(brief.now), brief.rules.checkin.pauses_weeks
    return tuple(brief.calendar.working_day(today + each * ONE_WEEK) for each in weeks)


def mondays(brief: Brief, page: int) -> tuple[date, ...]:
    """One page of weeks by their Mondays, next week first; weeks nobody works are left out."""
    today = brief.calendar.today(brief.now)
    first = today + (7 - today.weekday()) * ONE_DAY + page * WEEKS_ON_A_PAGE * ONE_WEEK
    weeks = (first + number * ONE_WEEK for number in range(WEEKS_ON_A_PAGE))
    return tuple(monday for monday in weeks if working_days(brief, monday))


def working_days(brief: Brief, monday: date) -> tuple[date, ...]:
    week = (monday + number * ONE_DAY for number in range(7))
    return tuple(day for day in week if brief.calendar.is_working_day(day))
