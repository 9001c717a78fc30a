"""Two real workers on one real PostgreSQL: whoever is killed or hangs is followed, and nothing of
what people did is lost or done twice."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

import bot
from bot import build
from mentorbot.domain.people import Language, Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.edges.commands.registering import Draft, Newcomer, Register, join
from mentorbot.services import editing
from mentorbot.services.inviting import invite
from mentorbot.services.parts import Parts
from mentorbot.standin.calls import Call
from mentorbot.standin.clock import ClockFile
from mentorbot.standin.server import Standin
from mentorbot.storage import edits, people
from mentorbot.storage import outbox as outboxes
from mentorbot.storage.letters import Lane, Letter, Verb
from mentorbot.storage.tables import inbox, outbox
from tests.e2e import story
from tests.e2e.office import NOON, SIGNED_UP, Office, eventually, set_clock
from tests.e2e.workers import DUTIES, TAKEN_OVER, Worker, Workers, followed, workers_on
from tests.process import ROOT, TOKEN, environment
from tests.soak.crowd import Crowd, Plan
from tests.soak.crowd import Office as Village
from tests.soak.verdict import Pushed, examine, judge
from tests.storage.conftest import KEY, postgres, postgres_mould, vault

__all__ = ["postgres", "postgres_mould", "vault"]

DUE = NOON.replace(hour=12, minute=0, second=5)
"""When the village's check-ins have fallen due."""
ASKED = "Hvordan har uka vært?"
FEW, LETTERS, MANY = 12, 108, 40
"""To so many mentors so many letters; after these they wait for a second between two."""


@dataclass
class Trial:
    """An office on PostgreSQL with a Telegram of its own, and who works there."""

    folder: Path
    env: dict[str, str]
    parts: Parts
    standin: Standin
    workers: Workers

    def rows(self, table: str) -> Counter[str]:
        """By state."""
        of = {"inbox": inbox, "outbox": outbox}[table]
        with self.parts.database.begin() as tx:
            query = select(of.c.state, func.count()).group_by(of.c.state)
            return Counter({row[0]: row[1] for row in tx.connection.execute(query)})

    def opened(self) -> int:
        return examine(self.parts).figures["check-ins opened"]

    def ticks(self) -> dict[str, Callable[[], bool]]:
        """The village's check-ins fall due now; that more of them are opened is a sign of life."""
        seen: list[int] = []
        set_clock(self.folder, DUE)

        def ticked() -> bool:
            seen.append(self.opened())
            return seen[-1] > seen[0]

        return {"ticks": ticked}

    def said(self) -> list[Call]:
        """Every message that reached a chat."""
        return [call for call in self.standin.stage.calls.matching("sendMessage") if call.ok]

    def asked(self, village: Village) -> Counter[int]:
        """How often each mentor was sent a check-in."""
        mentors = {mentor.id for mentor in village.mentors}
        chats = (call.parameters for call in self.said() if ASKED in call.parameters["text"])
        return Counter(int(each["chat_id"]) for each in chats if int(each["chat_id"]) in mentors)

    def posts(self, village: Village, many: int) -> None:
        """Letters that may be sent again when nobody knows what became of them."""
        with self.parts.database.begin() as tx:
            for number in range(many):
                mentor = people.in_chat(tx, village.mentors[number % FEW].id)
                assert mentor is not None
                payload = {"html": f"Brev {number}", "buttons": []}
                letter = Letter(mentor.id, Verb.TELL, Lane.ANSWER, payload)
                outboxes.post(tx, letter, village.now)

    def in_hand(self) -> int:
        """Letters that a worker has taken, and not yet handed to Telegram."""
        rows = self.rows("outbox")
        return rows["sending"] + rows["sent"] - len(self.said())

    def is_quiet(self) -> bool:
        """What waits to be deleted in two days may wait."""
        leaving = select(outbox.c.id).where(
            outbox.c.state.in_(["waiting", "sending"]), outbox.c.verb != "forget"
        )
        coming = select(inbox.c.id).where(inbox.c.state == "waiting")
        with self.parts.database.begin() as tx:
            return not any(tx.connection.execute(query).first() for query in (coming, leaving))


