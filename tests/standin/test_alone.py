"""The stand-in as a program of its own."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path

import httpx
import pytest

from mentorbot.standin.__main__ import arguments


async def test_it_runs_alone_and_writes_its_clock(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mentorbot.standin", "--port", "0", "--token", "1:T"),
        *("--clock-file", str(path)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout
    line = (await asyncio.wait_for(program.stdout.readline(), 20)).decode()
    url = line.split()[1].rstrip("/")
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{url}/bot1:T/getMe")).json()["ok"]
        assert (await client.get(url)).status_code == 200
        people = (await client.get(f"{url}/control/people")).json()
        assert [one["caption"] for one in people] == ["Mentor", "NAV-kontakt", "Koordinator"]
        await client.post(f"{url}/control/clock", json={"lever": "day"})
        assert float(path.read_text()) == 24 * 3600
        assert (await client.get(f"{url}/control/limits")).json()["on"]
    program.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(program.wait(), 10) == 0


def test_its_help_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        arguments(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    for option in ("--port", "--token", "--clock-file", "--no-limits", "--person"):
        assert re.search(rf"{option}\b", shown)
