"""The desk on a port of its own, for a real browser."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import uvicorn
from starlette.applications import Starlette

from mentorbot.edges.telegram_app import AppKey
from mentorbot.edges.web.desk.routes import desk_routes
from tests.stories.mail import Host
from tests.stories.town import Town


async def _name() -> str:
    return "mentor_bot"


@asynccontextmanager
async def on_a_port(
    town: Town, *, can_mail: bool = False, app_key: AppKey | None = None
) -> AsyncIterator[str]:
    """Gives its address; the town's parts know it as theirs."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        town.parts = replace(town.parts, web_url=address)
        routes = desk_routes(Host(town), address, _name, can_mail=can_mail, app_key=app_key)
        app = Starlette(routes=list(routes))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield address
        finally:
            server.should_exit = True
            await serving
