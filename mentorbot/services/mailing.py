"""Letters to those who are reached by e-mail: that something waits, and a link to the page.

A letter holds what a notice may hold and no more: never a mentor's words, a name or a number
(rule 6). What there is to read and to do stands behind the link.
"""

from __future__ import annotations

from datetime import datetime

from mentorbot.domain.people import Person
from mentorbot.domain.problems import Problem, Reachable, Wish
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.services.enclosing import ABOUT_OTHER, OPEN, OTHER, Cover, enclosed
from mentorbot.services.parts import Parts
from mentorbot.storage import people, problems
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter

CASE = Text("mail.case", "lead", "alias", "level", "wish", "when", "due")
WHEN = Text("mail.when", "window", "day")
DUE = Text("mail.due", "deadline", "late", "informs")
WEEK = Text("mail.week")
WELCOME = Text("mail.welcome", "name", "inviter")
CONFIRM = Text("mail.confirm", "name")
AGAIN = Text("mail.again")

LEAD_NOTICE = Text("mail.lead_notice")
LEAD_REMINDER = Text("mail.lead_reminder")
LEAD_HANDOVER = Text("mail.lead_handover")
LEAD_REOPENED = Text("mail.lead_reopened")
LEAD_WATCH = Text("mail.lead_watch")
LEAD_ASK = Text("mail.lead_ask")
LEAD_NEWS = Text("mail.lead_news")
LEAD_AGAIN = Text("mail.lead_again")
ABOUT_NOTICE = Text("mail.about_notice", "reference")
ABOUT_REMINDER = Text("mail.about_reminder", "reference")
ABOUT_HANDOVER = Text("mail.about_handover", "reference")
ABOUT_REOPENED = Text("mail.about_reopened", "reference")
ABOUT_WATCH = Text("mail.about_watch", "reference")
ABOUT_ASK = Text("mail.about_ask", "reference")
ABOUT_NEWS = Text("mail.about_news", "reference")
ABOUT_WEEK = Text("mail.about_week")
ABOUT_WELCOME = Text("mail.about_welcome")
ABOUT_CONFIRM = Text("mail.about_confirm")
ABOUT_AGAIN = Text("mail.about_again")
"""What stands in the subject line."""
OPEN_CASE = Label("mail.open_case")
BEGIN = Label("mail.begin")

LEADS = {
    "notice": LEAD_NOTICE,
    "reminder": LEAD_REMINDER,
    "handover": LEAD_HANDOVER,
    "reopened": LEAD_REOPENED,
    "watch": LEAD_WATCH,
    "ask": LEAD_ASK,
    "news": LEAD_NEWS,
    "again": LEAD_AGAIN,
}
SUBJECTS = {
    "notice": ABOUT_NOTICE,
    "reminder": ABOUT_REMINDER,
    "handover": ABOUT_HANDOVER,
    "reopened": ABOUT_REOPENED,
    "watch": ABOUT_WATCH,
    "ask": ABOUT_ASK,
    "news": ABOUT_NEWS,
    "week": ABOUT_WEEK,
    "other": ABOUT_OTHER,
    "welcome": ABOUT_WELCOME,
    "confirm": ABOUT_CONFIRM,
    "again": ABOUT_AGAIN,
}


def kind_of(tx: Tx, dialog: str, subject: str, move: str, state: str) -> str:
    """What a letter is about: a problem in the state it is in, the week, or anything else."""
    problem = about(tx, subject)
    if problem is None:
        return "week" if (dialog, move) == ("overview", "monday") else "other"
    if state == "watching":
        return "watch"
    if state != "notice":
        return "ask" if (dialog, move) == ("followup", "ask") else "news"
    told_again = {
        "reminder": "reminder",
        "again": "reminder",
        "handover": "handover",
        "take_back": "handover",
    }
    if move in told_again:
        return told_again[move]
    return "reopened" if move == "changed" or problem.received_at is not None else "notice"


def about(tx: Tx, subject: str) -> Problem | None:
    """The problem that a place is about, if it is about one."""
    what, _, reference = subject.partition(":")
    return problems.get(tx, reference) if what == "problem" else None


def letter(
    tx: Tx, parts: Parts, person: Person, dialog: str, subject: str, kind: str, lane: Lane,
    now: datetime, place: int | None = None,
) -> Letter:  # fmt: skip
    """A letter with a new link in it."""
    problem = about(tx, subject)
    cover = Cover(
        kind,
        about=_about(kind, problem),
        words=body(tx, parts, person, kind, problem, now),
        button=_button(kind, problem),
    )
    reference = None if problem is None else problem.reference
    return enclosed(tx, parts, person, dialog, subject, cover, lane, now, place, reference)


def body(
    tx: Tx, parts: Parts, person: Person, kind: str, problem: Problem | None, now: datetime
) -> Phrase:
    """What a letter says, and the page before anybody has acted on it."""
    if problem is not None:
        return _case(parts, LEADS.get(kind, LEADS["news"])(), problem, now)
    first_name = person.name.split()[0]
    match kind:
        case "welcome":
            return WELCOME(name=first_name, inviter=people.inviter_name(tx, person.id))
        case "confirm":
            return CONFIRM(name=first_name)
        case "week":
            return WEEK()
        case "again":
            return AGAIN()
    return OTHER()


def _case(parts: Parts, lead: Phrase, problem: Problem, now: datetime) -> Phrase:
    report = problem.report
    return CASE(
        lead=lead,
        alias=problem.alias,
        level=Phrase(f"level.{report.level}"),
        wish=Phrase(f"wish.{report.wish}"),
        when=_when(parts, problem),
        due=DUE(
            deadline=problem.deadline,
            late=now >= problem.deadline,
            informs=report.wish is Wish.FOR_INFORMATION,
        ),
    )


def _when(parts: Parts, problem: Problem) -> Phrase:
    """With its date: a letter is read on another day than the one it was written for."""
    reachable, sent = problem.report.reachable, parts.calendar.today(problem.sent_at)
    window = Phrase(f"reachable.{reachable}")
    if reachable is Reachable.ANY_TIME:
        return WHEN(window=window, day=None)
    if reachable is Reachable.TOMORROW:
        return WHEN(window=None, day=parts.calendar.step(sent, 1))
    return WHEN(window=window, day=sent)


def _about(kind: str, problem: Problem | None) -> Phrase:
    words = SUBJECTS[kind]
    if not words.takes:
        return words()
    return words(reference=problem.reference if problem else "")


def _button(kind: str, problem: Problem | None) -> Phrase:
    if kind in ("welcome", "confirm"):
        return BEGIN()
    return OPEN() if problem is None else OPEN_CASE()
