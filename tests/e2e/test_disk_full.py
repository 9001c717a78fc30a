"""The real process on a disk that fills up: it ends with an exit code, and Telegram keeps the rest.

That it is kept as soon as there is room: tests/edges/test_poller_faults.py.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mentorbot.standin.server import Standin
from tests.e2e.crowd import Ledger
from tests.process import ROOT, TOKEN, environment

ROOM = 1_600_000
"""Bytes that a file may hold: enough for an empty database, and for some of what arrives."""
UPDATES = 350
IMPATIENT = """
from mentorbot.edges import running
running.KEEPS_TRYING = running.ENDING = 0.3
import bot
from mentorbot.edges.commands import app
from mentorbot.edges.commands.desk import House
app(["run"], obj=House(bot.build, bot.texts, bot.renew))
"""


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    async with Standin(token=TOKEN, pace=0.02) as running:
        yield running


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


async def test_a_full_disk_ends_the_process_and_nothing_is_confirmed_that_is_not_kept(
    standin: Standin, tmp_path: Path
) -> None:
    env = environment(tmp_path, standin.url)
    for _ in range(UPDATES):
        chat = {"id": 5, "type": "private"}
        said = {"message_id": 1, "date": 1, "chat": chat, "text": "x" * 4000}
        standin.stage.updates.push_raw({"message": said}, "message")
    with (tmp_path / "log").open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", IMPATIENT), cwd=ROOT, env=env, stdout=out, stderr=out,
            preexec_fn=limit,
        )  # fmt: skip
    try:
        assert await asyncio.wait_for(process.wait(), 60) == 1
    finally:
        if process.returncode is None:
            process.kill()
    log = (tmp_path / "log").read_text()
    assert "database.failed" in log and "x" * 100 not in log
    kept = sum(Ledger(tmp_path).count("inbox").values())
    assert 0 < kept < UPDATES
    assert len(standin.stage.updates.waiting()) >= UPDATES - kept
