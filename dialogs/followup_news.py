"""What NAV is told unasked about a problem: notices without content, and how it went on."""

from __future__ import annotations

from dialogs import sheet
from mentorbot.domain.brief import Brief, Contact, ProblemView
from mentorbot.domain.conversation import Button, Place, Say, Step
from mentorbot.domain.problems import Helped, Problem, State
from mentorbot.domain.wording import Label, Phrase, Text, Value

NOTICE = Text("followup.notice", "reference", "sheet", "due")
REOPENED = Text("followup.reopened", "reference", "sheet", "since")
REMINDER = Text("followup.reminder", "reference", "sheet", "since", "due")
HANDOVER = Text("followup.handover", "reference", "sheet", "since", "due", "why")
WHY_MISSED = Text("followup.why_missed")
WHY_UNREACHED = Text("followup.why_unreached")
WHY_PASSED_ON = Text("followup.why_passed_on")
WHY_TAKEN_BACK = Text("followup.why_taken_back")
AGAIN = Text("followup.again", "reference", "sheet", "since", "due")
SEE = Label("followup.see")
WATCH = Text("followup.watch", "reference", "alias", "since", "due", "owner")

CALLER = Text("followup.caller", "name", "phone")
CALLER_UNKNOWN = Text("followup.caller_unknown", "name")

MOVED = Text("followup.moved", "reference", "alias", "name")
ANSWERED_ALREADY = Text("followup.answered_already", "reference", "alias", "clock")
CLOSED = Text("followup.closed", "reference", "alias", "helped")
WITHDRAWN = Text("followup.withdrawn", "reference", "alias")
NO_ANSWER = Text("followup.no_answer", "reference", "alias")


def is_mine(view: ProblemView, brief: Brief) -> bool:
    """Whether this person is the one to act on it now."""
    return view.owner.id == brief.me.id and view.problem.state.waits_for_nav


def told(place: Place, move: str, view: ProblemView, brief: Brief) -> Step:
    if is_mine(view, brief) and move != "moved":
        text = notice(move, view.problem, brief)
        see = Button(SEE(), "open")
        return Step((Say(text, place.at("notice"), ((see,),), anew=True, urgent=True),))
    if move in ("notice", "reminder") and view.problem.state.waits_for_nav:
        return watching(place, view, brief)
    # Whoever never saw it needs no news of how it went on.
    return Step((settled(place, view, brief),)) if place.state else Step()


def notice(move: str, problem: Problem, brief: Brief) -> Phrase:
    since, due = problem.sent_at, sheet.due(problem, brief.now)
    seen_as = sheet.summary(problem.report, problem.alias, since, brief.calendar)
    told: dict[str, Value] = {"reference": problem.reference, "sheet": seen_as}
    if move == "reminder":
        return REMINDER(**told, since=since, due=due)
    if move == "again":
        return AGAIN(**told, since=since, due=due)
    if move in ("handover", "take_back"):
        taken = move == "take_back"
        why = WHY_TAKEN_BACK() if taken else why_handed_over(problem, brief)
        return HANDOVER(**told, since=since, due=due, why=why)
    if move == "changed" or problem.received_at is not None:
        return REOPENED(**told, since=since)
    return NOTICE(**told, due=due)


def why_handed_over(problem: Problem, brief: Brief) -> Phrase:
    if not problem.missed:
        return WHY_PASSED_ON()
    return WHY_MISSED() if brief.now >= problem.deadline else WHY_UNREACHED()


def watching(place: Place, view: ProblemView, brief: Brief) -> Step:
    """A coordinator is told that a colleague lets it wait: no content, and whom to ring."""
    problem = view.problem
    text = WATCH(
        reference=problem.reference,
        alias=problem.alias,
        since=problem.sent_at,
        due=sheet.due(problem, brief.now),
        owner=caller(view.owner),
    )
    return Step((Say(text, place.at("watching"), anew=True, urgent=True),))


def settled(place: Place, view: ProblemView, brief: Brief, anew: bool = False) -> Say:
    """The bubble of a problem that this person has nothing more to do with for now."""
    return Say(outcome(view, brief), place.at("done"), anew=anew)


def outcome(view: ProblemView, brief: Brief) -> Phrase:
    problem = view.problem
    which: dict[str, Value] = {"reference": problem.reference, "alias": problem.alias}
    if problem.state is State.CLOSED:
        if problem.helped is not None:
            return CLOSED(**which, helped=problem.helped is Helped.YES)
        return NO_ANSWER(**which) if problem.got_no_answer else WITHDRAWN(**which)
    if view.owner.id != brief.me.id:
        return MOVED(**which, name=view.owner.name)
    return ANSWERED_ALREADY(**which, clock=sheet.clock(problem))


def caller(person: Contact) -> Phrase:
    if person.phone is None:
        return CALLER_UNKNOWN(name=person.name)
    return CALLER(name=person.name, phone=person.phone)
