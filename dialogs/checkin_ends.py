"""How a check-in lets go: put off, left out, the way to a report, or thanks and one thing more."""

from __future__ import annotations

from datetime import datetime

from dialogs import emergency
from dialogs.asking import BACK, REPORT, rows, view_of
from dialogs.checkin_course import VISIT, Offer
from dialogs.checkin_talk import DIALOG, Talk, subject
from mentorbot.domain.calendar import ONE_DAY
from mentorbot.domain.checkins import CLOSERS, later_today, tomorrow
from mentorbot.domain.conversation import Button, Rows, Say, Step, Then
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import CheckInPutOff, CheckInSkipped, RhythmSet
from mentorbot.domain.wording import Label, Phrase, Text

WHEN = Text("checkin.when")
LATER_TODAY = Label("checkin.later_today", "until")
TOMORROW = Label("checkin.tomorrow", "until")
ON_DAY = Label("checkin.on_day", "until")
PUT_OFF = Text("checkin.put_off", "until")

SKIP_ALL = Label("checkin.skip_all")
WHY = Text("checkin.why")
REASONS = ("no_time", "away", "nothing_new", "no_reason")
SKIPPED = Text("checkin.skipped", "next", "away")
PAUSE = Label("checkin.pause")

HARDEST = Text("checkin.hardest", "line")
SOMETHING_ELSE = Label("checkin.something_else")
NOT_NOW = Label("checkin.not_now")
TOLD = Text("checkin.told", "next")
AFTER_HARD = Text("checkin.after_hard", "next")

END = Text("checkin.end", "next")
SAID = Text("checkin.said", "question", "answer")
END_REPORT = Text("checkin.end_report", "reason", "category", "next")
END_VISIT = Text("checkin.end_visit", "name", "next")
END_CARD = Text("checkin.end_card", "reason", "next")
END_RARER = Text("checkin.end_rarer", "reason", "next")
RARER_KEPT = Text("checkin.rarer_kept", "weeks")
RARER = Label("checkin.rarer", "weeks")
TELL_NAV = Label("checkin.tell_nav")
CALL_NAV = Label("checkin.call_nav")
ASK_FOR_VISIT = Label("checkin.ask_for_visit")
CARD = Label("checkin.card", "title")

NAV = "P12"
"""The category of answers and agreements with NAV."""

CORRECT = Label("checkin.correct")
NEXT = Label("checkin.next", "alias")
CLOSED = Text("checkin.closed", "next")


def when(talk: Talk) -> Step:
    """Later today, the next working day, or not this time."""
    today = today_again(talk)
    buttons = [
        *([Button(LATER_TODAY(until=today), "later_today")] if today else []),
        Button(on_day(talk, next_day(talk)), "next_day"),
        Button(SKIP_ALL(), "skip_all"),
        Button(BACK(), "back"),
    ]
    return Step((talk.says(WHEN(), "later", rows(buttons, across=1)),))


def today_again(talk: Talk) -> datetime | None:
    brief = talk.brief
    return later_today(brief.now, brief.me, brief.calendar, brief.rules)


def next_day(talk: Talk) -> datetime:
    return tomorrow(talk.brief.now, talk.brief.me, talk.brief.calendar)


def on_day(talk: Talk, until: datetime) -> Phrase:
    calendar = talk.brief.calendar
    is_tomorrow = calendar.today(until) == calendar.today(talk.brief.now) + ONE_DAY
    return TOMORROW(until=until) if is_tomorrow else ON_DAY(until=until)


def put_off(talk: Talk, move: str) -> Step:
    """The moment is reckoned at the tap: a button that stood for hours names no time gone by."""
    until = today_again(talk) if move == "later_today" else next_day(talk)
    if until is None:
        return when(talk)
    say = talk.says(PUT_OFF(until=until), "put_off", next_round(talk))
    return Step((say,), (CheckInPutOff(talk.checkin.id, until),))


def why(talk: Talk) -> Step:
    reasons = [Button(Phrase(f"why.{reason}"), "why", reason) for reason in REASONS]
    return Step((talk.says(WHY(), "why", (*rows(reasons), (Button(BACK(), "back"),))),))


def skipped(talk: Talk, reason: str) -> Step:
    if reason not in REASONS:
        raise BadMove
    away = reason == "away"
    pause: Rows = ((Button(PAUSE(), "pause", opens="settings"),),) if away else ()
    text = SKIPPED(next=talk.next_checkin, away=away)
    say = talk.says(text, "skipped", (*pause, *next_round(talk)))
    return Step((say,), (CheckInSkipped(talk.checkin.id, reason),))


