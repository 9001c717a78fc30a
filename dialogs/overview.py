"""A Monday at eight for a coordinator, any time for NAV: what is late, what ends, who is silent.

Counts and clocks only, never what a mentor answered (feel 7 and rule 4). Each line has
its one action: the own problem opens; of others, and of placements, whom to ring.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import asking, menus
from mentorbot.domain.brief import Brief, Contact, Need, PlacementView, ProblemView
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import Fact, PhoneShown
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "overview"
NEEDS = frozenset({Need.OVERVIEW})

OVERVIEW = Text(
    "overview.overview", "monday", "overdue", "ending", "silent", "placements", "problems"
)
SECTION = Text("overview.section", "title", "lines", "more")
OVERDUE = Text("overview.overdue")
OVERDUE_LINE = Text("overview.overdue_line", "alias", "reference", "owner", "mine", "deadline")
ENDING = Text("overview.ending")
ENDING_LINE = Text("overview.ending_line", "alias", "end", "name")
SILENT = Text("overview.silent")
SILENT_LINE = Text("overview.silent_line", "alias", "name")
QUIET = Text("overview.quiet", "monday", "placements", "problems")
OPEN = Label("overview.open", "alias", "reference")
RING = Label("overview.ring", "name", "alias")
REFRESH = Label("overview.refresh")

NUMBER = Text("overview.number", "name", "phone", "alias")
NO_NUMBER = Text("overview.no_number", "name", "alias")

GONE_QUIET = Text("overview.gone_quiet", "alias", "name", "phone")
ASKED_INVITATION = Text("overview.asked_invitation", "name", "phone", "number")
ASKED_DELETION = Text("overview.asked_deletion", "name", "phone", "number")

FOR_OFFICE = Text("overview.for_office")

MOST_LINES = 8
"""Per section: what is left out is the least urgent, and is counted."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    if turn.act in (Act.TYPED, Act.SENT):
        raise BadMove
    if brief.me.role is Role.MENTOR:
        buttons = menus.doors(brief.me)
        return Step((Say(FOR_OFFICE(), place.at("done"), buttons, anew=True),))
    match place.state, turn.move:
        case _, "silent":
            return silent(place, brief)
        case _, ("asked" | "deletion"):
            return asked(place, turn.move, brief)
        case _, ("start" | "monday"):
            return overview(place, brief, anew=True, monday=turn.move == "monday")
        case (("overview" | "number"), "refresh"):
            return overview(place, brief)
        case "overview", "owner" | "mentor" | "nav_contact":
            return number(place, turn, brief)
    raise BadMove


def overview(place: Place, brief: Brief, *, anew: bool = False, monday: bool = False) -> Step:
    buttons = (*asking.rows(actions(brief)), (Button(REFRESH(), "refresh"),))
    say = Say(summary(brief, monday), place.at("overview"), buttons, anew=anew)
    return Step((say,))


def summary(brief: Brief, monday: bool) -> Phrase:
    seen = brief.overview
    counts = {"placements": seen.placements, "problems": seen.open_problems}
    if not (seen.overdue or seen.ending or seen.silent):
        return QUIET(monday=monday, **counts)
    return OVERVIEW(
        monday=monday,
        overdue=section(OVERDUE(), [overdue_line(view, brief) for view in seen.overdue]),
        ending=section(ENDING(), [ending_line(view, brief) for view in seen.ending]),
        silent=section(SILENT(), [silent_line(view) for view in seen.silent]),
        **counts,
    )


# --- the lines


def section(title: Phrase, lines: Sequence[Phrase]) -> Phrase | None:
    """Nothing at all where there is nothing to tell."""
    if not lines:
        return None
    shown = tuple(lines[:MOST_LINES])
    return SECTION(title=title, lines=shown, more=len(lines) - len(shown))


