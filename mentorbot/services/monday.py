"""The week begins: everybody at NAV and every coordinator is told once what waits (feel 6, 7).

When a week begins, a row is written for each of them, due at the first moment they may be told
anything. So whoever is away that morning hears it when they are back.
"""

from __future__ import annotations

from datetime import UTC, datetime

from mentorbot.domain.people import Person, PersonId, Role
from mentorbot.services.cues import opened
from mentorbot.services.parts import Parts
from mentorbot.services.playing import play
from mentorbot.services.rows import each
from mentorbot.services.viewing import is_here
from mentorbot.storage import marks, people
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

NEXT = "next week"
"""Under this name stands when a week begins next, in seconds since 1970."""
DUE = "week:"
"""With a person's id after it: when that person is to be told, in the same seconds."""
HEARD = "heard of the week:"
"""With a person's id after it: when that person was told, until the next week begins."""
OFFICE = (Role.NAV_CONTACT, Role.COORDINATOR)
AT_ONCE = 20
MOST_PEOPLE = 10_000


def tell_due(parts: Parts, now: datetime) -> int:
    """Tells whom it is time for. Returns how many rows it handled."""
    with parts.database.begin() as tx:
        planned = _plan(tx, parts, now)
        due = marks.due(tx, DUE, _seconds(now), AT_ONCE)

    def push(tx: Tx, name: str, later: datetime) -> None:
        marks.put(tx, name, _seconds(later))

    return planned + each(parts, due, lambda tx, name: _tell(tx, parts, name, now), push, now)


def next_moment(tx: Tx, parts: Parts, now: datetime) -> datetime:
    """When somebody is to be told next, or the next week begins."""
    first = marks.least(tx, DUE)
    begins = parts.calendar.next_week(now)
    return begins if first is None else min(begins, datetime.fromtimestamp(first, UTC))


def _plan(tx: Tx, parts: Parts, now: datetime) -> int:
    """Writes the rows of a week that has begun; only one process does."""
    begins = marks.get(tx, NEXT)
    if begins is not None and _seconds(now) < begins:
        return 0
    for name in marks.due(tx, HEARD, _seconds(now), MOST_PEOPLE):
        marks.remove(tx, name)
    mine = marks.change(tx, NEXT, _seconds(parts.calendar.next_week(now)))
    if begins is None or not mine:
        # An office that opened this week was just told what there is.
        return 0
    reading = [who for role in OFFICE for who in people.listed(tx, role) if _reads(who)]
    for person in reading:
        marks.put(tx, _due(person), _seconds(parts.calendar.next_push(person, now)))
    return len(reading)


def _tell(tx: Tx, parts: Parts, name: str, now: datetime) -> None:
    if not marks.remove(tx, name):
        return
    person = people.find(tx, int(name.removeprefix(DUE)))
    if person is None or not _reads(person):
        return
    if parts.calendar.may_push(person, now):
        play(tx, parts, opened(person.id, "overview", "", "monday", lane=Lane.DIGEST), now)
        marks.put(tx, f"{HEARD}{person.id}", _seconds(now))
    else:
        marks.put(tx, name, _seconds(parts.calendar.next_push(person, now)))


def was_told_today(tx: Tx, parts: Parts, person: PersonId, now: datetime) -> bool:
    """Whoever was away, or in quiet time, as the week began hears of it on another day."""
    at = marks.get(tx, f"{HEARD}{person}")
    today = parts.calendar.today(now)
    return at is not None and parts.calendar.today(datetime.fromtimestamp(at, UTC)) == today


def _reads(person: Person) -> bool:
    return is_here(person) and person.onboarded


def _due(person: Person) -> str:
    return f"{DUE}{person.id}"


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
