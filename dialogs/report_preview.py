"""The preview: exactly what NAV will see, with the mentor's own words as they were redacted."""

from __future__ import annotations

from dialogs import emergency, sheet
from dialogs.asking import view_of
from dialogs.redacted import remarks_on
from dialogs.report_draft import can_rise, drafted
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Place, Rows, Say
from mentorbot.domain.own_words import tidied
from mentorbot.domain.problems import Knows, Report
from mentorbot.domain.wording import Label, Phrase, Text

PREVIEW = Text("report.preview", "shown", "notes")
WORDS = Text("report.words", "words")
RING_NOW = Text("report.ring_now", "name", "phone")
NAV_RINGS = Text("report.nav_rings", "name")
ASK_SEND = Text("report.ask_send")

SEND = Label("report.send")
CHANGE = Label("report.change_it")
DROP = Label("report.drop")
ADD_TRIED = Label("report.add_tried")
ADD_WORDS = Label("report.add_words")
NO_WORDS = Label("report.no_words")
MARKED = Label("report.marked", "on", "name")
CANNOT_WAIT = Label("report.cannot_wait")


def preview(place: Place, brief: Brief, remarks: tuple[Phrase, ...] = ()) -> Say:
    report = drafted(place, brief)
    view = view_of(brief, report.placement)
    assert view is not None
    seen = sheet.whole(report, view.placement.alias, brief.now, brief.calendar)
    own = (WORDS(words=report.wording),) if report.wording else ()
    notes = (*remarks, *ringing(report, brief), ASK_SEND())
    today = brief.calendar.today(brief.now).isoformat()
    seen_now = {"seen_on": today, "seen_level": report.level.value}
    there = place.at("preview", listens=bool(report.wording), **seen_now)
    text, buttons = PREVIEW(shown=(seen, *own), notes=notes), choices(place, report, brief)
    return Say(text, there, buttons, wording=bool(own))


def ringing(report: Report, brief: Brief) -> tuple[Phrase, ...]:
    """Not safe for the participant to know: that is for the telephone, now if it can be."""
    view = view_of(brief, report.placement)
    if report.knows is not Knows.NOT_SAFE or view is None:
        return ()
    nav = view.receives
    if nav.phone is None:
        return (NAV_RINGS(name=nav.name),)
    return (RING_NOW(name=nav.name, phone=nav.phone),)


def choices(place: Place, report: Report, brief: Brief) -> Rows:
    rising = ((urgent_button(place),),) if can_rise(place, brief) else ()
    tried = () if report.tried else ((Button(ADD_TRIED(), "go", "tried"),),)
    words = ((Button(ADD_WORDS(), "go", "words"),),) if brief.rules.free_text else ()
    if report.wording:
        words = ((Button(NO_WORDS(), "no_words"),),)
    return (
        (Button(SEND(), "send"),),
        *rising,
        *tried,
        *words,
        (Button(CHANGE(), "go", "change"), Button(DROP(), "drop")),
    )


def marked(on: bool, name: Phrase, move: str, argument: str) -> Button:
    return Button(MARKED(on=on, name=name), move, argument)


def urgent_button(place: Place) -> Button:
    return marked(bool(place.data.get("urgent")), CANNOT_WAIT(), "urgent", "")


def worded(place: Place, typed: str, brief: Brief) -> Say:
    """What was typed, redacted and shown back; it replaces what was typed before.

    The emergency line comes with it: nobody knows what a mentor in a hurry wrote.
    """
    words = tidied(typed, brief.known)
    remarks = (emergency.LINE(), *remarks_on(words))
    return preview(place.at("preview", wording=words.text), brief, remarks)
