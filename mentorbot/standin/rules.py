"""What Telegram refuses before it looks at any chat, with its own texts (Bot API, methods)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from mentorbot.standin.entities import Entity, detected, from_html, trimmed, utf16
from mentorbot.standin.errors import ApiError, bad_request

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
TOAST_LIMIT: Final = 200
DELETABLE_FOR: Final = 48 * 3600
QUERY_LIFE: Final = 150
MESSAGE_LIFE: Final = 24 * 3600

START_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMAND_NAME: Final = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE: Final = re.compile(r"(?:[a-z]{2})?")
SECRET: Final = re.compile(r"[A-Za-z0-9_-]*")
ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
SCOPES: Final = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


def chat_not_found() -> ApiError:
    return bad_request("chat not found")


def query_too_old() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")


def not_modified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the"
        " same as a current content and reply markup of the message"
    )


def formatted(values: Mapping[str, Any], field: str = "text") -> tuple[str, list[Entity]]:
    """The text as it will be shown. The length counts after the markup is taken out."""
    source = values.get(field, "")
    if len(source.encode()) > 1 << 15:
        raise bad_request("text is too long")
    text, entities = trimmed(*_parsed(source, values, field))
    if field == "text" and not text:
        raise bad_request("message text is empty")
    return text, detected(text, entities)


def _parsed(source: str, values: Mapping[str, Any], field: str) -> tuple[str, list[Entity]]:
    mode = values.get("parse_mode", "").lower()
    if mode in ("", "none"):
        given = values.get("entities" if field == "text" else "caption_entities") or []
        return source, [_entity(entity) for entity in given]
    if mode == "html":
        return from_html(source)
    # Telegram's two Markdown dialects are not spoken here: a program that uses them finds out.
    raise bad_request("unsupported parse_mode")


def _entity(given: Any) -> Entity:
    if not isinstance(given, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    for name, kind in (("type", str), ("offset", int), ("length", int)):
        if not isinstance(given.get(name), kind):
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{name}\"")
    return dict(given)


def sendable_text(values: Mapping[str, Any]) -> tuple[str, list[Entity]]:
    text, entities = formatted(values)
    if utf16(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


def editable_text(values: Mapping[str, Any]) -> tuple[str, list[Entity]]:
    text, entities = formatted(values)
    if utf16(text) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    return text, entities


def caption(values: Mapping[str, Any]) -> tuple[str, list[Entity]]:
    text, entities = formatted(values, "caption")
    if utf16(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, entities


def keyboard(markup: Any, *, private: bool, only_inline: bool = False) -> dict[str, Any] | None:
    """The inline keyboard to keep with the message, or nothing."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [_row(row) for row in _rows(markup["inline_keyboard"])]
        if not private and any("web_app" in button for row in rows for button in row):
            raise bad_request("BUTTON_TYPE_INVALID")
        return {"inline_keyboard": [row for row in rows if row]} if any(rows) else None
    if only_inline and markup:
        raise bad_request("inline keyboard expected")
    return None


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    if sum(map(len, rows)) > 100:
        raise bad_request("reply markup is too long")
    return rows


def _row(row: list[Any]) -> list[dict[str, Any]]:
    return [_button(button) for button in row]


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _button_refused("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _button_refused('Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    kinds = ("url", "callback_data", "web_app", "copy_text", "switch_inline_query")
    if not any(button.get(kind) for kind in kinds):
        raise _button_refused("Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg|mailto|tel):", button["url"]):
        raise bad_request(
            f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
        )
    if "web_app" in button:
        _check_web_app(button["web_app"])
    return dict(button)


def _check_web_app(given: Any) -> None:
    if not isinstance(given, dict) or not isinstance(given.get("url"), str):
        raise _button_refused('Can\'t find field "url"')
    if not re.match(r"https://[^/\s]+", given["url"]):
        raise bad_request(
            f"inline keyboard button Web App URL '{given['url']}' is invalid:"
            " Only HTTPS links are allowed"
        )


def _button_refused(why: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {why}")


def toast(values: Mapping[str, Any]) -> str:
    text: str = values.get("text", "")
    if utf16(text) > TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    return text


def commands(given: Any) -> list[dict[str, str]]:
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(one) for one in given]


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    name = given["command"].removeprefix("/")
    if not COMMAND_NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16(given["description"]) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": given["description"]}


def scope(given: Any) -> tuple[str, ...]:
    """A key for the scope of a command list; ("default",) if none is given."""
    if given is None:
        return ("default",)
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    parts = [kind]
    for name in ("chat_id", "user_id"):
        if kind.startswith("chat") and (name == "chat_id" or kind == "chat_member"):
            if not given.get(name):
                raise bad_request(f"can't parse BotCommandScope: Can't find field \"{name}\"")
            parts.append(str(given[name]))
    return tuple(parts)


def language(values: Mapping[str, Any]) -> str:
    code: str = values.get("language_code", "")
    if not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def short_enough(values: Mapping[str, Any], field: str, limit: int, refusal: str) -> str:
    text: str = values.get(field, "")
    if utf16(text) > limit:
        raise bad_request(refusal)
    return text
