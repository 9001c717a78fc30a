"""What is said on the next page after something was done, why it was not, and what takes it back.

It travels in the address, as codes only: what they mean stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from mentorbot.domain import facts
from mentorbot.domain.changes import Why
from mentorbot.domain.facts import Fact
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk.addressing import address
from mentorbot.edges.web.desk.pages import ROOT, Reply, Visit
from mentorbot.services.directing import AllBack, Done

DONE = Text("desk_office.done")
DONE_MOVED = Text("desk_office.done_moved", "problems")
DONE_MODEL = Text("desk_office.done_model")
DONE_CLOSED = Text("desk_office.done_closed")
DONE_MAILED = Text("desk_office.done_mailed")
DONE_ADDED = Text("desk_office.done_added", "placements")
GONE = Text("desk_office.gone")
UNDO = Label("desk_office.undo")

WHY_NOTHING_NEW = Text("desk_office.why_nothing_new")
WHY_NOBODY = Text("desk_office.why_nobody")
WHY_OTHER_ROLE = Text("desk_office.why_other_role")
WHY_NEEDED = Text("desk_office.why_needed")
WHY_OWN_STAND_IN = Text("desk_office.why_own_stand_in")
WHY_RHYTHM = Text("desk_office.why_rhythm")
WHY_TOO_EARLY = Text("desk_office.why_too_early")
WHY_NEEDS_END = Text("desk_office.why_needs_end")
WHY_OPEN_PROBLEM = Text("desk_office.why_open_problem")
WHY_NO_DAY = Text("desk_office.why_no_day")

PLAIN = {"done": DONE, "model": DONE_MODEL, "closed": DONE_CLOSED, "mailed": DONE_MAILED}
COUNTED = {"moved": (DONE_MOVED, "problems"), "added": (DONE_ADDED, "placements")}
WHYS = {
    Why.NOTHING_NEW: WHY_NOTHING_NEW,
    Why.NOBODY: WHY_NOBODY,
    Why.OTHER_ROLE: WHY_OTHER_ROLE,
    Why.NEEDED: WHY_NEEDED,
    Why.OWN_STAND_IN: WHY_OWN_STAND_IN,
    Why.FIXED_RHYTHM: WHY_RHYTHM,
    Why.OUTSIDE_BOUNDS: WHY_RHYTHM,
    Why.TOO_EARLY: WHY_TOO_EARLY,
    Why.NEEDS_END: WHY_NEEDS_END,
    Why.OPEN_PROBLEM: WHY_OPEN_PROBLEM,
}
NO_DAY = "no_day"
UNDOES = {
    "seat": (re.compile(r"(\d+)\.(mentor_stand_in|nav_contact|nav_stand_in)\.(\d*)"), "seat/{1}"),
    "model": (re.compile(r"(\d+)\.(\w+)\.()"), "model"),
    "end": (re.compile(r"(\d+)\.(\d{4}-\d\d-\d\d)\.()"), "end"),
    "absence": (re.compile(r"(\d+)\.(\d+)\.()"), "absence"),
}
MOVED = re.compile(r"move\.(\w{2,12})\.(\d+)")
ALL_MOVED = re.compile(r"all\.(\d+)\.(\d+)\.(\w{2,12}(?:\.\w{2,12})*)")


@dataclass(frozen=True)
class Undo:
    """A form that takes it back."""

    path: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    said: Phrase
    is_bad: bool = False
    undo: Undo | None = None


def back_to(path: str, done: Done, said: str = "done") -> Reply:
    """To that page, which says what became of it."""
    if done.why is not None:
        return turned(path, why=done.why)
    if done.is_gone:
        return turned(path, why="gone")
    if done.moved:
        return turned(path, done="moved", count=done.moved, undo=_written(done.undo))
    return turned(path, done=said, undo=_written(done.undo))


def turned(path: str, **values: Any) -> Reply:
    return Reply(303, location=address(path, **values))


def outcome_of(visit: Visit) -> Outcome | None:
    """What the address says became of it; nothing for an address that says nothing known."""
    query = visit.query
    why, done = query.get("why", ""), query.get("done", "")
    if why == "gone":
        return Outcome(GONE(), is_bad=True)
    if why == NO_DAY:
        return Outcome(WHY_NO_DAY(), is_bad=True)
    if why in set(Why):
        return Outcome(WHYS[Why(why)](), is_bad=True)
    undo = _read(query.get("undo", ""))
    if done in PLAIN:
        return Outcome(PLAIN[done](), undo=undo)
    if done in COUNTED and query.get("count", "").isdigit():
        words, name = COUNTED[done]
        return Outcome(words(**{name: int(query["count"][:6])}), undo=undo)
    return None


def _written(undo: Fact | AllBack | None) -> str:
    match undo:
        case facts.SeatChanged(placement=number, seat=seat, to=to):
            return f"seat.{number}.{seat}.{to or ''}"
        case facts.ModelChanged(placement=number, model=model):
            return f"model.{number}.{model}."
        case facts.EndMoved(placement=number, end=end):
            return f"end.{number}.{end}."
        case facts.AbsenceSet(placement=number, person=person):
            return f"absence.{number}.{person}."
        case facts.ProblemPassedOn(reference=reference, to=to):
            return f"move.{reference}.{to}"
        case AllBack(owner=owner, to=to, references=references):
            return f"all.{owner}.{to}.{'.'.join(references)}"
    return ""


def _read(written: str) -> Undo | None:
    """What is not as it was written takes nothing back. The form is one like any other."""
    if moved := MOVED.fullmatch(written):
        return Undo(f"{ROOT}/office/problems/{moved[1]}", {"to": moved[2]})
    if moved := ALL_MOVED.fullmatch(written):
        return Undo(f"{ROOT}/office/loads/{moved[1]}/move", {"to": moved[2], "only": moved[3]})
    kind, _, rest = written.partition(".")
    if kind not in UNDOES:
        return None
    pattern, path = UNDOES[kind]
    found = pattern.fullmatch(rest)
    if found is None:
        return None
    fields = {
        "seat": {"to": found[3]},
        "model": {"model": found[2]},
        "end": {"end": found[2]},
        "absence": {"person": found[2], "until": ""},
    }
    at = path.format("", found[2])
    return Undo(f"{ROOT}/office/placements/{found[1]}/{at}", fields[kind])
