"""The lines of the overview, each with its one action; what matters most stands first (feel 6, 7).

Counts and clocks only, never what a mentor answered (rule 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dialogs import sheet
from mentorbot.domain.brief import (
    Brief,
    Contact,
    Drifting,
    Gap,
    Load,
    PlacementView,
    ProblemView,
    Queue,
    Uncovered,
)
from mentorbot.domain.conversation import Button
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Role
from mentorbot.domain.turns import Side
from mentorbot.domain.wording import Label, Phrase, Text

UNHELD = Text("overview.unheld")
UNHELD_LINE = Text("overview.unheld_line", "alias", "reference", "owner", "mine", "since", "gone")
URGENT = Text("overview.urgent")
URGENT_LINE = Text("overview.urgent_line", "alias", "end", "over", "name")
OVERDUE = Text("overview.overdue")
OVERDUE_LINE = Text(
    "overview.overdue_line", "alias", "reference", "owner", "mine", "deadline", "since"
)
NOT_STARTED = Text("overview.not_started")
NOT_STARTED_LINE = Text("overview.not_started_line", "alias", "name", "stand_in")
UNCOVERED = Text("overview.uncovered")
UNCOVERED_LINE = Text("overview.uncovered_line", "alias", "name", "seat")
WAITING = Text("overview.waiting")
WAITING_LINE = Text("overview.waiting_line", "alias", "matter", "reference", "due")
QUEUE = Text("overview.queue", "problems", "for_mentor", "since")
ENDING = Text("overview.ending")
ENDING_LINE = Text("overview.ending_line", "alias", "end", "decided", "name")
SILENT = Text("overview.silent")
SILENT_LINE = Text("overview.silent_line", "alias", "name")
GAPS = Text("overview.gaps")
GAP_LINE = Text("overview.gap_line", "alias", "days", "name", "mine")
DRIFTING = Text("overview.drifting")
DRIFTING_LINE = Text("overview.drifting_line", "alias", "model")
LOADS = Text("overview.loads")
LOAD_LINE = Text("overview.load_line", "name", "placements", "model", "cap")

OPEN = Label("overview.open", "alias", "reference")
RING = Label("overview.ring", "name", "alias")
TALK = Label("overview.talk", "alias")
WHAT_NEXT = Label("overview.what_next", "alias")
LOOK_AT = Label("overview.look_at", "alias")


@dataclass(frozen=True)
class Line:
    words: Phrase
    action: Button


@dataclass(frozen=True)
class Section:
    title: Phrase
    lines: tuple[Line, ...]


def sections(brief: Brief) -> list[Section]:
    """Only those in which something stands."""
    seen = brief.overview
    pressing, later = ended(brief)
    found = (
        Section(UNHELD(), tuple(unheld(view, brief) for view in seen.unheld)),
        Section(URGENT(), tuple(urgent(view, brief) for view in pressing)),
        Section(OVERDUE(), tuple(overdue(view, brief) for view in seen.overdue)),
        Section(UNCOVERED(), tuple(map(uncovered, seen.uncovered))),
        Section(NOT_STARTED(), tuple(map(not_started, seen.not_started))),
        Section(WAITING(), tuple(waiting(view, brief) for view in seen.waiting)),
        Section(ENDING(), tuple(ending(view, brief) for view in later)),
        Section(SILENT(), tuple(silent(view, brief) for view in seen.silent)),
        Section(GAPS(), tuple(gap(each, brief) for each in seen.gaps)),
        Section(DRIFTING(), tuple(map(drifting, seen.drifting))),
        Section(LOADS(), tuple(map(load, seen.loads))),
    )
    return [section for section in found if section.lines]


def is_worth_a_message(brief: Brief) -> bool:
    """A period that ends as agreed waits for nobody."""
    seen = brief.overview
    undecided = any(not view.placement.is_decided for view in seen.ending)
    parts = (seen.unheld, seen.overdue, seen.waiting, seen.silent, seen.gaps)
    rest = (seen.drifting, seen.loads, seen.uncovered)
    return undecided or any(parts) or any(rest)


# --- the end of a period


def ended(brief: Brief) -> tuple[list[PlacementView], list[PlacementView]]:
    """Those that hurry with nothing decided, and the others that end (R42)."""
    seen = brief.overview.ending
    pressing = [view for view in seen if hurries(view, brief)]
    return pressing, [view for view in seen if view not in pressing]


def hurries(view: PlacementView, brief: Brief) -> bool:
    placement, today = view.placement, brief.calendar.today(brief.now)
    level = brief.rules.period.level((placement.end - today).days)
    return level is Level.ORANGE and not placement.is_decided


def is_over(view: PlacementView, brief: Brief) -> bool:
    return view.placement.end < brief.calendar.today(brief.now)


def urgent(view: PlacementView, brief: Brief) -> Line:
    placement = view.placement
    name = None if is_mine(view, brief) else to_act(view, brief).name
    words = URGENT_LINE(
        alias=placement.alias, end=placement.end, over=is_over(view, brief), name=name
    )
    return Line(words, about_the_end(view, brief))


def ending(view: PlacementView, brief: Brief) -> Line:
    placement = view.placement
    decided = placement.is_decided
    name = None if decided or is_mine(view, brief) else to_act(view, brief).name
    words = ENDING_LINE(alias=placement.alias, end=placement.end, decided=decided, name=name)
    return Line(words, about_the_end(view, brief))


def about_the_end(view: PlacementView, brief: Brief) -> Button:
    """The NAV contact says what comes next; anybody else rings who can."""
    if is_mine(view, brief):
        return door(WHAT_NEXT(alias=view.placement.alias), "follow_on", view)
    return ring(to_act(view, brief), view)


# --- problems


def unheld(view: ProblemView, brief: Brief) -> Line:
    """Nobody has it: whoever it lies with opens it, and anybody else finds somebody who can."""
    problem = view.problem
    mine = view.owner.id == brief.me.id
    words = UNHELD_LINE(
        alias=problem.alias,
        reference=problem.reference,
        owner=view.owner.name,
        mine=mine,
        since=problem.waits_since,
        gone=problem.nobody_since is not None,
    )
    about = f"placement:{problem.report.placement}"
    label = LOOK_AT(alias=problem.alias)
    look = Button(label, "open", opens="placement", subject=about)
    return Line(words, opening(view) if mine else look)


def overdue(view: ProblemView, brief: Brief) -> Line:
    """Who owns it acts on it; anybody else rings who does."""
    problem = view.problem
    mine = view.owner.id == brief.me.id
    words = OVERDUE_LINE(
        alias=problem.alias,
        reference=problem.reference,
        owner=view.owner.name,
        mine=mine,
        deadline=problem.deadline,
        since=problem.waits_since,
    )
    label = RING(name=view.owner.name, alias=problem.alias)
    return Line(words, opening(view) if mine else Button(label, "owner", problem.reference))


def queue(each: Queue) -> Phrase:
    for_mentor = each.on is Side.MENTOR
    return QUEUE(problems=each.problems, for_mentor=for_mentor, since=each.since)


def waiting(view: ProblemView, brief: Brief) -> Line:
    """What a notice of its own would have said, in a line."""
    problem = view.problem
    words = WAITING_LINE(
        alias=problem.alias,
        matter=sheet.matter(problem.report),
        reference=problem.reference,
        due=sheet.due(problem, brief.now),
    )
    return Line(words, opening(view))


def opening(view: ProblemView) -> Button:
    problem = view.problem
    label = OPEN(alias=problem.alias, reference=problem.reference)
    return Button(label, "open", opens="followup", subject=f"problem:{problem.reference}")


# --- the follow-up


def silent(view: PlacementView, brief: Brief) -> Line:
    words = SILENT_LINE(alias=view.placement.alias, name=view.mentor.name)
    at_nav = brief.me.role is Role.NAV_CONTACT
    return Line(words, talk(view) if at_nav else ring(view.mentor, view))


def gap(each: Gap, brief: Brief) -> Line:
    """A coordinator rings who at NAV should have talked with the mentor."""
    view = each.view
    at_nav = brief.me.role is Role.NAV_CONTACT
    name = view.mentor.name if at_nav else view.nav_contact.name
    words = GAP_LINE(alias=view.placement.alias, days=each.days, name=name, mine=at_nav)
    return Line(words, talk(view) if at_nav else ring(view.nav_contact, view))


def drifting(each: Drifting) -> Line:
    alias = each.view.placement.alias
    words = DRIFTING_LINE(alias=alias, model=Phrase(f"model.{each.to}"))
    return Line(words, door(LOOK_AT(alias=alias), "open", each.view))


def load(each: Load) -> Line:
    words = LOAD_LINE(
        name=each.contact.name,
        placements=each.placements,
        model=Phrase(f"model.{each.model}"),
        cap=each.cap,
    )
    label = RING(name=each.contact.name, alias=None)
    return Line(words, Button(label, "loaded", str(each.contact.id)))


def uncovered(each: Uncovered) -> Line:
    alias = each.view.placement.alias
    words = UNCOVERED_LINE(alias=alias, name=each.who.name, seat=Phrase(f"seat.{each.seat}"))
    return Line(words, door(LOOK_AT(alias=alias), "open", each.view))


def not_started(view: PlacementView) -> Line:
    """Nobody at NAV has been here: whom to ask to open the invitation."""
    alone = view.nav_stand_in.id == view.nav_contact.id
    words = NOT_STARTED_LINE(
        alias=view.placement.alias,
        name=view.nav_contact.name,
        stand_in=None if alone else view.nav_stand_in.name,
    )
    return Line(words, ring(view.nav_contact, view))


# --- actions


def is_mine(view: PlacementView, brief: Brief) -> bool:
    return view.nav_contact.id == brief.me.id


def to_act(view: PlacementView, brief: Brief) -> Contact:
    """Whom to talk to: the NAV contact; who stands in for them talks to the mentor."""
    return view.nav_contact if brief.me.role is Role.COORDINATOR else view.mentor


def ring(who: Contact, view: PlacementView) -> Button:
    move = "mentor" if who.id == view.mentor.id else "nav_contact"
    return Button(RING(name=who.name, alias=view.placement.alias), move, number_of(view))


def talk(view: PlacementView) -> Button:
    """Somebody at NAV rings the mentor, or says that they have."""
    return Button(TALK(alias=view.placement.alias), "mentor", number_of(view))


def door(label: Phrase, move: str, view: PlacementView) -> Button:
    return Button(label, move, opens="placement", subject=f"placement:{view.placement.id}")


def number_of(view: PlacementView) -> str:
    return str(view.placement.id)


def without_twins(buttons: Iterable[Button]) -> list[Button]:
    """Two lines may have the same action: it needs one button."""
    seen: dict[tuple[str, str, str, str], Button] = {}
    for button in buttons:
        seen.setdefault((button.opens, button.subject, button.move, button.argument), button)
    return list(seen.values())
