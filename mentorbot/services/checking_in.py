"""Check-ins that fall due: opened, reminded of once, dropped. A row each, one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from mentorbot.domain.checkins import dropped_at, latest_due, questions_now, reminder_at
from mentorbot.domain.people import Person
from mentorbot.domain.placements import Placement
from mentorbot.services import remembering, sparing
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.planning import is_listening, plan_next
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.storage import audit, checkins, conversations, course, outbox, people, placements
from mentorbot.storage.checkins import CheckIn, CheckInState
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

AT_ONCE = 20
"""How many rows one call takes at most; the ticker calls again while there are more."""
MOST_WAITING = 60
"""Check-ins on their way, opened and not sent: about two seconds' work for who sends them. So a
crowd that is due at one minute is spread over the next ones, no more than Telegram takes, and each
is opened right before it leaves."""
LOOKS_AGAIN = timedelta(milliseconds=500)
"""When there may be room for more."""


def open_due(parts: Parts, now: datetime, most: int = AT_ONCE) -> int:
    """Opens what is due, as far as it can be sent; returns how many rows it handled."""
    return _each(parts, now, checkins.due, _open, "due_at", most, paced=True)


def remind(parts: Parts, now: datetime, most: int = AT_ONCE) -> int:
    """One reminder each, the next working day."""
    return _each(parts, now, checkins.to_remind, _remind, "remind_at", most, paced=True)


def drop(parts: Parts, now: datetime, most: int = AT_ONCE) -> int:
    """A check-in that nobody answered is dropped, not piled up."""
    return _each(parts, now, checkins.to_drop, _drop, "drop_at", most)


def next_moment(tx: Tx, now: datetime) -> datetime | None:
    """When the next check-in is to be opened, reminded of or dropped."""
    due = checkins.next_moment(tx)
    if due is not None and due <= now and _room(tx, now) <= 0:
        return now + LOOKS_AGAIN
    return due


def _room(tx: Tx, now: datetime) -> int:
    """How many more check-ins may be on their way."""
    return MOST_WAITING - outbox.on_their_way(tx, Lane.CHECKIN, now, MOST_WAITING)


def _each(
    parts: Parts,
    now: datetime,
    find: Callable[[Tx, datetime, int], list[int]],
    handle: Callable[[Tx, Parts, int, datetime], None],
    moment: str,
    most: int,
    *,
    paced: bool = False,
) -> int:
    """Handles what `find` finds due; one that raises is due again later, by its `moment`.

    `paced`: it makes letters that nobody waits for, so no more of them than can be sent.
    """
    with parts.database.begin() as tx:
        items = find(tx, now, most)
        if items and paced:
            items = items[: max(0, _room(tx, now))]

    def push(tx: Tx, item: int, later: datetime) -> None:
        checkins.set_values(tx, item, **{moment: later})

    return each(parts, items, lambda tx, item: handle(tx, parts, item, now), push, now)


def _drop(tx: Tx, parts: Parts, item: int, now: datetime) -> None:
    checkin = checkins.get(tx, item)
    if checkin is None or not checkins.move(
        tx, item, CheckInState.OPEN, CheckInState.DROPPED, finished_at=now
    ):
        return
    audit.note(tx, None, "checkin.dropped", f"checkin:{item}", now)
    bubble = conversations.at(tx, checkin.mentor, "checkin", f"checkin:{item}")
    if bubble is not None:
        outbox.take_back(tx, bubble.id, now)
    _note_silence(tx, parts, checkin, now)


def _note_silence(tx: Tx, parts: Parts, checkin: CheckIn, now: datetime) -> None:
    """Two check-ins unanswered: NAV reads that in the week's message (rule 4, R15)."""
    placement = placements.get(tx, checkin.placement)
    told = parts.rules.models[placement.model].tells_silence
    if told and remembering.unanswered(tx, placement) == remembering.SILENT:
        audit.note(tx, None, "placement.silent", f"placement:{placement.id}", now)


def _open(tx: Tx, parts: Parts, item: int, now: datetime) -> None:
    checkin = checkins.get(tx, item)
    if checkin is None or checkin.state is not CheckInState.PLANNED:
        return
    mentor = people.get(tx, checkin.mentor)
    if not is_listening(mentor):
        _pass_by(tx, parts, checkin, "stopped" if mentor.onboarded else "not_onboarded", now)
    elif _overtaken(tx, parts, checkin, mentor, now):
        # Looked at first: what is put off until morning no longer shows when it fell due.
        return
    elif not parts.calendar.may_push(mentor, now):
        checkins.set_values(tx, item, due_at=parts.calendar.next_push(mentor, now))
    elif why := sparing.reason(tx, parts, checkin, mentor, now):
        _pass_by(tx, parts, checkin, why, now)
        if why == sparing.RHYTHM:
            subject = f"placement:{checkin.placement}"
            cue = opened(mentor.id, "rhythm", subject, "ignored", lane=Lane.CHECKIN, again=False)
            play(tx, parts, cue, now)
    else:
        _ask(tx, parts, checkin, mentor, now)


