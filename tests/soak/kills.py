"""Kills the running bot at random moments and counts what was lost or doubled: nothing should be.

Real process, real SIGKILL, real SQLite; people act through the stand-in Telegram as they do: a
person taps when they see the button, goes on when they see what followed, and taps again when
nothing happens. Prints its figures, and exits with 1 when a promise does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from bot import build
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
from mentorbot.storage.migrating import migrate
from mentorbot.storage.tables import checkins, inbox, outbox, problems, rungs
from tests.process import ROOT, TOKEN, Bot, environment

NAV_CONTACTS = 4
TAPS_AGAIN_AFTER = 15.0
GIVES_UP_AFTER = 240.0
LONGEST_LIFE = 1.5
"""Seconds at work after which the bot is killed at the latest."""
SECONDS_A_KILL = 3.0
"""About how long a life takes with its start: people act for as long as the killing goes on."""
CALM = 3
"""Seconds without anything waiting after which it counts as over."""
SMALL_THINGS = ("hei", "takk", "/status", "/settings", "kommer for sent")
REPORT = ("group.at_work", "category.P02", "report.next", "knows.yes", "report.send")


@dataclass(frozen=True)
class Plan:
    kills: int
    updates: int
    checkins: int
    problems: int
    seed: int


@dataclass
class Result:
    """What was found afterwards. `broken` holds a sentence for every promise that did not hold."""

    figures: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    without_rung: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    """How often a letter about a problem was tried once more, by reference."""

    def must(self, holds: bool, promise: str) -> None:
        if not holds:
            self.broken.append(promise)


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
        self._say(
            mentor, self.rng.choice(["hei", "takk", "/status", "/settings", "kommer for sent"])
        )

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


async def trial(plan: Plan, folder: Path) -> Result:
    rng = Random(plan.seed)
    thursday = _next_thursday()
    before, due = thursday.replace(hour=9, minute=30), thursday.replace(hour=12, minute=0, second=5)
    async with Standin(token=TOKEN) as standin:
        pushed: list[int] = []
        standin.stage.updates.on_push.append(lambda waiting: pushed.append(waiting.update_id))
        env = environment(folder, standin.url)
        key = env["MENTORBOT_SECRET_KEYS"]
        parts = build(env["MENTORBOT_DATABASE_URL"], (key,), ROOT / "content")
        migrate(parts.database)
        office = Office(parts, standin, plan, before)
        office.fill()
        _set_clock(folder, before)
        crowd = Crowd(office, rng)
        bot = Bot(env, folder / "log")
        seconds = plan.kills * SECONDS_A_KILL
        acting = asyncio.create_task(crowd.run(max(10.0, seconds)))
        await bot.start()
        for number in range(plan.kills):
            if number == plan.kills // 3:
                _set_clock(folder, due)
            await _at_work(standin)
            await asyncio.sleep(rng.uniform(0.0, LONGEST_LIFE))
            await bot.kill()
            await bot.start()
        await acting
        await _quiet(parts)
        await bot.end()
        result = examine(parts)
        result.figures = {"updates": len(pushed), **result.figures}
        _judge(result, standin, office, crowd)
        parts.database.close()
        return result


async def _at_work(standin: Standin) -> None:
    """Until the bot that was started last asks for updates: only then is a kill worth something."""
    calls = standin.stage.calls
    before = calls.total
    async with asyncio.timeout(GIVES_UP_AFTER):
        while not calls.matching("getUpdates", before):
            await asyncio.sleep(0.05)


async def _quiet(parts: Parts) -> None:
    """Until nothing waits any more, in or out."""
    async with asyncio.timeout(GIVES_UP_AFTER):
        calm = 0
        while calm < CALM:
            await asyncio.sleep(1)
            calm = 0 if _is_busy(parts) else calm + 1


def _is_busy(parts: Parts) -> bool:
    coming = select(func.count()).where(inbox.c.state == "waiting")
    leaving = select(func.count()).where(
        outbox.c.state.in_(["waiting", "sending"]), outbox.c.verb != "forget"
    )
    with parts.database.begin() as tx:
        return any(tx.connection.execute(query).scalar_one() for query in (coming, leaving))


def examine(parts: Parts) -> Result:
    """What the database holds when all is over."""
    result = Result()
    with parts.database.begin() as tx:
        rows = tx.connection.execute

        def count(query: Any) -> int:
            return int(rows(query).scalar_one())

        figures = result.figures
        figures["handled"] = count(select(func.count()).where(inbox.c.state == "done"))
        figures["set aside"] = count(select(func.count()).where(inbox.c.state == "set_aside"))
        figures["problems"] = count(select(func.count()).select_from(problems))
        opened = select(func.count()).where(
            checkins.c.opened_at.is_not(None), checkins.c.asked_for.is_(False)
        )
        figures["check-ins opened"] = count(opened)
        figures["check-ins uncertain"] = count(
            select(func.count()).where(outbox.c.state == "uncertain")
        )
        figures["letters tried again"] = count(select(func.count()).where(outbox.c.attempts > 1))
        sent = rows(select(problems.c.reference).where(problems.c.state == "sent")).scalars().all()
        planned = set(
            rows(select(rungs.c.reference).where(rungs.c.state == "planned")).scalars().all()
        )
        references = rows(select(problems.c.reference)).scalars().all()
        again = Counter(
            dict(
                rows(
                    select(outbox.c.reference, func.sum(outbox.c.attempts - 1))
                    .where(outbox.c.reference.is_not(None))
                    .group_by(outbox.c.reference)
                ).all()
            )
        )
    result.references, result.again = list(references), again
    result.without_rung = sorted(set(sent) - planned)
    return result


def _judge(result: Result, standin: Standin, office: Office, crowd: Crowd) -> None:
    """Compares it with what people did, and with what reached their phones."""
    figures, plan, references = result.figures, office.plan, result.references
    result.must(figures["handled"] == figures["updates"], "every update was handled once")
    result.must(not figures["set aside"], "no update was set aside")
    result.must(figures["problems"] == plan.problems, "every report made one problem")
    result.must(figures["check-ins opened"] == plan.checkins, "every due check-in opened once")
    result.must(
        not result.without_rung, f"every open problem has a next rung: {result.without_rung}"
    )
    result.must(not crowd.stuck, f"nobody got stuck: {crowd.stuck[:3]}")
    asked = _shown(standin, office.mentors, crowd.label("answer.F1.good"))
    figures["check-ins shown twice"] = sum(times > 1 for times in asked.values())
    never = [phone for phone in office.mentors[: plan.checkins] if not asked[phone.id]]
    figures["check-ins never shown"] = len(never)
    result.must(not figures["check-ins shown twice"], "no check-in was shown twice")
    result.must(
        len(never) <= figures["check-ins uncertain"], "a check-in not shown is listed as uncertain"
    )
    see = crowd.label("followup.see")
    notices = Counter(
        reference
        for contact in office.nav
        for text in _texts(standin, contact, see)
        for reference in references
        if reference in text
    )
    doubled = {ref: times for ref, times in notices.items() if times > 1}
    figures["notices doubled"] = sum(times - 1 for times in doubled.values())
    unknown = all(notices[ref] - 1 <= result.again[ref] for ref in doubled)
    result.must(unknown, f"notices repeat only where a send's outcome was unknown: {doubled}")
    result.must(set(references) <= set(notices), "every problem was told to NAV")


def _sends(standin: Standin, person: Person) -> list[Any]:
    """Messages that reached this person's phone, edits left out."""
    return [
        call for call in standin.stage.calls.matching("sendMessage", chat_id=person.id) if call.ok
    ]


