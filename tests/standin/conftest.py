"""A stand-in per test, a bot's bare hands, and people with phones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin

TOKEN = "1:TEST"
Json = dict[str, Any]


class Clock:
    """The world's time, moved by hand."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def now(self) -> float:
        return self.at

    def add(self, seconds: float) -> None:
        self.at += seconds


class Api:
    """A client without opinions: what the server answers is what the test sees."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self.client = client
        self.url = url

    async def __call__(self, method: str, /, **values: Any) -> Json:
        answer = await self.client.post(f"{self.url}/bot{TOKEN}/{method}", json=values)
        body: Json = answer.json()
        return body

    async def ok(self, method: str, /, **values: Any) -> Any:
        body = await self(method, **values)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, /, **values: Any) -> tuple[int, str]:
        body = await self(method, **values)
        assert not body["ok"], body
        return body["error_code"], body["description"]

    async def control(self, what: str, /, **values: Any) -> Json:
        answer = await self.client.post(f"{self.url}/control/{what}", json=values)
        body: Json = answer.json()
        assert answer.status_code == 200, body
        return body


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def standin(clock: Clock) -> AsyncIterator[Standin]:
    # The pace shortens only waits between retries; what counts is the order of things.
    async with Standin(token=TOKEN, now=clock.now, pace=0.02) as running:
        yield running


@pytest.fixture
async def api(standin: Standin) -> AsyncIterator[Api]:
    async with httpx.AsyncClient(timeout=20) as client:
        yield Api(client, standin.url)


@pytest.fixture
async def kari(standin: Standin, api: Api) -> Phone:
    """Has pressed Start; the update of it is confirmed."""
    phone = await Phone.of(standin.url, api.client, first_name="Kari", caption="Mentor")
    await phone.start()
    standin.stage.updates.clear()
    return phone


@pytest.fixture
async def stranger(standin: Standin, api: Api) -> Phone:
    """Never pressed Start."""
    return await Phone.of(standin.url, api.client, first_name="Ukjent")
