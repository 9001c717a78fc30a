"""Methods that put messages into chats, change them and take them away (Bot API)."""

from __future__ import annotations

import secrets
import struct
from typing import Any, Final

from mentorbot.standin import people, rules
from mentorbot.standin.errors import bad_request, forbidden, group_was_upgraded
from mentorbot.standin.parameters import Upload, Values
from mentorbot.standin.world import Chat, Json, Post, World

EDITABLE: Final = ("text", "photo", "document")
MOST_PIXELS, MOST_TIMES_AS_LONG = 10_000, 20
"""Width and height of a photo together, and the longer by the shorter (Bot API, sendPhoto)."""


def _reachable(world: World, values: Values) -> Chat:
    """The chat, if the bot may write there."""
    if values.get("chat_id") in (None, ""):
        raise bad_request("chat_id is empty")
    chat = world.chat(values["chat_id"])
    if chat.upgraded_to:
        raise group_was_upgraded(chat.upgraded_to)
    if chat.person is not None:
        _check_person(chat.person.state)
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    elif chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def _check_person(state: str) -> None:
    if state == "new":
        raise forbidden("bot can't initiate conversation with a user")
    if state == "blocked":
        raise forbidden("bot was blocked by the user")
    if state == "deactivated":
        raise forbidden("user is deactivated")


def _publish(world: World, chat: Chat, values: Values, **content: Any) -> Json:
    markup = rules.keyboard(values.get("reply_markup"), private=chat.person is not None)
    message = world.message(
        chat, _me(world), **content, reply_to_message=_replied(chat, values), reply_markup=markup
    )
    if values.get("protect_content"):
        message["has_protected_content"] = True
    silent = bool(values.get("disable_notification"))
    return world.post(chat, message, from_bot=True, silent=silent)


def _me(world: World) -> Json:
    return {name: world.bot[name] for name in ("id", "is_bot", "first_name", "username")}


def _replied(chat: Chat, values: Values) -> Json | None:
    given = values.get("reply_parameters") or {}
    target = given.get("message_id") or values.get("reply_to_message_id")
    if not target:
        return None
    post = chat.posts.get(int(target))
    if post and not post.gone:
        return {k: v for k, v in post.message.items() if k != "reply_to_message"}
    if given.get("allow_sending_without_reply") or values.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def send_message(world: World, values: Values) -> Json:
    text, entities = rules.sendable_text(values)
    chat = _reachable(world, values)
    options = values.get("link_preview_options")
    return _publish(world, chat, values, text=text, entities=entities, link_preview_options=options)


def send_photo(world: World, values: Values) -> Json:
    text, entities = rules.caption(values)
    chat = _reachable(world, values)
    kept = _stored(world, values.get("photo"), "photo", "photos")
    size = _dimensions(world.contents[kept["file_id"]])
    if sum(size) > MOST_PIXELS or max(size) > MOST_TIMES_AS_LONG * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    photo = [_public(kept) | {"width": size[0], "height": size[1]}]
    return _publish(world, chat, values, photo=photo, caption=text, caption_entities=entities)


def send_document(world: World, values: Values) -> Json:
    text, entities = rules.caption(values)
    chat = _reachable(world, values)
    kept = _stored(world, values.get("document"), "document", "documents")
    names = ("file_name", "mime_type")
    document = _public(kept) | {name: kept[name] for name in names if name in kept}
    return _publish(world, chat, values, document=document, caption=text, caption_entities=entities)


def _stored(world: World, given: object, field: str, folder: str) -> Json:
    if isinstance(given, Upload):
        return _keep(world, given, folder)
    if not given:
        raise bad_request(f"there is no {field} in the request")
    if str(given) in world.files:
        return world.files[str(given)]
    if str(given).startswith(("http://", "https://")):
        # Telegram would download it; a stand-in that touches the network could not be trusted.
        raise bad_request("failed to get HTTP URL content")
    raise bad_request(
        "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
    )


def _keep(world: World, upload: Upload, folder: str) -> Json:
    if not upload.content:
        raise bad_request("file must be non-empty")
    file_id = secrets.token_urlsafe(24)
    suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
    kept = {
        "file_id": file_id,
        "file_unique_id": file_id[:15],
        "file_size": len(upload.content),
        "file_path": f"{folder}/file_{len(world.files)}.{suffix}",
        "file_name": upload.name,
        "mime_type": upload.mime,
    }
    world.contents[file_id] = upload.content
    world.files[file_id] = kept
    return kept


