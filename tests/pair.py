"""Two workers on one database, and the few people they serve."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Barrier
from typing import TypeVar

from dialogs.table import COMMANDS, DIALOGS
from mentorbot.book.rendering import Book
from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.facts import ProblemReported
from mentorbot.domain.levels import Level
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.problems import Knows, Reachable, Report, Wish
from mentorbot.services import recording
from mentorbot.services.deeds import Deed
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.storage import people, placements
from mentorbot.storage.database import Database
from tests.cast import MONDAY

T = TypeVar("T")


def parts_of(database: Database, book: Book) -> Parts:
    return Parts(
        database=database,
        book=book,
        dialogs=DIALOGS,
        commands=COMMANDS,
        calendar=WorkCalendar(book.rules.hours),
        entropy=os.urandom,
    )


@dataclass
class Pair:
    """Two workers on one database, and the people they serve."""

    workers: tuple[Parts, Parts]
    marit: PersonId
    nadia: PersonId
    nils: PersonId
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))

    def both(self, work: Callable[[Parts], T]) -> list[T]:
        """At the same moment, in two threads."""
        start = Barrier(2)

        def run(parts: Parts) -> T:
            start.wait()
            return work(parts)

        return list(self.pool.map(run, self.workers))

    def report(self, reference: str, now: datetime = MONDAY) -> None:
        """Marit reports something urgent."""
        parts = self.workers[0]
        told = Report(1, "P02", Level.ORANGE, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES)
        with parts.database.begin() as tx:
            me = people.get(tx, self.marit)
            recording.record(Deed(tx, parts, me, now), ProblemReported(reference, told))


def pair_on(databases: tuple[Database, Database], book: Book) -> Pair:
    """A new office on an empty, migrated database that both of them have open."""
    workers = parts_of(databases[0], book), parts_of(databases[1], book)
    with workers[0].database.begin() as tx:
        marit, nadia, nils = (
            people.add(tx, role, name, MONDAY)
            for role, name in (
                (Role.MENTOR, "Marit Mo"),
                (Role.NAV_CONTACT, "Nadia Nes"),
                (Role.NAV_CONTACT, "Nils Nygård"),
            )
        )
        for who in (marit, nadia, nils):
            people.settle(tx, who, 1000 + who, Language.NB)
            people.change(tx, who, onboarded=True)
        made = placements.add(
            tx, alias="Bjørk", model=FollowUpModel.HYBRID, mentor=marit, nav_contact=nadia,
            nav_stand_in=nils, start=date(2027, 2, 15), end=date(2027, 5, 14),
            workplace="Lageret", now=MONDAY,
        )  # fmt: skip
        plan_next(tx, workers[0], placements.get(tx, made), MONDAY)
    return Pair(workers, marit, nadia, nils)
