"""Every button in everybody's hands, in every state of a problem: all cases of tests/rights.

Prints its figures, and exits with 1 when anybody did or saw a thing that the table does not allow,
or was refused without an entry in the audit or without a word.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import monotonic

from bot import texts
from mentorbot.book.loading import load_book
from tests.process import ROOT
from tests.rights.cast import STATES, cast_of
from tests.rights.judging import Figures, run
from tests.rights.matrix import Stage


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try each so-manieth case only")
    parser.add_argument("--state", choices=STATES, action="append", help="these states only")
    chosen = parser.parse_args()
    book, whole, began = load_book(ROOT / "content", texts()), Figures(), monotonic()
    for state in chosen.state or STATES:
        with tempfile.TemporaryDirectory() as folder:
            cast, before = cast_of(Path(folder), book, state), whole.cases
            run(Stage(cast), whole, chosen.every)
            cast.town.database.close()
        print(f"{state}: {whole.cases - before} cases", flush=True)
    for fault in whole.faults:
        print(fault)
    print(
        f"{whole.cases} cases: {whole.denied} denied, {whole.allowed} not, "
        f"{len({operation for _, operation in whole.seen})} operations, "
        f"{len(whole.faults)} faults, {monotonic() - began:.0f} s"
    )
    return 1 if whole.faults else 0


if __name__ == "__main__":
    sys.exit(main())
