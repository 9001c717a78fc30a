"""Kills the running bot at random moments and counts what was lost or doubled: nothing should be.

Real process, real SIGKILL, real SQLite; people act through the stand-in Telegram as they do: a
person taps when they see the button, goes on when they see what followed, and taps again when
nothing happens. Prints its figures, and exits with 1 when a promise does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from bot import build
from mentorbot.services.parts import Parts
from mentorbot.standin.server import Standin
from mentorbot.storage.migrating import migrate
from mentorbot.storage.tables import inbox, outbox
from tests.process import ROOT, TOKEN, Bot, environment
from tests.soak.crowd import GIVES_UP_AFTER, Crowd, Office, Plan
from tests.soak.verdict import Pushed, Result, examine, judge

LONGEST_LIFE = 1.5
"""Seconds at work after which the bot is killed at the latest."""
SECONDS_A_KILL = 3.0
"""About how long a life takes with its start: people act for as long as the killing goes on."""
CALM = 3
"""Seconds without anything waiting after which it counts as over."""


async def trial(plan: Plan, folder: Path) -> Result:
    rng = Random(plan.seed)
    thursday = _next_thursday()
    before, due = thursday.replace(hour=9, minute=30), thursday.replace(hour=12, minute=0, second=5)
    async with Standin(token=TOKEN) as standin:
        pushed = Pushed(standin)
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
        judge(result, standin, office, crowd)
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
