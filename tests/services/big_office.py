"""An office with as many placements as wanted and a year behind it, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table

from mentorbot.domain.people import PersonId, Role
from mentorbot.storage import spots
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.subjects import of_person, of_placement
from mentorbot.storage.tables import (
    answers,
    checkins,
    contacts,
    invites,
    people,
    placements,
    problems,
    rungs,
)

NOW = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
"""A Monday, 10:00 in Oslo."""
TODAY = date(2027, 3, 8)
DAY = timedelta(days=1)
MODELS = ("caseworker", "hybrid", "job_specialist")
PER_CONTACT = 20
AT_ONCE = 10_000
WORDS = ("Bjørk", "Gran", "Hegg", "Lønn", "Osp", "Rogn", "Selje", "Hassel", "Alm", "Ask")


@dataclass(frozen=True)
class BigOffice:
    coordinator: PersonId
    contacts: tuple[PersonId, ...]
    mentors: tuple[PersonId, ...]


def fill(database: Database, size: int, weeks: int = 52) -> BigOffice:
    """`size` placements with a mentor each, check-ins every second week, talks, open problems."""
    rng = Random(size)
    contacts_of = max(2, size // PER_CONTACT)
    office = BigOffice(1, tuple(range(2, 2 + contacts_of)), tuple(range(1000, 1000 + size)))
    with database.begin() as tx:
        everybody = [office.coordinator, *office.contacts, *office.mentors]
        tx.safe.prepare(of_person(each) for each in everybody)
        tx.safe.prepare(of_placement(each) for each in range(1, size + 1))
        _put(tx, people, [_person(tx, office, each) for each in everybody])
        _put(tx, placements, [_placement(tx, office, at, rng) for at in range(size)])
        asked = [_checkin(at, week, rng) for at in range(size) for week in range(2, weeks, 2)]
        coming = [_coming(at, len(asked) + at) for at in range(size)]
        _put(tx, checkins, [{"id": n, **row} for n, row in enumerate(asked, 1)] + coming)
        _put(tx, answers, _answers(asked, rng))
        _put(tx, contacts, _talks(office, size, weeks, rng))
        found = [_problem(office, at, rng) for at in range(0, size, 5)]
        _put(tx, problems, found)
        _put(tx, rungs, [rung for each in found for rung in _rungs(each)])
        late = [each for each in office.mentors if each % 10 == 3]
        _put(tx, invites, [_invite(each, rng) for each in late])
    return office


def _put(tx: Tx, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    every = list(rows)
    for first in range(0, len(every), AT_ONCE):
        tx.connection.execute(table.insert(), every[first : first + AT_ONCE])


def _person(tx: Tx, office: BigOffice, number: int) -> dict[str, Any]:
    role, has_come = Role.MENTOR, number % 10 != 3 or number < 1000
    if number < 1000:
        role = Role.COORDINATOR if number == office.coordinator else Role.NAV_CONTACT
    name = f"{WORDS[number % len(WORDS)]} {role.replace('_', ' ')} {number}"
    return {
        "id": number,
        "role": role,
        "name": tx.safe.seal(name, spots.name(number)),
        "phone": tx.safe.seal("+4790000001", spots.phone(number)),
        "language": "nb",
        "standing": "active" if has_come else "invited",
        "weekday": 3,
        "at": NOW.time(),
        "quiet_before": NOW.time(),
        "quiet_after": NOW.time(),
        "chat_id": 5000 + number if has_come else None,
        "onboarded": has_come,
        "in_network": False,
        "created_at": NOW - 300 * DAY,
    }


def _placement(tx: Tx, office: BigOffice, at: int, rng: Random) -> dict[str, Any]:
    start = TODAY - rng.randrange(30, 300) * DAY
    of = office.contacts
    return {
        "id": at + 1,
        "alias": alias(at),
        "model": MODELS[at % 3],
        "mentor_id": office.mentors[at],
        "mentor_stand_in_id": None,
        "nav_contact_id": of[at % len(of)],
        "nav_stand_in_id": of[(at + 1) % len(of)],
        "start": start,
        "end": TODAY + rng.randrange(-5, 120) * DAY,
        "workplace": tx.safe.seal("Lageret", spots.workplace(at + 1)),
        "created_at": NOW - 300 * DAY,
    }


def alias(at: int) -> str:
    """In letters, as an alias must be."""
    digits, found = at, ""
    for _ in range(3):
        digits, rest = divmod(digits, 26)
        found = chr(ord("a") + rest) + found
    return f"{WORDS[at % len(WORDS)]} {found}"


def _checkin(at: int, week: int, rng: Random) -> dict[str, Any]:
    due = NOW - 7 * week * DAY
    return {
        "placement_id": at + 1,
        "mentor_id": 1000 + at,
        "occasion": f"week-{week}",
        "state": "dropped" if rng.random() < 0.2 else "done",
        "due_at": due,
        "due_day": due.date(),
        "questions": ["F1", "F4"],
        "asked_for": False,
        "opened_at": due,
    }


def _coming(at: int, number: int) -> dict[str, Any]:
    due = NOW + (at % 14 + 1) * DAY
    nothing: dict[str, Any] = {"opened_at": None, "state": "planned", "occasion": "later"}
    row = _checkin(at, 0, Random(0)) | nothing | {"due_at": due, "due_day": due.date()}
    return {"id": number + 1, **row}


def _answers(asked: list[dict[str, Any]], rng: Random) -> list[dict[str, Any]]:
    return [
        {"checkin_id": number, "question": "F4", "answer": rng.choice(["high", "ok", "low"]),
         "at": row["due_at"]}
        for number, row in enumerate(asked, 1) if row["state"] == "done"
    ]  # fmt: skip


def _talks(office: BigOffice, size: int, weeks: int, rng: Random) -> list[dict[str, Any]]:
    of = office.contacts
    return [
        {"placement_id": at + 1, "by_id": of[at % len(of)], "place": "workplace",
         "day": TODAY - (7 * week + at % 5) * DAY}
        for at in range(size) for week in range(weeks) if rng.random() < 0.5
    ]  # fmt: skip


def _problem(office: BigOffice, at: int, rng: Random) -> dict[str, Any]:
    sent = NOW - rng.randrange(1, 200) * timedelta(hours=1)
    return {
        "reference": f"T{at:04d}",
        "placement_id": at + 1,
        "mentor_id": office.mentors[at],
        "owner_id": office.contacts[at % len(office.contacts)],
        "category": "P03",
        "level": "orange",
        "wish": "call_me",
        "reachable": "any_time",
        "knows": "yes",
        "tried": [],
        "state": "sent" if at % 2 else "received",
        "sent_at": sent,
        "received_at": None if at % 2 else sent,
        "deadline": sent + timedelta(hours=48),
        "missed": False,
    }


def _rungs(problem: dict[str, Any]) -> list[dict[str, Any]]:
    told = {"tell": "nav_contact", "kind": "notice", "state": "fired"}
    told |= {"person_id": problem["owner_id"], "fired_at": problem["sent_at"]}
    to_come: dict[str, Any] = {"tell": "nav_stand_in", "kind": "handover", "state": "planned"}
    to_come |= dict.fromkeys(("person_id", "fired_at"))
    return [
        {"reference": problem["reference"], "number": number, "due_at": problem["deadline"], **row}
        for number, row in enumerate([told, to_come])
    ]


def _invite(person: PersonId, rng: Random) -> dict[str, Any]:
    made = NOW - rng.randrange(1, 30) * DAY
    digest = f"{person:064d}"
    return {
        "digest": digest,
        "person_id": person,
        "created_at": made,
        "expires_at": made + 14 * DAY,
    }