@pytest.fixture
async def trial(postgres_mould: Callable[[], str], tmp_path: Path) -> AsyncIterator[Trial]:
    address = await asyncio.to_thread(postgres_mould)
    set_clock(tmp_path, NOON)
    clock = ClockFile(tmp_path / "clock")
    async with Standin(token=TOKEN, now=lambda: time.time() + clock.read()) as standin:
        given = {"MENTORBOT_DATABASE_URL": address, "MENTORBOT_SECRET_KEYS": KEY}
        env = environment(tmp_path, standin.url, **given)
        parts = build(address, (KEY,), ROOT / "content")
        async with workers_on(env, tmp_path / "log") as workers:
            yield Trial(tmp_path, env, parts, standin, workers)
        parts.database.close()


def found(parts: Parts) -> dict[str, story.Json]:
    """The people of the main story and their links."""
    persons = {
        "nadia": (Role.NAV_CONTACT, "Nadia Nes", "40000011"),
        "nils": (Role.NAV_CONTACT, "Nils Nygård", "40000012"),
        "jonas": (Role.MENTOR, "Jonas Juul", "40000014"),
    }
    with parts.database.begin() as tx:
        ids, made = {}, {}
        for who, (role, name, phone) in persons.items():
            newcomer = Newcomer(role, name, Language.NB, phone, "", None).tidied()
            ids[who] = join(tx, parts, newcomer, SIGNED_UP)
            link = invite(tx, parts, ids[who], SIGNED_UP).link("mentorbot")
            made[who] = {"invite": {"url": link}}
        start, end = date(2027, 2, 8), date(2027, 5, 7)
        at_nav = ids["nadia"], ids["nils"]
        draft = Draft("Bjørk", FollowUpModel.HYBRID, ids["jonas"], *at_nav, start, end, "Lageret")
        Register(tx, parts, SIGNED_UP).add(draft)
    return made


async def test_the_main_story_whoever_takes_the_turn_and_a_drain_that_hands_over(
    trial: Trial,
) -> None:
    office = Office(trial.folder, found(trial.parts), trial.standin)
    one, other = await trial.workers.pair()
    await trial.workers.give(other, {"sending"}, one)
    await new_words_are_said_by(trial, one, other)
    phones = await story.office_arrives(office)
    jonas, nadia = phones["jonas"], phones["nadia"]
    await story.a_hard_week_is_reported(office, jonas)
    # From here on the other one is alone.
    begun = time.monotonic()
    ending = asyncio.create_task(one.ends())
    await story.nav_rings(nadia, jonas)
    await ending
    assert time.monotonic() - begun < TAKEN_OVER
    await eventually(lambda: other.serves_with(DUTIES))
    assert time.monotonic() - begun < TAKEN_OVER
    await story.nav_has_rung(nadia, jonas)
    await office.close()
    assert set(trial.rows("inbox")) == {"done"}
    assert trial.rows("outbox")["uncertain"] == 0


async def new_words_are_said_by(trial: Trial, *workers: Worker) -> None:
    """What one worker's desk publishes is in use at all of them."""
    subject, slot = "message:settings.open_help", "en/messages/settings.yaml#buttons.open_help"
    with trial.parts.database.begin() as tx:
        kari = people.get(tx, people.add(tx, Role.COORDINATOR, "Kari Kvam", SIGNED_UP))
        words = {slot: "Help"}, {slot: "Help me"}
        editing.save(tx, kari, subject, *words, 0, SIGNED_UP)
        edit = edits.open_of(tx, subject)
        assert edit is not None
        editing.publish(tx, trial.parts, kari, edit, edits.laid(tx), SIGNED_UP)
    version = bot.renew(trial.parts, ROOT / "content").book.version

    async def is_said() -> bool:
        return all([(await each.told())["content"] == version for each in workers])

    await eventually(is_said)


