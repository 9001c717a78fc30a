"""What the rules say now that they did not say before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mentorbot.book.differences import Difference, differences
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.levels import Level
from mentorbot.domain.model_rules import Deadline
from tests.book.smalltree import FILES, TEXTS, write

MODELS, CHECKIN = "rules/models.yaml", "rules/checkin.yaml"


def changed(folder: Path, book: Book, path: str, words: str, instead: str) -> list[Difference]:
    edited = {path: FILES[path].replace(words, instead, 1).encode()}
    assert edited[path] != FILES[path].encode()
    return list(differences(book.rules, load_book(write(folder, dict(edited)), TEXTS).rules))


def test_the_same_rules_do_not_differ(book: Book) -> None:
    assert list(differences(book.rules, replace(book.rules))) == []


@pytest.mark.parametrize(
    ("path", "words", "instead", "told"),
    [
        (
            MODELS, "green: {working_days: 5}", "green: {working_days: 3}",
            [("models.caseworker.deadlines.green.working_days", "5", "3")],
        ),
        (
            MODELS, "orange: {working_hours: 4}", "orange: {working_days: 1}",
            [
                ("models.caseworker.deadlines.orange.working_days", "null", "1"),
                ("models.caseworker.deadlines.orange.working_hours", "4", "null"),
            ],
        ),
        (
            MODELS, "day3, anchor: start, working_days: 3", "day4, anchor: start, working_days: 4",
            [
                ("models.caseworker.checkins.day3.name", "day3", None),
                ("models.caseworker.checkins.day4.name", None, "day4"),
                ("models.caseworker.checkins.day3.working_days", "3", None),
                ("models.caseworker.checkins.day4.working_days", None, "4"),
            ],
        ),
        (CHECKIN, 'at: "13:00"', 'at: "12:30"', [("checkin.at", "13:00:00", "12:30:00")]),
        (CHECKIN, "weeks: [1, 4]", "weeks: [2]", [("checkin.pauses_weeks", "1, 4", "2")]),
        (
            "rules/triggers.yaml", "F1: [fair, hard]", "F1: [hard]",
            [("triggers.slow.counts.F1", "fair, hard", "hard")],
        ),
        (
            "rules/privacy.yaml", "wording_in_chat_hours: 46", "wording_in_chat_hours: 24",
            [("wording_in_chat", "1 day, 22:00:00", "1 day, 0:00:00")],
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_by_its_path_with_old_and_new(
    tmp_path: Path, book: Book, path: str, words: str, instead: str, told: list[Difference]
) -> None:
    found = changed(tmp_path / "content", book, path, words, instead)
    assert set(told) <= set(found)
    if len(told) == 1:
        assert found == told


def test_a_rule_that_comes_or_goes_has_only_one_side(book: Book) -> None:
    rules, model = book.rules, next(iter(book.rules.models))
    deadlines = {**rules.models[model].deadlines, Level.RED: Deadline(working_hours=1)}
    more = replace(
        rules, models={**rules.models, model: replace(rules.models[model], deadlines=deadlines)}
    )
    assert Difference(f"models.{model}.deadlines.red.working_hours", None, "1") in differences(
        rules, more
    )
    assert Difference(f"models.{model}.deadlines.red.working_hours", "1", None) in differences(
        more, rules
    )
