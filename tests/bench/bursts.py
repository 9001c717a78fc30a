"""What a crowd costs that taps at one moment, against two rivals: one stores nothing, one does."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench.figures import Figure, Part, median
from tests.bench.rivals import BARE, UNPACED, USUAL, Rival, another, calm, mentorbot

PEOPLE = 100
ROUNDS = 7
NOTE = (
    f"{PEOPLE} people tap at one moment, {ROUNDS} times: until the last edit has arrived. "
    "Telegram's limit of 30 calls a second is lifted for all three, for the programs are compared."
)


async def measure(folder: Path) -> Part:
    async with AsyncExitStack() as stack:
        rivals = {
            "ours": await stack.enter_async_context(mentorbot(folder / "o", PEOPLE, UNPACED)),
            "bare": await stack.enter_async_context(another(folder / "b", PEOPLE, BARE)),
            "usual": await stack.enter_async_context(another(folder / "u", PEOPLE, USUAL)),
        }
        await calm(rivals["ours"])
        for rival in rivals.values():
            await _burst(rival)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in rivals}
        for _ in range(ROUNDS):
            for name, rival in rivals.items():
                found[name].append(await _burst(rival))
    rate = {name: PEOPLE / median(took for took, _ in each) for name, each in found.items()}
    cpu = {name: median(used for _, used in each) / PEOPLE for name, each in found.items()}
    cpu = {name: 1000 * each for name, each in cpu.items()}
    bare = "bare python-telegram-bot bot that stores nothing (httpx)"
    usual = "python-telegram-bot and one SQLAlchemy transaction for each update"
    return Part([
        Figure("CPU for an update", cpu["ours"], cpu["bare"], "ms", bare, "bursts", at_most=0.6),
        Figure("CPU for an update", cpu["ours"], cpu["usual"], "ms", usual, "bursts"),
        Figure("Updates a second", rate["ours"], rate["bare"], "", bare, "bursts"),
        Figure("Updates a second", rate["ours"], rate["usual"], "", usual, "bursts", at_least=3.0),
    ], [
        NOTE
    ])  # fmt: skip


async def _burst(rival: Rival) -> tuple[float, float]:
    """Seconds until the last has its edit, and seconds of CPU until nothing is left to do."""
    used = rival.cpu()
    took = await rival.phones.burst(rival.phones.people)
    await asyncio.sleep(0.4)
    return took, rival.cpu() - used
