"""What docs/privacy.md promises about days and tables is what the rules and the code do."""

from __future__ import annotations

import re
from pathlib import Path

from mentorbot.domain.keeping import Kept
from mentorbot.storage.portions import KINDS

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"^  (\w+): (\d+)", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (\d+) \| [^|]+ \| ([\w, ]*) ?\|$", re.MULTILINE)


def promised() -> dict[str, tuple[int, set[str]]]:
    """By kind the days and the tables that the document names."""
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    return {
        kind: (int(days), set(filter(None, re.split(r", *| +", tables))))
        for kind, days, tables in ROW.findall(text)
    }


def test_the_days_of_the_document_are_those_of_the_rules() -> None:
    text = (ROOT / "content" / "rules" / "privacy.yaml").read_text(encoding="utf-8")
    rules = {kind: int(days) for kind, days in RULE.findall(text.partition("kept_days:")[2])}
    assert {kind: days for kind, (days, _) in promised().items()} == rules
    assert set(promised()) == set(Kept)


def test_the_document_names_every_table_once() -> None:
    named = {table: kind for kind, (_, tables) in promised().items() for table in tables}
    assert named == {table.name: str(kind) for table, kind in KINDS.items()}
