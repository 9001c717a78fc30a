"""The table of requirements is complete, true to the tests, and up to date."""

from __future__ import annotations

from tests.traceability.requirements import REQUIREMENTS
from tests.traceability.table import TABLE, shown, written


def test_there_are_fifty_and_no_mark_names_another() -> None:
    assert list(REQUIREMENTS) == [f"R{number:02}" for number in range(1, 51)]
    assert {each.requirement for each in shown()} <= set(REQUIREMENTS)


def test_every_requirement_is_shown_by_a_test_or_said_to_come() -> None:
    marked = {each.requirement for each in shown()}
    assert [n for n, each in REQUIREMENTS.items() if n not in marked and not each.to_come] == []


def test_each_claim_stands_once_and_says_something() -> None:
    claims = [(each.requirement, each.claim) for each in shown()]
    assert len(set(claims)) == len(claims)
    assert all(len(claim.split()) >= 4 for _, claim in claims)


def test_the_page_is_what_the_marks_say_now() -> None:
    assert TABLE.read_text(encoding="utf-8") == written(), "run: python -m tests.traceability"
