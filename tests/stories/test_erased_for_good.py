"""Erased is erased: not in the database, and not in a backup that somebody brings back."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbot.domain.people import Role
from mentorbot.services import coming_back, erasing
from mentorbot.storage import copying, people
from mentorbot.storage.database import Database
from mentorbot.storage.keyring import Destroyed, NoKey
from mentorbot.storage.migrating import head
from mentorbot.storage.sealed import COLUMNS, values, without_key
from mentorbot.storage.subjects import Subject, of_person, of_placement
from mentorbot.storage.tables import metadata
from tests.storage.full_house import House, everything, furnish
from tests.stories.town import Town

ITS_OWN = {"workplace", "wording", "words", "data", "shown", "payload"}
"""What a placement's key seals, by column."""


@pytest.fixture
def houses(town: Town) -> tuple[House, House]:
    """Two placements; the names of their people are told apart by A and B."""
    with town.tx() as tx:
        people.add(tx, Role.COORDINATOR, "Kari Kvam", town.now)
        tx.connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        tx.connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{head()}')")
        return furnish(tx, "A"), furnish(tx, "B")


@pytest.fixture
def backup(town: Town, houses: tuple[House, House], tmp_path: Path) -> Path:
    path = tmp_path / "backup.db"
    copying.back_up(town.database.engine.url, path)
    return path


def bring_back(town: Town, backup: Path) -> None:
    """The service is stopped, its database lost, and the backup put in its place."""
    town.database.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{town.address.removeprefix('sqlite:///')}{end}").unlink(missing_ok=True)
    town.open()
    copying.bring_back(town.database.engine.url, backup)


def sealed_under(database: Database, subject: Subject) -> tuple[set[str], set[str]]:
    """Columns of values under that subject that do not open, and of others that do."""
    gone, opened = set(), set()
    with database.begin() as tx:
        for column in COLUMNS:
            for _, value, spot in values(tx, column):
                if subject in spot.under:
                    with pytest.raises(Destroyed):
                        tx.safe.unseal(value, spot)
                    gone.add(column.name)
                else:
                    assert tx.safe.unseal(value, spot) is not None
                    opened.add(column.name)
    return gone, opened


def all_that_is_kept(town: Town) -> str:
    words = list(everything(town.database).values())
    with town.tx() as tx:
        for table in metadata.sorted_tables:
            if table.name not in ("audit", "chain", "forgotten"):
                for row in tx.connection.execute(table.select()):
                    words += [str(value) for value in row if not isinstance(value, bytes)]
    return "\n".join(words)


def test_nothing_of_an_erased_placement_is_left_in_the_database(
    town: Town, houses: tuple[House, House]
) -> None:
    with town.tx() as tx:
        erasing.erase_placement(tx, town.parts, houses[0].placement, town.now)
    left = all_that_is_kept(town)
    for mine in ("A draft", "A shown", "A letter", "A remark", "A alias", "AK7M"):
        assert mine not in left
        assert mine.replace("A", "B", 1) in left
    assert sealed_under(town.database, of_placement(houses[0].placement))[0] == set()


def test_a_backup_from_before_cannot_be_read_about_an_erased_placement(
    town: Town, houses: tuple[House, House], backup: Path
) -> None:
    gone = of_placement(houses[0].placement)
    with town.tx() as tx:
        erasing.erase_placement(tx, town.parts, houses[0].placement, town.now)
    bring_back(town, backup)
    unreadable, readable = sealed_under(town.database, gone)
    assert {name.partition(".")[2] for name in unreadable} == ITS_OWN
    assert readable == {column.name for column in COLUMNS}, "what is another's opens as before"


def test_who_was_erased_is_erased_again_after_a_restore_and_the_service_goes_on(
    town: Town, houses: tuple[House, House], backup: Path
) -> None:
    placement, person = houses[0].placement, houses[1].mentor
    with town.tx() as tx:
        erasing.erase_placement(tx, town.parts, placement, town.now)
        erasing.erase_person(tx, town.parts, person, town.now)
    bring_back(town, backup)
    again = coming_back.erase_again(town.parts, town.now)
    assert again == [of_person(person), of_placement(placement)]
    assert coming_back.erase_again(town.parts, town.now) == []
    left = all_that_is_kept(town)
    assert not [
        mine for mine in ("A draft", "A letter", "A alias", "B Mo", "B tip") if mine in left
    ]
    assert "B Nes" in left
    town.later(days=3)


def test_a_copy_of_the_keys_brings_nobody_back(
    town: Town, houses: tuple[House, House], backup: Path, tmp_path: Path
) -> None:
    """The keys were copied before somebody was erased, and are brought back after it."""
    saved = tmp_path / "keys"
    copying.save_keys(town.database.keyring.store, saved)
    with town.tx() as tx:
        erasing.erase_placement(tx, town.parts, houses[0].placement, town.now)
    assert copying.bring_back_keys(town.database.keyring.store, saved) == 0
    bring_back(town, backup)
    assert sealed_under(town.database, of_placement(houses[0].placement))[0]


def test_with_its_keys_a_backup_is_read_on_another_machine_and_without_them_it_is_not(
    town: Town, houses: tuple[House, House], backup: Path, tmp_path: Path
) -> None:
    before, saved = everything(town.database), tmp_path / "keys"
    copying.save_keys(town.database.keyring.store, saved)
    copying.save_keys(town.database.keyring.store, saved)
    elsewhere = Database(f"sqlite:///{tmp_path / 'elsewhere.db'}", town.vault)
    copying.bring_back(elsewhere.engine.url, backup)
    with pytest.raises(NoKey):
        everything(elsewhere)
    with elsewhere.begin() as tx:
        missing = without_key(tx)
    assert of_placement(houses[0].placement) in missing
    assert copying.bring_back_keys(elsewhere.keyring.store, saved) == len(missing)
    assert everything(elsewhere) == before
    elsewhere.close()
