"""Offices for whole stories; founding one takes seconds, so it is done once and copied."""

from __future__ import annotations

import fcntl
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.office import Office, found_office, open_office
from tests.e2e.postbox import postbox  # noqa: F401 - a fixture of every test here
from tests.nursery import Fork

Founded = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Founded:
    base = tmp_path_factory.getbasetemp()
    # Several pytest-xdist workers share one: whoever comes first founds it.
    folder = (base if worker_id == "master" else base.parent) / "founded"
    folder.mkdir(exist_ok=True)
    said = folder / "said.json"
    with (folder.with_suffix(".lock")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(json.dumps(found_office(folder)))
    return folder, json.loads(said.read_text())


@pytest.fixture
async def office(founded: Founded, tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(founded, tmp_path / "office") as opened:
        yield opened


@pytest.fixture
async def bot(office: Office) -> AsyncIterator[Fork]:
    """`python bot.py run`, beside the office."""
    async with Fork(office.env, office.folder / "log") as running:
        yield running
