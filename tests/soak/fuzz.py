"""100,000 taps, deep links, commands, words, malformed updates and requests by intruders.

Prints its figures, and exits with 1 at the first thing that was read, written, refused without an
entry in the audit, or that raised: with the seed and the step, which play it again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import monotonic

from bot import texts
from mentorbot.book.loading import load_book
from tests.process import ROOT
from tests.rights.cast import cast_of
from tests.rights.fuzzing import Fault, Fuzz

STATES = ("talking", "relayed", "answered", "sent")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument(
        "--seed", type=int, default=1, help="of the first run; each run has its own"
    )
    parser.add_argument("--runs", type=int, default=10, help="so many offices share the steps")
    chosen = parser.parse_args()
    book, began = load_book(ROOT / "content", texts()), monotonic()
    steps: Counter[str] = Counter()
    statuses: Counter[int] = Counter()
    denied = set_aside = 0
    for run in range(chosen.runs):
        with tempfile.TemporaryDirectory() as folder:
            cast = cast_of(Path(folder), book, STATES[run % len(STATES)])
            fuzz = Fuzz(cast, chosen.seed + run)
            try:
                fuzz.run(chosen.steps // chosen.runs)
            except Fault as fault:
                print(f"{fault}\nplay it again: --seed {fuzz.seed} --runs 1", file=sys.stderr)
                raise
            finally:
                fuzz.close()
        steps += fuzz.figures.steps
        statuses += fuzz.figures.statuses
        denied, set_aside = denied + fuzz.figures.denied, set_aside + fuzz.figures.set_aside
        print(f"seed {fuzz.seed}: {sum(steps.values())} so far", flush=True)
    print(f"{sum(steps.values())} steps: {dict(steps)}")
    print(f"answers of the web: {dict(sorted(statuses.items()))}")
    print(
        f"{denied} attempts on what is another's, each in the audit; {set_aside} updates set aside"
    )
    print(f"0 foreign reads, 0 foreign writes, 0 exceptions, {monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
