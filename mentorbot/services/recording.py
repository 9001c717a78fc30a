"""Facts become rows. Every fact has one function here or in following_up; none is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from mentorbot.domain import facts
from mentorbot.domain.checkins import ASKED_BACK, OPENER, dropped_at, questions_now
from mentorbot.domain.people import Person, Role, Standing
from mentorbot.domain.placements import Placement
from mentorbot.services import following_up
from mentorbot.services.briefing import coordinators, flagged
from mentorbot.services.cues import Cue, opened
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_again
from mentorbot.storage import audit, checkins, outbox, people, placements, ratings
from mentorbot.storage.checkins import CheckIn, CheckInState
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane


def record(tx: Tx, parts: Parts, person: Person, fact: facts.Fact, now: datetime) -> list[Cue]:
    """Stores one fact about what this person did, and returns whose dialogs it moves."""
    return RECORDERS[type(fact)](tx, parts, person, fact, now)


def _onboarded(
    tx: Tx, parts: Parts, person: Person, _fact: facts.Onboarded, now: datetime
) -> list[Cue]:
    people.change(tx, person.id, onboarded=True)
    audit.note(tx, person.id, "person.onboarded", f"person:{person.id}", now)
    if person.role is Role.MENTOR:
        plan_again(tx, parts, person.id, now)
    return []


def _rhythm(
    tx: Tx, parts: Parts, person: Person, fact: facts.RhythmChosen, now: datetime
) -> list[Cue]:
    people.set_rhythm(tx, person.id, fact.weekday, fact.at)
    if person.role is Role.MENTOR:
        plan_again(tx, parts, person.id, now)
    return []


def _language(
    tx: Tx, _parts: Parts, person: Person, fact: facts.LanguageChosen, _now: datetime
) -> list[Cue]:
    people.change(tx, person.id, language=fact.language)
    return []


def _paused(tx: Tx, parts: Parts, person: Person, fact: facts.Paused, now: datetime) -> list[Cue]:
    people.change(tx, person.id, paused_until=fact.until)
    audit.note(tx, person.id, "person.paused", f"person:{person.id}", now, until=str(fact.until))
    if person.role is Role.MENTOR:
        plan_again(tx, parts, person.id, now)
    return []


def _stopped(
    tx: Tx, _parts: Parts, person: Person, _fact: facts.Stopped, now: datetime
) -> list[Cue]:
    people.change(tx, person.id, standing=Standing.STOPPED)
    checkins.forget_planned(tx, person.id)
    for item in checkins.open_of(tx, person.id):
        checkins.move(
            tx, item.id, CheckInState.OPEN, CheckInState.SKIPPED, finished_at=now, why="stopped"
        )
    outbox.stop_for(tx, person.id, now, [Lane.CHECKIN, Lane.DIGEST])
    audit.note(tx, person.id, "person.stopped", f"person:{person.id}", now)
    return []


def _resumed(
    tx: Tx, parts: Parts, person: Person, _fact: facts.Resumed, now: datetime
) -> list[Cue]:
    people.change(tx, person.id, standing=Standing.ACTIVE)
    audit.note(tx, person.id, "person.resumed", f"person:{person.id}", now)
    if person.role is Role.MENTOR:
        plan_again(tx, parts, person.id, now)
    return []


def _asked_for(
    tx: Tx, parts: Parts, person: Person, fact: facts.CheckInAskedFor, now: datetime
) -> list[Cue]:
    """What was put off is taken up now; otherwise the next planned questions are asked early."""
    placement = placements.get(tx, fact.placement)
    if placement.mentor != person.id:
        audit.note(tx, person.id, "refused", f"placement:{placement.id}", now, refused="checkin")
        return []
    planned = checkins.planned_of(tx, placement.id)
    put_off = planned is not None and planned.opened_at is not None
    item = planned.id if planned and put_off else _early(tx, parts, placement, planned, now)
    if item is None:
        return []
    # Nobody is reminded of what they asked for; unanswered it must not lie open for ever.
    drop_at = dropped_at(now, person, parts.calendar, parts.rules)
    checkins.move(tx, item, CheckInState.PLANNED, CheckInState.OPEN, opened_at=now, drop_at=drop_at)
    return [opened(person.id, "checkin", f"checkin:{item}", "due", lane=Lane.ANSWER)]


def _early(
    tx: Tx, parts: Parts, placement: Placement, planned: CheckIn | None, now: datetime
) -> int | None:
    today = parts.calendar.today(now)
    ask = planned.questions if planned is not None else (OPENER,)
    before = flagged(tx, parts, placement.id)
    questions = questions_now(ask, placement, parts.rules, today, before)
    occasion = f"asked-{now.isoformat()}"
    return checkins.plan(
        tx, placement.id, placement.mentor, occasion, now, today, questions, asked_for=True
    )


def _mine(tx: Tx, person: Person, checkin: int, now: datetime) -> CheckIn | None:
    item = checkins.get(tx, checkin)
    if item is not None and item.mentor == person.id:
        return item
    audit.note(tx, person.id, "refused", f"checkin:{checkin}", now, refused="checkin")
    return None


def _answered(
    tx: Tx, _parts: Parts, person: Person, fact: facts.Answered, now: datetime
) -> list[Cue]:
    item = _mine(tx, person, fact.checkin, now)
    if item is not None and item.state in (CheckInState.OPEN, CheckInState.DONE):
        checkins.answer(tx, item.id, fact.question, fact.answer, now)
    return []


def _taken_back(
    tx: Tx, _parts: Parts, person: Person, fact: facts.AnswerTakenBack, now: datetime
) -> list[Cue]:
    if _mine(tx, person, fact.checkin, now) is not None:
        checkins.take_back(tx, fact.checkin, fact.question)
    return []


def _finished(
    tx: Tx, _parts: Parts, person: Person, fact: facts.CheckInFinished, now: datetime
) -> list[Cue]:
    item = _mine(tx, person, fact.checkin, now)
    if item is not None:
        checkins.move(tx, item.id, CheckInState.OPEN, CheckInState.DONE, finished_at=now)
        audit.note(tx, person.id, "checkin.finished", f"checkin:{item.id}", now)
        if ASKED_BACK in item.answers:
            # What was agreed last has been talked about: something new may be agreed. Not before
            # the end, so that the answer can be corrected.
            placements.practise(tx, item.placement, None)
    return []


def _put_off(
    tx: Tx, _parts: Parts, person: Person, fact: facts.CheckInPutOff, now: datetime
) -> list[Cue]:
    if _mine(tx, person, fact.checkin, now) is not None:
        checkins.move(
            tx,
            fact.checkin,
            CheckInState.OPEN,
            CheckInState.PLANNED,
            due_at=fact.until,
            remind_at=None,
            drop_at=None,
        )
        audit.note(tx, person.id, "checkin.put_off", f"checkin:{fact.checkin}", now)
    return []


def _skipped(
    tx: Tx, _parts: Parts, person: Person, fact: facts.CheckInSkipped, now: datetime
) -> list[Cue]:
    if _mine(tx, person, fact.checkin, now) is not None:
        checkins.move(
            tx, fact.checkin, CheckInState.OPEN, CheckInState.SKIPPED, finished_at=now, why=fact.why
        )
        audit.note(tx, person.id, "checkin.skipped", f"checkin:{fact.checkin}", now, why=fact.why)
    return []


def _practice(
    tx: Tx, _parts: Parts, person: Person, fact: facts.PracticeChosen, now: datetime
) -> list[Cue]:
    if placements.get(tx, fact.placement).mentor == person.id:
        placements.practise(tx, fact.placement, fact.practice)
    return []


def _card_shown(
    tx: Tx, _parts: Parts, person: Person, fact: facts.CardShown, now: datetime
) -> list[Cue]:
    ratings.shown(tx, person.id, fact.card, now)
    return []


def _card_rated(
    tx: Tx, _parts: Parts, person: Person, fact: facts.CardRated, now: datetime
) -> list[Cue]:
    ratings.rate(tx, person.id, fact.card, fact.helped, now)
    return []


def _coordinator_asked(
    tx: Tx, _parts: Parts, person: Person, fact: facts.CoordinatorAsked, now: datetime
) -> list[Cue]:
    what = "deletion" if fact.deletion else "asked"
    audit.note(tx, person.id, "coordinator.asked", f"person:{person.id}", now, what=what)
    return [
        opened(who, "overview", f"person:{person.id}", what, lane=Lane.ANSWER)
        for who in coordinators(tx)
    ]


Recorder = Callable[[Tx, Parts, Person, Any, datetime], list[Cue]]

RECORDERS: dict[type[facts.Fact], Recorder] = {
    facts.Onboarded: _onboarded,
    facts.RhythmChosen: _rhythm,
    facts.LanguageChosen: _language,
    facts.Paused: _paused,
    facts.Stopped: _stopped,
    facts.Resumed: _resumed,
    facts.CheckInAskedFor: _asked_for,
    facts.Answered: _answered,
    facts.AnswerTakenBack: _taken_back,
    facts.CheckInFinished: _finished,
    facts.CheckInPutOff: _put_off,
    facts.CheckInSkipped: _skipped,
    facts.PracticeChosen: _practice,
    facts.CardShown: _card_shown,
    facts.CardRated: _card_rated,
    facts.CoordinatorAsked: _coordinator_asked,
    facts.ProblemReported: following_up.reported,
    facts.EmergencyCalled: following_up.emergency_called,
    facts.ProblemReceived: following_up.received,
    facts.WordingRead: following_up.wording_read,
    facts.PhoneShown: following_up.phone_shown,
    facts.ProblemPromised: following_up.promised,
    facts.ProblemPassedOn: following_up.passed_on,
    facts.ProblemAnswered: following_up.answered,
    facts.ProblemClosed: following_up.closed,
    facts.ProblemReopened: following_up.reopened,
    facts.ProblemWithdrawn: following_up.withdrawn,
}
