"""What was changed in a placement: when, by whom, from what to what, in words (R10)."""

from __future__ import annotations

from datetime import date

from dialogs.placement_sheet import Seen, rhythm
from mentorbot.domain.brief import Changed
from mentorbot.domain.conversation import Step
from mentorbot.domain.placements import Seat
from mentorbot.domain.wording import Phrase, Text, Value

HISTORY = Text("placement.history_of", "alias", "lines", "more")
NO_HISTORY = Text("placement.no_history", "alias")
LINE = Text("placement.history_line", "at", "what", "before", "after", "by")
WHAT_MODEL = Text("placement.what_model")
WHAT_RHYTHM = Text("placement.what_rhythm")
WHAT_END = Text("placement.what_end")
WHAT_HIRED = Text("placement.what_hired")
WHAT_FOLLOW_ON = Text("placement.what_follow_on")
WHAT_CLOSED = Text("placement.what_closed")
WHAT = {
    "model": WHAT_MODEL,
    "rhythm": WHAT_RHYTHM,
    "end": WHAT_END,
    "hired": WHAT_HIRED,
    "follow_on": WHAT_FOLLOW_ON,
    "closed": WHAT_CLOSED,
}
NAMED = ("model", "follow_on")
"""What is stored as a name of its own; closing stores what comes after."""

MOST_LINES = 15


def history(seen: Seen, _argument: str) -> Step:
    """The newest first; what is left out is the oldest, and is counted."""
    entries = seen.sheet.history[::-1]
    if not entries:
        return seen.says(NO_HISTORY(alias=seen.placement.alias), "history")
    lines = tuple(line(each) for each in entries[:MOST_LINES])
    text = HISTORY(alias=seen.placement.alias, lines=lines, more=len(entries) - len(lines))
    return seen.says(text, "history")


def line(entry: Changed) -> Phrase:
    is_seat = entry.what in list(Seat)
    return LINE(
        at=entry.at,
        what=Phrase(f"seat.{entry.what}") if is_seat else WHAT[entry.what](),
        before=said(entry.what, entry.before),
        after=said(entry.what, entry.after),
        by=entry.by,
    )


def said(what: str, value: str | None) -> Value:
    if what == "rhythm":
        return rhythm(int(value) if value else None)
    if value is None or what in list(Seat):
        return value
    if what in ("end", "hired"):
        return date.fromisoformat(value)
    return Phrase(f"{what if what in NAMED else 'follow_on'}.{value}")
