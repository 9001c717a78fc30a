"""The door of the Bot API: /bot<TOKEN>/<method> and /file/bot<TOKEN>/<path>."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from inspect import isawaitable
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mentorbot.standin import profile, sending
from mentorbot.standin.calls import Call
from mentorbot.standin.errors import (
    ApiError,
    bad_request,
    not_found,
    too_many_requests,
    unauthorized,
)
from mentorbot.standin.faults import BAD_GATEWAY, Fault
from mentorbot.standin.parameters import SPELLED, Values, read, typed
from mentorbot.standin.stage import Stage
from mentorbot.standin.world import World

Handler = Callable[[World, Values], Any]
Answer = Mapping[str, Any]

HANDLERS: Final[Mapping[str, Handler]] = {
    "getMe": profile.get_me,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": sending.edit_message_text,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    "deleteMessages": sending.delete_messages,
    "answerCallbackQuery": sending.answer_callback_query,
    "getChat": sending.get_chat,
    "leaveChat": sending.leave_chat,
    "getFile": sending.get_file,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
}


class Cut(Response):
    """No answer: the connection is torn down (and only then the request is over)."""

    def __init__(self, *, at_once: bool = True) -> None:
        super().__init__()
        self._at_once = at_once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._at_once:
            scope["state"]["transport"].abort()
        while (await receive())["type"] != "http.disconnect":
            pass


def _json(answer: Answer) -> Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    status = 200 if answer.get("ok") else int(answer.get("error_code", 500))
    return Response(body, status, media_type="application/json")


class BotApi:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        receiving = stage.receiving
        self._handlers: dict[str, Handler] = {
            **HANDLERS,
            "getUpdates": lambda _, values: receiving.get_updates(values),
            "setWebhook": lambda _, values: receiving.set_webhook(values),
            "deleteWebhook": lambda _, values: receiving.delete_webhook(values),
            "getWebhookInfo": lambda _, values: receiving.get_webhook_info(values),
        }

    async def method(self, request: Request) -> Response:
        try:
            self._check_token(request)
            name = SPELLED.get(request.path_params["method"].lower())
            if name is None:
                raise not_found()
            raw = await read(request)
        except ApiError as refusal:
            return _json(refusal.answer())
        except ClientDisconnect:
            # The bot died in the middle of its call: it was never made, and nobody hears this.
            return Response(status_code=400)
        call = self._stage.calls.start(self._stage.now(), name, raw.printable())
        try:
            values, unknown = typed(name, raw)
            self._note_unknown(call, unknown)
            return await self._answered(call, values)
        except ApiError as refusal:
            call.answer = refusal.answer()
            return _json(call.answer)

    def _check_token(self, request: Request) -> None:
        if request.path_params["token"] != self._stage.settings.token:
            raise unauthorized()

    def _note_unknown(self, call: Call, unknown: list[str]) -> None:
        for name in unknown:
            call.warnings.append(f"{call.method} has no parameter {name!r}")
        if unknown and self._stage.settings.strict_parameters:
            raise bad_request(f"stand-in: {call.warnings[0]}")

    async def _answered(self, call: Call, values: Values) -> Response:
        fault = self._stage.faults.strike(call.method, values)
        if fault is None:
            return _json(await self._apply(call, values))
        call.fault = fault.kind
        before = await self._trouble_before(fault)
        if before is not None:
            return before
        answer = await self._apply(call, values)
        return self._trouble_after(call, fault, answer)

    async def _apply(self, call: Call, values: Values) -> Answer:
        self._stage.limits.check(call.method, values.get("chat_id"))
        result = self._handlers[call.method](self._stage.world, values)
        if isawaitable(result):
            result = await result
        answer = call.answer = {"ok": True, "result": result}
        return answer

    async def _trouble_before(self, fault: Fault) -> Response | None:
        """Everything that happens instead of the call; None if the call goes on."""
        match fault.kind:
            case "error":
                raise ApiError(fault.code, fault.description)
            case "retry_after":
                raise too_many_requests(int(fault.seconds))
            case "http":
                return Response(BAD_GATEWAY, fault.status, media_type="text/html")
            case "garbage":
                return Response("not json", 200, media_type="application/json")
            case "drop_before":
                return Cut()
            case "hang":
                return Cut(at_once=False)
            case "delay":
                await asyncio.sleep(fault.seconds)
        return None

    def _trouble_after(self, call: Call, fault: Fault, answer: Answer) -> Response:
        if fault.kind == "drop_after":
            return Cut()
        if fault.kind == "corrupt":
            call.answer = {"ok": True, "result": fault.result}
            return _json(call.answer)
        return _json(answer)

    async def file(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except ApiError as refusal:
            return _json(refusal.answer())
        return self.content(request.path_params["path"])

    def content(self, path: str) -> Response:
        world = self._stage.world
        for file_id, kept in world.files.items():
            if kept["file_path"] == path:
                mime = kept.get("mime_type", "application/octet-stream")
                return Response(world.contents[file_id], media_type=mime)
        return _json(not_found().answer())
