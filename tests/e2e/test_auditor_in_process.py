"""The auditor of a real process: a miss planted in its database, and its own death."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mentorbot.standin.phone import Phone
from tests.e2e.office import Office, eventually
from tests.e2e.ports import free_port
from tests.e2e.story import a_hard_week_is_reported, at_nav_arrives, office_arrives, press
from tests.nursery import Fork

IN_TIME = 120.0
"""Seconds of running time, from the miss until a human knows."""
DIES = """
import asyncio, runpy, sys
from mentorbot.edges import auditor
look = auditor._look
async def once(service, since):
    auditor._look = dies
    return await look(service, since)
async def dies(service, since):
    raise asyncio.CancelledError
auditor._look = once
sys.argv = ["bot.py", "run"]
runpy.run_path("bot.py", run_name="__main__")
"""
"""The service, with an auditor that ends after its first look."""


class Ear:
    """The outside service that a heartbeat goes to."""

    def __init__(self) -> None:
        self.heard: list[float] = []
        self.address = ""

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.heard.append(time.monotonic())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    made = Ear()
    async with await asyncio.start_server(made.hear, "127.0.0.1", 0) as server:
        made.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/id"
        yield made


@pytest.fixture
def watched(office: Office, ear: Ear) -> Office:
    """An office whose /readyz and heartbeat somebody looks at."""
    office.env |= {
        "MENTORBOT_WEB_BIND": f"127.0.0.1:{free_port()}",
        "MENTORBOT_HEARTBEAT_URL": ear.address,
    }
    return office


async def health(office: Office) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://{office.env['MENTORBOT_WEB_BIND']}/readyz")
    told: dict[str, Any] = answer.json()
    assert answer.status_code == (503 if told["faults"] else 200)
    return told


async def faults(office: Office) -> list[str]:
    found: list[str] = (await health(office))["faults"]
    return found


async def looks_again(office: Office) -> None:
    """A clock that jumps makes the auditor look some seconds later: waits until it has."""
    office.move(minutes=2)

    async def has_looked() -> bool:
        return bool((await health(office))["auditor_age_seconds"] < 60)

    # A jump in the middle of a look is not seen: then the next comes at its own pace.
    await eventually(has_looked, 60)


async def coordinator_arrives(office: Office) -> Phone:
    kari = await office.phone("kari")
    await at_nav_arrives(kari, office.link("kari"))
    return kari


def delete_last_rung(folder: Path, reference: str) -> None:
    with sqlite3.connect(folder / "bot.db", timeout=10) as database:
        gone = database.execute(
            "DELETE FROM rungs WHERE reference = :it AND number ="
            " (SELECT max(number) FROM rungs WHERE reference = :it AND state = 'planned')",
            {"it": reference},
        )
    assert gone.rowcount == 1


async def test_a_rung_deleted_from_the_database_is_told_within_two_minutes(
    watched: Office, ear: Ear
) -> None:
    """No clock is moved after the miss: the auditor's own pace has to do."""
    async with Fork(watched.env, watched.folder / "log"):
        await eventually(lambda: ear.heard, 60)
        phones = await office_arrives(watched)
        kari = await coordinator_arrives(watched)
        reference = await a_hard_week_is_reported(watched, phones["jonas"])
        await press(phones["nadia"], "Se saken")

        await looks_again(watched)
        assert await faults(watched) == []
        delete_last_rung(watched.folder, reference)
        began = time.monotonic()
        told = await kari.see("Et varsel til NAV mangler", timeout=IN_TIME, anywhere=True)
        assert time.monotonic() - began < IN_TIME
        assert reference in told["text"]
        heard = len(ear.heard)
        await looks_again(watched)
        assert await faults(watched) == ["missing_rung"]
        assert len(ear.heard) == heard, "silence is the alarm outside"


async def test_the_auditors_own_death_is_seen_and_the_service_lives(
    watched: Office, ear: Ear
) -> None:
    async with Fork(watched.env, watched.folder / "log", ("-c", DIES)):
        await eventually(lambda: ear.heard, 60)
        await coordinator_arrives(watched)
        assert await faults(watched) == []
        watched.move(minutes=3)
        nadia = await watched.phone("nadia")
        await at_nav_arrives(nadia, watched.link("nadia"))

        async def is_missed() -> bool:
            return await faults(watched) == ["auditor"]

        await eventually(is_missed, 40)
        assert len(ear.heard) == 1
