"""How long from a tap to the edited message, against a bare bot that stores nothing.

Both bots run as processes of their own against stand-ins in this process, and are tapped in turn,
so that what the machine does meanwhile strikes both alike. Prints medians and their ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from mentorbot.standin.server import Standin
from tests.process import ROOT, TOKEN, Bot, command, environment

CHATS = 40


@dataclass
class Rival:
    """One bot under test, and the phones that tap it."""

    name: str
    standin: Standin
    client: httpx.AsyncClient
    users: list[int]

    async def post(self, what: str, **body: Any) -> Any:
        answer = await self.client.post(f"{self.standin.url}/control/{what}", json=body)
        answer.raise_for_status()
        return answer.json()

    async def tap(self, user: int) -> float:
        """Seconds from the tap to the arrival of the edit."""
        calls = self.standin.stage.calls
        before = calls.total
        bubble = self.newest(user)
        began = time.time()
        await self.post("tap", user=user, message_id=bubble["message_id"], row=0, column=0)
        while True:
            found = calls.matching("editMessageText", before, user)
            if found:
                return found[0].time - began
            await asyncio.sleep(0.001)

    def newest(self, user: int) -> dict[str, Any]:
        shown = self.standin.stage.world.chat(user).shown()
        return next(
            post.message for post in shown if post.from_bot and post.message.get("reply_markup")
        )


async def _rival(name: str, standin: Standin, client: httpx.AsyncClient) -> Rival:
    rival = Rival(name, standin, client, [])
    for number in range(CHATS):
        person = await rival.post("people", first_name=f"Person {number}", language_code="nb")
        rival.users.append(person["id"])
    return rival


async def _wait_for_bubble(rival: Rival, user: int) -> None:
    for _ in range(600):
        try:
            rival.newest(user)
            return
        except StopIteration:
            await asyncio.sleep(0.02)
    raise AssertionError(f"{rival.name} says nothing")


async def _ready_mentorbot(rival: Rival, env: dict[str, str]) -> None:
    """Every person is invited and has been given a bubble with buttons."""
    for number, user in enumerate(rival.users):
        added = command(env, "people", "add", "--role", "mentor", "--name", f"M {number}", "--json")
        await rival.post("say", user=user, text=f"/start {added['invite']['code']}")
    for user in rival.users:
        await _wait_for_bubble(rival, user)


async def measure(taps: int) -> tuple[list[float], list[float]]:
    """Tap-to-edit seconds of mentorbot and of the bare bot, taken in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Standin(token=TOKEN) as ours, Standin(token=TOKEN) as theirs:
            env = environment(folder, ours.url)
            command(env, "migrate")
            async with httpx.AsyncClient(timeout=30) as client:
                mine = await _rival("mentorbot", ours, client)
                bare = await _rival("bare bot", theirs, client)
                async with Bot(env, folder / "log"):
                    process = await _start_bare(theirs.url)
                    try:
                        await _ready_mentorbot(mine, env)
                        for user in bare.users:
                            await bare.post("say", user=user, text="/start")
                            await _wait_for_bubble(bare, user)
                        return await _in_turn(mine, bare, taps)
                    finally:
                        process.terminate()
                        await process.wait()


async def _start_bare(url: str) -> asyncio.subprocess.Process:
    env = {**os.environ, "BARE_TELEGRAM_URL": url, "BARE_TOKEN": TOKEN}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bare_bot", cwd=ROOT, env=env
    )


async def _in_turn(mine: Rival, bare: Rival, taps: int) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    for number in range(-20, taps):
        first = await mine.tap(mine.users[number % CHATS])
        second = await bare.tap(bare.users[number % CHATS])
        if number >= 0:
            ours.append(first)
            theirs.append(second)
        await asyncio.sleep(0.03)
    return ours, theirs


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--taps", type=int, default=200)
    ours, theirs = asyncio.run(measure(reader.parse_args().taps))
    mine, bare = statistics.median(ours), statistics.median(theirs)
    print(f"tap to edit, median of {len(ours)} in turn")
    print(f"  mentorbot (stored, committed)  {mine * 1000:7.2f} ms")
    print(f"  bare bot  (stores nothing)     {bare * 1000:7.2f} ms")
    print(f"  ratio                          {mine / bare:7.2f}")


if __name__ == "__main__":
    main()
