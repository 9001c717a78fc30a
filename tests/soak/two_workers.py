"""Two workers on one PostgreSQL, one of them killed again and again: nothing lost, nothing twice.

Real processes, real SIGKILL, a real PostgreSQL; whoever has the duties is killed at a random moment
while people act through the stand-in Telegram as they do, and started again. After each death it is
measured how long it takes until the other one polls, answers, and has all duties. Prints its
figures, and exits with 1 when a promise does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random

from bot import build
from mentorbot.services.parts import Parts
from mentorbot.standin.server import Standin
from mentorbot.storage.migrating import migrate
from mentorbot.storage.vault import new_key
from tests.e2e.office import eventually
from tests.e2e.workers import DUTIES, TAKEN_OVER, Worker, Workers, followed, workers_on
from tests.process import ROOT, TOKEN, environment
from tests.soak.crowd import Crowd, Office, Plan
from tests.soak.kills import _next_thursday, _quiet, _set_clock
from tests.soak.verdict import Pushed, Result, examine, judge
from tests.storage.conftest import server_at

LONGEST_LIFE = 1.5
"""Seconds with all duties after which a worker is killed at the latest."""
SECONDS_A_KILL = 8.0
"""About how long a death takes until the next: people act for as long as that goes on."""


async def trial(plan: Plan, folder: Path, address: str) -> tuple[Result, list[dict[str, float]]]:
    key = new_key(os.urandom)
    thursday = _next_thursday()
    before, due = thursday.replace(hour=9, minute=30), thursday.replace(hour=12, minute=0, second=5)
    _set_clock(folder, before)
    async with Standin(token=TOKEN) as standin:
        pushed = Pushed(standin)
        given = {"MENTORBOT_DATABASE_URL": address, "MENTORBOT_SECRET_KEYS": key}
        env = environment(folder, standin.url, **given)
        parts = build(address, (key,), ROOT / "content")
        migrate(parts.database)
        office = Office(parts, standin, plan, before)
        office.fill()
        crowd = Crowd(office, Random(plan.seed))
        async with workers_on(env, folder / "log") as workers:
            pair = await workers.pair()
            acting = asyncio.create_task(crowd.run(max(10.0, plan.kills * SECONDS_A_KILL)))
            taken = []
            for number in range(plan.kills):
                if number == plan.kills // 3:
                    _set_clock(folder, due + timedelta(seconds=1))
                pair, seconds = await a_death(workers, pair, office, crowd.rng)
                taken.append(seconds)
            await acting
            await _quiet(parts)
        return verdict(parts, standin, office, crowd, len(pushed)), taken


async def a_death(
    workers: Workers, pair: tuple[Worker, Worker], office: Office, rng: Random
) -> tuple[tuple[Worker, Worker], dict[str, float]]:
    """The first of the pair has all duties; it dies, and is started again as the second."""
    victim, survivor = pair
    await asyncio.sleep(rng.uniform(0, LONGEST_LIFE))
    since = time.monotonic()
    await victim.dies()
    workers.forget(victim)
    seconds = await followed(office.standin, survivor, office.nav[0], since)
    newcomer = await workers.start()
    await eventually(lambda: survivor.has(DUTIES))
    return (survivor, newcomer), seconds


def verdict(parts: Parts, standin: Standin, office: Office, crowd: Crowd, updates: int) -> Result:
    result = examine(parts)
    result.figures = {"updates": updates, **result.figures}
    judge(result, standin, office, crowd)
    parts.database.close()
    return result


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--kills", type=int, default=50)
    reader.add_argument("--updates", type=int, default=3000)
    reader.add_argument("--checkins", type=int, default=200)
    reader.add_argument("--problems", type=int, default=100)
    reader.add_argument("--seed", type=int, default=1)
    plan = Plan(**vars(reader.parse_args()))
    # PostgreSQL runs as another user, who must be able to reach its folder.
    with tempfile.TemporaryDirectory(prefix="mentorbot-workers-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with server_at(folder / "data") as server:
            address = str(server.get_uri(database="postgres"))
            result, taken = asyncio.run(trial(plan, folder, address))
    print(f"kills {plan.kills}, seed {plan.seed}")
    for name, number in result.figures.items():
        print(f"  {name:24}{number:7}")
    for what in ("polls", "answers"):
        longest = max((each[what] for each in taken), default=0.0)
        print(f"  {'longest until it ' + what:24}{longest:7.1f} s")
        result.must(longest < TAKEN_OVER, f"another {what} within {TAKEN_OVER:.0f} s")
    for promise in result.broken:
        print(f"  BROKEN: {promise}")
    sys.exit(1 if result.broken else 0)


if __name__ == "__main__":
    main()
