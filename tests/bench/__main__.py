"""Measures mentorbot against named rivals, side by side, and writes docs/performance.md.

Everything runs on 127.0.0.1 and ends by itself, in less than ten minutes. With --only it prints
that part and writes nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import broadcasts, bursts, memory, starts, taps, wakeups, workers
from tests.bench.figures import PAGE, Part, rows, write

PARTS: dict[str, Callable[[Path], Awaitable[Part]]] = {
    "taps": taps.measure,
    "bursts": bursts.measure,
    "broadcast": broadcasts.measure,
    "wakeups": wakeups.measure,
    "memory": memory.measure,
    "starts": starts.measure,
    "workers": workers.measure,
}


async def measured(name: str) -> Part:
    began = time.monotonic()
    print(f"{name} ...", file=sys.stderr, flush=True)
    # PostgreSQL runs as another user, who must be able to reach its folder.
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as made:
        os.chmod(made, 0o755)  # noqa: PTH101
        part = await PARTS[name](Path(made))
    for line in [*rows([part]), *part.notes]:
        print(f"  {line}", file=sys.stderr)
    print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return part


async def every(names: list[str]) -> list[Part]:
    return [await measured(name) for name in names]


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    reader.add_argument("--only", choices=list(PARTS), metavar="NAME", help=", ".join(PARTS))
    only = reader.parse_args().only
    parts = asyncio.run(every([only] if only else list(PARTS)))
    if only is None:
        write(parts, [f"python -m tests.bench --only {name}" for name in PARTS])
        print(f"written to {PAGE}", file=sys.stderr)


if __name__ == "__main__":
    main()