def _shown(standin: Standin, persons: list[Person], label: str) -> Counter[int]:
    return Counter(
        {
            person.id: sum(label in _keyboard(call) for call in _sends(standin, person))
            for person in persons
        }
    )


def _texts(standin: Standin, person: Person, label: str) -> list[str]:
    return [
        str(call.parameters.get("text"))
        for call in _sends(standin, person)
        if label in _keyboard(call)
    ]


def _keyboard(call: Any) -> str:
    markup = call.parameters.get("reply_markup") or {}
    if isinstance(markup, str):
        markup = json.loads(markup)
    return " ".join(button["text"] for row in markup.get("inline_keyboard", []) for button in row)


def _next_thursday() -> datetime:
    """In the morning, Oslo's winter time as UTC, at least a day ahead."""
    day = datetime.now(UTC) + timedelta(days=1)
    while day.weekday() != 3:
        day += timedelta(days=1)
    return day.replace(microsecond=0)


def _set_clock(folder: Path, moment: datetime) -> None:
    ahead = (moment - datetime.now(UTC)).total_seconds()
    new = folder / "clock.new"
    new.write_text(str(ahead))
    new.replace(folder / "clock")


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--kills", type=int, default=200)
    reader.add_argument("--updates", type=int, default=2000)
    reader.add_argument("--checkins", type=int, default=300)
    reader.add_argument("--problems", type=int, default=100)
    reader.add_argument("--seed", type=int, default=1)
    plan = Plan(**vars(reader.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(trial(plan, Path(folder)))
    print(f"kills {plan.kills}, seed {plan.seed}")
    for name, number in result.figures.items():
        print(f"  {name:24}{number:7}")
    for promise in result.broken:
        print(f"  BROKEN: {promise}")
    sys.exit(1 if result.broken else 0)


if __name__ == "__main__":
    main()
