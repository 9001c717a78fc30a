"""What `check` and `doctor` find outside the database."""

from __future__ import annotations

import shutil
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfoNotFoundError

import httpx
import pytest
from pydantic import SecretStr

from mentorbot.domain.calendar import WorkCalendar
from mentorbot.edges.commands import surroundings
from mentorbot.edges.settings import Settings
from tests.cast import MONDAY
from tests.edges.office import Office


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def settings(folder: Path, **more: Any) -> Settings:
    address = SecretStr(f"sqlite:///{folder / 'bot.db'}")
    return Settings.model_construct(database_url=address, **more)


def found(folder: Path, **more: Any) -> list[tuple[bool, str]]:
    given = settings(folder, **more)
    return [*surroundings._disk(given), *surroundings._rights(given)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("bot.db", "bot.db.keys", "token"):
        (tmp_path / name).touch(0o600)
    return tmp_path


def test_what_is_right_is_not_worth_a_word(folder: Path) -> None:
    assert found(folder, token_file=folder / "token") == []


@pytest.mark.parametrize("name", ["bot.db", "bot.db.keys"])
def test_a_database_that_others_may_open_is_wrong(folder: Path, name: str) -> None:
    (folder / name).chmod(0o640)
    ((wrong, text),) = found(folder)
    assert wrong and text.endswith(f"chmod 600 {folder / name}")


def test_a_secret_may_be_read_by_its_group_and_not_by_everybody(folder: Path) -> None:
    token = folder / "token"
    token.chmod(0o640)
    assert found(folder, token_file=token) == []
    token.chmod(0o644)
    ((wrong, text),) = found(folder, token_file=token)
    assert wrong and str(token) in text


@pytest.mark.parametrize(("free", "wrong"), [(900_000_000, False), (90_000_000, True)])
def test_a_disk_that_fills_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, free: int, wrong: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 10**12 - free, free))
    ((bad, text),) = found(folder)
    assert bad is wrong and f"{free // 1_000_000} MB" in text


@pytest.mark.parametrize(("seconds", "told"), [(5, []), (-60, [False]), (4000, [True])])
def test_a_clock_that_is_wrong_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, told: list[bool]
) -> None:
    theirs = format_datetime(MONDAY - timedelta(seconds=seconds))
    answer = httpx.Response(302, headers={"Date": theirs})
    monkeypatch.setattr(httpx, "head", lambda *_args, **_named: answer)
    remarks = list(surroundings.clock(settings(folder), MONDAY))
    assert [wrong for wrong, _ in remarks] == told
    assert all(f"{seconds:+} seconds" in text for _, text in remarks)


def test_doctor_tells_it(office: Office) -> None:
    (office.folder / "bot.db").chmod(0o644)
    assert "others on this machine may open" in office.type("doctor", code=1).stdout


def test_a_zone_that_nobody_knows_is_told() -> None:
    class Lost:
        @property
        def zone(self) -> None:
            raise ZoneInfoNotFoundError

    lost: WorkCalendar = Lost()  # type: ignore[assignment]
    ((wrong, text),) = surroundings._zone(lost)
    assert wrong and "tzdata" in text
