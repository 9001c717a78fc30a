"""What Telegram refuses, word for word."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.standin.conftest import TOKEN, Api, Clock, Json

HOUR = 3600


def keys(**button: Any) -> Json:
    return {"inline_keyboard": [[button]]}


async def sent(api: Api, kari: Phone, **more: Any) -> int:
    message = await api.ok("sendMessage", chat_id=kari.user, text="hei", **more)
    return int(message["message_id"])


TEXTS = [
    ({"text": ""}, "message text is empty"),
    ({}, "message text is empty"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "👍" * 2049}, "message is too long"),
    ({"text": "å" * 17000}, "text is too long"),
    ({"text": "x", "parse_mode": "Wiki"}, "unsupported parse_mode"),
    (
        {"text": "x", "entities": [{"type": "bold"}]},
        "can't parse MessageEntity: Can't find field \"offset\"",
    ),
    ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
    ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
    (
        {"text": "x", "reply_markup": {"inline_keyboard": [{}]}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    ({"text": "x", "reply_markup": keys(text="a", callback_data="å" * 33)}, "BUTTON_DATA_INVALID"),
    (
        {"text": "x", "reply_markup": keys(text="a", callback_data="")},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"text": "x", "reply_markup": keys(callback_data="a")},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        {"text": "x", "reply_markup": keys(text=" ", callback_data="a")},
        "inline keyboard button text must be non-empty",
    ),
    (
        {"text": "x", "reply_markup": keys(text="a", url="not a link")},
        "inline keyboard button URL 'not a link' is invalid: Wrong HTTP URL",
    ),
    (
        {"text": "x", "reply_markup": keys(text="a", web_app={"url": "http://example.org/desk"})},
        (
            "inline keyboard button Web App URL 'http://example.org/desk' is invalid:"
            " Only HTTPS links are allowed"
        ),
    ),
    (
        {"text": "x", "reply_markup": keys(text="a", web_app={"uri": "x"})},
        "can't parse inline keyboard button: Can't find field \"url\"",
    ),
    ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ({"text": "x", "disable_notification": True, "chat_id": 77}, "chat not found"),
    ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
    ({"text": "x", "chat_id": ""}, "chat_id is empty"),
    ({"text": "x", "chat_id": None}, "chat_id is empty"),
    ({"text": "x", "message_thread_id": "a"}, 'parameter "message_thread_id" must be an Integer'),
    ({"text": "x", "txet": 1}, "stand-in: sendMessage has no parameter 'txet'"),
]


@pytest.mark.parametrize(("values", "text"), TEXTS)
async def test_sendmessage_refuses(api: Api, kari: Phone, values: Json, text: str) -> None:
    given = {"chat_id": kari.user} | values
    assert await api.refused("sendMessage", **given) == (400, f"Bad Request: {text}")


async def test_the_longest_text_counts_after_its_tags(api: Api, kari: Phone) -> None:
    text = f"<b>{'x' * 4094}👍</b>"
    message = await api.ok("sendMessage", chat_id=kari.user, text=text, parse_mode="HTML")
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_a_person_who_cannot_be_reached(api: Api, kari: Phone, stranger: Phone) -> None:
    async def answer(phone: Phone) -> tuple[int, str]:
        return await api.refused("sendMessage", chat_id=phone.user, text="hei")

    never_started = "Forbidden: bot can't initiate conversation with a user"
    assert await answer(stranger) == (403, never_started)
    await kari.block()
    assert await answer(kari) == (403, "Forbidden: bot was blocked by the user")
    await kari.unblock()
    assert await sent(api, kari)
    await kari.deactivate()
    assert await answer(kari) == (403, "Forbidden: user is deactivated")


async def test_edits(api: Api, kari: Phone) -> None:
    number = await sent(api, kari)
    place = {"chat_id": kari.user, "message_id": number}
    same = (
        "Bad Request: message is not modified: specified new message content and reply markup"
        " are exactly the same as a current content and reply markup of the message"
    )
    assert await api.refused("editMessageText", **place, text="hei") == (400, same)
    assert await api.refused("editMessageReplyMarkup", **place) == (400, same)
    await refuses_edit(api, kari, "message to edit not found", message_id=number + 1)
    await refuses_edit(api, kari, "message can't be edited", message_id=1)
    await refuses_edit(api, kari, "MESSAGE_TOO_LONG", message_id=number, text="x" * 4097)
    await refuses_edit(api, kari, "message identifier is not specified")
    edited = await api.ok(
        "editMessageText", **place, text="nytt", reply_markup=keys(text="a", callback_data="b")
    )
    assert edited["edit_date"] >= edited["date"]
    plain = await api.ok("editMessageText", **place, text="uten knapper")
    assert "reply_markup" not in plain


async def refuses_edit(api: Api, kari: Phone, refusal: str, /, **values: Any) -> None:
    given = {"chat_id": kari.user, "text": "ny"} | values
    assert await api.refused("editMessageText", **given) == (400, f"Bad Request: {refusal}")


async def test_deletions(api: Api, kari: Phone, clock: Clock) -> None:
    old, other = await sent(api, kari), await sent(api, kari)
    assert await api.ok("deleteMessage", chat_id=kari.user, message_id=other)
    gone = await api.refused("deleteMessage", chat_id=kari.user, message_id=other)
    assert gone == (400, "Bad Request: message to delete not found")
    clock.add(48 * HOUR + 1)
    late = await api.refused("deleteMessage", chat_id=kari.user, message_id=old)
    assert late == (400, "Bad Request: message can't be deleted for everyone")
    fresh = await sent(api, kari)
    assert await api.ok("deleteMessages", chat_id=kari.user, message_ids=[old, other, fresh, 99])
    assert [m["message_id"] for m in await kari.messages()] == [1, old]
    none = await api.refused("deleteMessages", chat_id=kari.user, message_ids=[])
    assert none == (400, "Bad Request: message identifiers are not specified")


async def tapped(api: Api, kari: Phone) -> str:
    await sent(api, kari, reply_markup=keys(text="Ja", callback_data="j"))
    return str((await kari.tap("Ja", wait=0))["query"])


async def test_answers_to_taps(api: Api, kari: Phone, clock: Clock) -> None:
    old = (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    query = await tapped(api, kari)
    long = await api.refused("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert long == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await api.ok("answerCallbackQuery", callback_query_id=query, text="x" * 200)
    assert await api.refused("answerCallbackQuery", callback_query_id=query) == old
    assert await api.refused("answerCallbackQuery", callback_query_id="17") == old
    query = await tapped(api, kari)
    clock.add(151)
    assert await api.refused("answerCallbackQuery", callback_query_id=query) == old


COMMANDS = [
    ([{"command": "Hjelp", "description": "x"}], "BOT_COMMAND_INVALID"),
    ([{"command": "x" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
    ([{"command": "måned", "description": "x"}], "BOT_COMMAND_INVALID"),
    ([{"command": "a", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    ([{"command": "a", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    ([{"command": "a", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ([{"command": "a"}], "can't parse BotCommand: Can't find field \"description\""),
    (["a"], "can't parse BotCommand: expected an Object"),
    ("[", "can't parse commands JSON object"),
    ({}, "expected an Array of BotCommand"),
]


@pytest.mark.parametrize(("commands", "text"), COMMANDS)
async def test_commands_are_refused(api: Api, commands: Any, text: str) -> None:
    refused = await api.refused("setMyCommands", commands=commands)
    assert refused == (400, f"Bad Request: {text}")


OTHERS = [
    (
        "setMyCommands",
        {"commands": [], "language_code": "nb-NO"},
        "invalid language code specified",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "everyone"}},
        "can't parse BotCommandScope: Unsupported type specified",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat"}},
        "can't parse BotCommandScope: Can't find field \"chat_id\"",
    ),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 7}}, "chat not found"),
    ("setMyName", {"name": "x" * 65}, "BOT_TITLE_INVALID"),
    ("setMyDescription", {"description": "x" * 513}, "BOT_DESCRIPTION_INVALID"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "BOT_ABOUT_INVALID"),
    (
        "setWebhook",
        {"url": "http://example.org"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    ("setWebhook", {"url": "ftp://example.org"}, "invalid webhook URL specified"),
    (
        "setWebhook",
        {"url": "https://a.no", "secret_token": "å"},
        "secret token contains unallowed characters",
    ),
    ("setWebhook", {"url": "https://a.no", "secret_token": "x" * 257}, "secret token is too long"),
    ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ("getChat", {"chat_id": 7}, "chat not found"),
    ("getChat", {}, "chat_id is empty"),
]


@pytest.mark.parametrize(("method", "values", "text"), OTHERS)
async def test_other_methods_refuse(api: Api, method: str, values: Json, text: str) -> None:
    assert await api.refused(method, **values) == (400, f"Bad Request: {text}")


FILES = [
    ("sendPhoto", {}, "there is no photo in the request"),
    ("sendPhoto", {"photo": "https://example.org/a.png"}, "failed to get HTTP URL content"),
    (
        "sendDocument",
        {"document": "nothing"},
        "wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
    ),
    ("sendPhoto", {"caption": "x" * 1025}, "message caption is too long"),
    ("sendChatAction", {"action": "singing"}, "wrong parameter action in request"),
    ("leaveChat", {}, "chat member status can't be changed in private chats"),
]


@pytest.mark.parametrize(("method", "values", "text"), FILES)
async def test_files_and_actions_refuse(
    api: Api, kari: Phone, method: str, values: Json, text: str
) -> None:
    refused = await api.refused(method, chat_id=kari.user, **values)
    assert refused == (400, f"Bad Request: {text}")


async def test_groups(api: Api, kari: Phone) -> None:
    group = await api.control("group", user=kari.user, title="Team")
    new = await api.control("upgrade", user=kari.user, chat=group["id"])
    body = await api("sendMessage", chat_id=group["id"], text="hei")
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": new["id"]}
    assert await api.ok("sendMessage", chat_id=new["id"], text="hei")
    await api.control("remove_bot", user=kari.user, chat=new["id"])
    kicked = await api.refused("sendMessage", chat_id=new["id"], text="hei")
    assert kicked == (403, "Forbidden: bot was kicked from the supergroup chat")
    other = await api.control("group", user=kari.user, title="To")
    assert await api.ok("leaveChat", chat_id=other["id"])
    left = await api.refused("sendMessage", chat_id=other["id"], text="hei")
    assert left == (403, "Forbidden: bot is not a member of the group chat")


async def test_wrong_token_and_unknown_method(api: Api) -> None:
    assert await api.refused("sendEverything") == (404, "Not Found")
    answer = await api.client.get(f"{api.url}/bot2:WRONG/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await api.client.get(f"{api.url}/file/bot2:WRONG/a")).status_code == 401
    assert (await api.client.get(f"{api.url}/file/bot{TOKEN}/a")).status_code == 404


async def test_every_way_to_send_parameters(api: Api, kari: Phone) -> None:
    url = f"{api.url}/bot{TOKEN}/SENDmessage"
    values = {"chat_id": str(kari.user), "text": "hei", "disable_notification": "true"}
    values["reply_markup"] = json.dumps(keys(text="a", callback_data="b"))
    answers = [
        await api.client.get(url, params=values),
        await api.client.post(url, params=values),
        await api.client.post(url, data=values),
        await api.client.post(url, json=values),
        await api.client.post(url, files={k: (None, v) for k, v in values.items()}),
    ]
    for answer in answers:
        assert answer.json()["result"]["reply_markup"], answer.text
    broken = await api.client.post(url, content=b"{", headers={"Content-Type": "application/json"})
    assert broken.json()["description"] == "Bad Request: can't parse JSON object"


async def test_without_strictness_an_unknown_parameter_is_only_noted() -> None:
    async with Standin(token=TOKEN, strict_parameters=False) as lenient, httpx.AsyncClient() as c:
        api = Api(c, lenient.url)
        await api.ok("getMe", colour="blue")
        (call,) = (await c.get(f"{lenient.url}/control/calls")).json()
        assert call["warnings"] == ["getMe has no parameter 'colour'"]
        assert call["ok"]
