"""Imports mentorbot once and forks a `bot.py run` for every line on standard input.

A start takes three seconds, nearly all of it imports; a test that kills twenty bots has no time
for that. What is forked is the same program: nothing of it has run before the fork.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import bot
from mentorbot.edges import serving  # noqa: F401  (imported late by `run`; that takes long too)
from mentorbot.edges.commands import app
from mentorbot.edges.commands.desk import House
from tests.e2e.office import eventually
from tests.process import ROOT


class Nursery:
    """The parent's side: a process that has imported everything, and the bots it forks."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self._env = env
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Nursery:
        with self._log.open("ab") as out:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.e2e.nursery"),
                cwd=ROOT, env=self._env, stderr=out,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def bear(self) -> int:
        """The process id of a new bot."""
        assert self._process is not None
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{self._log}\n".encode())
        return int(await self._process.stdout.readline())


async def end(process: int, how: signal.Signals) -> None:
    """Sends the signal and waits until the process is gone."""
    os.kill(process, how)
    await eventually(lambda: not Path(f"/proc/{process}").exists(), 15)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for log in sys.stdin:
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        out = os.open(log.strip(), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(out, 2)
        app(["run"], obj=House(bot.build, bot.texts, bot.renew))


if __name__ == "__main__":
    main()
