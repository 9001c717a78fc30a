"""The web port as a server hands requests on: bytes that no client library has put right before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from random import Random
from typing import Any

from mentorbot.edges.pulse import Pulse
from mentorbot.edges.web.answering import answering_routes
from mentorbot.edges.web.health import health_app
from tests.stories.mail import WEB, Host
from tests.stories.town import Town

Headers = list[tuple[bytes, bytes]]


class Web:
    def __init__(self, town: Town, rng: Random) -> None:
        host = Host(town)
        self._app = health_app(town.database, Pulse(), host)
        self._app.router.routes.extend(answering_routes(host, WEB))
        self._rng, self._loop = rng, asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def ask(self, method: str, path: str, headers: Headers, body: bytes) -> tuple[int, str]:
        """The answer's status and body. What the application raises is raised here."""
        raw = path.encode("utf-8", "replace")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": raw.decode(),
            "raw_path": raw,
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "server": ("x", 80),
            "client": (f"10.0.{self._rng.randrange(3)}.{self._rng.randrange(9)}", 1),
        }
        sent: list[Mapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(piece: Any) -> None:
            sent.append(piece)

        self._loop.run_until_complete(self._app(scope, receive, send))
        whole = b"".join(piece.get("body", b"") for piece in sent[1:])
        return int(sent[0]["status"]), whole.decode("utf-8", "replace")
