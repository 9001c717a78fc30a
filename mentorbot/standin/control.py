"""The control API under /control/: people's thumbs, faults, and what was seen. JSON in and out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from mentorbot.standin import people
from mentorbot.standin.clock import ticks
from mentorbot.standin.errors import ApiError, MisuseError
from mentorbot.standin.faults import Fault
from mentorbot.standin.mini_app import opens
from mentorbot.standin.stage import Stage
from mentorbot.standin.transcript import transcript
from mentorbot.standin.world import Chat, Json, Person, Post

Action = Callable[[Json], Any]
Look = Callable[[Request], Response]

PROFILE = ("id", "first_name", "last_name", "username", "language_code", "caption", "invitation")
PATIENCE = 5.0


class Control:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._world = stage.world

    def routes(self) -> list[Route]:
        endpoints = [
            *(("POST", name, _acting(what)) for name, what in self._actions().items()),
            *(("GET", name, _looking(what)) for name, what in self._looks().items()),
            *(("DELETE", name, _wiping(what)) for name, what in self._wipes().items()),
        ]
        return [Route(f"/control/{name}", end, methods=[verb]) for verb, name, end in endpoints]

    def _actions(self) -> dict[str, Action]:
        return {
            "people": self.add_person,
            "say": self.say,
            "open": self.open,
            "tap": self.tap,
            "send": self.send,
            "edit": self.edit,
            "block": self._person_does(people.block),
            "unblock": self._person_does(people.unblock),
            "deactivate": self._person_does(people.deactivate),
            "group": self.group,
            "upgrade": self.upgrade,
            "remove_bot": self.remove_bot,
            "update": self.inject,
            "faults": self.add_fault,
            "limits": self.set_limits,
            "clock": self.move_clock,
            "wait": self.wait,
        }

    def _looks(self) -> dict[str, Look]:
        return {
            "people": lambda _: _ok(self._everyone()),
            "chat/{chat:int}": self.chat,
            "calls": self.calls,
            "faults": lambda _: _ok([asdict(fault) for fault in self._stage.faults]),
            "limits": lambda _: _ok(self._stage.limits.report()),
            "clock": lambda _: _ok(self.clock()),
            "updates": lambda _: _ok([w.update for w in self._stage.updates.waiting()]),
        }

    def _wipes(self) -> dict[str, Callable[[], None]]:
        return {"faults": self._stage.faults.clear, "calls": self._stage.calls.clear}

    def _person(self, body: Json) -> Person:
        return self._world.person(body.get("user"))  # type: ignore[arg-type]

    def _person_does(self, what: Callable[..., None]) -> Action:
        def act(body: Json) -> Json:
            person = self._person(body)
            what(self._world, person)
            return person.as_json()

        return act

    def _everyone(self) -> list[Json]:
        return [person.as_json() for person in self._world.people.values()]

    def add_person(self, body: Json) -> Json:
        unknown = set(body) - set(PROFILE)
        if unknown:
            raise MisuseError(f"a person has no {', '.join(sorted(unknown))}; known: {PROFILE}")
        return self._world.add_person(**body).as_json()

    def say(self, body: Json) -> Json:
        sent = people.say(
            self._world, self._person(body), str(body.get("text", "")), body.get("chat")
        )
        return {"messages": sent}

    def open(self, body: Json) -> Json:
        link = str(body.get("link", ""))
        return {"messages": people.follow(self._world, self._person(body), link)}

    async def tap(self, body: Json) -> Json:
        person = self._person(body)
        chat = self._world.chats[body.get("chat") or person.id]
        post, button = _pressed(chat, body)
        query = people.tap(self._world, person, chat, post, button)
        pressed = {"message_id": post.message["message_id"], "button": button}
        if query is None:
            return pressed | {"answered": False, "url": opens(self._stage, person, button)}
        pressed["query"] = query.id
        await asyncio.wait([query.answer], timeout=float(body.get("wait", PATIENCE)))
        if not query.answer.done() or query.answer.cancelled():
            return pressed | {"answered": False}
        return pressed | {"answered": True, **query.answer.result()}

    def send(self, body: Json) -> Json:
        return people.attach(
            self._world,
            self._person(body),
            str(body.get("kind")),
            body.get("content") or {},
            str(body.get("caption", "")),
        )

    def edit(self, body: Json) -> Json:
        return people.edit(
            self._world, self._person(body), int(body["message_id"]), str(body["text"])
        )

    def group(self, body: Json) -> Json:
        members = [self._world.person(one) for one in body.get("members", [])]
        chat = people.open_group(
            self._world,
            self._person(body),
            str(body.get("title", "Gruppe")),
            members,
            str(body.get("kind", "group")),
        )
        return chat.as_chat()

    def upgrade(self, body: Json) -> Json:
        chat = self._world.chat(body.get("chat"))
        return people.upgrade_group(self._world, self._person(body), chat).as_chat()

    def remove_bot(self, body: Json) -> Json:
        chat = self._world.chat(body.get("chat"))
        people.remove_bot(self._world, self._person(body), chat)
        return chat.as_chat()

    def inject(self, body: Json) -> Json:
        """Queues an update as it stands, however wrong; only its id is filled in."""
        update = body["update"]
        kind = next((key for key in update if key != "update_id"), "raw")
        return {"update_id": self._stage.updates.push_raw(update, kind)}

    def add_fault(self, body: Json) -> Json:
        fault = Fault(**body)
        self._stage.faults.add(fault)
        return asdict(fault)

    def set_limits(self, body: Json) -> Json:
        self._stage.limits.on = bool(body["on"])
        return self._stage.limits.report()

    def clock(self) -> Json:
        own = self._stage.settings.clock
        return {
            "now": self._stage.now(),
            "timezone": self._stage.settings.timezone,
            "offset": own.offset if own else None,
            "levers": [{"name": x.name, "labels": dict(x.labels)} for x in self._stage.levers],
        }

    async def move_clock(self, body: Json) -> Json:
        if "lever" in body:
            await self._pull(str(body["lever"]))
        elif own := self._stage.settings.clock:
            step = float(body["to"]) - own.now() if "to" in body else float(body["add"])
            own.add(step)
        else:
            raise MisuseError("this clock moves by its levers only")
        self._world.tell("clock", self.clock())
        return self.clock()

    async def _pull(self, name: str) -> None:
        lever = next((lever for lever in self._stage.levers if lever.name == name), None)
        if lever is None:
            raise MisuseError(f"no lever {name!r}; known: {[x.name for x in self._stage.levers]}")
        await lever.pull()

    def chat(self, request: Request) -> Response:
        chat = self._world.chat(request.path_params["chat"])
        if request.query_params.get("format") == "text":
            return PlainTextResponse(transcript(chat, self._stage.settings.timezone))
        if request.query_params.get("format") == "changes":
            return _ok({"changes": len(chat.changes)})
        shown = [_seen(post) for post in chat.shown()][::-1]
        return _ok({"chat": chat.as_chat(), "changes": len(chat.changes), "messages": shown})

    def calls(self, request: Request) -> Response:
        query = request.query_params
        chat = query.get("chat_id")
        found = self._stage.calls.matching(
            query.get("method", ""),
            int(query.get("since", 0)),
            int(chat) if chat else None,
            query.get("contains", ""),
        )
        return _ok([call.as_json() for call in found])

    async def wait(self, body: Json) -> Json:
        """Until a message of the bot that is new since `since` has the text or the button."""
        chat = self._world.chat(int(body.get("chat") or body["user"]))
        ends = ticks() + float(body.get("timeout", PATIENCE))
        done = int(body.get("since", 0))
        while True:
            for post in _changed_since(chat, done):
                if _fits(post, body):
                    return {"found": True, "changes": len(chat.changes), **_seen(post)}
            done = len(chat.changes)
            left = ends - ticks()
            if left <= 0 or self._stage.stopping:
                return {"found": False, "changes": done}
            await chat.bell.wait(left)


def _pressed(chat: Chat, body: Json) -> tuple[Post, Json]:
    if "label" in body:
        return people.find_button(chat, str(body["label"]))
    return people.button_at(
        chat, int(body["message_id"]), int(body.get("row", 0)), int(body.get("column", 0))
    )


def _changed_since(chat: Chat, since: int) -> list[Post]:
    ids = dict.fromkeys(reversed(chat.changes[since:]))
    return [chat.posts[i] for i in ids if chat.posts[i].from_bot]


def _fits(post: Post, body: Json) -> bool:
    if post.gone:
        return False
    text = post.message.get("text") or post.message.get("caption") or ""
    labels = [button["text"] for button in people.buttons(post)]
    wanted, label = body.get("contains"), body.get("button")
    return (wanted is None or wanted.casefold() in text.casefold()) and (
        label is None or any(label.casefold() in one.casefold() for one in labels)
    )


def _seen(post: Post) -> Json:
    return {"message": post.message, "from_bot": post.from_bot, "silent": post.silent}


def _ok(body: Any) -> Response:
    return JSONResponse(body)


def _refused(error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)


Endpoint = Callable[[Request], Awaitable[Response]]


def _acting(action: Action) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            body = json.loads(await request.body() or b"{}")
            result = action(body)
            return _ok(await result if asyncio.iscoroutine(result) else result)
        except ApiError as refusal:
            return _refused(MisuseError(refusal.description))
        except KeyError as error:
            return _refused(MisuseError(f"missing or unknown: {error}"))
        except (MisuseError, TypeError, ValueError) as error:
            return _refused(error)

    return endpoint


def _looking(look: Callable[[Request], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return look(request)
        except ApiError as refusal:
            return _refused(MisuseError(refusal.description))
        except (MisuseError, ValueError) as error:
            return _refused(error)

    return endpoint


def _wiping(wipe: Callable[[], None]) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        wipe()
        return _ok({})

    return endpoint