def overdue_line(view: ProblemView, brief: Brief) -> Phrase:
    problem = view.problem
    return OVERDUE_LINE(
        alias=problem.alias,
        reference=problem.reference,
        owner=view.owner.name,
        mine=view.owner.id == brief.me.id,
        deadline=problem.deadline,
    )


def ending_line(view: PlacementView, brief: Brief) -> Phrase:
    placement = view.placement
    return ENDING_LINE(alias=placement.alias, end=placement.end, name=to_act(view, brief).name)


def silent_line(view: PlacementView) -> Phrase:
    return SILENT_LINE(alias=view.placement.alias, name=view.mentor.name)


# --- the one action of each line


def actions(brief: Brief) -> list[Button]:
    seen = brief.overview
    return [
        *(overdue_action(view, brief) for view in seen.overdue[:MOST_LINES]),
        *(ending_action(view, brief) for view in seen.ending[:MOST_LINES]),
        *(ring(view.mentor, view, "mentor") for view in seen.silent[:MOST_LINES]),
    ]


def overdue_action(view: ProblemView, brief: Brief) -> Button:
    """Who owns it acts on it; anybody else rings who does."""
    problem = view.problem
    if view.owner.id == brief.me.id:
        label = OPEN(alias=problem.alias, reference=problem.reference)
        subject = f"problem:{problem.reference}"
        return Button(label, "open", opens="followup", subject=subject)
    label = RING(name=view.owner.name, alias=problem.alias)
    return Button(label, "owner", problem.reference)


def ending_action(view: PlacementView, brief: Brief) -> Button:
    mine = view.nav_contact.id == brief.me.id
    return ring(to_act(view, brief), view, "mentor" if mine else "nav_contact")


def to_act(view: PlacementView, brief: Brief) -> Contact:
    """Whom to talk to about the end: the NAV contact, who in turn talks to the mentor."""
    return view.mentor if view.nav_contact.id == brief.me.id else view.nav_contact


def ring(who: Contact, view: PlacementView, move: str) -> Button:
    label = RING(name=who.name, alias=view.placement.alias)
    return Button(label, move, str(view.placement.id))


# --- a number


def number(place: Place, turn: Turn, brief: Brief) -> Step:
    who, alias, reference = called(turn, brief)
    back = ((Button(asking.BACK(), "refresh"),),)
    if who.phone is None:
        return Step((Say(NO_NUMBER(name=who.name, alias=alias), place.at("number"), back),))
    text = NUMBER(name=who.name, phone=who.phone, alias=alias)
    facts: tuple[Fact, ...] = (PhoneShown(reference),)
    return Step((Say(text, place.at("number"), back),), facts)


def called(turn: Turn, brief: Brief) -> tuple[Contact, str, str]:
    """Whom the button rings, about which alias, and what the log names it by."""
    if turn.move == "owner":
        for view in brief.overview.overdue:
            if view.problem.reference == turn.argument:
                about = f"placement:{view.problem.report.placement}"
                return view.owner, view.problem.alias, about
        raise BadMove
    for placed in (*brief.overview.ending, *brief.overview.silent):
        placement = placed.placement
        if str(placement.id) == turn.argument:
            who = placed.mentor if turn.move == "mentor" else placed.nav_contact
            return who, placement.alias, f"placement:{placement.id}"
    raise BadMove


# --- told unasked


def silent(place: Place, brief: Brief) -> Step:
    """That two check-ins stand unanswered, and nothing of what was answered before (rule 4)."""
    for view in brief.overview.silent:
        if str(view.placement.id) == place.about:
            who = view.mentor
            words = GONE_QUIET(alias=view.placement.alias, name=who.name, phone=who.phone)
            return Step((asking.note(words),))
    return Step()


def asked(place: Place, what: str, brief: Brief) -> Step:
    words = ASKED_DELETION if what == "deletion" else ASKED_INVITATION
    who = brief.asker
    text = words(
        name=who.name if who else None, phone=who.phone if who else None, number=place.about
    )
    return Step((Say(text, place.at("done"), anew=True),))
