"""The preview: exactly what NAV will see, with the mentor's own words as they were redacted."""

from __future__ import annotations

from dialogs import emergency, sheet
from dialogs.asking import view_of
from dialogs.report_draft import can_rise, drafted
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Place, Rows, Say
from mentorbot.domain.problems import Knows, Report
from mentorbot.domain.redaction import MARK, Kind, redact
from mentorbot.domain.wording import Label, Phrase, Text

MOST_CHARACTERS = 200
"""Of a mentor's own words."""

PREVIEW = Text("report.preview", "shown", "notes")
WORDS = Text("report.words", "words")
RING_NOW = Text("report.ring_now", "name", "phone")
NAV_RINGS = Text("report.nav_rings", "name")
ASK_SEND = Text("report.ask_send")

TOOK_OUT = Text("report.took_out", "what")
TOOK_EMAIL = Text("report.took_email")
TOOK_IDENTITY = Text("report.took_identity")
TOOK_ACCOUNT = Text("report.took_account")
TOOK_PHONE = Text("report.took_phone")
TOOK_BIRTH_DATE = Text("report.took_birth_date")
TOOK_ADDRESS = Text("report.took_address")
TOOK_NAME = Text("report.took_name")
TOOK = {
    Kind.EMAIL: TOOK_EMAIL,
    Kind.IDENTITY: TOOK_IDENTITY,
    Kind.ACCOUNT: TOOK_ACCOUNT,
    Kind.PHONE: TOOK_PHONE,
    Kind.BIRTH_DATE: TOOK_BIRTH_DATE,
    Kind.ADDRESS: TOOK_ADDRESS,
    Kind.NAME: TOOK_NAME,
}
CUT = Text("report.cut", "most")

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
    there = place.at("preview", listens=bool(report.wording), seen_on=today)
    return Say(PREVIEW(shown=(seen, *own), notes=notes), there, choices(place, report, brief))


def ringing(report: Report, brief: Brief) -> tuple[Phrase, ...]:
    """Not safe for the participant to know: that is for the telephone, now if it can be."""
    view = view_of(brief, report.placement)
    if report.knows is not Knows.NOT_SAFE or view is None:
        return ()
    nav = view.nav_contact
    if nav.phone is None:
        return (NAV_RINGS(name=nav.name),)
    return (RING_NOW(name=nav.name, phone=nav.phone),)


def choices(place: Place, report: Report, brief: Brief) -> Rows:
    rising = ((urgent_button(place),),) if can_rise(place, brief) else ()
    tried = () if report.tried else ((Button(ADD_TRIED(), "go", "tried"),),)
    words = Button(ADD_WORDS(), "go", "words")
    if report.wording:
        words = Button(NO_WORDS(), "no_words")
    return (
        (Button(SEND(), "send"),),
        *rising,
        *tried,
        (words,),
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
    redacted = redact(" ".join(typed.split()), today=brief.calendar.today(brief.now))
    wording = redacted.text if redacted.text.replace(MARK, "").strip(" .,:;-") else ""
    remarks = [emergency.LINE()]
    if redacted.removed:
        remarks.append(TOOK_OUT(what=tuple(TOOK[kind]() for kind in redacted.removed)))
    if len(wording) > MOST_CHARACTERS:
        wording = shortened(wording)
        remarks.append(CUT(most=MOST_CHARACTERS))
    return preview(place.at("preview", wording=wording), brief, tuple(remarks))


def shortened(text: str) -> str:
    """At most 200 characters, whole words where there are any."""
    head = text[: MOST_CHARACTERS - 1]
    whole = head.rpartition(" ")[0] if text[MOST_CHARACTERS - 1] != " " else head
    return (whole or head) + "…"
