"""`make demo`: one office on phones in the browser, with a clock that can be moved.

The bot is the real one, on a SQLite file of its own, against the stand-in Telegram. The office is
seeded by driving its phones, so what stands in the chats is what people would have seen.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.domain.wording import Phrase
from mentorbot.edges import auditor
from mentorbot.edges.clock import RehearsalClock, SystemClock, entropy
from mentorbot.edges.menus import TelegramMenus
from mentorbot.edges.reloading import Content
from mentorbot.edges.running import Service
from mentorbot.edges.serving import Guest, Line
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.edges.web.desk.routes import desk_routes
from mentorbot.services import inviting
from mentorbot.services.parts import Parts
from mentorbot.services.planning import plan_next
from mentorbot.standin.clock import ClockFile, Lever
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from mentorbot.storage import checkins, people, placements
from mentorbot.storage.vault import new_key

TOKEN = "424242:a-token-of-the-stand-in-and-of-nobody-else"  # noqa: S105
NAME = "mentorbot"
PORT = 8081
PATIENCE = 20.0
WORKPLACE = "Varelageret"
CAPTIONS = {Role.MENTOR: "Mentor", Role.NAV_CONTACT: "NAV", Role.COORDINATOR: "Koordinator"}
"""Under the phones and on the clock bar: the page's own chrome, nothing that the bot says."""
LEVERS = {
    "now": {"nb": "Nå", "nn": "No", "en": "Now"},
    "hour": {"nb": "+1 time", "nn": "+1 time", "en": "+1 hour"},
    "day": {"nb": "Neste arbeidsdag", "nn": "Neste arbeidsdag", "en": "Next working day"},
    "checkin": {"nb": "Neste innsjekk", "nn": "Neste innsjekk", "en": "Next check-in"},
}
REPORT_TAPS = ("group.at_work", "category.P03", "report.next", "knows.yes", "report.send")

Build = Callable[[str, str], Parts]
"""Parts for a database address and a secret key."""


@dataclass
class Demo:
    """One office, its clock and its phones."""

    standin: Standin
    service: Service
    clock: RehearsalClock
    file: ClockFile

    @property
    def parts(self) -> Parts:
        """As they serve now: the content may have been edited."""
        return self.service.parts

    @property
    def calendar(self) -> WorkCalendar:
        return self.parts.calendar

    def move_to(self, moment: datetime) -> None:
        ahead = (moment - self.clock.now()).total_seconds()
        self.file.write(self.file.read() + ahead)
        self.service.wake()

    async def to_now(self) -> None:
        self.file.write(0.0)
        self.service.wake()

    async def an_hour_on(self) -> None:
        self.move_to(self.clock.now() + timedelta(hours=1))

    async def to_next_working_day(self) -> None:
        tomorrow = self.calendar.today(self.clock.now()) + timedelta(days=1)
        opening = self.calendar.opening(self.calendar.working_day(tomorrow))
        assert opening is not None
        self.move_to(opening[0])

    async def to_next_checkin(self) -> None:
        with self.parts.database.begin() as tx:
            moment = checkins.next_moment(tx)
        if moment is not None and moment > self.clock.now():
            self.move_to(moment + timedelta(seconds=1))


def levers(demo: Callable[[], Demo]) -> list[Lever]:
    """The clock bar's buttons."""

    async def now() -> None:
        await demo().to_now()

    async def hour() -> None:
        await demo().an_hour_on()

    async def day() -> None:
        await demo().to_next_working_day()

    async def checkin() -> None:
        await demo().to_next_checkin()

    pulls = {"now": now, "hour": hour, "day": day, "checkin": checkin}
    return [Lever(name, LEVERS[name], pull) for name, pull in pulls.items()]


@contextlib.asynccontextmanager
async def office(
    build: Build, folder: Path, port: int = 0, content: Content | None = None
) -> AsyncIterator[Demo]:
    """A running office in `folder`, empty of people; it ends with the block."""
    file = ClockFile(folder / "clock")
    clock = RehearsalClock(folder / "clock")
    desk = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{desk.getsockname()[1]}"
    parts = replace(build(f"sqlite:///{folder / 'demo.db'}", new_key(entropy)), web_url=address)
    made: list[Demo] = []
    standin = Standin(
        token=TOKEN,
        port=port,
        username=NAME,
        levers=levers(lambda: made[0]),
        now=lambda: clock.now().timestamp(),
        timezone=parts.rules.hours.zone,
    )
    async with standin, Line.to(standin.url, TOKEN) as line:
        menus = TelegramMenus(line.bot, parts.book)
        messenger = TelegramMessenger(line.bot)
        service = Service(parts, line.bot, line.updates, messenger, menus, clock, True, content)
        demo = Demo(standin, service, clock, file)
        made.append(demo)
        await menus.show_everybody()
        running = asyncio.create_task(service.run())
        watching = asyncio.create_task(auditor.watch(service))
        web = Guest(uvicorn.Config(_desk(service, address), log_config=None, lifespan="off"))
        serving = asyncio.create_task(web.serve([desk]))
        try:
            yield demo
        finally:
            service.stop()
            watching.cancel()
            web.should_exit = True
            await asyncio.gather(running, serving)
            parts.database.close()