async def test_whoever_is_killed_is_followed_and_nothing_is_lost_or_done_twice(
    trial: Trial,
) -> None:
    plan = Plan(kills=3, updates=240, checkins=24, problems=12, seed=3)
    village = Village(trial.parts, trial.standin, plan, SIGNED_UP)
    village.fill()
    pushed = Pushed(trial.standin)
    crowd, rng = Crowd(village, Random(plan.seed)), Random(plan.seed)
    victim, survivor = await trial.workers.pair()
    acting = asyncio.create_task(crowd.run(16.0))
    for duty in ("sending", "ticking", "polling"):
        await trial.workers.give(victim, {duty}, survivor)
        await asyncio.sleep(rng.uniform(0, 0.3))
        ticks = trial.ticks() if duty == "ticking" else {}
        since = time.monotonic()
        await victim.dies()
        trial.workers.forget(victim)
        seconds = await followed(trial.standin, survivor, village.nav[0], since, **ticks)
        print(duty, {what: round(taken, 2) for what, taken in seconds.items()})
        assert max(seconds.values()) < TAKEN_OVER, (duty, seconds)
        victim = await trial.workers.start()
    await acting
    # The last one may still be at Telegram when nothing waits here.
    await eventually(lambda: trial.rows("inbox")["done"] >= len(pushed) and trial.is_quiet())
    result = examine(trial.parts)
    result.figures["updates"] = len(pushed)
    judge(result, trial.standin, village, crowd)
    print(result.figures)
    assert not result.broken
    assert not answered_twice(trial.standin)


async def test_whoever_hangs_is_followed_and_sends_nothing_again_when_it_goes_on(
    trial: Trial,
) -> None:
    plan = Plan(kills=0, updates=0, checkins=40, problems=0, seed=3)
    village = Village(trial.parts, trial.standin, plan, SIGNED_UP)
    village.fill()
    hangs, other = await trial.workers.pair()
    trial.posts(village, LETTERS)
    await eventually(lambda: trial.rows("outbox")["sent"] > MANY and trial.in_hand() > 4)
    since = time.monotonic()
    hangs.freezes()
    # The calls that were under way arrive meanwhile; nobody writes down that they did.
    following = followed(trial.standin, other, village.nav[0], since, **trial.ticks())
    seconds = asyncio.create_task(following)
    await asyncio.sleep(0.5)
    said, rows = len(trial.said()), trial.rows("outbox")
    assert rows["sending"] > said - rows["sent"], "nothing else was in its hand"
    print("hangs", await seconds, rows, said)
    assert max(seconds.result().values()) < TAKEN_OVER
    await eventually(lambda: trial.opened() == plan.checkins and trial.is_quiet())
    before = len(trial.said())
    hangs.goes_on()
    await eventually(lambda: hangs.serves_with(set()))
    await asyncio.sleep(1)
    assert len(trial.said()) == before, "what was in its hand when it froze is another's by now"
    told = Counter(str(call.parameters["text"]) for call in trial.said())
    letters = [told[f"Brev {number}"] for number in range(LETTERS)]
    assert min(letters) == 1
    # Twice only where nobody could know that it had arrived.
    assert sum(letters) - LETTERS <= said - rows["sent"]
    asked = trial.asked(village)
    assert max(asked.values()) == 1, "no check-in twice"
    assert len(village.mentors) - len(asked) <= trial.rows("outbox")["uncertain"]


def answered_twice(standin: Standin) -> list[str]:
    """Taps whose answer was given more than once."""
    calls = standin.stage.calls.matching("answerCallbackQuery")
    answers = Counter(str(call.parameters["callback_query_id"]) for call in calls)
    return [query for query, times in answers.items() if times > 1]
