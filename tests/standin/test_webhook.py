"""Webhook delivery: the secret, order within a chat, retries, back-pressure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from mentorbot.standin.phone import Phone
from tests.standin.conftest import Api


class Hook:
    """A bot's webhook: keeps what came and answers as told."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.answers: list[str] = []
        self.got = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().split("content-length:")[1].split("\r\n")[0])
        self.heads.append(head)
        self.bodies.append(json.loads(await reader.readexactly(length)))
        answer = self.answers.pop(0) if self.answers else "200 OK"
        writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        self.got.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.bodies) < count:
                self.got.clear()
                await self.got.wait()

    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?a=1"
    async with server:
        yield made


async def test_updates_arrive_with_the_secret(api: Api, kari: Phone, hook: Hook) -> None:
    await kari.say("ventet")
    await api.ok("setWebhook", url=hook.url, secret_token="hemmelig_1")
    await kari.say("kom straks")
    await hook.until(2)
    assert hook.texts() == ["ventet", "kom straks"]
    assert hook.heads[0].startswith("POST /hook?a=1 HTTP/1.1")
    assert "X-Telegram-Bot-Api-Secret-Token: hemmelig_1\r\n" in hook.heads[0]


async def test_a_chats_updates_keep_their_order_through_retries(
    api: Api, kari: Phone, hook: Hook
) -> None:
    hook.answers = ["500 Oops", "503 Busy", "500 Oops"]
    await api.ok("setWebhook", url=hook.url)
    await kari.say("en")
    await kari.say("to")
    await hook.until(5)
    assert hook.texts() == ["en", "en", "en", "en", "to"]
    info = await api.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500"


async def test_retry_after_is_honoured(api: Api, kari: Phone, hook: Hook) -> None:
    # At this stand-in's pace (0.02) twenty seconds are 0.4.
    hook.answers = ["503 Busy\r\nRetry-After: 20"]
    await api.ok("setWebhook", url=hook.url)
    started = asyncio.get_running_loop().time()
    await kari.say("en")
    await hook.until(2)
    assert asyncio.get_running_loop().time() - started > 0.35


async def test_setting_it_again_as_it_is_hurries_nothing(api: Api, kari: Phone, hook: Hook) -> None:
    hook.answers = ["503 Busy\r\nRetry-After: 3600"]
    await api.ok("setWebhook", url=hook.url, secret_token="hemmelig_1")
    await kari.say("en")
    await hook.until(1)
    await asyncio.sleep(1)
    await api.ok("setWebhook", url=hook.url, secret_token="hemmelig_1")
    await asyncio.sleep(0.2)
    assert len(hook.bodies) == 1
    await asyncio.sleep(0.8)
    await api.ok("setWebhook", url=hook.url, secret_token="hemmelig_2")
    await hook.until(2)


async def test_what_was_not_taken_waits_for_polling(api: Api, kari: Phone, hook: Hook) -> None:
    hook.answers = ["503 Busy\r\nRetry-After: 3600"]
    await api.ok("setWebhook", url=hook.url)
    await kari.say("en")
    await hook.until(1)
    assert (await api.ok("getWebhookInfo"))["pending_update_count"] == 1
    await api.ok("deleteWebhook")
    (update,) = await api.ok("getUpdates")
    assert update["message"]["text"] == "en"


async def test_pending_updates_can_be_dropped(api: Api, kari: Phone, hook: Hook) -> None:
    await kari.say("gammelt")
    await api.ok("setWebhook", url=hook.url, drop_pending_updates=True)
    await kari.say("nytt")
    await hook.until(1)
    assert hook.texts() == ["nytt"]


async def test_a_webhook_that_is_not_there_is_reported(api: Api, kari: Phone) -> None:
    await api.ok("setWebhook", url="http://127.0.0.1:9/nobody")
    await kari.say("en")
    for _ in range(200):
        info = await api.ok("getWebhookInfo")
        if "last_error_message" in info:
            break
        await asyncio.sleep(0.02)
    assert info["last_error_message"].startswith("Webhook connection closed")
    assert info["pending_update_count"] == 1
