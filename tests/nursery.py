"""One process that has imported mentorbot, read its content and learned from it: it forks bots.

A start takes five seconds of CPU, nearly all of it for imports, content and examples; tests that
run many commands, or kill twenty bots, have no time for that. What is forked is the same program:
nothing of it has run before the fork. Tests about the start itself use tests/process.py.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import bot
from mentorbot.book.loading import load_book
from mentorbot.edges import serving  # noqa: F401  (imported late by `run`; that takes long too)
from mentorbot.edges.commands import app
from mentorbot.edges.commands.desk import House
from mentorbot.edges.searching import Searching
from mentorbot.services.parts import Parts
from tests.process import ROOT, printed

PATIENCE = 60.0
"""Seconds until a child is born, the nursery's own start among them."""
RUN = ("run",)


@dataclass(frozen=True)
class Child:
    pid: int
    ended: Future[int]
    """Its exit code, below zero for a signal, as subprocess has it."""


class Nursery:
    """The tests' side; there is one for each process of the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._lock = threading.Lock()
        self._told: list[tuple[Future[int], Future[int]]] = []
        """For each request: the process id, and how it ended."""
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self._close)

    def bear(self, words: tuple[str, ...], env: Mapping[str, str], out: Path, err: Path) -> Child:
        """`words` are those after `bot.py`; or "-c" and a script."""
        assert self._process.stdin is not None
        born, ended = Future[int](), Future[int]()
        request = {"words": words, "env": dict(env), "out": str(out), "err": str(err)}
        with self._lock:
            number = len(self._told)
            self._told.append((born, ended))
            line = json.dumps({"number": number, **request}).encode() + b"\n"
            self._process.stdin.write(line)
            self._process.stdin.flush()
        return Child(born.result(PATIENCE), ended)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            number, what, value = json.loads(line)
            self._told[number][what == "ended"].set_result(value)

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@cache
def nursery() -> Nursery:
    return Nursery()


def command(env: Mapping[str, str], *words: str) -> Any:
    """As tests.process.command, without the start."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        code = nursery().bear(words, env, out, err).ended.result()
        return printed(words, code, out.read_text(), err.read_text())


class Fork:
    """A bot as tests.process.Bot has it, without the start."""

    def __init__(self, env: Mapping[str, str], log: Path, words: tuple[str, ...] = RUN) -> None:
        self._env, self._log, self._words = env, log, words
        self._child: Child | None = None

    async def __aenter__(self) -> Fork:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    async def start(self) -> None:
        bear = nursery().bear
        self._child = await asyncio.to_thread(bear, self._words, self._env, self._log, self._log)

    async def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        await self._gets(signal.SIGKILL)

    async def end(self) -> int:
        """SIGTERM, and how it ended."""
        return await self._gets(signal.SIGTERM)

    async def ended(self) -> int:
        """How it ended by itself."""
        assert self._child is not None
        return await asyncio.wait_for(asyncio.wrap_future(self._child.ended), 20)

    def gets(self, what: signal.Signals) -> None:
        """A signal that it is not waited for."""
        os.kill(self.pid, what)

    async def _gets(self, what: signal.Signals) -> int:
        assert self._child is not None
        if not self._child.ended.done():
            self.gets(what)
        return await self.ended()


def main() -> None:
    """The other side: a line of JSON for each child that is asked for, was born, or has ended."""
    learned = Searching(load_book(ROOT / "content", bot.texts()))
    learned.learn()
    gc.freeze()
    awake, bell = os.pipe()
    os.set_blocking(bell, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    ears = selectors.DefaultSelector()
    ears.register(0, selectors.EVENT_READ)
    ears.register(awake, selectors.EVENT_READ)
    living: dict[int, int] = {}
    asked = b""
    while True:
        ready = {key.fd for key, _ in ears.select()}
        if awake in ready:
            os.read(awake, 4096)
            _reap(living)
        if 0 in ready:
            heard = os.read(0, 65536)
            *lines, asked = (asked + heard).split(b"\n")
            for line in lines:
                _bear(json.loads(line), living, learned)
            if not heard:
                break
    for pid in living:
        os.kill(pid, signal.SIGKILL)


def _reap(living: dict[int, int]) -> None:
    for pid in list(living):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            print(json.dumps([living.pop(pid), "ended", os.waitstatus_to_exitcode(status)]))
    sys.stdout.flush()


def _bear(request: dict[str, Any], living: dict[int, int], learned: Searching) -> None:
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        _grow_up(request, learned)
    living[pid] = request["number"]
    print(json.dumps([request["number"], "born", pid]), flush=True)


def _grow_up(request: dict[str, Any], learned: Searching) -> None:
    """Becomes the program; never returns. What it would learn from the same examples it has."""

    def build(*given: Any) -> Parts:
        parts = bot.build(*given)
        return replace(parts, hearing=Searching(parts.book, learned))

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, path in ((1, request["out"]), (2, request["err"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), descriptor)
    words = request["words"]
    if words[0] == "-c":
        exec(compile(words[1], "-c", "exec"), {"__name__": "__main__"})
        sys.exit()
    sys.argv = ["bot.py", *words]
    app(obj=House(build, bot.texts, bot.renew))


if __name__ == "__main__":
    main()
