"""NAV's side of a problem: the notice, one tap to the receipt, and the owner's list (feel 6)."""

from __future__ import annotations

from datetime import date, datetime

from dialogs import sheet
from dialogs.asking import BACK, rows
from dialogs.followup_news import MOVED, caller, is_mine, settled, told
from mentorbot.domain.brief import Brief, Need, ProblemView
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    Fact,
    PhoneShown,
    ProblemAnswered,
    ProblemPassedOn,
    ProblemPromised,
    ProblemReceived,
    WordingRead,
)
from mentorbot.domain.people import Role
from mentorbot.domain.problems import Problem, State
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "followup"
NEEDS = frozenset({Need.PROBLEM, Need.PROBLEMS})

DAYS_OFFERED = 5
MOST_LISTED = 20
"""A Telegram message holds 4096 characters; what is left out is the newest, and is counted."""

OPENED = Text("followup.opened", "reference", "sheet", "caller", "clock", "timing", "promised")
ASK = Text("followup.ask", "reference", "sheet", "caller", "clock", "timing", "unanswered")
SHOULD_RING = Text("followup.should_ring", "day")
PROMISED = Text("followup.promised", "day")
TODAY = Label("followup.today")
OTHER_DAY = Label("followup.other_day")
PASS_ON = Label("followup.pass_on")
ANSWERED = Label("followup.answered")
READ_WORDS = Label("followup.read_words")
WRITE = Label("followup.write")
COPY = Label("followup.copy")

WHICH_DAY = Text("followup.which_day")
ON_DAY = Label("followup.on_day", "day")
TO_WHOM = Text("followup.to_whom")
NOBODY = Text("followup.nobody")
TO = Label("followup.to", "name")
WORDS = Text("followup.words", "reference", "words", "on_page")

WAITS_FOR_MENTOR = Text("followup.waits_for_mentor", "reference", "alias", "name", "clock")
GONE = Text("followup.gone")

