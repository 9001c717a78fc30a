"""A Telegram that does to one method what it is told to, over real HTTP, and counts its calls."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

TOKEN = "1:TEST"
TLS = b"\x16"
"""What a call in TLS begins with."""


@dataclass(frozen=True)
class Trouble:
    """What becomes of a call: these bytes in these portions, and then what."""

    portions: tuple[bytes, ...] = ()
    then: str = "goes on"
    """"goes on", "cuts" the connection, or "hangs"."""
    pause: float = 0.0
    """Seconds between portions."""
    marked_up: bool = False
    """Only where the call says that its words are marked up."""
    at: str = "{url}"
    """Where it is that this happens."""


def answer(code: int, body: bytes, *, kind: str = "application/json", more: str = "") -> bytes:
    head = f"HTTP/1.1 {code} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
    return head.encode() + b"\r\n" + body


def says(code: int, description: str | None, *, marked_up: bool = False, **more: Any) -> Trouble:
    """Telegram's own refusal."""
    said: dict[str, Any] = {"ok": False, "error_code": code, "description": description, **more}
    body = json.dumps({name: value for name, value in said.items() if value is not None})
    return Trouble((answer(code, body.encode()),), marked_up=marked_up)


def page(code: int, more: str = "") -> Trouble:
    """A page for people, from whatever stands between here and Telegram."""
    return Trouble((answer(code, b"<html>This is a page.</html>", kind="text/html", more=more),))


def body(said: bytes, more: str = "") -> Trouble:
    """Success, as far as the first line goes."""
    return Trouble((answer(200, said, more=more),))


GZIP = "Content-Encoding: gzip\r\n"
HALF_A_GZIP = gzip.compress(b'{"ok": true, "result": []}')[:-9]


@dataclass
class Wild:
    url: str = ""
    method: str = ""
    """Whose calls meet the trouble."""
    trouble: Trouble | None = None
    calls: list[tuple[str, bytes]] = field(default_factory=list)
    updates: list[Any] = field(default_factory=list)
    """What the next getUpdates bring."""
    always: list[Any] | None = None
    """What every getUpdates brings instead."""
    waits: float = 0.02
    """Seconds that one takes which brings nothing."""
    queries: list[str] = field(default_factory=list)
    """What stood in the address of each call."""

    def count(self, method: str) -> int:
        return sum(called == method for called, _ in self.calls)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                going = True
                while going:
                    method, query, form = await _request(reader)
                    self.calls.append((method, form))
                    self.queries.append(query)
                    going = await self._treat(method, query, form, writer)
        finally:
            writer.transport.abort()

    async def _treat(
        self, method: str, query: str, form: bytes, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the connection is of use afterwards."""
        trouble = self.trouble
        struck = method == self.method and trouble is not None
        if not struck or trouble is None or (trouble.marked_up and b"parse_mode" not in form):
            writer.write(await self._well(method, query))
            return True
        for portion in trouble.portions:
            writer.write(portion)
            await writer.drain()
            await asyncio.sleep(trouble.pause)
        if trouble.then == "hangs":
            await asyncio.sleep(60)
        return trouble.then == "goes on"

    def _next(self, query: str) -> list[Any]:
        """Given until it is confirmed, by the number after the last in it."""
        if self.updates and f"offset={self.updates[0][-1]['update_id'] + 1}" in query.split("&"):
            self.updates.pop(0)
        return self.updates[0] if self.updates else []

    async def _well(self, method: str, query: str) -> bytes:
        result: Any = True
        if method in ("sendMessage", "editMessageText", "editMessageReplyMarkup"):
            chat = {"id": 1, "type": "private"}
            result = {"message_id": 5000 + len(self.calls), "date": 1, "chat": chat, "text": "x"}
        if method == "getUpdates":
            result = self.always if self.always is not None else self._next(query)
            await asyncio.sleep(0 if result else self.waits)
        return answer(200, json.dumps({"ok": True, "result": result}).encode())


async def _request(reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
    """The method, what follows it in the address, and the body."""
    first = await reader.readexactly(1)
    if first == TLS:
        raise ConnectionError("nobody speaks TLS here")
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
    path, _, query = head.split(" ", 2)[1].partition("?")
    lines = head.lower().split("\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), 0)
    return path.rpartition("/")[2], query, await reader.readexactly(length)


@contextlib.asynccontextmanager
async def wild() -> AsyncIterator[Wild]:
    made = Wild()
    connections: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(made.serve(reader, writer))
        connections.add(task)
        task.add_done_callback(connections.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        # The connections that were cut are closed with the next turn of the loop.
        await asyncio.sleep(0)
