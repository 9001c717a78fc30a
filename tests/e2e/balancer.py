"""What stands before several workers: passes each request on to the next of them that answers."""

from __future__ import annotations

import asyncio
import itertools
from types import TracebackType
from typing import Self

BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Balancer:
    """For clients that make one request on each connection, as the stand-in Telegram does."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.passed: dict[int, int] = {}
        """Requests that were answered, by port."""
        self._turn = itertools.count()
        self._under_way: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            writer.write(await self._answer(head + await reader.readexactly(length)))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            # Whoever asked has gone.
            pass
        finally:
            writer.close()

    async def _answer(self, request: bytes) -> bytes:
        """A worker that died in the middle of it is not asked again: that is for who posts."""
        first = next(self._turn)
        for number in range(len(self.ports)):
            port = self.ports[(first + number) % len(self.ports)]
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            try:
                writer.write(request)
                answer = await reader.read()
            except OSError:
                return BAD_GATEWAY
            finally:
                writer.close()
            if answer:
                self.passed[port] = self.passed.get(port, 0) + 1
            return answer or BAD_GATEWAY
        return BAD_GATEWAY
