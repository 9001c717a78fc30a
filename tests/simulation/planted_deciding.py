"""Planted in what is decided: ladders, check-ins, hours, who is told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from mentorbot.domain import calendar, ladder
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.edges import running
from mentorbot.edges.running import Service
from mentorbot.services import (
    announcing,
    checking_in,
    escalating,
    following_up,
    leaving,
    monday,
    pending,
    playing,
    reaching,
    sparing,
    standing_in,
)
from mentorbot.services.cues import opened
from mentorbot.services.playing import play
from mentorbot.storage import checkins, marks, outbox, rungs
from tests.simulation.plants import Bed, moved, plant, returns

HOUR = timedelta(hours=1)


@plant("what fell due while the program was down is never done")
def rung_forgotten_after_restart(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def due(tx: Any, now: datetime, most: int) -> Any:
            up = bed.world.books.up_since
            return [each for each in was(tx, now, most) if each.due_at >= up]

        return due

    bed.put(rungs, "due", made)


@plant("the rungs go on when somebody has opened it")
def opened_and_still_climbing(bed: Bed) -> None:
    bed.put(rungs, "cancel", returns(None))
    bed.put(ladder, "AFTERWARDS", lambda was: {**was, "reminder": _any(), "handover": _any()})


def _any() -> Any:
    from mentorbot.domain.problems import State

    return tuple(State)


@plant("rungs fire early")
def rung_early(bed: Bed) -> None:
    bed.put(rungs, "due", moved(timedelta(minutes=30)))
    bed.put(rungs, "next_at", lambda was: lambda tx: _less(was(tx)))


@plant("nobody looks when the next rung is due")
def rung_not_awaited(bed: Bed) -> None:
    bed.put(rungs, "next_at", returns(None))


@plant("a rung that fired is planned again")
def rung_fired_twice(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def end(tx: Any, rung: Any, state: str, person: Any, now: datetime) -> bool:
            done = bool(was(tx, rung, state, person, now))
            if done and state == "fired":
                again = ladder.Rung(0, rung.tell, rung.kind, now + HOUR)
                rungs.add(tx, rung.reference, [again])
            return done

        return end

    bed.put(rungs, "end", made)


@plant("the stand-in is passed over")
def stand_in_skipped(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def on_rung(tx: Any, parts: Any, tell: str, problem: Any, now: datetime) -> Any:
            return None if tell == "nav_stand_in" else was(tx, parts, tell, problem, now)

        return on_rung

    bed.put(reaching, "on_rung", made)


@plant("an hour of working time has fifty minutes")
def short_hours(bed: Bed) -> None:
    def made(was: Any) -> Any:
        return lambda self, moment, amount: was(self, moment, amount * 5 / 6)

    bed.put(WorkCalendar, "work_after", made)


@plant("holidays are working days")
def holidays_worked(bed: Bed) -> None:
    bed.put(calendar, "public_holidays", returns(frozenset()))


@plant("quiet time is ignored")
def quiet_time_ignored(bed: Bed) -> None:
    bed.put(WorkCalendar, "may_push", returns(True))
    bed.put(WorkCalendar, "next_push", lambda was: lambda self, person, moment: moment)


@plant("summer time is an hour off")
def clocks_not_changed(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def at(self: Any, day: Any, clock: time) -> datetime:
            return datetime.combine(day, clock, UTC) - HOUR

        return at

    bed.put(WorkCalendar, "at", made)


@plant("check-ins are opened an hour early")
def checkin_early(bed: Bed) -> None:
    bed.put(checkins, "due", moved(HOUR))
    bed.put(checkins, "next_moment", lambda was: lambda tx: _less(was(tx)))


def _less(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment - HOUR


@plant("nobody is reminded of a check-in")
def no_reminder(bed: Bed) -> None:
    bed.put(checking_in, "remind", returns(0))
    bed.put(checkins, "to_remind", returns([]))


@plant("a check-in is reminded of twice")
def reminded_twice(bed: Bed) -> None:
    done: set[int] = set()

    def made(was: Any) -> Any:
        def remind(tx: Any, parts: Any, item: int, now: datetime) -> None:
            was(tx, parts, item, now)
            if item not in done:
                done.add(item)
                checkins.set_values(tx, item, remind_at=now + HOUR)

        return remind

    bed.put(checking_in, "_remind", made)
    bed.put(sparing, "may_remind", returns(True))


@plant("a check-in falls due every other time only")
def checkin_lost(bed: Bed) -> None:
    def made(was: Any) -> Any:
        return lambda tx, now, most: [each for each in was(tx, now, most) if each % 2]

    bed.put(checkins, "due", made)


@plant("whoever stopped is asked all the same")
def stop_ignored(bed: Bed) -> None:
    bed.put(checking_in, "is_listening", returns(True))
    bed.put(checkins, "forget_planned", returns([]))
    bed.put(outbox, "stop_for", returns(None))
    bed.put(playing, "_wants_nothing", returns(False))


@plant("the week's message is sent twice")
def digest_twice(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def tell(tx: Any, parts: Any, name: str, now: datetime) -> None:
            was(tx, parts, name, now)
            if now.minute < 5:
                marks.put(tx, name, int((now + timedelta(minutes=6)).timestamp()))

        return tell

    bed.put(monday, "_tell", made)


@plant("that somebody at NAV cannot be reached is told to nobody")
def loss_not_told(bed: Bed) -> None:
    bed.put(announcing, "lost", returns([]))


@plant("what waits for somebody who cannot be reached waits for its hour")
def loss_not_acted_on(bed: Bed) -> None:
    bed.put(standing_in, "look_on", returns(None))


@plant("nobody is asked again whether what they opened is in hand")
def opened_and_forgotten(bed: Bed) -> None:
    bed.put(pending, "plan_ask", lambda was: lambda tx, parts, problem, now: _cancel(tx, problem))


def _cancel(tx: Any, problem: Any) -> None:
    rungs.cancel(tx, problem.reference)


@plant("the mentor is not asked whether it helped")
def answered_and_forgotten(bed: Bed) -> None:
    def made(was: Any) -> Any:
        return lambda tx, parts, problem, mentor, now: _cancel(tx, problem)

    bed.put(pending, "plan_ask_helped", made)


@plant("passed on, it has no ladder any more")
def passed_on_and_lost(bed: Bed) -> None:
    def made(was: Any) -> Any:
        return lambda tx, parts, problem, now: _cancel(tx, problem)

    bed.put(following_up, "start_again", made)


@plant("a hand-over is told to everybody at NAV")
def told_to_the_wrong_one(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def tell(
            tx: Any, parts: Any, problem: Any, rung: Any, receiver: Any, now: datetime
        ) -> None:
            was(tx, parts, problem, rung, receiver, now)
            subject = f"problem:{problem.reference}"
            for seats in bed.world.books.ladders.seats.values():
                cue = opened(seats.nav_contact, "followup", subject, "reminder")
                play(tx, parts, cue, now)

        return tell

    bed.put(escalating, "_tell", made)


@plant("the program works with the moment of its last look")
def stale_moment(bed: Bed) -> None:
    def made(was: Any) -> Any:
        last: list[datetime] = []

        async def due(service: Service, now: datetime) -> None:
            last.append(now)
            await was(service, last[-2:][0])

        return due

    bed.put(running.Service, "do_what_is_due", made)


@plant("a blocked bot is not noticed")
def blocking_not_noticed(bed: Bed) -> None:
    bed.put(leaving, "closed", returns(None))
