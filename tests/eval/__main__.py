"""Prints how well a file of labelled messages is understood, and how far that may be chance.

The spread is taken over folds of the example sentences in content/: each fold is read by what
was learned from the others.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median, stdev
from time import perf_counter
from typing import Any

from mentorbot.book.findings import ERROR, ContentErrors, Findings
from mentorbot.book.loading import read_book
from mentorbot.book.rendering import Book
from mentorbot.domain.examples import Intent, Lessons, Urgency
from mentorbot.domain.people import Language
from mentorbot.domain.redaction import Known
from mentorbot.understanding.finding import CardFinder
from mentorbot.understanding.reading import Reader
from tests.eval import redacting
from tests.eval.scoring import MEASURES, Labelled, Scores, means, scores

CONTENT = Path(__file__).parents[2] / "content"
FOLDS = 5


class Judge:
    """Reads messages by some lessons, and says how right that was."""

    def __init__(self, book: Book, lessons: Lessons) -> None:
        started = perf_counter()
        self.reader = Reader.taught(lessons)
        self.took_to_learn = perf_counter() - started
        self.by_card = {card.id: card.topics for card in book.rules.cards.values()}
        texts = book.card_words(Language.NB)
        self.finder = CardFinder.among(self.reader.topics, self.by_card, texts)

    def scores(self, right: Labelled) -> Scores:
        found = self.finder.find(right.text)
        cards = [self.by_card[card] for card in found]
        return scores(right, self.reader.read(right.text), cards)


def content() -> Book:
    """As it is now. Whether every text that is declared has words is another check's to say."""
    found = Findings()
    book = read_book(CONTENT, None, found)
    if book is None or found.of(ERROR):
        raise ContentErrors(found.of(ERROR))
    return book


def labelled(file: Path) -> list[Labelled]:
    return [_row(json.loads(line)) for line in file.read_text("utf-8").splitlines() if line]


def _row(row: dict[str, Any]) -> Labelled:
    note = row.get("note") or ""
    topics = {row["topic"], *row.get("acceptable_topics", ())} if row["topic"] else set()
    also = _noted("also_ok", note)
    return Labelled(
        row["id"],
        row["text"],
        row["lang"],
        Intent(row["intent"]),
        Urgency(row["urgency"]),
        frozenset(topics),
        next(iter(_noted("admin", note)), ""),
        frozenset(Intent(each) for each in also),
        "near-miss" in note,
    )


def _noted(name: str, note: str) -> list[str]:
    found = re.search(rf"(?:^|; ){name}=([\w,]+)", note)
    return found[1].split(",") if found else []


def folds(book: Book) -> list[Scores]:
    """The examples of each fold as they are read by the rest."""
    examples = book.lessons.examples
    measured = []
    for fold in range(FOLDS):
        kept = tuple(each for at, each in enumerate(examples) if at % FOLDS != fold)
        judge = Judge(book, replace(book.lessons, examples=kept))
        held = [Labelled.of(each, at) for at, each in enumerate(examples) if at % FOLDS == fold]
        measured.append(means(judge.scores(each) for each in held))
    return measured


def table(rows: Sequence[Labelled], judge: Judge) -> dict[str, tuple[int, Scores]]:
    by_language: defaultdict[str, list[Scores]] = defaultdict(list)
    for row in rows:
        scored = judge.scores(row)
        by_language[row.language].append(scored)
        by_language["all"].append(scored)
    return {language: (len(each), means(each)) for language, each in by_language.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the ids that went wrong")
    asked = parser.parse_args()
    book = content()
    rows, judge = labelled(asked.file), Judge(book, book.lessons)
    print(f"{len(book.lessons.examples)} examples, learned in {judge.took_to_learn:.2f} s")
    _print_speed(rows, judge)
    print("".join(f"{head:>18}" for head in ("", "messages", *MEASURES)))
    for language, (number, mean) in sorted(table(rows, judge).items()):
        print(f"{language:>18}{number:>18}" + _cells(mean))
    if asked.wrong:
        _print_wrong(rows, judge)
    known = Known(redacting.WHEN, book.rules.sensitive)
    redacting.show(asked.file.name, list(redacting.marked_in(asked.file)), known)
    redacting.show("own held-out sentences", list(redacting.marked_here()), known)
    _print_spread(folds(book))


def _cells(mean: Scores) -> str:
    return "".join(f"{mean[name]:>18.1%}" if name in mean else f"{'-':>18}" for name in MEASURES)


def _print_speed(rows: Sequence[Labelled], judge: Judge) -> None:
    took = []
    for row in rows:
        started = perf_counter()
        judge.reader.read(row.text)
        took.append(perf_counter() - started)
    usual, most = median(took) * 1000, max(took) * 1000
    print(f"a message takes {usual:.1f} ms at the median, {most:.1f} at most")


def _print_wrong(rows: Sequence[Labelled], judge: Judge) -> None:
    for row in rows:
        scored = judge.scores(row)
        off = {name: each for name, each in scored.items() if each < (name != "near-miss alarms")}
        if scored.get("near-miss alarms"):
            off["near-miss alarms"] = 1.0
        if off:
            print(row.id, row.language, ", ".join(off), judge.reader.read(row.text))


def _print_spread(measured: Sequence[Scores]) -> None:
    print(f"\nown examples, over {FOLDS} folds")
    for name in MEASURES:
        values = [each[name] for each in measured if name in each]
        print(f"{name:>18}{fmean(values):>18.1%} ± {stdev(values):.1%}")


if __name__ == "__main__":
    main()
