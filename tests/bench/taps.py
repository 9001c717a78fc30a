"""How long from a tap to the edited message, against a bare bot that stores nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bench.figures import Figure, Part, median
from tests.bench.rivals import BARE, Rival, another, calm, mentorbot

PEOPLE = 20
WARM = 20
FAR = 0.05
"""Seconds added to every call."""
BREATH = 0.03
"""Seconds between two taps: what the last one left to do is done."""


async def measure(folder: Path) -> Part:
    async with mentorbot(folder / "ours", PEOPLE) as ours, another(
        folder / "bare", PEOPLE, BARE
    ) as bare:  # fmt: skip
        await calm(ours)
        near = await _in_turn(ours, bare, 0.0, 300)
        far = await _in_turn(ours, bare, FAR, 120)
    rival = "bare python-telegram-bot bot that stores nothing (httpx)"
    return Part([
        Figure("A tap to its edit, loopback", near[0], near[1], "ms", rival, "taps", at_most=1.0),
        Figure("The same, Telegram 50 ms away", far[0], far[1], "ms", rival, "taps", at_most=0.6),
    ])  # fmt: skip


async def _in_turn(ours: Rival, bare: Rival, far: float, taps: int) -> tuple[float, float]:
    """Median milliseconds of both."""
    for each in (ours, bare):
        each.phones.slow(far)
    times: tuple[list[float], list[float]] = [], []
    for number in range(-WARM, taps):
        for each, found in zip((ours, bare), times, strict=True):
            found.append(await each.phones.tap(each.phones.people[number % PEOPLE]))
            await asyncio.sleep(BREATH)
    mine, theirs = (median(found[WARM:]) * 1000 for found in times)
    return mine, theirs
