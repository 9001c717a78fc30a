"""How long from the start of the process to its first getUpdates, against a bare bot."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from mentorbot.standin.server import Standin
from tests.bench.figures import Figure, Part, median
from tests.bench.phones import Phones
from tests.bench.rivals import BARE, OURS, alone, office
from tests.process import TOKEN, Bot

TIMES = 3


async def measure(folder: Path) -> Part:
    found: tuple[list[float], list[float]] = [], []
    async with Standin(token=TOKEN) as near, Standin(token=TOKEN) as far:
        ours, bare = office(folder / "ours", Phones(near)), alone(folder / "bare", far)
        for number in range(TIMES):
            log = folder / f"log{number}"
            found[0].append(await _started(near, Bot(ours, log, OURS)))
            found[1].append(await _started(far, Bot(bare, log, BARE)))
    mine, its = map(median, found)
    rival = "bare python-telegram-bot bot that stores nothing"
    return Part([Figure("From start to the first getUpdates", mine, its, "s", rival, "starts")])


async def _started(standin: Standin, bot: Bot) -> float:
    calls = standin.stage.calls
    before, began = calls.total, time.perf_counter()
    async with bot, asyncio.timeout(60):
        while not calls.matching("getUpdates", before):
            await asyncio.sleep(0.005)
        took = time.perf_counter() - began
        # Ended in the middle of its start, it would not end well.
        await asyncio.sleep(0.5)
        return took
