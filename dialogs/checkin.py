"""The check-in: a talk by taps in one message, usually two or three of them (feel 2)."""

from __future__ import annotations

from dataclasses import replace

from dialogs.asking import ALIAS, BACK, SKIP, note, rows
from dialogs.checkin_course import CARD_HELPED, PRACTICE
from dialogs.checkin_ends import (
    after_hard,
    closed,
    ending,
    hardest,
    put_off,
    rarer,
    skipped,
    telling,
    when,
    why,
)
from dialogs.checkin_talk import DIALOG, OVER, Talk, subject
from mentorbot.domain.brief import Brief, Need
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Then, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import (
    Answered,
    AnswerTakenBack,
    CardRated,
    CheckInAskedFor,
    CheckInFinished,
    Fact,
    PracticeChosen,
)
from mentorbot.domain.people import Role
from mentorbot.domain.rules import Question
from mentorbot.domain.wording import Label, Phrase, Text

NAME = DIALOG
NEEDS = frozenset({Need.PLACEMENTS, Need.CHECKIN})

WHICH = Text("checkin.which")
CHOSEN = Text("checkin.chosen", "alias")
NO_PLACEMENT = Text("checkin.no_placement")
FOR_MENTORS = Text("checkin.for_mentors")

ASK = Text("checkin.ask", "reminding", "number", "total", "practice", "question")
LATER = Label("checkin.later")

HELPED = ("yes", "some")
NOT_TRIED = "not_tried"
"""Answers to whether a card helped."""


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act is Act.COMMANDED or turn.move == "asked":
        return asked_for(place, brief)
    if place.state == "choose":
        return chosen(place, turn, brief)
    talk = Talk.of(place, brief)
    if turn.act is Act.OPENED:
        return Step() if talk.checkin.finished else opened(talk, reminding=turn.move == "remind")
    if turn.act is not Act.TAPPED:
        raise BadMove
    if turn.move == "due":
        return closed(talk) if talk.checkin.finished else opened(talk)
    return closed(talk) if talk.is_closed else tapped(talk, turn)


def tapped(talk: Talk, turn: Turn) -> Step:
    match talk.place.state, turn.move:
        case "asking", "answer":
            return answered(talk, turn.argument)
        case "asking", "skip":
            return skipped_question(talk, turn.argument)
        case ("asking", "back") | ("hardest" | "end", "correct"):
            return taken_back(talk)
        case ("asking", "later") | ("why", "back"):
            return when(talk)
        case "later", "back":
            return ask(talk)
        case "later", ("later_today" | "next_day"):
            return put_off(talk, turn.move)
        case "later", "skip_all":
            return why(talk)
        case "why", "why":
            return skipped(talk, turn.argument)
        case "hardest", "tell":
            return telling(talk, turn.argument)
        case "hardest", "not_now":
            return after_hard(talk)
        case "end", "rarer":
            return rarer(talk)
    raise BadMove


def asked_for(place: Place, brief: Brief) -> Step:
    """/checkin: what is waiting comes first; otherwise one that was not due."""
    if brief.me.role is not Role.MENTOR:
        return Step((note(FOR_MENTORS()),))
    if brief.waiting:
        return Step(then=Then(NAME, "due", subject=subject(brief.waiting[0])))
    match brief.placements:
        case ():
            return Step((note(NO_PLACEMENT()),))
        case (only,):
            return Step(facts=(CheckInAskedFor(only.placement.id),))
    buttons = [
        Button(ALIAS(alias=view.placement.alias), "placement", str(view.placement.id))
        for view in brief.placements
    ]
    return Step((Say(WHICH(), place.at("choose"), rows(buttons), anew=True),))


def chosen(place: Place, turn: Turn, brief: Brief) -> Step:
    for view in brief.placements:
        if turn.move == "placement" and turn.argument == str(view.placement.id):
            said = Say(CHOSEN(alias=view.placement.alias), place.at("done"))
            return Step((said,), (CheckInAskedFor(view.placement.id),))
    raise BadMove


def opened(talk: Talk, *, reminding: bool = False) -> Step:
    if talk.course.current is None:
        return Step(facts=(CheckInFinished(talk.checkin.id),))
    return ask(talk, anew=True, reminding=reminding)


def ask(
    talk: Talk, facts: tuple[Fact, ...] = (), *, anew: bool = False, reminding: bool = False
) -> Step:
    question = current(talk)
    number, total = talk.course.progress or (None, None)
    text = ASK(
        reminding=reminding,
        number=number,
        total=total,
        practice=agreed_last(talk, question),
        question=talk.asks(question.id),
    )
    return Step((talk.says(text, "asking", choices(talk, question), anew=anew),), facts)


def choices(talk: Talk, question: Question) -> Rows:
    answers = [
        Button(Phrase(f"answer.{question.id}.{name}"), "answer", f"{question.id}:{name}")
        for name in question.answers
    ]
    back = (Button(BACK(), "back"),) if talk.course.asked else ()
    # What was finished once is not asked again at another time.
    later = () if talk.is_reopened else (Button(LATER(), "later"),)
    aside = (*back, Button(SKIP(), "skip", question.id), *later)
    return (*rows(answers, across=3 if question.opener else 1), aside)


def current(talk: Talk) -> Question:
    if talk.course.current is None:
        raise BadMove
    return talk.course.current


def agreed_last(talk: Talk, question: Question) -> Phrase | None:
    """What the talk opens with, where its first question leads on from there."""
    return talk.practice if question.opener and not talk.course.asked else None


def answered(talk: Talk, argument: str) -> Step:
    name, _, answer = argument.partition(":")
    question = current(talk)
    if name != question.id or answer not in question.answers:
        raise BadMove
    facts: tuple[Fact, ...] = (Answered(talk.checkin.id, name, answer),)
    if name == PRACTICE:
        facts += (PracticeChosen(talk.checkin.placement, answer),)
    if name == CARD_HELPED:
        helped = None if answer == NOT_TRIED else answer in HELPED
        facts += (CardRated(talk.checkin.card, helped),)
    return onward(talk.on(talk.course.answered(name, answer)), facts)


def skipped_question(talk: Talk, name: str) -> Step:
    if name != current(talk).id:
        raise BadMove
    return onward(talk.on(talk.course.skipping(name)))


def onward(talk: Talk, facts: tuple[Fact, ...] = ()) -> Step:
    if talk.course.current:
        return ask(talk, facts)
    say = hardest(talk) if talk.course.is_hard else ending(talk)
    finished = () if talk.checkin.finished else (CheckInFinished(talk.checkin.id),)
    return Step((say,), (*facts, *finished))


def taken_back(talk: Talk) -> Step:
    """The question before, anew; from the end it reopens the talk."""
    if not talk.course.asked:
        raise BadMove
    last = talk.course.asked[-1]
    facts = (AnswerTakenBack(talk.checkin.id, last),) if last in talk.course.answers else ()
    place = talk.place
    if place.state in OVER:
        place = place.at(place.state, reopened=True)
    return ask(replace(talk, place=place, course=talk.course.without(last)), facts)