def _pass_by(tx: Tx, parts: Parts, checkin: CheckIn, why: str, now: datetime) -> None:
    """This one is not asked; the next one may be."""
    checkins.move(
        tx, checkin.id, CheckInState.PLANNED, CheckInState.SKIPPED, finished_at=now, why=why
    )
    if why != "stopped":
        plan_next(tx, parts, placements.get(tx, checkin.placement), now)


def _overtaken(tx: Tx, parts: Parts, checkin: CheckIn, mentor: Person, now: datetime) -> bool:
    """After downtime only the latest that fell due is asked."""
    if checkin.opened_at is not None:
        return _outdated(tx, parts, checkin, now)
    placement = placements.get(tx, checkin.placement)
    model = parts.rules.models[placement.model]
    latest = latest_due(placement, model, mentor, parts.calendar, checkin.due_at, now)
    if latest is None or latest.occasion == checkin.occasion:
        return False
    checkins.move(
        tx,
        checkin.id,
        CheckInState.PLANNED,
        CheckInState.SKIPPED,
        finished_at=now,
        why="caught_up",
    )
    planned = checkins.plan(
        tx, placement.id, mentor.id, latest.occasion, latest.moment, latest.day, latest.ask
    )
    if planned is not None:
        _open(tx, parts, planned, now)
    else:
        plan_next(tx, parts, placement, now)
    return True


def _outdated(tx: Tx, parts: Parts, checkin: CheckIn, now: datetime) -> bool:
    """What was put off gives way to the next one, once that day has come."""
    if not course.has_newer(tx, checkin, parts.calendar.today(now)):
        return False
    return checkins.move(
        tx, checkin.id, CheckInState.PLANNED, CheckInState.SKIPPED, finished_at=now, why="caught_up"
    )


def _ask(tx: Tx, parts: Parts, checkin: CheckIn, mentor: Person, now: datetime) -> None:
    placement = placements.get(tx, checkin.placement)
    first_time = checkin.opened_at is None
    values = {
        "opened_at": checkin.opened_at or now,
        "remind_at": reminder_at(now, mentor, parts.calendar, parts.rules),
        "drop_at": dropped_at(now, mentor, parts.calendar, parts.rules),
        "questions": list(_questions(tx, parts, checkin, placement, now)),
    }
    if not checkins.move(tx, checkin.id, CheckInState.PLANNED, CheckInState.OPEN, **values):
        return
    audit.note(tx, None, "checkin.opened", f"checkin:{checkin.id}", now)
    if first_time:
        plan_next(tx, parts, placement, now)
    if not sparing.in_a_round(tx, parts, checkin, now):
        cue = opened(
            mentor.id, "checkin", f"checkin:{checkin.id}", "due", lane=Lane.CHECKIN, again=False
        )
        play(tx, parts, cue, now)


def _questions(
    tx: Tx, parts: Parts, checkin: CheckIn, placement: Placement, now: datetime
) -> tuple[str, ...]:
    if checkin.opened_at is not None:
        return checkin.questions
    heard = remembering.heard(tx, parts, placement.id, checkin.mentor, checkin.id)
    card = remembering.card_to_rate(tx, parts, placement.id, checkin.mentor, now)
    today = parts.calendar.today(now)
    ask = checkin.questions
    return questions_now(ask, placement, parts.rules, today, heard, has_card=bool(card))


def _remind(tx: Tx, parts: Parts, item: int, now: datetime) -> None:
    checkin = checkins.get(tx, item)
    if checkin is None or checkin.state is not CheckInState.OPEN:
        return
    mentor = people.get(tx, checkin.mentor)
    if not parts.calendar.may_push(mentor, now):
        later = parts.calendar.next_push(mentor, now)
        checkins.set_values(tx, item, remind_at=later)
        return
    checkins.set_values(tx, item, remind_at=None)
    first = checkins.open_of(tx, mentor.id)[0]
    if is_listening(mentor) and first.id == item and sparing.may_remind(tx, parts, mentor, now):
        cue = opened(
            mentor.id, "checkin", f"checkin:{item}", "remind", lane=Lane.CHECKIN, again=False
        )
        play(tx, parts, cue, now)
