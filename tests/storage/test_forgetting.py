"""A destroyed key takes everything under it along, and nothing of it is left in any file."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from mentorbot.storage import forgetting, inbox, people
from mentorbot.storage.database import Database
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.keyring import Destroyed
from mentorbot.storage.sealed import COLUMNS, blank, values
from mentorbot.storage.subjects import Kind, Subject, of_person, of_placement
from mentorbot.storage.tables import inbox as updates
from mentorbot.storage.tables import metadata
from mentorbot.storage.tables import placements as table
from mentorbot.storage.vault import Vault
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase
from tests.storage.full_house import House, everything, furnish
from tests.storage.test_placements import add

DAY = timedelta(days=1)


@pytest.fixture
def houses(database: Database) -> tuple[House, House]:
    with database.begin() as tx:
        return furnish(tx, "A"), furnish(tx, "B")


def unreadable(database: Database) -> set[str]:
    """The columns with a value that does not open any more, and what they say elsewhere."""
    gone = set()
    with database.begin() as tx:
        for sealed in COLUMNS:
            for _, value, spot in values(tx, sealed):
                try:
                    tx.safe.unseal(value, spot)
                except Destroyed:
                    gone.add(sealed.name)
    return gone


def test_with_a_placements_key_goes_what_is_its_own_and_nothing_else(
    database: Database, open_database: MakeDatabase, houses: tuple[House, House]
) -> None:
    with database.begin() as tx:
        forgetting.forget_key(tx, of_placement(houses[0].placement), MONDAY)
    for each in (database, open_database()):
        assert unreadable(each) == {
            "placements.workplace", "problems.wording", "remarks.words", "places.data",
            "places.shown", "outbox.payload",
        }  # fmt: skip
        with each.begin() as tx:
            for sealed in COLUMNS:
                for _, value, spot in values(tx, sealed):
                    if of_placement(houses[0].placement) not in spot.under:
                        assert tx.safe.unseal(value, spot)


def test_with_a_mentors_key_goes_what_they_are_called_and_what_they_wrote(
    database: Database, houses: tuple[House, House]
) -> None:
    with database.begin() as tx:
        forgetting.forget_key(tx, of_person(houses[0].mentor), MONDAY)
    assert unreadable(database) == {
        "people.name", "people.phone", "people.email", "problems.wording", "places.data",
        "places.shown", "outbox.payload", "posts.words",
    }  # fmt: skip


def test_a_wish_that_is_taken_back_destroys_nothing(
    database: Database, houses: tuple[House, House]
) -> None:
    before = everything(database)
    with suppress(RuntimeError), database.begin() as tx:
        forgetting.forget_key(tx, of_placement(houses[0].placement), MONDAY)
        raise RuntimeError
    assert forgetting.finish(database) == []
    assert everything(database) == before


def test_who_dies_between_erasing_and_destroying_destroys_at_the_next_start(
    database: Database, open_database: MakeDatabase, houses: tuple[House, House]
) -> None:
    subject = of_placement(houses[0].placement)

    def die(_connection: object) -> None:
        raise KeyboardInterrupt

    event.listen(database.keyring.store.engine, "commit", die)
    with pytest.raises(KeyboardInterrupt), database.begin() as tx:
        forgetting.forget_key(tx, subject, MONDAY)
    event.remove(database.keyring.store.engine, "commit", die)
    later = open_database()
    assert later.keyring.store.destroyed() == {}
    assert forgetting.finish(later) == [subject]
    assert later.keyring.store.destroyed() == {subject: MONDAY}
    assert forgetting.finish(later) == []
    assert unreadable(later)


def test_nothing_is_sealed_for_whoever_was_erased(
    database: Database, open_database: MakeDatabase, houses: tuple[House, House]
) -> None:
    with database.begin() as tx:
        forgetting.forget_key(tx, of_person(houses[0].mentor), MONDAY)
    for each in (database, open_database()):
        with each.begin() as tx, pytest.raises(Destroyed):
            people.set_email(tx, houses[0].mentor, "new@e.no")


def test_the_number_of_an_erased_placement_is_not_used_again(
    database: Database, open_database: MakeDatabase, houses: tuple[House, House]
) -> None:
    house = houses[0]
    with database.begin() as tx:
        gone = add(tx, "C alias", house.mentor, house.nav, house.stand_in)
    with open_database().begin() as tx:
        tx.connection.execute(table.delete().where(table.c.id == gone))
        forgetting.forget_key(tx, of_placement(gone), MONDAY)
        if tx.is_postgres:  # what a restored database has forgotten
            tx.connection.exec_driver_sql("SELECT setval('placements_id_seq', 1)")
    with database.begin() as tx:
        made = add(tx, "D alias", house.mentor, house.nav, house.stand_in)
        assert made == gone + 1


def test_the_keys_of_days_go_when_their_updates_were_handled(
    database: Database, houses: tuple[House, House]
) -> None:
    with database.begin() as tx:
        first = inbox.waiting(tx, 10)[0].id
        inbox.keep(tx, [Arrived(7, "later")], MONDAY + 3 * DAY)
        inbox.done(tx, first, MONDAY)
    assert forgetting.forget_days(database, MONDAY + 3 * DAY) == 0, "one of that day still waits"
    with database.begin() as tx:
        for item in inbox.waiting(tx, 10)[:-1]:
            inbox.done(tx, item.id, MONDAY)
    assert forgetting.forget_days(database, MONDAY + DAY) == 0, "yesterday's stays"
    assert forgetting.forget_days(database, MONDAY + 3 * DAY) == 1
    with database.begin() as tx:
        assert [item.body for item in inbox.waiting(tx, 10)] == ["later"]


def test_a_restored_database_names_whom_it_brought_back(
    database: Database, houses: tuple[House, House]
) -> None:
    mine, theirs = of_placement(houses[0].placement), of_person(houses[1].nav)
    database.keyring.destroy({mine: MONDAY, theirs: MONDAY, Subject(Kind.DAY, 1): MONDAY,
                              of_placement(999): MONDAY})  # fmt: skip
    with database.begin() as tx:
        assert forgetting.come_back(tx) == [theirs, mine]
        for each in (mine, theirs):
            blank(tx, each)
    assert not unreadable(database), "whoever stumbles over it finds it empty"
    with database.begin() as tx:
        assert people.get(tx, houses[1].nav).name == ""
        forgetting.forget_key(tx, mine, MONDAY)
        assert forgetting.come_back(tx) == [theirs]


# What is left in the files.


def traces(path: Path, wanted: list[bytes]) -> int:
    """How many of these stand anywhere in the database, its log, or its journal."""
    files = [path.with_name(path.name + end) for end in ("", "-wal", "-journal")]
    held = b"".join(file.read_bytes() for file in files if file.exists())
    return sum(each in held for each in wanted)


@pytest.fixture
def path(tmp_path: Path, sqlite_mould: Path) -> Path:
    copy = tmp_path / "scanned.db"
    copy.write_bytes(sqlite_mould.read_bytes())
    return copy


def test_nothing_deleted_is_left_in_the_file_or_its_log(
    path: Path, vault: Vault, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{path}", vault)
    with database.begin() as tx:
        for number in range(30):
            furnish(tx, f"{chr(65 + number % 26)}{number:02}", updates=4)
    with database.begin() as tx:
        sealed = [value for column in COLUMNS for _, value, _ in values(tx, column)]
    assert traces(path, sealed) == len(sealed)
    with database.begin() as tx:
        for each in reversed(metadata.sorted_tables):
            if each.name not in ("audit", "chain"):
                tx.connection.execute(each.delete())
    database.scrub()
    assert traces(path, sealed) == 0
    assert path.stat().st_size > 100_000, "the pages are still there, and empty"
    database.close()


def test_nothing_wiped_in_place_is_left_in_the_file_or_its_log(path: Path, vault: Vault) -> None:
    database = Database(f"sqlite:///{path}", vault)
    with database.begin() as tx:
        house = furnish(tx, "A")
        sealed = [value for column in COLUMNS for _, value, _ in values(tx, column)]
    with database.begin() as tx:
        for subject in (house.placement, house.mentor, house.nav, house.stand_in):
            blank(tx, of_person(subject))
        blank(tx, of_placement(house.placement))
        tx.connection.execute(updates.update().values(body=None))
    database.scrub()
    assert traces(path, sealed) == 0
    database.close()


def test_nothing_of_a_destroyed_key_is_left_in_its_file(path: Path, vault: Vault) -> None:
    database = Database(f"sqlite:///{path}", vault)
    with database.begin() as tx:
        house = furnish(tx, "A")
    store, beside = database.keyring.store, path.with_name(f"{path.name}.keys")
    held = {each.subject: each.wrapped for each in store.all() if each.wrapped}
    assert traces(beside, list(held.values())) == len(held)
    assert traces(path, list(held.values())) == 0, "the database holds no key"
    with database.begin() as tx:
        forgetting.forget_key(tx, of_placement(house.placement), MONDAY)
    assert traces(beside, [held[of_placement(house.placement)]]) == 0
    assert traces(beside, list(held.values())) == len(held) - 1
    forgetting.forget_days(database, MONDAY + 9 * DAY)
    with database.begin() as tx:
        tx.connection.execute(updates.update().values(body=None))
    assert forgetting.forget_days(database, MONDAY + 9 * DAY) == 1
    assert traces(beside, list(held.values())) == len(held) - 2
    assert oct(beside.stat().st_mode & 0o777) == "0o600"
    database.close()
