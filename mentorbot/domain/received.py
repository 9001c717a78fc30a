"""One update from Telegram, as the program sees it: who did what, where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    COMMAND = "command"
    TAP = "tap"
    OTHER = "other"
    """Voice, photo, sticker, location, ...: `text` says which."""
    EDITED = "edited"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    NOT_PRIVATE = "not_private"
    """From a group or a channel: never answered with anything personal."""
    NOTHING = "nothing"
    """An update that mentorbot has no use for."""


@dataclass(frozen=True)
class Received:
    kind: Kind
    chat_id: int = 0
    """The private chat, which is also the sender's id; 0 when there is none."""
    text: str = ""
    """What was typed; for a command its argument; for a tap its callback data."""
    command: str = ""
    callback: str = ""
    """The id that the callback answer needs."""
    message_id: int | None = None
    """For a tap: the message whose button was tapped."""
    language_tag: str | None = None
    caption: str = ""
    """The words that came with a picture or a file."""
    group: int = 0
    """The group or channel it came from, where mentorbot is in one: it goes out again."""
