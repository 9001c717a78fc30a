"""The page with the phones: its files, its state, and its stream of changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from mentorbot.standin.api import BotApi
from mentorbot.standin.control import Control
from mentorbot.standin.stage import Stage
from mentorbot.standin.world import Json, Person

STATIC = Path(__file__).parent / "static"
# A phone scrolls back this far; the rest stays with the server.
SHOWN = 200
HEARTBEAT = 15.0


class Phones:
    def __init__(self, stage: Stage, api: BotApi) -> None:
        self._stage = stage
        self._api = api
        self._clock = Control(stage).clock

    def routes(self) -> list[Route]:
        return [
            Route("/", self.page),
            Route("/static/{name}", self.static),
            Route("/phones/state", self.state),
            Route("/phones/events", self.events),
            Route("/phones/file/{file_id}", self.file),
        ]

    async def page(self, _: Request) -> Response:
        return FileResponse(STATIC / "phones.html", headers={"Cache-Control": "no-cache"})

    async def static(self, request: Request) -> Response:
        path = STATIC / Path(request.path_params["name"]).name
        if not path.is_file():
            return Response(status_code=404)
        return FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def state(self, _: Request) -> Response:
        world = self._stage.world
        return JSONResponse(
            {
                "bot": {"name": world.bot["first_name"], "username": world.bot["username"]},
                "clock": self._clock(),
                "phones": [self._phone(person) for person in world.people.values()],
            }
        )

    def _phone(self, person: Person) -> Json:
        recent = list(self._stage.world.chats[person.id].posts.values())[-SHOWN:]
        language = person.language_code
        return {
            "person": person.as_json(),
            "commands": self._stage.world.menu(person),
            "bot_name": self._stage.world.described("name", language),
            "description": self._stage.world.described("description", language),
            "messages": [
                {"message": post.message, "from_bot": post.from_bot, "silent": post.silent}
                for post in recent
                if not post.gone
            ],
        }

    async def file(self, request: Request) -> Response:
        kept = self._stage.world.files.get(request.path_params["file_id"])
        return self._api.content(kept["file_path"] if kept else "")

    async def events(self, _: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        waiting: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()

        def hear(event: str, body: Json) -> None:
            waiting.put_nowait((event, body))

        listeners = self._stage.world.listeners
        listeners.append(hear)
        try:
            yield _event("clock", self._clock())
            while True:
                event, body = await self._next(waiting)
                if event == "end":
                    return
                yield _event(event, body)
        finally:
            listeners.remove(hear)

    async def _next(self, waiting: asyncio.Queue[tuple[str, Json]]) -> tuple[str, Json]:
        """The next change; the time now and then, so that a lost page is noticed."""
        try:
            return await asyncio.wait_for(waiting.get(), HEARTBEAT)
        except TimeoutError:
            return "clock", self._clock()


def _event(name: str, body: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"