def _desk(service: Service, address: str) -> Starlette:
    async def name() -> str:
        """None of Telegram's: its link would lead out of the demo."""
        return ""

    return Starlette(routes=list(desk_routes(service, address, name)))


class Seeder:
    """Fills the office by its phones: a mentor in week four, a new one, and what waits at NAV."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.parts = demo.parts
        self.phones: dict[PersonId, Phone] = {}
        self._links: dict[PersonId, str] = {}
        rules = self.parts.rules.checkin
        first = demo.calendar.today(SystemClock().now()) + timedelta(days=1)
        while first.weekday() != rules.weekday or not demo.calendar.is_working_day(first):
            first += timedelta(days=1)
        self.day = first

    async def seed(self) -> None:
        """Two days before, everybody arrives and a problem is sent; then a check-in falls due."""
        self._move_to(self.day - timedelta(days=2), time(10))
        nadia = self.add(Role.NAV_CONTACT, "Nadia Nes")
        nils = self.add(Role.NAV_CONTACT, "Nils Nygård")
        kari = self.add(Role.COORDINATOR, "Kari Kvam")
        marit = self.add(Role.MENTOR, "Marit Mo", by=nadia)
        jonas = self.add(Role.MENTOR, "Jonas Juul", by=nadia)
        siv = self.add(Role.MENTOR, "Siv Solli", by=nils)
        for person in (marit, nadia, jonas, kari, siv, nils):
            await self.hand_out_phone(person)
        for person in (nadia, nils, kari, marit, siv):
            await self.arrive(person)
        self.place("Bjørk", FollowUpModel.JOB_SPECIALIST, marit, nadia, nils, weeks=3)
        self.place("Fjell", FollowUpModel.CASEWORKER, siv, nils, nadia, weeks=6)
        self.place("Elv", FollowUpModel.HYBRID, jonas, nadia, nils, weeks=0)
        await self.report(marit, nadia)
        self._move_to(self.day, self.parts.rules.checkin.at)
        await self.phones[marit].see_button(self.label("answer.F1.good"), timeout=PATIENCE)

    def add(self, role: Role, name: str, by: PersonId | None = None) -> PersonId:
        number = f"+47400000{len(self._links) + 10}"
        now = self.demo.clock.now()
        with self.parts.database.begin() as tx:
            person = people.add(tx, role, name, now, phone=number, invited_by=by)
            self._links[person] = inviting.invite(tx, self.parts, person, now).link(NAME)
        return person

    async def hand_out_phone(self, person: PersonId) -> None:
        """A phone on the page, with the invitation on it."""
        with self.parts.database.begin() as tx:
            owner = people.get(tx, person)
        self.phones[person] = await Phone.of(
            self.demo.standin.url,
            first_name=owner.name.split()[0],
            caption=CAPTIONS[owner.role],
            language_code=owner.language,
            invitation=self._links[person],
        )

    async def arrive(self, person: PersonId) -> None:
        phone = self.phones[person]
        await phone.open(self._links[person])
        await self._tap(phone, "common.ok")
        with self.parts.database.begin() as tx:
            is_mentor = people.get(tx, person).role is Role.MENTOR
        if is_mentor:
            await self._tap(phone, "onboarding.suits")

    def place(
        self,
        alias: str,
        model: FollowUpModel,
        mentor: PersonId,
        nav_contact: PersonId,
        stand_in: PersonId,
        *,
        weeks: int,
    ) -> None:
        """A placement that began so many weeks ago, on a Monday, for twelve weeks."""
        now = self.demo.clock.now()
        monday = self.day - timedelta(days=self.day.weekday(), weeks=weeks)
        with self.parts.database.begin() as tx:
            made = placements.add(
                tx,
                alias=alias,
                model=model,
                mentor=mentor,
                nav_contact=nav_contact,
                nav_stand_in=stand_in,
                start=monday,
                end=monday + timedelta(weeks=12, days=-3),
                workplace=WORKPLACE,
                now=now,
            )
            plan_next(tx, self.parts, placements.get(tx, made), now)

    async def report(self, mentor: PersonId, nav_contact: PersonId) -> None:
        """A problem that waits at NAV."""
        phone = self.phones[mentor]
        await phone.say("/report")
        for key in REPORT_TAPS:
            await self._tap(phone, key)
        await self.phones[nav_contact].see_button(
            self.label("followup.see"), timeout=PATIENCE, anywhere=True
        )

    def label(self, key: str) -> str:
        return self.parts.book.label(Phrase(key), Language.NB)

    async def _tap(self, phone: Phone, key: str) -> None:
        await phone.see_button(self.label(key), timeout=PATIENCE)
        await phone.tap(self.label(key))

    def _move_to(self, day: date, clock: time) -> None:
        self.demo.move_to(self.demo.calendar.at(day, clock) + timedelta(seconds=1))


async def run(build: Build, port: int = PORT, content: Content | None = None) -> None:
    """Serves the office until it is interrupted."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    with tempfile.TemporaryDirectory() as folder:
        async with office(build, Path(folder), port, content) as demo:
            await Seeder(demo).seed()
            print(f"Open {demo.standin.url} in a browser. Ctrl-C ends it.", flush=True)
            desk = demo.parts.web_url
            print(f"The coordinator's desk is {desk}/desk: Kari writes /desk.", flush=True)
            await stop.wait()
