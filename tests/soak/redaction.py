"""`python -m tests.soak.redaction`: 100,000 identity numbers in every way of writing them.

8 kinds, 10 separators, 3 scripts, some 400 of each; then a working day's other numbers.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from random import Random

from mentorbot.domain.redaction import Kind, redact
from tests.domain.redaction_numbers import KINDS, generated, working_day
from tests.domain.test_redacted_numbers import WORKDAY, is_missed

FEWEST_FOUND = 0.999


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    missed = [each for each in generated(asked.numbers, Random(asked.seed)) if is_missed(each)]
    by_kind = Counter(each.kind for each in missed)
    for kind in KINDS:
        print(f"{kind:>18}: {by_kind[kind]} missed of {asked.numbers // len(KINDS)}")
    found = 1 - len(missed) / asked.numbers
    sentences = list(working_day(Random(asked.seed)))
    false = [text for text in sentences if Kind.PHONE in redact(text, WORKDAY).removed]
    print(f"found {found:.3%} of {asked.numbers}")
    print(f"{len(false)} of {len(sentences)} other numbers taken for a telephone", *false[:5])
    sys.exit(found < FEWEST_FOUND or bool(false))


if __name__ == "__main__":
    main()
