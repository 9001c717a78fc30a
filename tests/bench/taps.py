"""How long from a tap to the edited message, against a bare bot that stores nothing.

Both bots run as processes of their own against stand-ins in this process, and are tapped in turn,
so that what the machine does meanwhile strikes both alike. Prints medians and their ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase
from mentorbot.standin.server import Standin
from tests.process import ROOT, TOKEN, Bot, command, environment

ALPHABET = "ABCDEFGHIJKLMNOPQRST"
CHATS = len(ALPHABET)
PATIENCE = 20


@dataclass
class Rival:
    """One bot under test, and the phones that tap it."""

    name: str
    standin: Standin
    client: httpx.AsyncClient
    users: list[int]
    way_out: str = ""
    """The label that leads back, where there is one."""

    async def post(self, what: str, **body: Any) -> Any:
        answer = await self.client.post(f"{self.standin.url}/control/{what}", json=body)
        answer.raise_for_status()
        return answer.json()

    async def tap(self, user: int) -> float:
        """Seconds from the tap to the arrival of the edit."""
        calls = self.standin.stage.calls
        before = calls.total
        bubble = self.newest(user)
        rows = bubble["reply_markup"]["inline_keyboard"]
        # Into a theme by its first button, and out of it again by its last.
        inside = rows[-1][-1]["text"] == self.way_out
        row, column = (len(rows) - 1, len(rows[-1]) - 1) if inside else (0, 0)
        place = {"message_id": bubble["message_id"], "row": row, "column": column}
        began = time.time()
        await self.post("tap", user=user, **place)
        async with asyncio.timeout(PATIENCE):
            while not (found := calls.matching("editMessageText", before, user)):
                await asyncio.sleep(0.001)
        return found[0].time - began

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


async def _wait_for(rival: Rival, user: int, label: str = "") -> None:
    """Until the newest bubble has that button (or any)."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(StopIteration):
                rows = rival.newest(user)["reply_markup"]["inline_keyboard"]
                if not label or any(label == b["text"] for row in rows for b in row):
                    return
            await asyncio.sleep(0.02)


async def _ready_mentorbot(rival: Rival, env: dict[str, str]) -> None:
    """Every person is invited, accepts, and opens the list of themes."""
    words = load_book(ROOT / "content", texts())
    rival.way_out = words.label(Phrase("guidance.all_themes"), Language.NB)
    accept = words.label(Phrase("common.ok"), Language.NB)
    theme = words.label(Phrase("theme.role"), Language.NB)
    for number, user in enumerate(rival.users):
        name = f"Mentor {ALPHABET[number]}"
        words_of = ("people", "add", "--role", "mentor", "--name", name, "--json")
        added = await asyncio.to_thread(command, env, *words_of)
        await rival.post("say", user=user, text=f"/start {added['invite']['code']}")
        await _wait_for(rival, user, accept)
        await rival.post("tap", user=user, label=accept)
        await rival.post("say", user=user, text="/guidance")
        await _wait_for(rival, user, theme)


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
                            await _wait_for(bare, user)
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
        await asyncio.sleep(0.05)
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
