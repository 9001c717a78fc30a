"""The webhook is set, looked after and taken away again, against the stand-in Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot

from mentorbot.edges import telegram_hook, telegram_in
from mentorbot.edges.pulse import FEW, Hooked
from mentorbot.edges.serving import Line
from mentorbot.edges.telegram_hook import POSTS_AT_ONCE, Hook, HookAt
from mentorbot.edges.telegram_in import ALLOWED, Poller, TokenRefused
from mentorbot.standin.faults import Fault
from mentorbot.standin.server import Standin
from mentorbot.standin.webhook import Target
from tests.process import TOKEN

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")

SECRET = "Only-Telegram_knows_this-0123456789"
URL = "http://127.0.0.1:9/telegram"
NOW = datetime(2027, 3, 4, 12, tzinfo=UTC)


class Seen:
    """What was looked at, in turn."""

    def __init__(self, standin: Standin, bot: Bot) -> None:
        self.standin, self.bot = standin, bot
        self.looks: list[Hooked] = []

    @property
    def target(self) -> Target | None:
        return self.standin.stage.courier.target

    def calls(self, method: str) -> int:
        return len(self.standin.stage.calls.matching(method))

    def strike(self, method: str, times: int = 1, **fault: Any) -> None:
        self.standin.stage.faults.add(Fault(method=method, times=times, **fault))

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def seeing_to(self) -> AsyncIterator[asyncio.Task[None]]:
        hook = Hook(self.bot, HookAt(URL, SECRET), self.looks.append)
        running = asyncio.create_task(hook.run())
        yield running
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def seen(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Seen]:
    monkeypatch.setattr(telegram_in, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(telegram_in, "LONGEST_WAIT", 0.02)
    monkeypatch.setattr(telegram_hook, "LOOK_EVERY", 0.02)
    async with Standin(token=TOKEN, pace=0.02) as standin, Line.to(standin.url, TOKEN) as line:
        yield Seen(standin, line.bot)


async def test_it_is_set_with_its_secret_and_nothing_that_waits_is_dropped(seen: Seen) -> None:
    seen.standin.stage.updates.push_raw({"message": {}}, "message")
    async with seen.seeing_to():
        await seen.until(lambda: seen.looks)
    assert seen.target == Target(URL, SECRET, POSTS_AT_ONCE)
    assert seen.standin.stage.updates.allowed == set(ALLOWED)
    assert seen.looks[0].pending == 1
    assert seen.calls("setWebhook") == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "code": 401, "description": "Unauthorized"},
        {"kind": "error", "code": 400, "description": "Bad Request: bad webhook: no such host"},
        {"kind": "http", "status": 502},
        {"kind": "garbage"},
        {"kind": "corrupt", "result": ["what"]},
        {"kind": "drop_before"},
        {"kind": "drop_after"},
        {"kind": "retry_after", "seconds": 0},
    ],
)
async def test_it_is_tried_until_telegram_takes_it(seen: Seen, fault: dict[str, Any]) -> None:
    for method in ("setWebhook", "getWebhookInfo"):
        seen.strike(method, 2, **fault)
    async with seen.seeing_to():
        await seen.until(lambda: seen.looks)
    assert seen.target is not None


async def test_what_another_program_changed_is_set_right(seen: Seen) -> None:
    async with seen.seeing_to():
        await seen.until(lambda: seen.looks)
        seen.standin.stage.courier.set(Target("http://127.0.0.1:9/other"))
        # The stand-in takes one a second, as Telegram does.
        await seen.until(lambda: seen.target == Target(URL, SECRET, POSTS_AT_ONCE))


async def test_posts_that_fail_are_seen(seen: Seen) -> None:
    seen.standin.stage.updates.push_raw({"message": {}}, "message")
    async with seen.seeing_to():
        await seen.until(lambda: seen.looks and seen.looks[-1].failed_at)
    assert seen.looks[-1].fails(datetime.now(UTC))


async def test_a_token_that_is_refused_for_long_ends_the_program(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_in, "PATIENCE_WITH_TOKEN", 0.05)
    seen.strike("setWebhook", 1000, kind="error", code=401, description="Unauthorized")
    async with asyncio.timeout(5), seen.seeing_to() as running:
        with pytest.raises(TokenRefused):
            await running


@pytest.mark.parametrize("fault", [None, {"kind": "http", "status": 502}])
async def test_whoever_polls_takes_away_a_webhook_of_before_and_drops_nothing(
    seen: Seen, fault: dict[str, Any] | None
) -> None:
    seen.standin.stage.courier.set(Target(URL))
    seen.standin.stage.updates.push_raw({"message": {}}, "message")
    if fault is not None:
        seen.strike("deleteWebhook", **fault)
    kept: list[int] = []

    async def keep(updates: list[Any]) -> int:
        kept.extend(each.update_id for each in updates)
        return kept[-1] + 1

    async with Line.to(seen.standin.url, TOKEN) as line:
        poller = Poller(line.updates, seen.bot.base_url, keep, lambda: None)
        running = asyncio.create_task(poller.run(None))
        await seen.until(lambda: kept)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert seen.target is None
    assert seen.calls("deleteWebhook") == (1 if fault is None else 2)


async def test_another_poller_is_no_reason_to_take_a_webhook_away(seen: Seen) -> None:
    seen.strike("getUpdates", kind="error", code=409, description="Conflict: terminated by other")
    async with Line.to(seen.standin.url, TOKEN) as line:
        poller = Poller(
            line.updates, seen.bot.base_url, lambda _: asyncio.sleep(0, 1), lambda: None
        )
        running = asyncio.create_task(poller.run(None))
        await seen.until(lambda: seen.calls("getUpdates") > 1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert seen.calls("deleteWebhook") == 0


@pytest.mark.parametrize(
    ("pending", "age", "fails", "reaches"),
    [
        (0, None, False, True),
        (FEW, None, False, True),
        (FEW + 1, None, False, False),
        (1, 30, True, False),
        (0, 30, False, True),
        (1, 121, False, True),
    ],
)
def test_what_telegram_says_of_a_webhook_means_that_taps_arrive_or_not(
    pending: int, age: int | None, fails: bool, reaches: bool
) -> None:
    failed_at = None if age is None else NOW - timedelta(seconds=age)
    found = Hooked(pending, failed_at)
    assert (found.fails(NOW), found.reaches(NOW)) == (fails, reaches)
