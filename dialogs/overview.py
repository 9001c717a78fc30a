"""The week of a coordinator or somebody at NAV: what waits, and what to do about each (feel 6, 7).

It comes by itself as the week begins, to NAV only when something stands in it, and any time it is
asked for.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import asking, menus, pictured
from dialogs.overview_lines import (
    UNHELD,
    URGENT,
    Section,
    ended,
    is_over,
    is_worth_a_message,
    queue,
    sections,
    unheld,
    urgent,
    without_twins,
)
from mentorbot.domain.brief import Brief, Contact, Need, Overview, PlacementView
from mentorbot.domain.contacts import Where
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import ContactLogged, Fact, PhoneShown, PictureAsked
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text, Toast, Value

NAME = "overview"
NEEDS = frozenset({Need.OVERVIEW})

OVERVIEW = Text("overview.overview", "monday", "sections", "placements", "problems", "queues")
SECTION = Text("overview.section", "title", "lines", "more", "rest")
QUIET = Text("overview.quiet", "monday", "placements", "problems", "queues")
OVER = Text("overview.over", "sections")
ALONE = Text("overview.alone", "sections")
REFRESH = Label("overview.refresh")

NUMBER = Text("overview.number", "name", "phone", "alias", "asks")
NO_NUMBER = Text("overview.no_number", "name", "alias", "asks")
LOGGED = Toast("overview.logged")

ASKED_INVITATION = Text("overview.asked_invitation", "name", "phone", "number")
LOST = Text("overview.lost", "name", "phone", "number")
STOPPED = Text("overview.stopped", "name", "phone", "number")
ASKED_PARTICIPANT = Text("overview.asked_participant", "name", "phone", "number")
ASKED_DELETION = Text("overview.asked_deletion", "name", "phone", "number")

FOR_OFFICE = Text("overview.for_office")

MOST_LINES = 8
"""In a section: what is left out is the least urgent, and is counted."""
MOST_IN_ALL = 24
"""In all sections together: a message holds 4096 characters, and nobody reads that many."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    if turn.act in (Act.TYPED, Act.SENT):
        raise BadMove
    if brief.me.role is Role.MENTOR:
        buttons = menus.doors(brief.me)
        return Step((Say(FOR_OFFICE(), place.at("done"), buttons, anew=True),))
    match place.state, turn.move:
        case _, ("asked" | "deletion" | "lost" | "participant" | "stopped"):
            return asked(place, turn.move, brief)
        case _, "monday":
            return the_week(place, brief)
        case _, "over":
            return over(place, brief)
        case _, "unheld":
            return alone(place, brief)
        case (_, "start") | ("overview" | "number", "refresh"):
            return Step((overview(place, brief, anew=turn.move == "start"),))
        case "overview", "owner" | "mentor" | "nav_contact" | "loaded":
            return number(place, turn, brief)
        case "overview", "picture":
            return picture(place, brief)
        case "number", "talked":
            return talked(place, turn, brief)
    raise BadMove


def the_week(place: Place, brief: Brief) -> Step:
    """A coordinator hears that all is well; NAV hears nothing then."""
    if brief.me.role is Role.NAV_CONTACT and not is_worth_a_message(brief):
        return Step()
    return Step((overview(place, brief, anew=True, monday=True),))


def overview(place: Place, brief: Brief, *, anew: bool = False, monday: bool = False) -> Say:
    shown = cut(sections(brief))
    seen = brief.overview
    counts: dict[str, Value] = {
        "placements": seen.placements,
        "problems": seen.open_problems,
        "queues": tuple(map(queue, seen.queues)),
    }
    if shown:
        text = OVERVIEW(monday=monday, sections=chained(shown), **counts)
    else:
        text = QUIET(monday=monday, **counts)
    rows = (*buttons(shown), *pictured.of_office(brief.me))
    return Say(text, place.at("overview", placement=None), rows, anew=anew)


def over(place: Place, brief: Brief) -> Step:
    """Told once, the working day after a period ended with nothing decided (failure mode 8)."""
    pressing, _ = ended(brief)
    lines = tuple(urgent(view, brief) for view in pressing if is_over(view, brief))
    if not lines:
        return Step()
    shown = cut([Section(URGENT(), lines)])
    say = Say(OVER(sections=chained(shown)), place.at("overview"), buttons(shown), anew=True)
    return Step((say,))


