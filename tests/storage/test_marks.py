"""Marks that begin alike are found by their name and their number, whatever else stands there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from mentorbot.storage import marks
from mentorbot.storage.database import Database


def test_what_is_due_begins_so_and_has_come_to_its_number(database: Database) -> None:
    names = {
        "week:1": 9,
        "week:2": 5,
        "week:30": 12,
        "Week:4": 1,
        "weeks": 1,
        "week": 1,
        "over:1": 1,
    }
    with database.begin() as tx:
        for name, value in names.items():
            marks.put(tx, name, value)
        assert marks.due(tx, "week:", 9, 10) == ["week:2", "week:1"]
        assert marks.due(tx, "week:", 9, 1) == ["week:2"]
        assert marks.least(tx, "week:") == 5
        assert marks.least(tx, "wish:") is None


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_many_that_begin_otherwise_are_not_gone_through(database: Database) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.engine, "before_cursor_execute",
        lambda _connection, _cursor, words, values, *_: asked.append((words, values)),
    )  # fmt: skip
    with database.begin() as tx:
        marks.due(tx, "week:", 9, 10)
        marks.least(tx, "week:")
        plans = [
            str(tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all())
            for words, values in asked
            if words.startswith("SELECT")
        ]
    assert len(plans) == 2 and all("SEARCH marks USING" in plan for plan in plans), plans
