"""What a mentor does with a check-in, and what follows for the placement."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain import facts
from mentorbot.domain.checkins import ASKED_BACK, OPENER, dropped_at, questions_now
from mentorbot.domain.placements import Placement
from mentorbot.services import remembering
from mentorbot.services.cues import Cue, opened
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.planning import after_hard_week
from mentorbot.storage import checkins, placements, ratings
from mentorbot.storage.checkins import CheckIn, CheckInState
from mentorbot.storage.outbox import Lane


def _asked_for(deed: Deed, fact: facts.CheckInAskedFor) -> list[Cue]:
    """What was put off is taken up now; otherwise the next planned questions are asked early."""
    placement = placements.get(deed.tx, fact.placement)
    planned = checkins.planned_of(deed.tx, placement.id)
    put_off = planned is not None and planned.opened_at is not None
    item = planned.id if planned and put_off else _early(deed, placement, planned)
    if item is None:
        return []
    # Nobody is reminded of what they asked for; unanswered it must not lie open for ever.
    drop_at = dropped_at(deed.now, deed.person, deed.parts.calendar, deed.parts.rules)
    moved = {"opened_at": deed.now, "drop_at": drop_at}
    checkins.move(deed.tx, item, CheckInState.PLANNED, CheckInState.OPEN, **moved)
    return [opened(deed.person.id, "checkin", f"checkin:{item}", "due", lane=Lane.ANSWER)]


def _early(deed: Deed, placement: Placement, planned: CheckIn | None) -> int | None:
    tx, parts, now = deed.tx, deed.parts, deed.now
    today = parts.calendar.today(now)
    ask = planned.questions if planned is not None else (OPENER,)
    heard = remembering.heard(tx, parts, placement.id, placement.mentor)
    card = remembering.card_to_rate(tx, parts, placement.id, placement.mentor, now)
    questions = questions_now(ask, placement, parts.rules, today, heard, has_card=bool(card))
    occasion = f"asked-{now.isoformat()}"
    return checkins.plan(
        tx, placement.id, placement.mentor, occasion, now, today, questions, asked_for=True
    )


def _answered(deed: Deed, fact: facts.Answered) -> list[Cue]:
    item = checkins.get(deed.tx, fact.checkin)
    if item is not None and item.state in (CheckInState.OPEN, CheckInState.DONE):
        checkins.answer(deed.tx, item.id, fact.question, fact.answer, deed.now)
    return []


def _taken_back(deed: Deed, fact: facts.AnswerTakenBack) -> list[Cue]:
    checkins.take_back(deed.tx, fact.checkin, fact.question)
    return []


def _finished(deed: Deed, fact: facts.CheckInFinished) -> list[Cue]:
    item = checkins.get(deed.tx, fact.checkin)
    if item is None:
        return []
    checkins.move(deed.tx, item.id, CheckInState.OPEN, CheckInState.DONE, finished_at=deed.now)
    deed.note("checkin.finished", f"checkin:{item.id}")
    if ASKED_BACK in item.answers:
        # What was agreed last has been talked about: something new may be agreed. Not before
        # the end, so that the answer can be corrected.
        placements.practise(deed.tx, item.placement, None)
    after_hard_week(deed.tx, deed.parts, item, deed.now)
    return []


def _put_off(deed: Deed, fact: facts.CheckInPutOff) -> list[Cue]:
    again = {"due_at": fact.until, "remind_at": None, "drop_at": None}
    checkins.move(deed.tx, fact.checkin, CheckInState.OPEN, CheckInState.PLANNED, **again)
    deed.note("checkin.put_off", f"checkin:{fact.checkin}")
    return []


def _skipped(deed: Deed, fact: facts.CheckInSkipped) -> list[Cue]:
    ended = {"finished_at": deed.now, "why": fact.why}
    checkins.move(deed.tx, fact.checkin, CheckInState.OPEN, CheckInState.SKIPPED, **ended)
    deed.note("checkin.skipped", f"checkin:{fact.checkin}", why=fact.why)
    return []


def _practice(deed: Deed, fact: facts.PracticeChosen) -> list[Cue]:
    placements.practise(deed.tx, fact.placement, fact.practice)
    return []


def _heard_from(deed: Deed, fact: facts.HeardFrom) -> list[Cue]:
    placements.change(deed.tx, fact.placement, heard_at=deed.now)
    return []


def _card_shown(deed: Deed, fact: facts.CardShown) -> list[Cue]:
    mine = placements.of_mentor(deed.tx, deed.person.id)
    about = fact.placement if fact.placement in {each.id for each in mine} else None
    ratings.shown(deed.tx, deed.person.id, fact.card, deed.now, about)
    return []


def _card_rated(deed: Deed, fact: facts.CardRated) -> list[Cue]:
    ratings.rate(deed.tx, deed.person.id, fact.card, fact.helped, deed.now)
    return []


RECORDERS: Mapping[type[facts.Fact], Recorder] = {
    facts.CheckInAskedFor: _asked_for,
    facts.Answered: _answered,
    facts.AnswerTakenBack: _taken_back,
    facts.CheckInFinished: _finished,
    facts.CheckInPutOff: _put_off,
    facts.CheckInSkipped: _skipped,
    facts.PracticeChosen: _practice,
    facts.HeardFrom: _heard_from,
    facts.CardShown: _card_shown,
    facts.CardRated: _card_rated,
}
