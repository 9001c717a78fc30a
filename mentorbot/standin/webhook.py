"""Webhook delivery: one lane per chat, retries that back off (Bot API, setWebhook)."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from urllib.parse import urlsplit

from mentorbot.standin.clock import Now
from mentorbot.standin.updates import UpdateQueue, Waiting

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_RETRY_AFTER: Final = 3600
PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Target:
    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass(eq=False)
class DeliveryError(Exception):
    """The webhook did not take the update."""

    reason: str
    retry_after: float = 0.0


@dataclass
class Trouble:
    date: int = 0
    message: str = ""


@dataclass
class _Lane:
    waiting: deque[Waiting] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Courier:
    """Carries queued updates to the webhook; confirmed by any 2xx answer."""

    def __init__(self, queue: UpdateQueue, now: Now, rng: Random, *, pace: float = 1.0) -> None:
        self._queue = queue
        self._now = now
        self._rng = rng
        self._pace = pace
        self._lanes: dict[object, _Lane] = {}
        self._slots = asyncio.Semaphore(40)
        self.target: Target | None = None
        self.trouble = Trouble()
        queue.on_push.append(self._offer)

    def set(self, target: Target) -> None:
        if target == self.target:
            # Nothing changes, and what waits for its next try goes on waiting.
            return
        self.stop()
        self.target = target
        self.trouble = Trouble()
        self._slots = asyncio.Semaphore(target.max_connections)
        for waiting in self._queue.waiting():
            self._offer(waiting)

    def stop(self) -> None:
        self.target = None
        for lane in self._lanes.values():
            if lane.task:
                lane.task.cancel()
        self._lanes.clear()

    def _offer(self, waiting: Waiting) -> None:
        if self.target is None:
            return
        lane = self._lanes.setdefault(_lane_of(waiting), _Lane())
        lane.waiting.append(waiting)
        if lane.task is None or lane.task.done():
            lane.task = asyncio.create_task(self._run(lane, self.target))

    async def _run(self, lane: _Lane, target: Target) -> None:
        while lane.waiting:
            await self._deliver(lane.waiting[0], target)
            self._queue.remove(lane.waiting.popleft().update_id)

    async def _deliver(self, waiting: Waiting, target: Target) -> None:
        """Returns when the update was taken, or when its life ended first."""
        delay, failures = 1.0, 0
        while waiting.update_id in self._queue:
            try:
                async with self._slots:
                    await _post(target, waiting.update)
                return
            except DeliveryError as failure:
                self.trouble = Trouble(int(self._now()), failure.reason)
                pause = min(failure.retry_after, LONGEST_RETRY_AFTER)
            if not pause and failures:
                delay = pause = min(self._rng.uniform(60, 120), delay * 2)
            failures += 1
            if self._now() + pause > waiting.expires:
                return
            await asyncio.sleep(pause * self._pace)


def _lane_of(waiting: Waiting) -> object:
    """A person's taps travel in another lane than the chat's messages: they may overtake."""
    body = waiting.update.get(waiting.kind)
    if not isinstance(body, dict):
        return waiting.kind
    if waiting.kind == "callback_query":
        return waiting.kind, body["from"]["id"]
    return body.get("chat", {}).get("id")


async def _post(target: Target, update: Mapping[str, Any]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            status, headers = await _exchange(target, json.dumps(update).encode())
    except (OSError, TimeoutError, ValueError, EOFError) as error:
        raise DeliveryError(f"Webhook connection closed: {type(error).__name__}") from error
    if not 200 <= status < 300:
        after = headers.get("retry-after", "0")
        raise DeliveryError(
            f"Wrong response from the webhook: {status}", float(after) if after.isdigit() else 0.0
        )


async def _exchange(target: Target, body: bytes) -> tuple[int, dict[str, str]]:
    """One HTTP/1.1 exchange on its own connection; enough for a webhook, and no library."""
    url = urlsplit(target.url)
    secure = ssl.create_default_context() if url.scheme == "https" else None
    port = url.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(url.hostname, port, ssl=secure)
    try:
        writer.write(_head(target, len(body)) + body)
        await writer.drain()
        return _parsed(await reader.readuntil(b"\r\n\r\n"))
    finally:
        writer.close()


def _head(target: Target, length: int) -> bytes:
    url = urlsplit(target.url)
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {url.netloc}",
        "Content-Type: application/json",
        f"Content-Length: {length}",
        "Connection: close",
    ]
    if target.secret:
        lines.append(f"{HEADER}: {target.secret}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _parsed(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}