LIST = Text("followup.list", "lines", "asked", "more", "answered")
LIST_LINE = Text("followup.list_line", "alias", "matter", "reference", "since", "clock", "due")
STOOD_IN = Text("followup.stood_in", "lines", "problems", "more")
GIVEN = Text("followup.given", "lines", "problems", "more")
AWAY = Label("followup.away")
NOTHING = Text("followup.nothing")
OPEN_ONE = Label("followup.open_one", "alias", "reference")
TAKEN_OVER = {"stood_in": STOOD_IN, "given": GIVEN}
"""By why several came at once: a colleague is away, or a coordinator handed them over."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not place.subject:
        words = TAKEN_OVER.get(turn.move) if turn.act is Act.OPENED else None
        return taken_over(place, turn.argument, words, brief) if words else listed(place, brief)
    view = brief.problem
    if view is None:
        return Step((Say(GONE(), place.at("done")),))
    if turn.act is Act.OPENED and turn.move == "ask" and is_mine(view, brief):
        return asked(place, view, brief)
    if turn.act is Act.OPENED and turn.move == "turn":
        # Only the clock has changed: what is not open has none.
        is_open = place.state == "open" and is_mine(view, brief)
        return Step((opened(place, view, brief),)) if is_open else Step()
    if turn.act is Act.OPENED:
        return told(place, turn.move, view, brief)
    if turn.act is not Act.TAPPED:
        raise BadMove
    if is_mine(view, brief):
        return tapped(place, turn, view, brief)
    if turn.move == "copy" and view.owner.id == brief.me.id and view.problem.state.is_open:
        return journal(view, brief)
    # A race, or an old line of the list: saying how it stands is kinder than refusing.
    from_list = turn.move == "open" and place.state != "notice"
    return Step((settled(place, view, brief, anew=from_list),))


# The owner taps.


def tapped(place: Place, turn: Turn, view: ProblemView, brief: Brief) -> Step:
    match turn.move:
        case "open":
            return seen(place, view, brief, anew=turn.argument == "anew")
        case "back":
            return Step((opened(place, view, brief),))
        case "today" | "other_day" | "on":
            return call_on(place, turn, view, brief)
        case "pass_on" | "to":
            return passed_on(place, view, turn.argument)
        case "answered":
            return answered(place, view, brief.now)
        case "words" if view.problem.report.wording:
            return words(view)
        case "copy":
            return journal(view, brief)
    raise BadMove


def asked(place: Place, view: ProblemView, brief: Brief) -> Step:
    """It was opened, and its time is up: is it in hand? The usual buttons answer that."""
    problem = view.problem
    day = problem.promised
    text = ASK(
        reference=problem.reference,
        sheet=sheet.summary(problem.report, problem.alias, problem.sent_at, brief.calendar),
        caller=caller(view.mentor),
        clock=sheet.clock(problem),
        timing=SHOULD_RING(day=day) if day else sheet.due(problem, brief.now),
        unanswered=problem.turn.for_mentor,
    )
    buttons = choices(problem, None, brief)
    return Step((Say(text, place.at("open"), buttons, anew=True, urgent=True),))


def seen(place: Place, view: ProblemView, brief: Brief, *, anew: bool) -> Step:
    """Opening it is the receipt, and shows the number to ring."""
    reference = view.problem.reference
    facts: tuple[Fact, ...] = (PhoneShown(reference),)
    if view.problem.state is State.SENT:
        facts = (ProblemReceived(reference), *facts)
    from_list = place.state != "notice"
    return Step((opened(place, view, brief, anew=anew or from_list),), facts)


def opened(
    place: Place, view: ProblemView, brief: Brief, promise: date | None = None, anew: bool = False
) -> Say:
    problem = view.problem
    promise = promise or problem.promised
    text = OPENED(
        reference=problem.reference,
        sheet=sheet.whole(problem.report, problem.alias, problem.sent_at, brief.calendar),
        caller=caller(view.mentor),
        clock=sheet.clock(problem),
        timing=PROMISED(day=promise) if promise else sheet.due(problem, brief.now),
        promised=promise is not None,
    )
    return Say(text, place.at("open"), choices(problem, promise, brief), anew=anew)


def choices(problem: Problem, promise: date | None, brief: Brief) -> Rows:
    today = brief.calendar.today(brief.now)
    can_today = promise != today and brief.calendar.is_working_day(today)
    ring: Rows = ((Button(TODAY(), "today"),),) if can_today else ()
    read = (Button(READ_WORDS(), "words"),) if problem.report.wording else ()
    write = Button(WRITE(), "start", opens="thread", subject=f"problem:{problem.reference}")
    return (
        *ring,
        (Button(OTHER_DAY(), "other_day"), Button(PASS_ON(), "pass_on")),
        (*read, write),
        (Button(ANSWERED(), "answered"), Button(COPY(), "copy")),
    )


def call_on(place: Place, turn: Turn, view: ProblemView, brief: Brief) -> Step:
    today = brief.calendar.today(brief.now)
    day = today if turn.move == "today" else chosen(turn.argument)
    if day is None or day < today:
        return Step((which_day(place, brief),))
    fact = ProblemPromised(view.problem.reference, day)
    return Step((opened(place, view, brief, promise=day),), (fact,))


def chosen(argument: str) -> date | None:
    return date.fromisoformat(argument) if argument else None


def which_day(place: Place, brief: Brief) -> Say:
    today = brief.calendar.today(brief.now)
    days = [brief.calendar.step(today, ahead + 1) for ahead in range(DAYS_OFFERED)]
    buttons = rows(Button(ON_DAY(day=day), "on", day.isoformat()) for day in days)
    return Say(WHICH_DAY(), place.at("day"), (*buttons, (back(),)))


def passed_on(place: Place, view: ProblemView, argument: str) -> Step:
    here = [other for other in view.colleagues if other.reachable]
    to = next((other for other in here if str(other.id) == argument), None)
    if to is None:
        buttons = rows((Button(TO(name=one.name), "to", str(one.id)) for one in here), across=1)
        ask = TO_WHOM() if here else NOBODY()
        return Step((Say(ask, place.at("pass"), (*buttons, (back(),))),))
    problem = view.problem
    text = MOVED(reference=problem.reference, alias=problem.alias, name=to.name)
    return Step((Say(text, place.at("done")),), (ProblemPassedOn(problem.reference, to.id),))


def answered(place: Place, view: ProblemView, now: datetime) -> Step:
    problem = view.problem
    reference, alias = problem.reference, problem.alias
    clock = sheet.WAITS_FOR_MENTOR(since=now)
    text = WAITS_FOR_MENTOR(reference=reference, alias=alias, name=view.mentor.name, clock=clock)
    say = Say(text, place.at("answered"), ((Button(COPY(), "copy"),),))
    return Step((say,), (ProblemAnswered(reference),))


def words(view: ProblemView) -> Step:
    reference = view.problem.reference
    text = WORDS(reference=reference, words=view.problem.report.wording, on_page=False)
    return Step((Say(text, wording=True),), (WordingRead(reference),))


def journal(view: ProblemView, brief: Brief) -> Step:
    problem = view.problem
    read = (WordingRead(problem.reference),) if problem.report.wording else ()
    return Step((Say(sheet.journal(view, brief), wording=True),), read)


def back() -> Button:
    return Button(BACK(), "back")


# The owner's list: oldest first, and opening one is its receipt.


def listed(place: Place, brief: Brief) -> Step:
    if brief.me.role is Role.MENTOR:
        return Step(then=Then("status", "list"))
    if not brief.problems and not brief.answered:
        return Step((Say(NOTHING(), place.at("done"), ((away(),),), anew=True),))
    shown = [view.problem for view in brief.problems[:MOST_LISTED]]
    mine = tuple(line(each, brief) for each in shown if not each.turn.for_mentor)
    asked = tuple(line(each, brief) for each in shown if each.turn.for_mentor)
    # Those are the mentors' to close: there is nothing to open.
    left = brief.answered[: MOST_LISTED - len(shown)]
    answered = tuple(line(view.problem, brief) for view in left)
    more = len(brief.problems) - len(shown)
    text = LIST(lines=mine, asked=asked, more=more, answered=answered)
    buttons = (*rows(map(open_one, shown)), (away(),))
    return Step((Say(text, place.at("list"), buttons, anew=True),))


def taken_over(place: Place, references: str, words: Text, brief: Brief) -> Step:
    """All that came from a colleague at once, in one message."""
    moved = set(references.split("+"))
    mine = [view.problem for view in brief.problems if view.problem.reference in moved]
    shown = mine[:MOST_LISTED]
    if not shown:
        return Step()
    lines = tuple(line(problem, brief) for problem in shown)
    text = words(lines=lines, problems=len(mine), more=len(mine) - len(shown))
    buttons = rows(map(open_one, shown))
    return Step((Say(text, place.at("list"), buttons, anew=True, urgent=True),))


def away() -> Button:
    return Button(AWAY(), "pause", opens="settings")


def line(problem: Problem, brief: Brief) -> Phrase:
    return LIST_LINE(
        alias=problem.alias,
        matter=sheet.matter(problem.report),
        reference=problem.reference,
        since=None if problem.waits_since == problem.sent_at else problem.sent_at,
        clock=sheet.clock(problem),
        due=timing(problem, brief),
    )


def timing(problem: Problem, brief: Brief) -> Phrase | None:
    if problem.state is State.ANSWERED:
        return None
    promised = problem.promised
    return PROMISED(day=promised) if promised else sheet.due(problem, brief.now)


def open_one(problem: Problem) -> Button:
    label = OPEN_ONE(alias=problem.alias, reference=problem.reference)
    return Button(label, "open", opens=NAME, subject=f"problem:{problem.reference}")