def hardest(talk: Talk) -> Say:
    """Straight on to a report: what is tapped here is what it is about (three taps to NAV)."""
    matters = [
        Button(Phrase(f"category.{name}"), "tell", name) for name in talk.brief.rules.hardest
    ]
    other = Button(SOMETHING_ELSE(), "tell")
    last = (Button(NOT_NOW(), "not_now"), Button(CORRECT(), "correct"))
    buttons = (*rows([*matters, other], across=1), last, *next_round(talk))
    return talk.says(HARDEST(line=emergency.LINE()), "hardest", buttons)


def telling(talk: Talk, matter: str) -> Step:
    """The talk is over, and a report on it begins in a bubble of its own."""
    if matter and matter not in talk.brief.rules.categories:
        raise BadMove
    placement = str(talk.checkin.placement)
    known = f"{placement}:{matter}" if matter else placement
    said = talk.says(TOLD(next=talk.next_checkin), "end", after(talk))
    return Step((said,), then=Then("report", "start", known, f"placement:{placement}"))


def after_hard(talk: Talk) -> Step:
    buttons = ((report(talk, REPORT()),), *after(talk))
    return Step((talk.says(AFTER_HARD(next=talk.next_checkin), "end", buttons),))


def report(talk: Talk, label: Phrase, known: str = "") -> Button:
    """Opens a report on this placement, with what is `known` of it ("<id>:<what>:...")."""
    placement = talk.checkin.placement
    argument = known or str(placement)
    return Button(label, "start", argument, opens="report", subject=f"placement:{placement}")


def ending(talk: Talk) -> Say:
    """Thanks, and at most one thing more: what to tell NAV may have its card beside it."""
    offer, upcoming = talk.course.offer(), talk.next_checkin
    if offer is None:
        return talk.says(END(next=upcoming), "end", (*calling(talk), *after(talk)))
    text, button = held_out(talk, offer)
    read = ((card(talk, offer.card),),) if offer.category and offer.card else ()
    return talk.says(text, "end", ((button,), *read, *after(talk)))


def calling(talk: Talk) -> Rows:
    """NAV is one tap away where the talk itself did not ask whether it should come."""
    known = f"{talk.checkin.placement}:{NAV}"
    is_asked = not CLOSERS.isdisjoint(talk.course.planned)
    return () if is_asked else ((report(talk, CALL_NAV(), known),),)


def held_out(talk: Talk, offer: Offer) -> tuple[Phrase, Button]:
    """The reason in the mentor's own answers, and the button it leads to first."""
    upcoming = talk.next_checkin
    known = offer.report(talk.view.placement)
    if offer.question == VISIT:
        name = talk.view.nav_contact.name
        return END_VISIT(name=name, next=upcoming), report(talk, ASK_FOR_VISIT(), known)
    why = reason(talk, offer)
    if offer.category:
        text = END_REPORT(reason=why, category=Phrase(f"category.{offer.category}"), next=upcoming)
        return text, report(talk, TELL_NAV(), known)
    if offer.weeks:
        text = END_RARER(reason=why, next=upcoming)
        return text, Button(RARER(weeks=offer.weeks), "rarer")
    return END_CARD(reason=why, next=upcoming), card(talk, offer.card or "")


def card(talk: Talk, name: str) -> Button:
    """The card for this placement: the next check-in asks whether it helped."""
    label = CARD(title=Phrase(f"card_title.{name}"))
    return Button(label, "card", f"{name}:{talk.checkin.placement}", opens="guidance")


def reason(talk: Talk, offer: Offer) -> Phrase:
    """What one answer said, or what several of them add up to."""
    if offer.trigger:
        return Phrase(f"trigger.{offer.trigger}_{offer.times}")
    answer = Phrase(f"answer.{offer.question}.{offer.answer}")
    return SAID(question=talk.asks(offer.question), answer=answer)


def rarer(talk: Talk) -> Step:
    """Reckoned anew: somebody at NAV may have set another rhythm meanwhile."""
    offer = talk.course.offer()
    if offer is None or offer.weeks is None:
        raise BadMove
    said = talk.says(RARER_KEPT(weeks=offer.weeks), "end", after(talk))
    return Step((said,), (RhythmSet(talk.checkin.placement, offer.weeks),))


def after(talk: Talk) -> Rows:
    """What stands below every ending."""
    return ((Button(CORRECT(), "correct"),), *next_round(talk))


def next_round(talk: Talk) -> Rows:
    """The next of this mentor's check-ins that wait: several are asked in one round."""
    for other in talk.brief.waiting:
        view = view_of(talk.brief, other.placement)
        if other.id in talk.checkin.others_waiting and view:
            label = NEXT(alias=view.placement.alias)
            return ((Button(label, "due", opens=DIALOG, subject=subject(other)),),)
    return ()


def closed(talk: Talk) -> Step:
    """Finished or dropped in the meantime, before this tap came."""
    return Step((talk.says(CLOSED(next=talk.next_checkin), "closed", next_round(talk)),))
