"""The application, and a server that runs inside somebody else's event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from mentorbot.standin.api import BotApi
from mentorbot.standin.clock import Lever, Now, wall
from mentorbot.standin.control import Control
from mentorbot.standin.phones import Phones
from mentorbot.standin.stage import Settings, Stage

STOPPING_WITHIN = 2


class _Cuttable(H11Protocol):
    """Lets a fault reach the connection, to tear it down as a bad network would."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # Head and body leave in two writes; without this each answer takes 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}


class _Guest(uvicorn.Server):
    """Runs in a loop that is not its own."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self._leave = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        # uvicorn would look ten times a second whether it should stop.
        await self._leave.wait()

    def leave(self) -> None:
        self._leave.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to whoever owns the loop; uvicorn would raise them again when it ends.
        yield


def build(stage: Stage) -> Starlette:
    api = BotApi(stage)
    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", api.method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", api.file, methods=["GET"]),
            *Control(stage).routes(),
            *Phones(stage, api).routes(),
        ]
    )
    app.state.stage = stage
    return app


def create_app(token: str, **settings: Any) -> Starlette:
    """The bare ASGI application; `settings` are those of `stage.Settings`."""
    return build(Stage(Settings(token=token, **settings)))


class Standin:
    """`async with Standin(token=...) as s:` serves the Bot API at `s.url + "/bot"`."""

    def __init__(
        self,
        *,
        token: str,
        host: str = "127.0.0.1",
        port: int = 0,
        levers: Sequence[Lever] = (),
        now: Now = wall,
        **settings: Any,
    ) -> None:
        self.stage = Stage(Settings(token=token, levers=levers, now=now, **settings))
        self._address = (host, port)
        self._server: _Guest | None = None
        self._serving: asyncio.Task[None] | None = None
        self.url = ""

    async def start(self) -> Self:
        listening = socket.create_server(self._address, backlog=256)
        host, port = listening.getsockname()[:2]
        self.url = f"http://{host}:{port}"
        config = uvicorn.Config(
            build(self.stage),
            http=_Cuttable,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            date_header=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=STOPPING_WITHIN,
        )
        self._server = _Guest(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._server.ready.wait()
        return self

    async def stop(self) -> None:
        if self._server is None or self._serving is None:
            return
        self._server.leave()
        self.stage.stop()
        await self._serving

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
