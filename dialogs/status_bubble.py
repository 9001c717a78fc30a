"""The bubble of a sent problem, as its mentor sees it: who has it, since when, and what comes next.

What storage keeps of a problem does not say what happened last, nor since when its owner has it:
the bubble's Place remembers both (`event`, `at`, `holder`, `since`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs import sheet
from dialogs.asking import shown_alias, view_of
from mentorbot.domain import ladder
from mentorbot.domain.brief import Brief, PlacementView, ProblemView
from mentorbot.domain.conversation import Button, Place, Rows, Say
from mentorbot.domain.levels import Level
from mentorbot.domain.problems import Helped, Problem, Raised, Report, State, Wish
from mentorbot.domain.turns import Side, Waits
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "status"

RECEIPT = Text("status.receipt", "head", "lines")
BUBBLE = Text("status.bubble", "head", "lines")
HEAD = Text("status.head", "alias", "matter", "reference")
WITH = Text("status.with", "name", "since")
CLOSED_NOW = Text("status.closed_now", "opens")
WITH_WEEK = Text("status.with_week", "name", "at")
DUE = Text("status.due", "name", "deadline")
READ_BY = Text("status.read_by", "name", "deadline")
OVERDUE = Text("status.overdue", "deadline")
RINGS = Text("status.rings", "name", "day")
CANNOT_WAIT = Text("status.cannot_wait", "name", "phone")
MEETS = Text("status.meets", "place")
IN_DANGER = Phrase("emergency.line")
MEETINGS = frozenset({Wish.COME_HERE, Wish.MEET_LEADER})
"""Wishes whose answer is a place: the model says which, so that nothing else is promised (R11)."""
WAITS_FOR_NAV = Text("status.waits_for_nav", "since")
WAITS_FOR_YOU = Text("status.waits_for_you", "since")
ASKS_YOU = Text("status.asks_you", "name")
RAISED_PATTERN = Text("status.raised_pattern")
RAISED_MISSED = Text("status.raised_missed")
RAISED = {Raised.PATTERN: RAISED_PATTERN, Raised.MISSED: RAISED_MISSED}
NOBODY_NOW = Text("status.nobody_now", "at")

RECEIVED = Text("status.received", "name", "at")
REMINDED = Text("status.reminded", "name", "at")
REOPENED = Text("status.reopened", "name", "at")
EVENTS = {"received": RECEIVED, "reminded": REMINDED, "reopened": REOPENED}

NAV_RANG = Label("status.nav_rang")
RING_NAV = Label("status.ring_nav")
WRITE = Label("status.write")
WITHDRAW = Label("status.withdraw")
OPEN_PROBLEM = Label("status.open_problem", "matter", "reference")
WITHDRAWN = Text("status.withdrawn", "head")
REOPEN = Label("status.reopen")
HELPED_BY_NAV = Text("status.helped_by_nav", "head", "name", "clock")
CLOSED = Text("status.closed", "head", "helped")
NO_ANSWER = Text("status.no_answer", "head", "reopens")


def receipt(report: Report, to: PlacementView, brief: Brief) -> Say:
    """What a mentor sees the moment a report is sent: the first bubble of its status."""
    owner = to.receives
    model = brief.rules.models[to.placement.model]
    deadline, _ = ladder.build(brief.now, report.level, model, brief.calendar)
    problem = Problem(
        reference=brief.reference,
        report=report,
        alias=to.placement.alias,
        mentor=brief.me.id,
        owner=owner.id,
        state=State.SENT,
        sent_at=brief.now,
        deadline=deadline,
    )
    view = ProblemView(problem, to.mentor, owner)
    place = Place(NAME, "", f"problem:{brief.reference}", {"holder": owner.id})
    meets = (MEETS(place=Phrase(f"place.{model.place}")),) if report.wish in MEETINGS else ()
    # While NAV is closed, nobody is to wait for it with what cannot wait.
    is_closed = brief.now < brief.calendar.next_working_time(brief.now)
    danger = (IN_DANGER,) if is_closed and report.level is not Level.RED else ()
    text = RECEIPT(head=head(problem, brief), lines=(*lines(place, view, brief), *meets, *danger))
    return Say(text, place.at("waiting"), choices(problem.reference))


def head(problem: Problem, brief: Brief) -> Phrase:
    return HEAD(
        alias=shown_alias(brief, problem.report.placement),
        matter=sheet.matter(problem.report),
        reference=problem.reference,
    )


def lines(place: Place, view: ProblemView, brief: Brief) -> tuple[Phrase, ...]:
    """Who has it, since when, what comes next, and what happened last."""
    problem, owner = view.problem, view.owner
    since = place.data.get("since")
    has_it = moment(since) if since else problem.waits_since
    told = [WITH(name=owner.name, since=has_it)]
    is_alone = problem.nobody_since is not None
    if is_alone:
        told = [NOBODY_NOW(at=view.read_from)]
    if is_alone or problem.turn != Waits(Side.NAV, has_it):
        told.append(whose_turn(problem))
    told += [RAISED[why]() for why in problem.report.raised]
    told += [] if is_alone else clock(place, view, brief)
    event = EVENTS.get(place.data.get("event", ""))
    if event is not None:
        told.append(event(name=owner.name, at=moment(place.data["at"])))
    rings = view.rings or owner
    if problem.state is State.SENT and rings.phone is not None:
        told.append(CANNOT_WAIT(name=rings.name, phone=rings.phone))
    return tuple(told)


def clock(place: Place, view: ProblemView, brief: Brief) -> list[Phrase]:
    """When NAV acts at the latest; before its clock starts, also when that is."""
    problem, now = view.problem, brief.now
    if problem.promised is not None:
        return [RINGS(name=view.owner.name, day=problem.promised)]
    if problem.turn.for_mentor:
        return [ASKS_YOU(name=view.owner.name)]
    read = read_at(place, view, brief)
    with_week = [] if read is None else [WITH_WEEK(name=view.owner.name, at=read)]
    if now >= problem.deadline:
        # Opened again, it has no new deadline: the old one says nothing any more.
        return with_week if is_reopened(place) else [OVERDUE(deadline=problem.deadline)]
    if with_week:
        return [*with_week, due(view)]
    opens = brief.calendar.next_working_time(problem.sent_at)
    return [CLOSED_NOW(opens=opens), due(view)] if now < opens else [due(view)]


def read_at(place: Place, view: ProblemView, brief: Brief) -> datetime | None:
    """When NAV reads what can wait; None where it was told by itself or that hour has come."""
    problem = view.problem
    of = view_of(brief, problem.report.placement)
    given_on = "since" in place.data and not is_reopened(place)
    if of is None or given_on or problem.state is not State.SENT:
        return None
    sent = moment(place.data["at"]) if is_reopened(place) else problem.sent_at
    model = brief.rules.models[of.placement.model]
    read = ladder.read_at(sent, problem.report.level, model, brief.calendar)
    return read if read is not None and brief.now < read else None


def is_reopened(place: Place) -> bool:
    return place.data.get("event") == "reopened"


def due(view: ProblemView) -> Phrase:
    """What is sent for information is read by then; nobody promises to answer it."""
    informs = view.problem.report.wish is Wish.FOR_INFORMATION
    return (READ_BY if informs else DUE)(name=view.owner.name, deadline=view.problem.deadline)


def moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored)


def choices(reference: str) -> Rows:
    write = Button(WRITE(), "start", opens="thread", subject=f"problem:{reference}")
    return (
        (Button(NAV_RANG(), "rang"), Button(RING_NAV(), "phone")),
        (write, Button(WITHDRAW(), "withdraw")),
    )


def current(place: Place, view: ProblemView, brief: Brief, *, anew: bool = False) -> Say:
    """The bubble as the problem stands now."""
    problem = view.problem
    if problem.state is State.ANSWERED:
        about, name = head(problem, brief), view.owner.name
        text = HELPED_BY_NAV(head=about, name=name, clock=whose_turn(problem))
        return Say(text, place.at("helped"), helped_choices(), anew=anew)
    if problem.state is State.CLOSED:
        again = ((Button(REOPEN(), "reopen"),),) if reopens(problem, brief) else ()
        return Say(how_it_ended(problem, brief), place.at("done"), again, anew=anew)
    text = BUBBLE(head=head(problem, brief), lines=lines(place, view, brief))
    return Say(text, place.at("waiting"), choices(problem.reference), anew=anew)


def how_it_ended(problem: Problem, brief: Brief) -> Phrase:
    about = head(problem, brief)
    if problem.helped is not None:
        return CLOSED(head=about, helped=problem.helped is Helped.YES)
    if problem.got_no_answer:
        return NO_ANSWER(head=about, reopens=reopens(problem, brief))
    return WITHDRAWN(head=about)


def reopens(problem: Problem, brief: Brief) -> bool:
    """For a while the mentor can open again what was closed without their answer."""
    if not problem.got_no_answer or problem.closed_at is None:
        return False
    return brief.now < problem.closed_at + timedelta(days=brief.rules.problems.reopens_days)


def whose_turn(problem: Problem) -> Phrase:
    """Who the next step waits for, and since when, as the mentor reads it."""
    turn = problem.turn
    return (WAITS_FOR_YOU if turn.for_mentor else WAITS_FOR_NAV)(since=turn.since)


def helped_choices() -> Rows:
    return (tuple(Button(Phrase(f"helped.{how}"), "helped", how) for how in Helped),)


def open_problem(view: ProblemView) -> Button:
    """Brings the bubble of that problem down again."""
    reference = view.problem.reference
    label = OPEN_PROBLEM(matter=sheet.matter(view.problem.report), reference=reference)
    return Button(label, "show", opens=NAME, subject=f"problem:{reference}")