def alone(place: Place, brief: Brief) -> Step:
    """Told every working day as long as a problem has nobody: nothing else is worth one a day."""
    lines = tuple(unheld(view, brief) for view in brief.overview.unheld)
    if not lines:
        return Step()
    shown = cut([Section(UNHELD(), lines)])
    say = Say(ALONE(sections=chained(shown)), place.at("overview"), buttons(shown), anew=True)
    return Step((say,))


# --- what there is room for


def cut(found: list[Section]) -> list[tuple[Section, int]]:
    """What is shown of each section, and how many lines are left out."""
    shown, room = [], MOST_IN_ALL
    for section in found:
        lines = section.lines[: min(MOST_LINES, room)]
        room -= len(lines)
        shown.append((replace(section, lines=lines), len(section.lines) - len(lines)))
    return shown


def chained(shown: list[tuple[Section, int]]) -> Phrase | None:
    """Each section with the ones after it."""
    rest: Phrase | None = None
    for section, more in reversed(shown):
        lines = tuple(line.words for line in section.lines)
        rest = SECTION(title=section.title, lines=lines, more=more, rest=rest)
    return rest


def buttons(shown: list[tuple[Section, int]]) -> Rows:
    actions = without_twins(line.action for section, _ in shown for line in section.lines)
    return (*asking.rows(actions), (Button(REFRESH(), "refresh"),))


def picture(place: Place, brief: Brief) -> Step:
    if not pictured.of_office(brief.me):
        raise BadMove
    return Step((overview(place, brief),), (PictureAsked(),), pictured.COMING())


# --- a number, and what became of the call


def number(place: Place, turn: Turn, brief: Brief) -> Step:
    """A mentor's number comes with the question whether they have talked (R13)."""
    who, alias, reference = called(turn, brief)
    asks = turn.move == "mentor" and brief.me.role is Role.NAV_CONTACT
    back = ((Button(asking.BACK(), "refresh"),),)
    rows = (*asking.rows(wheres()), *back) if asks else back
    there = place.at("number", placement=int(turn.argument) if asks else None)
    if who.phone is None:
        return Step((Say(NO_NUMBER(name=who.name, alias=alias, asks=asks), there, rows),))
    text = NUMBER(name=who.name, phone=who.phone, alias=alias, asks=asks)
    facts: tuple[Fact, ...] = (PhoneShown(reference),)
    return Step((Say(text, there, rows),), facts)


def wheres() -> tuple[Button, ...]:
    return tuple(Button(Phrase(f"where.{where}"), "talked", where) for where in Where)


def called(turn: Turn, brief: Brief) -> tuple[Contact, str | None, str]:
    """Whom the button rings, about which alias, and what the log names it by."""
    if turn.move == "owner":
        for view in brief.overview.overdue:
            if view.problem.reference == turn.argument:
                about = f"placement:{view.problem.report.placement}"
                return view.owner, view.problem.alias, about
        raise BadMove
    if turn.move == "loaded":
        for load in brief.overview.loads:
            if str(load.contact.id) == turn.argument:
                return load.contact, None, f"person:{load.contact.id}"
        raise BadMove
    for placed in shown_placements(brief.overview):
        placement = placed.placement
        if str(placement.id) == turn.argument:
            who = placed.mentor if turn.move == "mentor" else placed.nav_contact
            return who, placement.alias, f"placement:{placement.id}"
    raise BadMove


def shown_placements(seen: Overview) -> tuple[PlacementView, ...]:
    return (*seen.ending, *seen.silent, *seen.not_started, *(gap.view for gap in seen.gaps))


def talked(place: Place, turn: Turn, brief: Brief) -> Step:
    placement = place.data.get("placement")
    if placement is None or turn.argument not in list(Where):
        raise BadMove
    seen = brief.overview
    left = replace(
        seen,
        silent=tuple(view for view in seen.silent if view.placement.id != placement),
        gaps=tuple(gap for gap in seen.gaps if gap.view.placement.id != placement),
    )
    fact = ContactLogged(placement, Where(turn.argument))
    return Step((overview(place, replace(brief, overview=left)),), (fact,), LOGGED())


# --- told unasked


def asked(place: Place, what: str, brief: Brief) -> Step:
    other = {
        "deletion": ASKED_DELETION,
        "lost": LOST,
        "participant": ASKED_PARTICIPANT,
        "stopped": STOPPED,
    }
    words = other.get(what, ASKED_INVITATION)
    who = brief.asker
    text = words(
        name=who.name if who else None, phone=who.phone if who else None, number=place.about
    )
    return Step((Say(text, place.at("done"), anew=True),))
