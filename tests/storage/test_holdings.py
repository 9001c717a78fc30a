"""An export holds every row that refers to its subject, and of nobody else more than their role."""

from __future__ import annotations

import itertools
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, LargeBinary, String, Table, Time, insert, select

from mentorbot.domain.holdings import SELF
from mentorbot.domain.people import PersonId
from mentorbot.storage import audit as entries
from mentorbot.storage import holdings, marks, people, spots
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.sealed import COLUMNS
from mentorbot.storage.tables import Moment, audit, metadata, placements, posts, problems, remarks
from mentorbot.storage.tables import people as persons
from tests.cast import MONDAY
from tests.storage.test_placements import add as add_placement

NUMBERS = itertools.count(1000)


def made_up(column: Column[Any]) -> Any:
    """Something that fits."""
    fits: tuple[tuple[type, Any], ...] = (
        (Moment, MONDAY), (Date, date(2027, 3, 1)), (Time, time(13)), (Boolean, False),
        (JSON, []), (LargeBinary, b""), (String, str(next(NUMBERS))),
    )  # fmt: skip
    return next((value for kind, value in fits if isinstance(column.type, kind)), next(NUMBERS))


def put(tx: Tx, table: Table, **values: Any) -> None:
    """A row of which everything that must be there is made up."""
    row = {
        column.name: made_up(column)
        for column in table.columns
        if not column.nullable and column.name not in values
    }
    tx.connection.execute(insert(table).values(**row, **values))


@pytest.fixture
def bjork(database: Database, marit: PersonId, nadia: PersonId, nils: PersonId) -> int:
    with database.begin() as tx:
        number = add_placement(tx, "Bjørk", marit, nadia, nils)
        problem(tx, number, marit, nadia, "T4K7M")
    return number


def problem(tx: Tx, placement: int, mentor: int, owner: int, reference: str) -> None:
    wording = tx.safe.seal("Hun er sliten", spots.wording(reference, mentor, placement))
    put(
        tx, problems, reference=reference, placement_id=placement, mentor_id=mentor,
        owner_id=owner, wording=wording,
    )  # fmt: skip


def pointing(table: Table) -> list[Column[Any]]:
    return [each for each in holdings.pointing_at(table)[1:] if each.table is not table]


POINTING_AT_PEOPLE = [f"{each.table.name}.{each.name}" for each in pointing(persons)]
POINTING_AT_PLACEMENTS = [f"{each.table.name}.{each.name}" for each in pointing(placements)]


def point(tx: Tx, name: str, number: int, others: dict[str, Any]) -> tuple[Table, str]:
    """A row whose column `name` refers to that number; its other references lead to others."""
    table = metadata.tables[name.partition(".")[0]]
    column = name.partition(".")[2]
    values: dict[str, Any] = {}
    for each in table.columns:
        for key in each.foreign_keys:
            if not each.nullable:
                values[each.name] = others[key.column.table.name]
    put(tx, table, **values | {column: number})
    return table, column


@pytest.mark.parametrize("name", POINTING_AT_PEOPLE)
def test_every_column_that_refers_to_a_person_is_in_their_export(
    database: Database, bjork: int, marit: PersonId, nils: PersonId, name: str
) -> None:
    with database.begin() as tx:
        put(tx, posts, id=1, author_id=nils)
        others = {"people": nils, "placements": bjork, "posts": 1, "problems": "T4K7M"}
        table, column = point(tx, name, marit, others)
        found = holdings.of_person(tx, marit)
    assert SELF in [row[column] for row in found.of(table.name)]


@pytest.mark.parametrize("name", POINTING_AT_PLACEMENTS)
def test_every_column_that_refers_to_a_placement_is_in_its_export(
    database: Database, bjork: int, nils: PersonId, name: str
) -> None:
    with database.begin() as tx:
        others = {"people": nils, "placements": bjork, "posts": 1, "problems": "T4K7M"}
        table, column = point(tx, name, bjork, others)
        found = holdings.of_placement(tx, bjork)
    assert bjork in [row[column] for row in found.of(table.name)]


def test_what_refers_by_name_is_in_it_too(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        entries.note(tx, nadia, "wording.read", "problem:T4K7M", MONDAY)
        entries.note(tx, None, "person.invited", f"person:{marit}", MONDAY)
        marks.put(tx, f"week:{nadia}", 7)
        marks.put(tx, "auditor:late_rung:T4K7M", 1)
        marks.put(tx, "offset", 9)
    with database.begin() as tx:
        of_marit, of_nadia = (holdings.of_person(tx, each) for each in (marit, nadia))
        of_bjork = holdings.of_placement(tx, bjork)
    assert [row["action"] for row in of_nadia.of("audit")] == ["wording.read"]
    assert [row["action"] for row in of_marit.of("audit")] == ["person.invited"]
    assert [row["actor_id"] for row in of_bjork.of("audit")] == ["nav_contact"]
    assert [row["name"] for row in of_nadia.of("marks")] == [f"week:{nadia}"]
    assert [row["name"] for row in of_bjork.of("marks")] == ["auditor:late_rung:T4K7M"]


def test_every_column_is_shown_or_left_out_for_a_reason(
    database: Database, marit: PersonId
) -> None:
    every = {f"{table.name}.{column.name}" for table in metadata.tables.values()
             for column in table.columns}  # fmt: skip
    assert every >= holdings.LEFT_OUT
    sealed = {each.name for each in COLUMNS}
    assert sealed <= holdings.LEFT_OUT | holdings.SEALED.keys(), "a sealed value shown as bytes"


def test_words_are_shown_to_who_wrote_them_and_to_nobody_else(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId
) -> None:
    with database.begin() as tx:
        said = tx.safe.seal("Jeg ringer i dag", spots.remark(5, nadia, bjork))
        put(tx, remarks, id=5, reference="T4K7M", author_id=nadia, words=said)
        of_marit, of_nadia = (holdings.of_person(tx, each) for each in (marit, nadia))
        of_bjork = holdings.of_placement(tx, bjork)
    assert of_marit.of("problems")[0]["wording"] == "Hun er sliten"
    assert "wording" not in of_nadia.of("problems")[0]
    assert of_nadia.of("remarks")[0]["words"] == "Jeg ringer i dag"
    assert of_marit.of("remarks") == ()
    assert of_bjork.of("problems")[0]["wording"] == "Hun er sliten"
    assert of_bjork.of("remarks")[0]["words"] == "Jeg ringer i dag"


def test_other_people_are_a_role_and_nothing_more(
    database: Database, bjork: int, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        people.change(tx, marit, invited_by=nadia)
        of_marit, of_nadia = (holdings.of_person(tx, each) for each in (marit, nadia))
        names = {row.id: people.get(tx, row.id).name for row in tx.connection.execute(
            select(persons.c.id))}  # fmt: skip
    row = of_marit.of("placements")[0]
    assert (row["mentor_id"], row["nav_contact_id"]) == (SELF, "nav_contact")
    assert {"role": "mentor", "invited_by": SELF} in of_nadia.of("people")
    for mine, held in ((marit, of_marit), (nadia, of_nadia)):
        for other, name in names.items():
            assert (name in str(held.rows)) == (other == mine), name


def test_who_made_an_entry_is_no_column_that_points_but_is_found(
    database: Database, marit: PersonId
) -> None:
    with database.begin() as tx:
        entries.note(tx, marit, "problem.sent", "problem:OTHER", MONDAY)
    with database.begin() as tx:
        (row,) = holdings.of_person(tx, marit).of(audit.name)
    assert (row["actor_id"], row["subject"]) == (SELF, "problem:OTHER")
