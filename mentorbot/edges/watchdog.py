"""Ends a process whose event loop stands still: nothing in that loop could tell anybody.

What was committed is found by the next start, as after a kill.
"""

from __future__ import annotations

import asyncio
import faulthandler
from typing import NoReturn

BEAT = 5.0
"""Seconds between two signs of life."""
STANDS_STILL = 45.0
"""Seconds without one."""
STDERR = 2


async def keep_awake(most: float = STANDS_STILL, beat: float = BEAT) -> NoReturn:
    """Lives in the loop that it watches. Without a sign of life for `most` seconds, the process
    says where each thread stands (code only, no values), and ends with exit code 1.

    The one who waits is no Python thread: it needs nothing that whoever hangs may hold.
    """
    try:
        while True:
            faulthandler.dump_traceback_later(most, exit=True, file=STDERR)
            await asyncio.sleep(beat)
    finally:
        faulthandler.cancel_dump_traceback_later()
