"""The mentor's side of a sent problem: one bubble that says how it stands, and the mentor's list.

An edit makes no sound on a phone. So what matters also comes as a plain message (a call promised;
another owner, in status_moved), and an answer comes as a new bubble with its question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs import pictured, status_moved
from dialogs.asking import BACK, REPORT, rows, shown_alias
from dialogs.status_bubble import (
    ASKS_YOU,
    CLOSED,
    EVENTS,
    RINGS,
    WITH,
    WITHDRAWN,
    current,
    due,
    head,
    helped_choices,
    open_problem,
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

PHONE = Text("status.phone", "name", "phone")
NO_PHONE = Text("status.no_phone", "name")

SURE = Text("status.sure", "head")
YES_WITHDRAW = Label("status.yes_withdraw")

HELPED_BY_CALL = Text("status.helped_by_call", "head")
GONE = Text("status.gone")

LIST = Text("status.list", "checkins", "problems")
NO_PROBLEMS = Text("status.no_problems", "checkins")
NEXT = Text("status.next", "alias", "next", "waits")
WAITING = Text("status.waiting", "alias")
ANSWERED = Text("status.answered", "name")
LINE = Text("status.line", "head", "how", "clock")
OPEN_CHECKIN = Label("status.open_checkin", "alias")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not place.subject:
        return in_list(place, turn, brief)
    if place.subject == status_moved.SUBJECT:
        return status_moved.take(place, turn, brief)
    view = brief.problem
    if view is None or view.mentor.id != brief.me.id:
        return Step((Say(GONE(), place.at("done")),))
    if turn.act is Act.OPENED:
        return told(place, turn.move, view, brief)
    if turn.act is not Act.TAPPED:
        raise BadMove
    return tapped(place, turn, view, brief)


# Something happened at NAV.


def told(place: Place, news: str, view: ProblemView, brief: Brief) -> Step:
    there = remembering(place, news, view, brief)
    asks = news in ("answered", "ask_helped") and view.problem.state is State.ANSWERED
    # A question that was asked before is no emergency.
    bubble = replace(current(there, view, brief, anew=asks), urgent=news == "answered" and asks)
    if news == "promised" and view.problem.promised is not None:
        return Step((bubble, Say(rings(view, view.problem.promised, brief), urgent=True)))
    return Step((bubble,))


def remembering(place: Place, news: str, view: ProblemView, brief: Brief) -> Place:
    now, holder = brief.now.isoformat(), view.owner.id
    handed = place.data.get("holder", holder) != holder or news in status_moved.MOVES
    data = {**place.data, "holder": holder}
    if handed:
        data |= {"since": now, "event": ""}
    if news in EVENTS:
        data |= {"event": news, "at": now}
    return replace(place, data=data)


def rings(view: ProblemView, day: date, brief: Brief) -> Phrase:
    name, reference = view.owner.name, view.problem.reference
    if day == brief.calendar.today(brief.now):
        return RINGS_TODAY(name=name, reference=reference)
    return RINGS_ON(name=name, day=day, reference=reference)


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
        step = while_waiting(place, turn.move, view, brief)
        # Asked for from elsewhere: what became of it is said at the bottom of the chat.
        anew = turn.argument == "anew"
        return replace(step, says=tuple(replace(say, anew=anew) for say in step.says))
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


def in_list(place: Place, turn: Turn, brief: Brief) -> Step:
    if brief.me.role is not Role.MENTOR:
        return Step(then=Then("followup", "list"))
    match place.state, turn.move:
        case "list", "weeks":
            return Step((pictured.offer(place, turn.argument, brief),))
        case "weeks", "picture" | "paper":
            fact = pictured.wish(turn.move, turn.argument, brief)
            return Step((listed(place, brief),), (fact,), pictured.COMING())
    return Step((listed(place, brief, anew=turn.move != "back"),))


def listed(place: Place, brief: Brief, *, anew: bool = False) -> Say:
    checkins = tuple(upcoming(view, brief) for view in brief.placements)
    problems = tuple(line(view, brief) for view in brief.problems)
    text = NO_PROBLEMS(checkins=checkins)
    if problems:
        text = LIST(checkins=checkins, problems=problems)
    buttons = (*open_checkins(brief), *map(open_problem, brief.problems))
    report = Button(REPORT(), "start", opens="report")
    weeks = rows(pictured.of_placements(brief), across=1)
    return Say(text, place.at("list"), (*rows(buttons, across=1), (report,), *weeks), anew=anew)


def upcoming(view: PlacementView, brief: Brief) -> Phrase:
    alias = shown_alias(brief, view.placement.id)
    if any(checkin.placement == view.placement.id for checkin in brief.waiting):
        return WAITING(alias=alias)
    return NEXT(alias=alias, next=view.next_checkin, waits=bool(view.waits_for))


def line(view: ProblemView, brief: Brief) -> Phrase:
    problem, name = view.problem, view.owner.name
    how = due(view)
    if problem.state is State.ANSWERED:
        how = ANSWERED(name=name)
    elif problem.promised is not None:
        how = RINGS(name=name, day=problem.promised)
    elif problem.turn.for_mentor:
        how = ASKS_YOU(name=name)
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
