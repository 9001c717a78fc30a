"""What somebody else has now, or nobody: its mentor is told aloud, in one message for all of it.

Each problem's own bubble was edited before, which is silent on a phone. Nothing here is of what
the mentor wrote.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.asking import rows
from dialogs.status_bubble import CANNOT_WAIT, IN_DANGER, open_problem
from mentorbot.domain.brief import Brief, ProblemView
from mentorbot.domain.conversation import Act, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.wording import Phrase, Text, Value

SUBJECT = "moved"
"""The place of this message, beside those of the problems."""
TOLD = "moved"
"""Under this name its data holds what it tells: by reference, what happened."""

PASSED_ON = Text("status.passed_on", "name", "reference")
MISSED = Text("status.missed", "name", "reference", "phone")
UNREACHED = Text("status.unreached", "name", "reference")
TAKEN_BACK = Text("status.taken_back", "name", "reference", "phone")
NOBODY = Text("status.nobody", "reference", "at", "name", "phone", "danger")

MOVED = Text("status.moved", "problems", "lines", "more", "calls", "danger")
MOVED_LINE = Text("status.moved_line", "reference", "name", "why")
WHY_MISSED = Text("status.why_missed")
WHY_UNREACHED = Text("status.why_unreached")
WHY_TAKEN_BACK = Text("status.why_taken_back")
NOBODY_LINE = Text("status.nobody_line", "reference", "at")
MOST_SHOWN = 20
"""A Telegram message holds 4096 characters; what is left out stands in the mentor's list."""

MOVES = ("passed_on", "missed", "taken_back")
"""What happened to a problem that another one has now."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act is not Act.OPENED:
        raise BadMove
    news = dict(piece.split(":", 1) for piece in turn.argument.split("+"))
    views = {view.problem.reference: view for view in brief.problems}
    found = [(views[which], why) for which, why in news.items() if which in views]
    waiting = [(view, why) for view, why in found if view.problem.state.waits_for_nav]
    if not waiting:
        return Step()
    there = replace(place.at("told"), data={TOLD: news})
    # That nobody is there is said right below the receipt, where it is known by then.
    urgent = any(why != "nobody" for _, why in waiting)
    if len(waiting) == 1:
        return Step((Say(one(*waiting[0], brief), there, anew=True, urgent=urgent),))
    shown = waiting[:MOST_SHOWN]
    buttons = rows((open_problem(view) for view, _ in shown), across=1)
    return Step((Say(several(waiting, brief), there, buttons, anew=True, urgent=urgent),))


def one(view: ProblemView, why: str, brief: Brief) -> Phrase:
    owner = view.owner
    which: dict[str, Value] = {"name": owner.name, "reference": view.problem.reference}
    match why:
        case "passed_on":
            return PASSED_ON(**which)
        case "missed" if brief.now < view.problem.deadline:
            return UNREACHED(**which)
        case "missed":
            return MISSED(**which, phone=owner.phone)
        case "taken_back":
            return TAKEN_BACK(**which, phone=owner.phone)
        case "nobody":
            return nobody(view)
    raise BadMove


def nobody(view: ProblemView) -> Phrase:
    """When it will be read, as far as that is known, and whom to ring until then."""
    rings = view.rings
    return NOBODY(
        reference=view.problem.reference,
        at=view.read_from,
        name=None if rings is None else rings.name,
        phone=None if rings is None else rings.phone,
        danger=IN_DANGER,
    )


def several(told: list[tuple[ProblemView, str]], brief: Brief) -> Phrase:
    shown = told[:MOST_SHOWN]
    return MOVED(
        problems=len(told),
        lines=tuple(line(view, why, brief) for view, why in shown),
        more=len(told) - len(shown),
        calls=calls(told),
        danger=IN_DANGER if any(why == "nobody" for _, why in told) else None,
    )


def line(view: ProblemView, why: str, brief: Brief) -> Phrase:
    reference = view.problem.reference
    if why == "nobody":
        return NOBODY_LINE(reference=reference, at=view.read_from)
    return MOVED_LINE(reference=reference, name=view.owner.name, why=reason(view, why, brief))


def reason(view: ProblemView, why: str, brief: Brief) -> Phrase | None:
    """A colleague who took it over needs none."""
    if why == "missed" and brief.now < view.problem.deadline:
        return WHY_UNREACHED()
    return {"missed": WHY_MISSED(), "taken_back": WHY_TAKEN_BACK()}.get(why)


def calls(told: list[tuple[ProblemView, str]]) -> tuple[Phrase, ...]:
    """Whom to ring with what came late, and with what nobody has: each number once."""
    late = [view.rings or view.owner for view, why in told if why != "passed_on"]
    numbers = {who.name: who.phone for who in late if who.phone is not None}
    return tuple(CANNOT_WAIT(name=name, phone=phone) for name, phone in numbers.items())
