"""Which parameters each method takes, and how a request's body becomes typed values.

Telegram takes GET queries, forms, multipart and JSON alike (Bot API, "Making requests").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request

from mentorbot.standin.errors import bad_request

Values = dict[str, Any]

_SENT = (
    "business_connection_id chat_id:chat message_thread_id:int direct_messages_topic_id:int"
    " disable_notification:bool protect_content:bool allow_paid_broadcast:bool message_effect_id"
    " suggested_post_parameters:json reply_parameters:json reply_markup:json"
    " ephemeral_message_parameters:json receiver_user_id:int callback_query_id"
    " allow_sending_without_reply:bool reply_to_message_id:int"
)
_CAPTION = " caption parse_mode caption_entities:json"
_TEXT = " text parse_mode entities:json link_preview_options:json disable_web_page_preview:bool"
_EDITED = "business_connection_id chat_id:chat message_id:int inline_message_id reply_markup:json"

_TABLE: Final = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
    "setWebhook": "url certificate:file ip_address max_connections:int allowed_updates:json"
    " drop_pending_updates:bool secret_token",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": _SENT + _TEXT,
    "sendPhoto": _SENT + _CAPTION + " photo:file show_caption_above_media:bool has_spoiler:bool",
    "sendDocument": _SENT
    + _CAPTION
    + " document:file thumbnail:file disable_content_type_detection:bool",
    "sendChatAction": "chat_id:chat action business_connection_id message_thread_id:int",
    "editMessageText": _EDITED + _TEXT + " rich_message:json",
    "editMessageReplyMarkup": _EDITED,
    "deleteMessage": "chat_id:chat message_id:int",
    "deleteMessages": "chat_id:chat message_ids:json",
    "answerCallbackQuery": "callback_query_id text show_alert:bool url cache_time:int",
    "setMyCommands": "commands:json scope:json language_code",
    "getMyCommands": "scope:json language_code",
    "deleteMyCommands": "scope:json language_code",
    "setMyName": "name language_code",
    "getMyName": "language_code",
    "setMyDescription": "description language_code",
    "getMyDescription": "language_code",
    "setMyShortDescription": "short_description language_code",
    "getMyShortDescription": "language_code",
    "setChatMenuButton": "chat_id:chat menu_button:json",
    "getChatMenuButton": "chat_id:chat",
    "getFile": "file_id",
    "getChat": "chat_id:chat",
    "leaveChat": "chat_id:chat",
}


def _kinds(line: str) -> dict[str, str]:
    pairs = (word.partition(":") for word in line.split())
    return {name: kind or "text" for name, _, kind in pairs}


METHODS: Final[Mapping[str, Mapping[str, str]]] = {
    name: _kinds(line) for name, line in _TABLE.items()
}
# Telegram does not care about the case of a method's name.
SPELLED: Final = {name.lower(): name for name in METHODS}


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes
    mime: str


@dataclass(frozen=True)
class Raw:
    """What arrived, before its meaning is known."""

    fields: Mapping[str, Any]
    files: Mapping[str, Upload]

    def printable(self) -> Values:
        return {**self.fields, **{k: f"<file {u.name}>" for k, u in self.files.items()}}


async def read(request: Request) -> Raw:
    fields: Values = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if request.method == "GET":
        return Raw(fields, {})
    if kind.startswith("application/json"):
        return Raw(fields | _json_object(await request.body()), {})
    files: dict[str, Upload] = {}
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                files[name] = await _upload(value)
            else:
                fields[name] = value
    return Raw(fields, files)


def _json_object(body: bytes) -> Values:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value


async def _upload(part: UploadFile) -> Upload:
    return Upload(
        part.filename or "file",
        await part.read(),
        part.content_type or "application/octet-stream",
    )


def typed(method: str, raw: Raw) -> tuple[Values, list[str]]:
    """The known parameters with their types, and the names nobody knows."""
    kinds = METHODS[method]
    values: Values = {}
    unknown = []
    for name, value in raw.fields.items():
        kind = kinds.get(name)
        if kind is None:
            unknown.append(name)
        elif value is not None:
            values[name] = _typed(name, kind, value, raw.files)
    for name, upload in raw.files.items():
        if kinds.get(name) == "file":
            values[name] = upload
        elif f"attach://{name}" not in raw.fields.values():
            unknown.append(name)
    return values, unknown


def _typed(name: str, kind: str, value: Any, files: Mapping[str, Upload]) -> Any:
    if kind == "text":
        return value if isinstance(value, str) else _scalar(name, value)
    if kind == "int":
        return _integer(name, value)
    if kind == "bool":
        return str(value).lower() in ("true", "1", "yes", "y", "t")
    if kind == "json":
        return _decoded(name, value)
    if kind == "file":
        return _file(value, files)
    return value if isinstance(value, str) and value.startswith("@") else _chat(value)


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, dict | list | bool):
        raise bad_request(f'parameter "{name}" must be a String')
    return str(value)


def _integer(name: str, value: Any) -> int:
    try:
        if isinstance(value, bool):
            raise ValueError
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f'parameter "{name}" must be an Integer') from None


def _chat(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request("chat not found" if value else "chat_id is empty") from None


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def _file(value: Any, files: Mapping[str, Upload]) -> Any:
    if isinstance(value, str) and value.startswith("attach://"):
        return files.get(value.removeprefix("attach://"), "")
    return value
