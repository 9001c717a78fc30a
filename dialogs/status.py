"""The mentor's side of a sent problem: one bubble that says how it stands, and the mentor's list.

An edit makes no sound on a phone. So what matters (a call promised, another owner, a deadline that
passed) also comes as a plain message, and an answer comes as a new bubble with its question.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import sheet
from dialogs.asking import BACK, REPORT, rows, shown_alias
from dialogs.status_bubble import (
    CLOSED,
    EVENTS,
    RINGS,
    WITH,
    WITHDRAWN,
    current,
    due,
    head,
    helped_choices,
    reopens,
    whose_turn,
)
from dialogs.status_bubble import NAME as NAME
from mentorbot.domain.brief import Brief, Need, PlacementView, ProblemView
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    PhoneShown,
    ProblemAnswered,
    ProblemClosed,
    ProblemReopened,
    ProblemWithdrawn,
)
from mentorbot.domain.people import Role
from mentorbot.domain.problems import Helped, State
from mentorbot.domain.wording import Label, Phrase, Text

NEEDS = frozenset({Need.PLACEMENTS, Need.CHECKIN, Need.PROBLEM, Need.PROBLEMS})

RINGS_TODAY = Text("status.rings_today", "name", "reference")
RINGS_ON = Text("status.rings_on", "name", "day", "reference")
PASSED_ON = Text("status.passed_on", "name", "reference")
MISSED = Text("status.missed", "name", "reference", "phone")
UNREACHED = Text("status.unreached", "name", "reference")
TAKEN_BACK = Text("status.taken_back", "name", "reference", "phone")
NOBODY = Text("status.nobody", "reference", "at", "name", "phone")

PHONE = Text("status.phone", "name", "phone")
NO_PHONE = Text("status.no_phone", "name")

SURE = Text("status.sure", "head")
YES_WITHDRAW = Label("status.yes_withdraw")

HELPED_BY_CALL = Text("status.helped_by_call", "head")
GONE = Text("status.gone")

LIST = Text("status.list", "checkins", "problems")
NO_PROBLEMS = Text("status.no_problems", "checkins")
NEXT = Text("status.next", "alias", "next")
WAITING = Text("status.waiting", "alias")
ANSWERED = Text("status.answered", "name")
LINE = Text("status.line", "head", "how", "clock")
OPEN_CHECKIN = Label("status.open_checkin", "alias")
OPEN_PROBLEM = Label("status.open_problem", "matter", "reference")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not place.subject:
        return listed(place, brief)
    view = brief.problem
    if view is None or view.mentor.id != brief.me.id:
        return Step((Say(GONE(), place.at("done")),))
    if turn.act is Act.OPENED:
        return told(place, turn.move, view, brief)
    if turn.act is not Act.TAPPED:
        raise BadMove
    return tapped(place, turn, view, brief)


# Something happened at NAV.


def told(place: Place, move: str, view: ProblemView, brief: Brief) -> Step:
    news = what_changed(place, view) if move == "changed" else move
    there = remembering(place, news, view, brief)
    asks = news in ("answered", "ask_helped") and view.problem.state is State.ANSWERED
    # A question that was asked before is no emergency.
    bubble = replace(current(there, view, brief, anew=asks), urgent=news == "answered" and asks)
    said = aloud(news, view, brief) if view.problem.state.waits_for_nav else None
    return Step((bubble, Say(said, urgent=True)) if said else (bubble,))


def what_changed(place: Place, view: ProblemView) -> str:
    """The news behind a bare "something happened", as far as the problem tells."""
    problem = view.problem
    if problem.state is State.ANSWERED:
        return "answered"
    if place.data.get("holder", problem.owner) != problem.owner:
        return "missed" if problem.missed else "passed_on"
    return {State.RECEIVED: "received", State.IN_PROGRESS: "promised"}.get(problem.state, "")


def remembering(place: Place, news: str, view: ProblemView, brief: Brief) -> Place:
    now, holder = brief.now.isoformat(), view.owner.id
    told = ("passed_on", "missed", "taken_back")
    handed = place.data.get("holder", holder) != holder or news in told
    data = {**place.data, "holder": holder}
    if handed:
        data |= {"since": now, "event": ""}
    if news in EVENTS:
        data |= {"event": news, "at": now}
    return replace(place, data=data)


def aloud(news: str, view: ProblemView, brief: Brief) -> Phrase | None:
    """What matters, as a message of its own. It holds nothing of what the mentor wrote."""
    problem, owner = view.problem, view.owner
    if news == "promised" and problem.promised is not None:
        if problem.promised == brief.calendar.today(brief.now):
            return RINGS_TODAY(name=owner.name, reference=problem.reference)
        return RINGS_ON(name=owner.name, day=problem.promised, reference=problem.reference)
    if news == "passed_on":
        return PASSED_ON(name=owner.name, reference=problem.reference)
    if news == "missed" and brief.now < problem.deadline:
        return UNREACHED(name=owner.name, reference=problem.reference)
    if news == "nobody":
        return nobody(view)
    late = {"missed": MISSED, "taken_back": TAKEN_BACK}.get(news)
    if late is None:
        return None
    return late(name=owner.name, reference=problem.reference, phone=owner.phone)


def nobody(view: ProblemView) -> Phrase:
    """When it will be read, as far as that is known, and whom to ring until then."""
    rings = view.rings
    return NOBODY(
        reference=view.problem.reference,
        at=view.read_from,
        name=None if rings is None else rings.name,
        phone=None if rings is None else rings.phone,
    )


# The mentor taps.


def tapped(place: Place, turn: Turn, view: ProblemView, brief: Brief) -> Step:
    state = view.problem.state
    if turn.move == "show":
        return Step((current(place, view, brief, anew=True),))
    if turn.move == "reopen" and reopens(view.problem, brief):
        return reopened(place, view, brief)
    if turn.move == "phone" and state.is_open:
        return phone(view)
    if turn.move == "helped" and state is State.ANSWERED:
        return helped(place, view, brief, turn.argument)
    if turn.move in ("rang", "withdraw", "yes_withdraw") and state.waits_for_nav:
        return while_waiting(place, turn.move, view, brief)
    if turn.move in ("back", "helped", "phone", "rang", "reopen", "withdraw", "yes_withdraw"):
        # It moved on meanwhile: the bubble says how it stands.
        return Step((current(place, view, brief),))
    raise BadMove


def phone(view: ProblemView) -> Step:
    owner = view.owner
    known = owner.phone is not None
    text = PHONE(name=owner.name, phone=owner.phone) if known else NO_PHONE(name=owner.name)
    return Step((Say(text),), (PhoneShown(view.problem.reference),) if known else ())


def while_waiting(place: Place, move: str, view: ProblemView, brief: Brief) -> Step:
    reference, about = view.problem.reference, head(view.problem, brief)
    if move == "rang":
        say = Say(HELPED_BY_CALL(head=about), place.at("helped"), helped_choices())
        return Step((say,), (ProblemAnswered(reference, by_mentor=True),))
    if move == "withdraw":
        buttons = ((Button(YES_WITHDRAW(), "yes_withdraw"), Button(BACK(), "back")),)
        return Step((Say(SURE(head=about), place.at("withdraw"), buttons),))
    again = ((Button(REPORT(), "start", opens="report"),),)
    say = Say(WITHDRAWN(head=about), place.at("done"), again)
    return Step((say,), (ProblemWithdrawn(reference),))


def helped(place: Place, view: ProblemView, brief: Brief, answer: str) -> Step:
    """Only the mentor closes. "No" opens it again with the same owner and the first date."""
    problem = view.problem
    how = Helped(answer)
    if how is Helped.NO:
        return reopened(place, view, brief)
    text = CLOSED(head=head(problem, brief), helped=how is Helped.YES)
    return Step((Say(text, place.at("done")),), (ProblemClosed(problem.reference, how),))


def reopened(place: Place, view: ProblemView, brief: Brief) -> Step:
    there = remembering(place, "reopened", view, brief)
    problem = replace(
        view.problem, state=State.SENT, promised=None, answered_at=None, reopened_at=brief.now
    )
    bubble = current(there, replace(view, problem=problem), brief)
    return Step((bubble,), (ProblemReopened(problem.reference),))


# The mentor's list: what is waiting, each with a button that brings its bubble down again.


def listed(place: Place, brief: Brief) -> Step:
    if brief.me.role is not Role.MENTOR:
        return Step(then=Then("followup", "list"))
    checkins = tuple(upcoming(view, brief) for view in brief.placements)
    problems = tuple(line(view, brief) for view in brief.problems)
    text = NO_PROBLEMS(checkins=checkins)
    if problems:
        text = LIST(checkins=checkins, problems=problems)
    buttons = (*open_checkins(brief), *map(open_problem, brief.problems))
    report = Button(REPORT(), "start", opens="report")
    say = Say(text, place.at("list"), (*rows(buttons, across=1), (report,)), anew=True)
    return Step((say,))


def upcoming(view: PlacementView, brief: Brief) -> Phrase:
    alias = shown_alias(brief, view.placement.id)
    if any(checkin.placement == view.placement.id for checkin in brief.waiting):
        return WAITING(alias=alias)
    return NEXT(alias=alias, next=view.next_checkin)


def line(view: ProblemView, brief: Brief) -> Phrase:
    problem, name = view.problem, view.owner.name
    how = due(view)
    if problem.state is State.ANSWERED:
        how = ANSWERED(name=name)
    elif problem.promised is not None:
        how = RINGS(name=name, day=problem.promised)
    elif brief.now >= problem.deadline:
        how = WITH(name=name, since=problem.sent_at)
    return LINE(head=head(problem, brief), how=how, clock=whose_turn(problem))


def open_checkins(brief: Brief) -> tuple[Button, ...]:
    return tuple(
        Button(
            OPEN_CHECKIN(alias=shown_alias(brief, checkin.placement)),
            "due",
            opens="checkin",
            subject=f"checkin:{checkin.id}",
        )
        for checkin in brief.waiting
    )


def open_problem(view: ProblemView) -> Button:
    reference = view.problem.reference
    label = OPEN_PROBLEM(matter=sheet.matter(view.problem.report), reference=reference)
    return Button(label, "show", opens=NAME, subject=f"problem:{reference}")
