"""POST /telegram: updates as Telegram posts them, each answered with 200 after its commit only.

Telegram posts again whatever was answered otherwise, for as long as the update lives: a message a
day, a tap 150 seconds. So where an update cannot be kept just now, 503 and Retry-After say when to
come again; and what will never be kept is not refused for ever, but dropped as polling drops it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from mentorbot.edges.pulse import Pulse
from mentorbot.edges.settings import HOOK_PATH
from mentorbot.edges.telegram_in import arrived
from mentorbot.storage.inbox import Arrived

log = structlog.get_logger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1_048_576
"""Bytes. The longest message there is makes an update of some ten thousand."""
MOST_IN_HAND = 100
"""Posts that wait for their commit here; Telegram opens as many connections at most."""


class Fate(StrEnum):
    """What became of a post; metrics count them under these names."""

    KEPT = "kept"
    DENIED = "denied"
    TOO_LARGE = "too_large"
    DROPPED = "dropped"
    """No update, or nothing to tell it from another by."""
    CUT_OFF = "cut_off"
    CROWDED = "crowded"
    NOT_WRITTEN = "not_written"
    STOPPING = "stopping"


STATUS: Mapping[Fate, int] = {
    Fate.KEPT: 200,
    Fate.DENIED: 403,
    Fate.TOO_LARGE: 413,
    Fate.DROPPED: 200,
    Fate.CUT_OFF: 400,
    Fate.CROWDED: 503,
    Fate.NOT_WRITTEN: 503,
    Fate.STOPPING: 503,
}
COME_AGAIN: Mapping[Fate, int] = {Fate.CROWDED: 2, Fate.NOT_WRITTEN: 5, Fate.STOPPING: 2}
"""Seconds; few beside those for which a tap lives."""


class Host(Protocol):
    """The running service, as far as the webhook needs it."""

    @property
    def pulse(self) -> Pulse: ...

    @property
    def is_stopping(self) -> bool: ...

    async def take_in(self, updates: Sequence[Arrived]) -> bool:
        """Commits them; False where too many others wait for their turn."""

    def later(self, work: Awaitable[object]) -> None: ...


def webhook_routes(host: Host, secret: str) -> list[Route]:
    return [Route(HOOK_PATH, _Door(host, secret).post, methods=["POST"])]


class _Door:
    def __init__(self, host: Host, secret: str) -> None:
        self._host = host
        self._secret = secret.encode()
        self._gathering = Gathering(host)

    async def post(self, request: Request) -> Response:
        fate = await self._fate(request)
        self._host.pulse.posts[fate] += 1
        again = COME_AGAIN.get(fate)
        return Response(
            status_code=STATUS[fate],
            headers=None if again is None else {"Retry-After": str(again)},
        )

    async def _fate(self, request: Request) -> Fate:
        # Before anything of the body is read.
        given = request.headers.get(HEADER, "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret):
            return Fate.DENIED
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Fate.CUT_OFF
        if body is None:
            log.error("webhook.too_large")
            return Fate.TOO_LARGE
        update = _update(body)
        if update is None:
            log.error("webhook.dropped", size=len(body))
            return Fate.DROPPED
        return await self._gathering.keep(update)


class Gathering:
    """What comes while one commit is under way shares the next, in Telegram's order."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._one_at_a_time = asyncio.Lock()
        self._next: _Batch | None = None
        self._in_hand = 0

    async def keep(self, update: Arrived) -> Fate:
        """Returns after the commit, or when it is clear that there will be none."""
        if self._in_hand >= MOST_IN_HAND:
            return Fate.CROWDED
        if self._next is None:
            self._next = _Batch()
            # Not this request's own: whoever hung up does not take the others' commit along.
            self._host.later(self._commit(self._next))
        batch = self._next
        batch.updates.append(update)
        self._in_hand += 1
        try:
            await batch.is_done.wait()
        finally:
            self._in_hand -= 1
        return batch.fate

    async def _commit(self, batch: _Batch) -> None:
        try:
            async with self._one_at_a_time:
                self._next = None
                batch.fate = await self._kept(batch)
        finally:
            batch.is_done.set()

    async def _kept(self, batch: _Batch) -> Fate:
        if self._host.is_stopping:
            return Fate.STOPPING
        batch.updates.sort(key=lambda each: each.update_id)
        try:
            has_room = await self._host.take_in(batch.updates)
        except Exception:
            # Whatever it was: what is not known to be kept is not confirmed.
            log.exception("webhook.not_written", updates=len(batch.updates))
            return Fate.NOT_WRITTEN
        return Fate.KEPT if has_room else Fate.CROWDED


class _Batch:
    def __init__(self) -> None:
        self.updates: list[Arrived] = []
        self.fate = Fate.NOT_WRITTEN
        self.is_done = asyncio.Event()


async def _body(request: Request) -> bytes | None:
    """None where it is too large; then the rest of it is not read. Raises ClientDisconnect."""
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _update(body: bytes) -> Arrived | None:
    try:
        return arrived(json.loads(body))
    except (ValueError, RecursionError):
        return None