def _public(kept: Json) -> Json:
    return {name: kept[name] for name in ("file_id", "file_unique_id", "file_size")}


def _dimensions(content: bytes) -> tuple[int, int]:
    """Read from a PNG's head; any other picture is said to be 800 by 600."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return 800, 600


def send_chat_action(world: World, values: Values) -> bool:
    if values.get("action") not in rules.ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = _reachable(world, values)
    world.tell("typing", {"chat": chat.id})
    return True


def edit_message_text(world: World, values: Values) -> Json:
    text, entities = rules.editable_text(values)
    chat, post = _editable(world, values)
    if "text" not in post.message:
        raise bad_request("there is no text in the message to edit")
    return _edited(world, chat, post, values, {"text": text, "entities": entities})


def edit_message_reply_markup(world: World, values: Values) -> Json:
    chat, post = _editable(world, values)
    return _edited(world, chat, post, values, {})


def _editable(world: World, values: Values) -> tuple[Chat, Post]:
    if "inline_message_id" in values:
        raise bad_request("MESSAGE_ID_INVALID")
    if values.get("chat_id") in (None, ""):
        raise bad_request("chat identifier is not specified")
    if not values.get("message_id"):
        raise bad_request("message identifier is not specified")
    chat = _reachable(world, values)
    post = chat.posts.get(values["message_id"])
    if post is None or post.gone:
        raise bad_request("message to edit not found")
    if not post.from_bot:
        raise bad_request("message can't be edited")
    return chat, post


def _edited(world: World, chat: Chat, post: Post, values: Values, content: Json) -> Json:
    """An edit without reply_markup takes the buttons away."""
    private = chat.person is not None
    markup = rules.keyboard(values.get("reply_markup"), private=private, only_inline=True)
    old = post.message
    dropped = {"reply_markup", *content}
    new = {name: value for name, value in old.items() if name not in dropped}
    new |= {name: value for name, value in content.items() if value}
    new |= {"reply_markup": markup} if markup else {}
    compared = ("text", "entities", "reply_markup")
    if all(old.get(name) == new.get(name) for name in compared):
        raise rules.not_modified()
    return world.replace(chat, post, new | {"edit_date": int(world.now())})


def delete_message(world: World, values: Values) -> bool:
    if values.get("chat_id") in (None, ""):
        raise bad_request("chat_id is empty")
    chat = _reachable(world, values)
    post = chat.posts.get(values.get("message_id", 0))
    if post is None or post.gone:
        raise bad_request("message to delete not found")
    if not _deletable(world, post):
        raise bad_request("message can't be deleted for everyone")
    world.remove(chat, post)
    return True


def _deletable(world: World, post: Post) -> bool:
    return bool(world.now() - post.message["date"] <= rules.DELETABLE_FOR)


def delete_messages(world: World, values: Values) -> bool:
    """Up to 100 at once; those that cannot be found or deleted are passed over."""
    ids = values.get("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many messages to delete")
    chat = _reachable(world, values)
    for message_id in ids:
        post = chat.posts.get(int(message_id))
        if post and not post.gone and _deletable(world, post):
            world.remove(chat, post)
    return True


def answer_callback_query(world: World, values: Values) -> bool:
    text = rules.toast(values)
    query = world.queries.pop(values.get("callback_query_id", ""), None)
    if query is None or world.now() - query.made > rules.QUERY_LIFE:
        raise rules.query_too_old()
    toast = {"text": text, "alert": bool(values.get("show_alert")), "url": values.get("url", "")}
    if not query.answer.done():
        query.answer.set_result(toast)
    world.tell("toast", {"chat": query.user_id, **toast})
    return True


def get_chat(world: World, values: Values) -> Json:
    if values.get("chat_id") in (None, ""):
        raise bad_request("chat_id is empty")
    chat = world.chat(values["chat_id"])
    return chat.as_chat() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def leave_chat(world: World, values: Values) -> bool:
    chat = _reachable(world, values)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    people.bot_leaves(world, chat)
    return True


def get_file(world: World, values: Values) -> Json:
    kept = world.files.get(values.get("file_id", ""))
    if kept is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return _public(kept) | {"file_path": kept["file_path"]}
