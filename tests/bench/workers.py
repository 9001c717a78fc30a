"""One worker and two on one PostgreSQL: how many updates they take in a second."""

from __future__ import annotations

import asyncio
from pathlib import Path

from mentorbot.standin.server import Standin
from tests.bench.figures import Figure, Part, median
from tests.bench.phones import Phones
from tests.bench.rivals import UNPACED, Rival, calm, office
from tests.process import TOKEN, Bot
from tests.storage.conftest import server_at

PEOPLE = 100
ROUNDS = 4
NOTE = "Two workers, PostgreSQL and the stand-in share the two cores of the machine."


async def measure(folder: Path) -> Part:
    server = await asyncio.to_thread(server_at, folder / "data")
    with server:
        address = str(server.get_uri(database="postgres"))
        async with Standin(token=TOKEN) as standin:
            phones = Phones(standin)
            phones.add(PEOPLE)
            env = office(folder / "ours", phones, MENTORBOT_DATABASE_URL=address)
            async with Bot(env, folder / "log", UNPACED) as first:
                await phones.say("/guidance")
                await calm(Rival(phones, first))
                await phones.burst(phones.people)
                alone = [await _burst(phones) for _ in range(ROUNDS)]
                async with Bot(env, folder / "log2", UNPACED) as second:
                    await asyncio.sleep(8)
                    await calm(Rival(phones, second))
                    together = [await _burst(phones) for _ in range(ROUNDS)]
                alone += [await _burst(phones) for _ in range(ROUNDS)]
    one, two = (PEOPLE / median(each) for each in (alone, together))
    rival = "one worker"
    return Part([
        Figure("Updates a second, two workers on PostgreSQL", two, one, "", rival, "workers"),
    ], [NOTE])  # fmt: skip


async def _burst(phones: Phones) -> float:
    took = await phones.burst(phones.people)
    await asyncio.sleep(0.5)
    return took
