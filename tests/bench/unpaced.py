"""mentorbot without Telegram's limits, to measure what the program itself can do.

The rivals know no limits either. Only for the stand-in: Telegram would refuse it.
"""

from __future__ import annotations

import runpy
import sys

from mentorbot.edges import pace

NONE = 1_000_000


def main() -> None:
    pace.CEILING = pace.BURST = NONE
    pace.OVERALL = float(NONE)
    sys.argv = ["bot.py", "run"]
    runpy.run_path("bot.py", run_name="__main__")


if __name__ == "__main__":
    main()
