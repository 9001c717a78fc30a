"""Commands for keys and copies."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from mentorbot.edges import serving
from mentorbot.services import erasing
from mentorbot.storage import rotating
from mentorbot.storage.database import Database
from mentorbot.storage.vault import Vault, new_key
from tests.edges.office import KEY, MONDAY, Office, Staff, placing
from tests.storage.full_house import age

NEW = new_key(os.urandom)
FIRST, OLD = (Vault([key], os.urandom).first for key in (NEW, KEY))


@pytest.fixture
def aged(office: Office, staff: Staff) -> Office:
    """An office whose values were all sealed by an earlier version."""
    office.type(*placing(staff))
    database = Database(f"sqlite:///{office.folder / 'bot.db'}", Vault([KEY], os.urandom))
    age(database, KEY)
    database.close()
    return office


def test_a_key_is_made_that_settings_accept(office: Office) -> None:
    key = office.type("keys", "new").stdout.strip()
    vault = Vault([key], bytes)
    assert vault.unwrap(vault.wrap(b"x" * 32, "y"), "y") == b"x" * 32


def test_the_keys_are_listed_by_what_stands_under_them(office: Office, staff: Staff) -> None:
    assert "1 of a" not in office.type("keys", "list").stdout
    office.type(*placing(staff))
    assert office.json("keys", "list") == {
        "secret_keys": [{"key": OLD, "use": "first", "keys": 5, "old_values": 0}],
        "keys": {"person": 4, "placement": 1},
        "destroyed": 0,
    }


def test_a_new_key_first_and_a_rotation_make_the_old_one_needless(
    aged: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = aged.type("doctor").stdout
    assert "5 keys or values stand under" in doctor and "`python bot.py keys rotate`" in doctor
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", f"{NEW},{KEY}")
    assert [row["use"] for row in aged.json("keys", "list")["secret_keys"]] == ["first", "in use"]
    done = aged.json("keys", "rotate")
    assert done == {
        "first": FIRST, "done": 10, "left": 0, "unreadable": [], "removable": [OLD],
    }  # fmt: skip
    assert "keys rotate" not in aged.type("doctor").stdout
    told = aged.type("keys", "rotate").stdout
    assert f"MENTORBOT_SECRET_KEYS does not need {OLD} any more." in told
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", NEW)
    assert aged.json("people", "list")[0]["name"] == "Marit Mo"


def test_a_rotation_says_which_key_is_missing_and_touches_nothing(
    aged: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", NEW)
    (told,) = aged.type("keys", "rotate", code=1).stderr.splitlines()
    assert f"the secret key {OLD}, which is not in MENTORBOT_SECRET_KEYS" in told
    assert aged.json("keys", "list")["secret_keys"][1]["use"] == "missing"
    assert "lacks the key" in aged.type("doctor", code=2).stderr
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", KEY)
    assert aged.json("people", "list")


def test_a_rotation_waits_for_a_service_with_the_old_settings(
    aged: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with aged.begin() as tx:
        rotating.note_start(tx, Vault([KEY], os.urandom))
    monkeypatch.setenv("MENTORBOT_SECRET_KEYS", f"{NEW},{KEY}")
    assert "restart it with the new settings" in aged.type("keys", "rotate", code=1).stderr
    assert "5 of a" not in aged.type("keys", "rotate", "--stopped").stdout


def test_a_backup_is_made_beside_the_service_and_over_nothing(
    office: Office, staff: Staff, tmp_path: Path
) -> None:
    to = tmp_path / "copy.db"
    told = office.type("backup", str(to))
    assert "Not in it: the keys" in told.stderr
    assert sqlite3.connect(to).execute("SELECT count(*) FROM people").fetchone() == (4,)
    assert oct(to.stat().st_mode & 0o777) == "0o600"
    assert sorted(each.name for each in tmp_path.glob("copy*")) == ["copy.db"]
    assert "nothing is written over it" in office.type("backup", str(to), code=1).stderr


def test_a_backup_is_brought_back_where_no_database_is(
    office: Office, staff: Staff, tmp_path: Path
) -> None:
    office.type(*placing(staff))
    office.type("backup", str(tmp_path / "copy.db"))
    assert "nothing is written over it" in office.type("restore", "copy.db", code=1).stderr
    database = Database(f"sqlite:///{office.folder / 'bot.db'}", Vault([KEY], os.urandom))
    parts = office.house.build(str(database.engine.url), (KEY,), tmp_path, "")
    with database.begin() as tx:
        erasing.erase_placement(tx, parts, 1, MONDAY)
    database.close()
    for end in ("", "-wal", "-shm"):
        (office.folder / f"bot.db{end}").unlink(missing_ok=True)
    assert "Erased again: placement:1." in office.type("restore", "copy.db").stdout
    assert office.json("placements", "list") == []
    assert len(office.json("people", "list")) == 4


def test_what_is_no_backup_is_refused(office: Office, tmp_path: Path) -> None:
    office.without_database()
    (tmp_path / "notes.txt").write_text("nothing of the kind" * 100)
    sqlite3.connect(tmp_path / "another.db").execute("CREATE TABLE cats (name)").connection.close()
    for name in ("notes.txt", "another.db", "nothing.db"):
        assert "is not a whole backup" in office.type("restore", name, code=1).stderr
    assert not (tmp_path / "bot.db").exists()


def test_the_keys_are_saved_in_one_copy_and_brought_back(
    office: Office, staff: Staff, tmp_path: Path
) -> None:
    for _ in range(2):
        office.type("keys", "save", "keys.copy")
    assert not list(tmp_path.glob("*.part*"))
    (tmp_path / "bot.db.keys").unlink()
    assert "MENTORBOT_KEYS_URL" in office.type("people", "list", code=1).stderr
    assert "4 keys were added" in office.type("keys", "restore", "keys.copy").stdout
    assert len(office.json("people", "list")) == 4


def test_the_keys_may_stand_elsewhere(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBOT_KEYS_URL", f"sqlite:///{tmp_path / 'apart.db'}")
    office.type("people", "add", "--role", "mentor", "--name", "Marit Mo")
    assert (tmp_path / "apart.db").exists() and not (tmp_path / "bot.db.keys").exists()
    monkeypatch.delenv("MENTORBOT_KEYS_URL")
    assert "MENTORBOT_KEYS_URL" in office.type("people", "list", code=1).stderr
    monkeypatch.setenv("MENTORBOT_KEYS_URL", "mysql://here")
    assert office.refused("people", "list") == [
        "MENTORBOT_KEYS_URL: must start with sqlite:/// or postgresql://"
    ]


def test_a_backup_put_back_by_hand_is_settled_when_the_service_starts(
    office: Office, staff: Staff, tmp_path: Path
) -> None:
    office.type(*placing(staff))
    office.type("backup", "copy.db")
    parts = office.house.build(f"sqlite:///{tmp_path / 'bot.db'}", (KEY,), tmp_path, "")
    with parts.database.begin() as tx:
        erasing.erase_placement(tx, parts, 1, MONDAY)
    parts.database.close()
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"bot.db{end}").unlink(missing_ok=True)
    (tmp_path / "copy.db").rename(tmp_path / "bot.db")
    assert "who were erased came back" in office.type("doctor", code=1).stdout
    serving._settle_keys(parts, MONDAY)
    parts.database.close()
    assert office.json("placements", "list") == []
    assert "came back" not in office.type("doctor").stdout
