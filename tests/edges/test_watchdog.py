"""A loop that stands still ends the process; one that is only slow does not."""

from __future__ import annotations

import subprocess
import sys
import time

from mentorbot.edges import watchdog
from tests.process import ROOT

HANGS = """
import asyncio, re
from mentorbot.edges.watchdog import keep_awake

def never_ends(secret):
    # As bad as it gets: this lets no other Python thread run either.
    re.match(r"(a+)+$", secret)

async def main():
    asyncio.create_task(keep_awake(0.5, 0.1))
    await asyncio.sleep(0.2)
    never_ends("a" * 60 + "Nordmann")

asyncio.run(main())
"""
SLOW = """
import asyncio, time
from mentorbot.edges.watchdog import keep_awake

async def main():
    awake = asyncio.create_task(keep_awake(1.0, 0.1))
    for _ in range(4):
        await asyncio.sleep(0.01)
        time.sleep(0.3)
    awake.cancel()
    await asyncio.gather(awake, return_exceptions=True)
    time.sleep(1.1)

asyncio.run(main())
"""


def ended(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_a_loop_that_stands_still_ends_the_process_and_says_where() -> None:
    begun = time.monotonic()
    done = ended(HANGS)
    assert done.returncode == 1
    assert "never_ends" in done.stderr
    assert "Nordmann" not in done.stderr
    assert time.monotonic() - begun < 30


def test_a_slow_loop_does_not_end_it_nor_does_one_that_is_over() -> None:
    done = ended(SLOW)
    assert (done.returncode, done.stderr) == (0, "")


def test_it_is_noticed_within_a_minute() -> None:
    assert watchdog.BEAT + watchdog.STANDS_STILL < 60
