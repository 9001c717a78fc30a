"""Telegram as the bot meets it: refuses what it refuses, keeps what it keeps, and for how long.

Plain and without a clock of its own: every call is told the moment (seconds). What the line does to
a call on its way is line.py's.
"""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentorbot.standin import rules
from mentorbot.standin.errors import ApiError, bad_request, forbidden, too_many_requests

QUIET_WEEK = 7 * 86400.0
"""After so long without an update their numbers are drawn anew."""
A_SECOND, MOST_A_SECOND = 1.0, 30
BURST = 3
"""Of messages to one private chat, before it is one a second."""
AT_ONCE = 100
PAUSE = 3
"""Seconds that a 429 asks for."""

Json = dict[str, Any]


@dataclass
class Message:
    id: int
    at: float
    html: str
    rows: list[list[Json]] = field(default_factory=list)

    def labels(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    def data(self, label: str) -> str:
        found = [b["callback_data"] for row in self.rows for b in row if b["text"] == label]
        return str(found[0])


@dataclass
class Chat:
    messages: dict[int, Message] = field(default_factory=dict)
    is_blocked: bool = False
    arrivals: deque[float] = field(default_factory=lambda: deque(maxlen=BURST))
    debt: float = 0.0
    """When this chat will have got no more than one message a second."""

    def newest(self) -> list[Message]:
        return list(reversed(self.messages.values()))


@dataclass(frozen=True)
class Update:
    id: int
    body: Json
    ends: float
    """From when on it is not given to anybody any more."""


class Telegram:
    """`heard` is told of every message that made a sound or not: (chat, message, silent)."""

    def __init__(self, tap_lives: float, first_id: int) -> None:
        self.chats: dict[int, Chat] = {}
        self.queue: deque[Update] = deque()
        self.tap_lives = tap_lives
        self.heard: Callable[[int, Message, bool], None] = lambda chat, message, silent: None
        self.confirmed: Callable[[Update], None] = lambda update: None
        self.waits: Callable[[], None] = lambda: None
        """Something is there for whoever polls."""
        self.broken: Callable[[str], None] = lambda sentence: None
        self._next_id = first_id
        self._last_at: float | None = None
        self._messages = itertools.count(1)
        self._queries: dict[str, float] = {}
        self._calls: deque[float] = deque()

    # --- people do something

    def opens(self, chat: int) -> Chat:
        return self.chats.setdefault(chat, Chat())

    def says(self, chat: int, text: str, now: float) -> None:
        number = next(self._messages)
        body = {"message_id": number, "date": int(now), "text": text} | self._of(chat)
        self._put({"message": body}, now, rules.MESSAGE_LIFE)

    def taps(self, chat: int, message: int, data: str, now: float, by: int = 0) -> int:
        """`by`: who taps, when it is not whose chat it is. The update's number."""
        query = f"q{next(self._messages)}"
        self._queries[query] = now
        about = {"message_id": message, "date": int(now)} | self._of(by or chat)
        tap = {
            "id": query, "from": self._of(by or chat)["from"], "message": about,
            "chat_instance": "1", "data": data,
        }  # fmt: skip
        return self._put({"callback_query": tap}, now, self.tap_lives)

    def blocks(self, chat: int, now: float, *, blocked: bool, told: bool = True) -> None:
        self.opens(chat).is_blocked = blocked
        if not told:
            return
        bot = {"id": 1, "is_bot": True, "first_name": "bot"}
        is_now, was = ("kicked", "member") if blocked else ("member", "kicked")
        change = self._of(chat) | {"date": int(now)}
        for name, status in (("old_chat_member", was), ("new_chat_member", is_now)):
            until = {"until_date": 0} if status == "kicked" else {}
            change[name] = {"user": bot, "status": status} | until
        self._put({"my_chat_member": change}, now, rules.MESSAGE_LIFE)

    def odd(self, chat: int, now: float) -> int:
        """Something that no library expects; the update's number."""
        body = {"message_id": "seven", "chat": [], "from": self._of(chat)["from"]}
        return self._put({"message": body}, now, rules.MESSAGE_LIFE)

    def _of(self, chat: int) -> Json:
        person = {"id": chat, "is_bot": False, "first_name": "N", "language_code": "nb"}
        return {"from": person, "chat": {"id": chat, "type": "private"}}

    def _put(self, body: Json, now: float, lives: float) -> int:
        is_quiet = self._last_at is not None and now - self._last_at > QUIET_WEEK
        if is_quiet and not self.queue:
            self._next_id = (self._next_id * 48271 + 11) % 900_000_000
        self._last_at = now
        self.queue.append(Update(self._next_id, {"update_id": self._next_id} | body, now + lives))
        self._next_id += 1
        self.waits()
        return self._next_id - 1

    # --- the bot calls

    def updates(self, offset: int | None, now: float) -> list[Json]:
        """Whatever is below `offset` counts as received; one beyond the end is ignored."""
        if offset is not None and offset > self._next_id:
            offset = None
        while self.queue and offset is not None and self.queue[0].id < offset:
            self.confirmed(self.queue.popleft())
        self.queue = deque(each for each in self.queue if each.ends > now)
        return [each.body for each in list(self.queue)[:AT_ONCE]]

    def answer(self, method: str, values: Mapping[str, Any], now: float) -> Any:
        """The result. Raises ApiError."""
        if method == "sendMessage":
            return self._send(values, now)
        if method in ("editMessageText", "editMessageReplyMarkup"):
            return self._edit(method, values, now)
        if method == "deleteMessage":
            return self._delete(values, now)
        if method == "answerCallbackQuery":
            asked = self._queries.pop(values["callback_query_id"], None)
            if asked is None or now - asked > self.tap_lives:
                raise rules.query_too_old()
        return True

    def _reached(self, values: Mapping[str, Any], now: float, *, sends: bool) -> Chat:
        number = int(values["chat_id"])
        self._count(number, now, sends=sends)
        chat = self.chats.get(number)
        if chat is None:
            raise rules.chat_not_found()
        if chat.is_blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def _count(self, number: int, now: float, *, sends: bool) -> None:
        """Whoever goes faster than is published is refused, and that is a finding (I8)."""
        while self._calls and self._calls[0] <= now - A_SECOND:
            self._calls.popleft()
        self._calls.append(now)
        chat = self.opens(number) if number in self.chats else Chat()
        if len(self._calls) > MOST_A_SECOND:
            self.broken(f"I8 {len(self._calls)} calls within a second")
            raise too_many_requests(PAUSE)
        if sends:
            chat.debt = max(chat.debt, now) + 1.0
            if chat.debt - now > BURST + 0.01:
                self.broken(f"I8 chat {number}: more than one message a second")
                raise too_many_requests(PAUSE)

    def _send(self, values: Mapping[str, Any], now: float) -> Json:
        rules.sendable_text(values)
        markup = rules.keyboard(values.get("reply_markup"), private=True)
        chat = self._reached(values, now, sends=True)
        rows = markup["inline_keyboard"] if markup else []
        message = Message(next(self._messages), now, values["text"], rows)
        chat.messages[message.id] = message
        self.heard(int(values["chat_id"]), message, bool(values.get("disable_notification")))
        return self._shown(values, message)

    def _edit(self, method: str, values: Mapping[str, Any], now: float) -> Json:
        chat = self._reached(values, now, sends=False)
        message = chat.messages.get(int(values["message_id"]))
        if message is None:
            raise bad_request("message to edit not found")
        markup = rules.keyboard(values.get("reply_markup"), private=True, only_inline=True)
        rows = markup["inline_keyboard"] if markup else []
        html = message.html
        if method == "editMessageText":
            rules.editable_text(values)
            html = values["text"]
        if (html, rows) == (message.html, message.rows):
            raise rules.not_modified()
        message.html, message.rows = html, rows
        self.heard(int(values["chat_id"]), message, True)
        return self._shown(values, message)

    def _delete(self, values: Mapping[str, Any], now: float) -> bool:
        chat = self._reached(values, now, sends=False)
        message = chat.messages.get(int(values["message_id"]))
        if message is None:
            # Gone already: to be deleted is what it was to be.
            raise bad_request("message to delete not found")
        if now - message.at > rules.DELETABLE_FOR:
            raise bad_request("message can't be deleted for everyone")
        del chat.messages[message.id]
        return True

    def _shown(self, values: Mapping[str, Any], message: Message) -> Json:
        place = {"id": int(values["chat_id"]), "type": "private"}
        return {"message_id": message.id, "date": int(message.at), "chat": place, "text": "x"}


def refusal(error: ApiError) -> tuple[int, bytes]:
    return error.code, json.dumps(error.answer()).encode()
