"""The people of a trial: an office that is in place already, and everybody's thumbs."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.wording import Phrase
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.standin import people as thumbs
from mentorbot.standin.errors import MisuseError
from mentorbot.standin.server import Standin
from mentorbot.standin.world import Chat, Person
from mentorbot.storage import people, placements

NAV_CONTACTS = 4
TAPS_AGAIN_AFTER = 15.0
GIVES_UP_AFTER = 240.0
SMALL_TALK = ("hei", "takk", "/status", "/settings")
NEWS = "kommer for sent"
"""Becomes a report of its own: nobody types it who is to send another."""
REPORT = ("group.at_work", "category.P03", "report.next", "knows.yes", "report.send")


@dataclass(frozen=True)
class Plan:
    kills: int
    updates: int
    checkins: int
    problems: int
    seed: int


class Office:
    """The people of the trial: in the database as settled, and as phones in the stand-in."""

    def __init__(self, parts: Parts, standin: Standin, plan: Plan, now: datetime) -> None:
        self.parts = parts
        self.standin = standin
        self.world = standin.stage.world
        self.plan = plan
        self.now = now
        self.mentors: list[Person] = []
        self.nav: list[Person] = []

    def fill(self) -> None:
        self._settle(Role.COORDINATOR, "Kari Kvam")
        contacts = [self._settle(Role.NAV_CONTACT, f"Nav {n}") for n in range(NAV_CONTACTS)]
        self.nav = [phone for _, phone in contacts]
        ids = [person for person, _ in contacts]
        for number in range(max(self.plan.checkins, self.plan.problems)):
            mentor, phone = self._settle(Role.MENTOR, f"Mentor {number}")
            self.mentors.append(phone)
            at = number % NAV_CONTACTS
            self._place(number, mentor, ids[at], ids[(at + 1) % NAV_CONTACTS])

    def _settle(self, role: Role, name: str) -> tuple[PersonId, Person]:
        phone = self.world.add_person(first_name=name)
        phone.state = "started"
        with self.parts.database.begin() as tx:
            person = people.add(tx, role, name, self.now)
            people.settle(tx, person, phone.id, Language.NB)
            people.change(tx, person, onboarded=True)
        return person, phone

    def _place(self, number: int, mentor: PersonId, nav: PersonId, stand_in: PersonId) -> None:
        start = self.now.date() - timedelta(days=self.now.weekday(), weeks=3)
        with self.parts.database.begin() as tx:
            made = placements.add(
                tx,
                alias=f"Alias {number}",
                model=FollowUpModel.HYBRID,
                mentor=mentor,
                nav_contact=nav,
                nav_stand_in=stand_in,
                start=start,
                end=start + timedelta(weeks=12),
                workplace="Lageret",
                now=self.now,
            )
            plan_next(tx, self.parts, placements.get(tx, made), self.now)


class Crowd:
    """Everybody's thumbs. Counts the updates that they cause."""

    def __init__(self, office: Office, rng: Random) -> None:
        self.office = office
        self.world = office.world
        self.rng = rng
        self.stuck: list[str] = []
        self._over = asyncio.Event()

    def label(self, key: str) -> str:
        return self.office.parts.book.label(Phrase(key), Language.NB)

    async def run(self, seconds: float) -> None:
        """Everything that people do, spread over so many seconds."""
        plan, mentors = self.office.plan, self.office.mentors
        jobs = [self._reports(mentor) for mentor in mentors[: plan.problems]]
        jobs += [self._answers(mentor) for mentor in mentors[: plan.checkins]]
        talk = plan.updates - plan.problems * (len(REPORT) + 1) - plan.checkins * 2
        jobs += [self._chats(self.rng.choice(mentors)) for _ in range(max(0, talk))]
        watching = [asyncio.create_task(self._receives(contact)) for contact in self.office.nav]
        await asyncio.gather(*(self._some_time(job, seconds) for job in jobs))
        self._over.set()
        await asyncio.gather(*watching)

    async def _some_time(self, job: Any, seconds: float) -> None:
        await asyncio.sleep(self.rng.uniform(0, seconds))
        await job

    async def _reports(self, mentor: Person) -> None:
        self._say(mentor, "/report")
        for key, following in zip(REPORT, (*REPORT[1:], "status.nav_rang"), strict=True):
            if not await self._tap(mentor, self.label(key), self.label(following)):
                return

    async def _answers(self, mentor: Person) -> None:
        good = self.label("answer.F1.good")
        if await self._sees(mentor, good, GIVES_UP_AFTER):
            await self._tap(mentor, good, self.label("common.skip"))

    async def _receives(self, contact: Person) -> None:
        """Opens what comes, for as long as the trial runs; half of it."""
        see = self.label("followup.see")
        while not self._over.is_set():
            if await self._sees(contact, see, 1.0) and self.rng.random() < 0.5:
                await self._tap(contact, see, self.label("followup.today"))
            await asyncio.sleep(0.5)

    async def _chats(self, mentor: Person) -> None:
        reports = mentor in self.office.mentors[: self.office.plan.problems]
        self._say(mentor, self.rng.choice(SMALL_TALK if reports else (*SMALL_TALK, NEWS)))

    def _say(self, person: Person, text: str) -> None:
        thumbs.say(self.world, person, text)

    async def _sees(self, person: Person, label: str, patience: float) -> bool:
        chat = self.world.chats[person.id]
        ends = time.monotonic() + patience
        while time.monotonic() < ends:
            if _has(chat, label):
                return True
            await chat.bell.wait(1.0)
        return False

    async def _tap(self, person: Person, label: str, following: str) -> bool:
        """Taps until what follows is seen; gives up (and says so) after some minutes."""
        chat = self.world.chats[person.id]
        ends = time.monotonic() + GIVES_UP_AFTER
        if not await self._sees(person, label, GIVES_UP_AFTER):
            self.stuck.append(f"{person.first_name} never saw {label}")
            return False
        while time.monotonic() < ends:
            with contextlib.suppress(MisuseError):
                post, button = thumbs.find_button(chat, label)
                thumbs.tap(self.world, person, chat, post, button)
            if await self._sees(person, following, TAPS_AGAIN_AFTER):
                return True
        self.stuck.append(f"{person.first_name} tapped {label} and never saw {following}")
        return False


def _has(chat: Chat, label: str) -> bool:
    try:
        thumbs.find_button(chat, label)
    except MisuseError:
        return False
    return True
