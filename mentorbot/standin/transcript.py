"""A chat as a person would read it aloud."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from mentorbot.standin.world import Chat, Json, Post


def transcript(chat: Chat, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    return "".join(f"{_paragraph(post, zone)}\n" for post in chat.posts.values())


def _paragraph(post: Post, zone: ZoneInfo) -> str:
    message = post.message
    when = datetime.fromtimestamp(message["date"], zone)
    marks = [
        name
        for name, set_ in (
            ("silent", post.silent),
            ("edited", "edit_date" in message),
            ("deleted", post.gone),
        )
        if set_
    ]
    mark = f" [{', '.join(marks)}]" if marks else ""
    head = f"{when:%a %d.%m. %H:%M} {message['from']['first_name']}{mark}: "
    return "\n".join([head + _content(message), *_button_rows(message)])


def _content(message: Json) -> str:
    text: str = message.get("text") or message.get("caption") or ""
    known = ("photo", "voice", "document", "sticker", "location", "contact", "video", "poll")
    kinds = [kind for kind in known if kind in message]
    return " ".join([*(f"<{kind}>" for kind in kinds), text]).strip() or "<service message>"


def _button_rows(message: Json) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return ["    " + " ".join(f"[{button['text']}]" for button in row) for row in rows]
