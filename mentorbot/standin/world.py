"""People, chats and messages: what Telegram would remember. Pure state, no network.

Messages are kept in the shape of the Bot API's Message and replaced, never changed in place, so
an update that waits in the queue keeps the message as it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from mentorbot.standin.clock import Now
from mentorbot.standin.errors import MisuseError
from mentorbot.standin.rules import chat_not_found
from mentorbot.standin.updates import UpdateQueue

Json = dict[str, Any]

FIRST_PERSON: Final = 1001
FIRST_GROUP: Final = 2001


class Bell:
    """Lets any number of listeners wait for the next change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return


@dataclass
class Person:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "nb"
    caption: str = ""
    # The t.me link that lies on this phone: its Start button follows it.
    invitation: str = ""
    # new: never pressed Start; then started, blocked or deactivated.
    state: str = "new"

    def as_user(self) -> Json:
        shown = ("last_name", "username", "language_code")
        optional = {name: value for name in shown if (value := getattr(self, name))}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **optional}

    def as_json(self) -> Json:
        return asdict(self)


@dataclass
class Post:
    """One message, and what the phone knows of it besides."""

    message: Json
    from_bot: bool
    silent: bool = False
    gone: bool = False


@dataclass
class Chat:
    id: int
    type: str = "private"
    title: str = ""
    person: Person | None = None
    members: dict[int, Person] = field(default_factory=dict)
    upgraded_to: int | None = None
    # member, left or kicked; a private chat knows it from the person's state.
    bot_status: str = "member"
    posts: dict[int, Post] = field(default_factory=dict)
    # The id of a message for each change, in order: "what is new since" needs no search.
    changes: list[int] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)

    def as_chat(self) -> Json:
        if self.person is None:
            return {"id": self.id, "type": self.type, "title": self.title}
        user = self.person.as_user()
        names = ("first_name", "last_name", "username")
        return {"id": self.id, "type": "private", **{n: user[n] for n in names if n in user}}

    def next_id(self) -> int:
        return len(self.posts) + 1

    def shown(self) -> Iterator[Post]:
        """What the phone shows, newest first."""
        return (post for post in reversed(self.posts.values()) if not post.gone)


@dataclass
class Query:
    """A tap that waits for its answer."""

    id: str
    user_id: int
    made: float
    answer: asyncio.Future[Json]


Listener = Callable[[str, Json], None]


@dataclass
class World:
    now: Now
    bot: Json
    updates: UpdateQueue
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    commands: dict[tuple[tuple[str, ...], str], list[dict[str, str]]] = field(default_factory=dict)
    # The bot's name and descriptions, by (field, language).
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    listeners: list[Listener] = field(default_factory=list)

    def tell(self, event: str, body: Json) -> None:
        for listener in self.listeners:
            listener(event, body)

    def add_person(self, **known: Any) -> Person:
        """Adds a person, or changes the one with this id."""
        person_id = int(known.pop("id", None) or max(self.people, default=FIRST_PERSON - 1) + 1)
        if person := self.people.get(person_id):
            for name, value in known.items():
                setattr(person, name, value)
        else:
            known.setdefault("first_name", f"Person {person_id}")
            person = self.people[person_id] = Person(person_id, **known)
            self.chats[person_id] = Chat(person_id, person=person)
        self.tell("person", person.as_json())
        return person

    def person(self, person_id: int) -> Person:
        try:
            return self.people[int(person_id)]
        except (KeyError, ValueError, TypeError):
            raise MisuseError(f"there is no person {person_id!r}") from None

    def add_group(self, title: str, members: list[Person], kind: str = "group") -> Chat:
        """`kind`: "group", "supergroup" or "channel"."""
        number = FIRST_GROUP + sum(chat.person is None for chat in self.chats.values())
        chat_id = -number if kind == "group" else -1_000_000_000_000 - number
        chat = Chat(chat_id, kind, title)
        chat.members = {member.id: member for member in members}
        self.chats[chat_id] = chat
        return chat

    def chat(self, chat_id: object) -> Chat:
        if isinstance(chat_id, str):
            chat_id = self._named(chat_id)
        if isinstance(chat_id, int) and chat_id in self.chats:
            return self.chats[chat_id]
        raise chat_not_found()

    def _named(self, username: str) -> int | None:
        name = username.removeprefix("@").lower()
        ids = (p.id for p in self.people.values() if p.username.lower() == name)
        return next(ids, None) if name else None

    def message(self, chat: Chat, sender: Json, **content: Any) -> Json:
        return {
            "message_id": chat.next_id(),
            "from": sender,
            "chat": chat.as_chat(),
            "date": int(self.now()),
            **{name: value for name, value in content.items() if value},
        }

    def post(self, chat: Chat, message: Json, *, from_bot: bool, silent: bool = False) -> Json:
        post = Post(message, from_bot, silent)
        chat.posts[message["message_id"]] = post
        self._changed(chat, post, "message")
        return message

    def replace(self, chat: Chat, post: Post, message: Json) -> Json:
        post.message = message
        self._changed(chat, post, "edit")
        return message

    def remove(self, chat: Chat, post: Post) -> None:
        post.gone = True
        self._changed(chat, post, "delete")

    def _changed(self, chat: Chat, post: Post, event: str) -> None:
        chat.changes.append(post.message["message_id"])
        chat.bell.ring()
        if self.listeners:
            body = {"chat": chat.id, "message": post.message, "silent": post.silent}
            self.tell(event, body | {"from_bot": post.from_bot})

    def described(self, field_name: str, language: str) -> str:
        """The bot's name or description in a language, else in its default one."""
        base = language.partition("-")[0]
        return self.profile.get((field_name, base)) or self.profile.get((field_name, ""), "")

    def menu(self, person: Person) -> list[dict[str, str]]:
        """The commands this person is offered: the narrowest scope, then the language."""
        base = person.language_code.partition("-")[0]
        for scope in (("chat", str(person.id)), ("all_private_chats",), ("default",)):
            for language in (base, ""):
                if found := self.commands.get((scope, language)):
                    return found
        return []
