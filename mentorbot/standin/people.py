"""What people do with their phones, and the updates it makes (Bot API, Update)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from mentorbot.standin.entities import detected, utf16
from mentorbot.standin.errors import MisuseError
from mentorbot.standin.rules import QUERY_LIFE, START_PAYLOAD, TEXT_LIMIT
from mentorbot.standin.world import Chat, Json, Person, Post, Query, World


def say(world: World, person: Person, text: str, chat_id: int | None = None) -> list[Json]:
    """Types and sends; a text too long for one message leaves as several, as on a phone."""
    chat = _chat(world, person, chat_id)
    return [
        _send(world, person, chat, text=part, entities=detected(part, []))
        for part in _parts(text.strip())
    ]


def _parts(text: str) -> list[str]:
    if not text:
        raise MisuseError("a phone does not send an empty message")
    if utf16(text) <= TEXT_LIMIT:
        return [text]
    # Half the limit in characters can never be over it in UTF-16 units.
    step = TEXT_LIMIT // 2
    return [text[start : start + step] for start in range(0, len(text), step)]


def _chat(world: World, person: Person, chat_id: int | None) -> Chat:
    if person.state in ("blocked", "deactivated"):
        raise MisuseError(f"{person.first_name} is {person.state}: unblock first")
    chat = world.chats.get(chat_id or person.id)
    if chat is None or (chat.person is None and person.id not in chat.members):
        raise MisuseError(f"{person.first_name} is not in chat {chat_id}")
    if chat.type == "channel":
        raise MisuseError("nobody talks in a channel: its posts are no messages")
    if chat.person is person and person.state == "new":
        person.state = "started"
        world.tell("person", person.as_json())
    return chat


def _send(world: World, person: Person, chat: Chat, **content: Any) -> Json:
    message = world.message(chat, person.as_user(), **content)
    world.post(chat, message, from_bot=False)
    world.updates.push("message", message)
    return message


def follow(world: World, person: Person, link: str) -> list[Json]:
    """Opens t.me/BOT?start=PAYLOAD and presses Start."""
    url = urlsplit(link if "//" in link else f"https://{link}")
    payload = parse_qs(url.query).get("start", [""])[0]
    if url.netloc not in ("t.me", "telegram.me"):
        raise MisuseError(f"not a Telegram link: {link}")
    if url.path.strip("/").lower() != world.bot["username"].lower():
        raise MisuseError(f"the link leads to another bot: {url.path.strip('/')}")
    if payload and not START_PAYLOAD.fullmatch(payload):
        raise MisuseError("a start payload is 1-64 characters of A-Z a-z 0-9 _ -")
    if person.state == "blocked":
        unblock(world, person)
    return say(world, person, f"/start {payload}".strip())


_SAMPLES: Final[Mapping[str, Json]] = {
    "voice": {"voice": {"duration": 4, "mime_type": "audio/ogg", "file_size": 9000}},
    "photo": {"photo": [{"width": 90, "height": 67}, {"width": 800, "height": 600}]},
    "sticker": {
        "sticker": {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        }
    },
    "location": {"location": {"latitude": 59.9139, "longitude": 10.7522}},
    "contact": {"contact": {"phone_number": "+4721070000", "first_name": "Ola"}},
    "document": {"document": {"file_name": "plan.pdf", "mime_type": "application/pdf"}},
    "video": {"video": {"width": 640, "height": 480, "duration": 3}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [{"text": t, "voter_count": 0, "persistent_id": t} for t in "AB"],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
    },
}
_WITHOUT_FILE: Final = frozenset({"location", "contact", "dice", "poll"})


def attach(world: World, person: Person, kind: str, content: Json, caption: str = "") -> Json:
    """Sends a voice message, a photo and so on; `content` changes the sample."""
    if kind not in _SAMPLES:
        raise MisuseError(f"cannot send {kind!r}; known: {', '.join(_SAMPLES)}")
    sample = _SAMPLES[kind][kind]
    many = isinstance(sample, list)
    filled = [_with_file(world, kind, one | content) for one in (sample if many else [sample])]
    chat = _chat(world, person, None)
    return _send(world, person, chat, caption=caption, **{kind: filled if many else filled[0]})


def _with_file(world: World, kind: str, sample: Json) -> Json:
    if kind in _WITHOUT_FILE:
        return sample
    file_id = secrets.token_urlsafe(24)
    path = f"{kind}s/file_{len(world.files)}"
    world.contents[file_id] = b"sample"
    described = {"file_id": file_id, "file_unique_id": file_id[:15], "file_size": 6}
    world.files[file_id] = described | {"file_path": path}
    return described | sample


def edit(world: World, person: Person, message_id: int, text: str) -> Json:
    chat = world.chats[person.id]
    post = chat.posts.get(message_id)
    if post is None or post.gone or post.from_bot:
        raise MisuseError(f"message {message_id} is not {person.first_name}'s to edit")
    message = post.message | {"text": text, "edit_date": int(world.now())}
    message["entities"] = detected(text, [])
    world.replace(chat, post, message)
    world.updates.push("edited_message", message)
    return message


def find_button(chat: Chat, label: str) -> tuple[Post, Json]:
    """The newest visible button with this label; failing that, one that contains it."""
    wanted = label.strip().casefold()
    close: tuple[Post, Json] | None = None
    seen: list[str] = []
    for post in chat.shown():
        for button in buttons(post):
            text = button["text"].strip().casefold()
            if text == wanted:
                return post, button
            if close is None and wanted in text:
                close = post, button
            seen.append(button["text"])
    if close is None:
        raise MisuseError(f"no button {label!r}; visible: {seen[:40]}")
    return close


def buttons(post: Post) -> list[Json]:
    markup = post.message.get("reply_markup") or {}
    return [button for row in markup.get("inline_keyboard", []) for button in row]


def button_at(chat: Chat, message_id: int, row: int, column: int) -> tuple[Post, Json]:
    post = chat.posts.get(message_id)
    try:
        if post is None or post.gone:
            raise LookupError
        button: Json = post.message["reply_markup"]["inline_keyboard"][row][column]
    except LookupError:
        raise MisuseError(f"no button at ({message_id}, {row}, {column})") from None
    return post, button


def tap(world: World, person: Person, chat: Chat, post: Post, button: Json) -> Query | None:
    """Presses a button. A link opens on the phone itself: no query comes of it."""
    if "callback_data" not in button:
        return None
    if person.state in ("blocked", "deactivated"):
        raise MisuseError(f"{person.first_name} is {person.state}")
    answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
    query = Query(str(secrets.randbits(62)), person.id, world.now(), answer)
    _forget_old_queries(world)
    world.queries[query.id] = query
    world.tell("typing", {"chat": chat.id})
    body = {
        "id": query.id,
        "from": person.as_user(),
        "message": post.message,
        "chat_instance": str(chat.id * 7919),
        "data": button["callback_data"],
    }
    world.updates.push("callback_query", body)
    return query


def _forget_old_queries(world: World) -> None:
    """Nobody can answer them any more; they stand in the order they were made."""
    while world.queries:
        oldest = next(iter(world.queries.values()))
        if world.now() - oldest.made <= QUERY_LIFE:
            return
        del world.queries[oldest.id]


def block(world: World, person: Person) -> None:
    _change(world, person, "blocked", "member", "kicked")


def unblock(world: World, person: Person) -> None:
    _change(world, person, "started", "kicked", "member")


def deactivate(world: World, person: Person) -> None:
    """An account that is deleted says nothing: the bot learns it when it next sends."""
    person.state = "deactivated"
    world.tell("person", person.as_json())


def _change(world: World, person: Person, state: str, old: str, new: str) -> None:
    if person.state == state:
        return
    person.state = state
    world.tell("person", person.as_json())
    _membership(world, world.chats[person.id], person.as_user(), old, new)


def _membership(world: World, chat: Chat, by: Json, old: str, new: str) -> None:
    body = {
        "chat": chat.as_chat(),
        "from": by,
        "date": int(world.now()),
        "old_chat_member": _member(world, old),
        "new_chat_member": _member(world, new),
    }
    world.updates.push("my_chat_member", body)


_RIGHTS: Final[Mapping[str, bool]] = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_post_messages": True,
    "can_edit_messages": True,
    "can_send_welcome_messages": False,
}
"""Of an administrator: the only kind of member that a bot can be in a channel."""


def _member(world: World, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    rights = _RIGHTS if status == "administrator" else {}
    return {"user": _bot(world), "status": status, **until, **rights}


def _bot(world: World) -> Json:
    return {k: v for k, v in world.bot.items() if k in ("id", "is_bot", "first_name", "username")}


def open_group(
    world: World, by: Person, title: str, members: list[Person], kind: str = "group"
) -> Chat:
    """Makes a group or channel and adds the bot to it."""
    if kind not in ("group", "supergroup", "channel"):
        raise MisuseError(f"there is no chat of the kind {kind!r}")
    chat = world.add_group(title, [by, *members], kind)
    if kind == "channel":
        # A post there is a channel_post, which this bot does not ask for.
        chat.bot_status = "administrator"
        _membership(world, chat, by.as_user(), "left", chat.bot_status)
        return chat
    _membership(world, chat, by.as_user(), "left", "member")
    _send(world, by, chat, new_chat_members=[_bot(world)])
    return chat


def bot_leaves(world: World, chat: Chat) -> None:
    """Telegram tells a bot also that it went out by itself."""
    before, chat.bot_status = chat.bot_status, "left"
    _membership(world, chat, _bot(world), before, "left")


def remove_bot(world: World, by: Person, chat: Chat) -> None:
    before, chat.bot_status = chat.bot_status, "kicked"
    _membership(world, chat, by.as_user(), before, "kicked")


def upgrade_group(world: World, by: Person, chat: Chat) -> Chat:
    """A group becomes a supergroup under a new id; two service messages tell it."""
    new = world.add_group(chat.title, list(chat.members.values()), "supergroup")
    chat.upgraded_to = new.id
    _send(world, by, chat, migrate_to_chat_id=new.id)
    _send(world, by, new, migrate_from_chat_id=chat.id)
    return new
