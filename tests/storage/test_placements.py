"""Placements: an alias, a model, and the people around it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from mentorbot.domain.people import PersonId
from mentorbot.domain.placements import FollowUpModel, Placement
from mentorbot.storage import placements
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.tables import placements as table
from tests.cast import MONDAY

START, END = date(2027, 2, 8), date(2027, 5, 7)


def add(tx: Tx, alias: str, mentor: PersonId, nav: PersonId, stand_in: PersonId) -> int:
    return placements.add(
        tx,
        alias=alias,
        model=FollowUpModel.HYBRID,
        mentor=mentor,
        nav_contact=nav,
        nav_stand_in=stand_in,
        start=START,
        end=END,
        workplace="Bakeriet på hjørnet",
        now=MONDAY,
    )


def test_a_placement_comes_back_as_it_was_added(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        added = add(tx, "Bjørk", marit, nadia, nils)
        placements.practise(tx, added, "till_alone")
        assert placements.get(tx, added) == Placement(
            added,
            "Bjørk",
            FollowUpModel.HYBRID,
            marit,
            nadia,
            nils,
            START,
            END,
            practising="till_alone",
        )


def test_a_stand_in_sees_the_placement_too(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        added = add(tx, "Bjørk", marit, nadia, nils)
        found = [placements.of_nav_contact(tx, each) for each in (nadia, nils, marit)]
    assert [[placement.id for placement in each] for each in found] == [[added], [added], []]


def test_a_closed_placement_is_nobodys_any_more(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        add(tx, "Bjørk", marit, nadia, nils)
        tx.connection.execute(table.update().values(closed_at=MONDAY))
        assert placements.of_mentor(tx, marit) == []
        assert placements.of_nav_contact(tx, nadia) == []
        assert placements.active(tx) == []
        assert placements.has_alias(tx, "Bjørk")


def test_an_alias_is_taken_in_any_case(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        add(tx, "Blå Ørn", marit, nadia, nils)
        assert placements.has_alias(tx, "BLÅ ØRN")
        assert not placements.has_alias(tx, "Blå")


def test_the_database_itself_refuses_an_alias_twice(
    database: Database, marit: PersonId, nadia: PersonId, nils: PersonId
) -> None:
    with database.begin() as tx:
        add(tx, "Bjørk", marit, nadia, nils)
    with pytest.raises(IntegrityError), database.begin() as tx:
        add(tx, "Bjørk", marit, nadia, nils)


def test_a_placement_needs_people_who_exist(database: Database, marit: PersonId) -> None:
    with pytest.raises(IntegrityError), database.begin() as tx:
        add(tx, "Bjørk", marit, 998, 999)
