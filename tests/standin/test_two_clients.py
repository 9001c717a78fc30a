"""Two independent clients drive every method, and a second opinion watches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiogram
import aiogram.exceptions
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
)

from mentorbot.standin.faults import Fault
from mentorbot.standin.parameters import METHODS
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.standin.conftest import TOKEN, Api
from tests.standin.second_opinion import (
    Opinion,
    SpiedRequest,
    model_of,
    objections_to_answer,
    objections_to_request,
)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
HOOK = "https://example.org/hook"


@pytest.fixture
def opinion() -> Opinion:
    return Opinion()


@pytest.fixture
async def ptb(standin: Standin, opinion: Opinion) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(
        TOKEN,
        base_url=f"{standin.url}/bot",
        base_file_url=f"{standin.url}/file/bot",
        request=SpiedRequest(opinion),
        get_updates_request=SpiedRequest(opinion),
    )
    async with bot:
        yield bot


@pytest.fixture
async def gram(standin: Standin) -> AsyncIterator[aiogram.Bot]:
    server = TelegramAPIServer.from_base(standin.url)
    async with aiogram.Bot(TOKEN, session=AiohttpSession(api=server)) as bot:
        yield bot


async def tap_and_fetch(kari: Phone, label: str, bot: Any) -> tuple[asyncio.Task[Any], Any]:
    tapping = asyncio.create_task(kari.tap(label))
    updates = await bot.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
    return tapping, updates[-1].callback_query


async def ptb_talks(bot: telegram.Bot, kari: Phone) -> None:
    button = telegram.InlineKeyboardButton("Greit", callback_data="ok")
    keys = telegram.InlineKeyboardMarkup([[button]])
    sent = await bot.send_message(
        kari.user, "Hei <b>Kari</b> 👍", parse_mode="HTML", reply_markup=keys
    )
    assert sent.parse_entities() == {sent.entities[0]: "Kari"}
    tapping, query = await tap_and_fetch(kari, "Greit", bot)
    assert query.data == "ok"
    assert await query.answer("Takk", show_alert=True)
    assert (await tapping)["text"] == "Takk"
    edited = await sent.edit_text("Nytt", reply_markup=keys)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date
    await sent.edit_reply_markup(None)
    reply = await bot.send_message(
        kari.user, "svar", reply_parameters=telegram.ReplyParameters(sent.message_id)
    )
    assert reply.reply_to_message
    await bot.send_chat_action(kari.user, "typing")
    assert await bot.delete_message(kari.user, sent.message_id)
    assert await bot.delete_messages(kari.user, [reply.message_id])


async def ptb_sends_files(bot: telegram.Bot, kari: Phone) -> None:
    photo = await bot.send_photo(kari.user, PIXEL, caption="Et bilde")
    assert (photo.photo[-1].width, photo.photo[-1].height) == (1, 1)
    again = await bot.send_photo(kari.user, photo.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == photo.photo[-1].file_unique_id
    document = await bot.send_document(kari.user, b"tekst", filename="plan.txt")
    assert document.document
    assert document.document.file_name == "plan.txt"
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"tekst"


async def ptb_describes_itself(bot: telegram.Bot, kari: Phone) -> None:
    scope = telegram.BotCommandScopeAllPrivateChats()
    assert await bot.set_my_commands([("hjelp", "Hjelp")], scope=scope, language_code="nb")
    (command,) = await bot.get_my_commands(scope=scope, language_code="nb")
    assert command.command == "hjelp"
    assert await bot.delete_my_commands(scope=scope, language_code="nb")
    assert await bot.get_my_commands(scope=scope, language_code="nb") == ()
    await bot.set_my_name("Mentorboten")
    await bot.set_my_description("Hjelp", language_code="nn")
    await bot.set_my_short_description("Kort")
    assert (await bot.get_my_name()).name == "Mentorboten"
    assert (await bot.get_my_description("nn")).description == "Hjelp"
    assert (await bot.get_my_short_description()).short_description == "Kort"
    assert await bot.set_chat_menu_button(kari.user, telegram.MenuButtonCommands())
    assert (await bot.get_chat_menu_button(kari.user)).type == "commands"
    assert (await bot.get_chat(kari.user)).first_name == "Kari"


async def ptb_moves_house(bot: telegram.Bot, kari: Phone, api: Api) -> None:
    assert (await bot.get_me()).username == "mentorbot"
    assert await bot.set_webhook(HOOK, secret_token="hemmelig")
    assert (await bot.get_webhook_info()).url == HOOK
    assert await bot.delete_webhook(drop_pending_updates=True)
    group = await api.control("group", user=kari.user, title="Team")
    assert await bot.leave_chat(group["id"])


async def test_ptb_drives_every_method_and_nobody_objects(
    ptb: telegram.Bot, opinion: Opinion, kari: Phone, api: Api
) -> None:
    await ptb_talks(ptb, kari)
    await ptb_sends_files(ptb, kari)
    await ptb_describes_itself(ptb, kari)
    await ptb_moves_house(ptb, kari, api)
    assert opinion.objections == []
    assert set(METHODS) - set(opinion.seen) == set()


async def test_every_sort_of_update_reads_well(
    ptb: telegram.Bot, opinion: Opinion, kari: Phone, stranger: Phone, api: Api
) -> None:
    for kind in ("voice", "photo", "sticker", "location", "contact", "document", "video", "poll"):
        await kari.send(kind)
    sent = await kari.say("skrivefeil https://nav.no")
    await kari.edit(sent["messages"][0]["message_id"], "rettet")
    await kari.block()
    await kari.unblock()
    group = await api.control("group", user=kari.user, title="Team", members=[stranger.user])
    await api.control("upgrade", user=kari.user, chat=group["id"])
    updates = await ptb.get_updates()
    assert opinion.objections == []
    kinds = [next(k for k in u.to_dict() if k != "update_id") for u in updates]
    assert {"message", "edited_message", "my_chat_member"} <= set(kinds)


async def test_aiogram_talks(gram: aiogram.Bot, kari: Phone) -> None:
    keys = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Greit", callback_data="ok")]]
    )
    sent = await gram.send_message(kari.user, "<i>Hei</i>", parse_mode="HTML", reply_markup=keys)
    tapping, query = await tap_and_fetch(kari, "Greit", gram)
    assert await gram.answer_callback_query(query.id, text="Takk")
    assert (await tapping)["text"] == "Takk"
    chat, number = kari.user, sent.message_id
    await gram.edit_message_text("Nytt", chat_id=chat, message_id=number, reply_markup=keys)
    await gram.edit_message_reply_markup(chat_id=chat, message_id=number)
    await gram.send_chat_action(kari.user, "typing")
    photo = await gram.send_photo(kari.user, BufferedInputFile(PIXEL, "a.png"))
    assert photo.photo
    document = await gram.send_document(kari.user, BufferedInputFile(b"x", "plan.txt"))
    assert document.document
    file = await gram.get_file(document.document.file_id)
    assert file.file_path
    content = await gram.download_file(file.file_path)
    assert content
    assert content.read() == b"x"
    assert await gram.delete_message(chat, number)
    assert await gram.delete_messages(kari.user, [photo.message_id])


async def test_aiogram_settles_in(gram: aiogram.Bot, kari: Phone, api: Api) -> None:
    scope = BotCommandScopeAllPrivateChats()
    listed = [BotCommand(command="hjelp", description="Hjelp")]
    assert await gram.set_my_commands(listed, scope=scope)
    assert [c.command for c in await gram.get_my_commands(scope=scope)] == ["hjelp"]
    assert await gram.delete_my_commands(scope=scope)
    assert await gram.set_my_name("Boten")
    assert await gram.set_my_description("Lang")
    assert await gram.set_my_short_description("Kort")
    assert (await gram.get_my_name()).name == "Boten"
    assert (await gram.get_my_description()).description == "Lang"
    assert (await gram.get_my_short_description()).short_description == "Kort"
    assert await gram.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await gram.get_chat_menu_button()
    assert (await gram.get_chat(kari.user)).first_name == "Kari"
    assert (await gram.get_me()).is_bot
    assert await gram.set_webhook(HOOK)
    assert (await gram.get_webhook_info()).url == HOOK
    assert await gram.delete_webhook()
    group = await api.control("group", user=kari.user, title="Team")
    assert await gram.leave_chat(group["id"])


async def test_a_wrong_answer_is_caught_by_both(
    ptb: telegram.Bot, gram: aiogram.Bot, opinion: Opinion, standin: Standin, kari: Phone
) -> None:
    standin.stage.faults.add(Fault("corrupt", "sendMessage", times=2))
    # PTB takes it without a word: that is why there is a second opinion.
    await ptb.send_message(kari.user, "hei")
    assert any("message_id" in one for one in opinion.objections)
    with pytest.raises(aiogram.exceptions.ClientDecodeError):
        await gram.send_message(kari.user, "hei")


async def test_a_wrong_request_is_caught(ptb: telegram.Bot, opinion: Opinion, kari: Phone) -> None:
    with pytest.raises(telegram.error.BadRequest, match="no parameter 'slient'"):
        await ptb.send_message(kari.user, "hei", api_kwargs={"slient": True})
    assert opinion.objections == ["sendMessage: no parameter 'slient'"]


def test_the_second_opinion_sees_what_it_should() -> None:
    right = {"id": 1, "is_bot": True, "first_name": "Bot"}
    assert objections_to_answer("getMe", {"ok": True, "result": right}) == []
    assert objections_to_answer("getMe", {"ok": True, "result": None})
    assert objections_to_answer("getMe", {"ok": True, "result": right | {"is_bto": 1}})
    assert objections_to_answer("getMe", {"ok": False})
    chat = {"id": 1, "type": "private"}
    late = {"message_id": 1, "date": 1_800_000_000_000, "chat": chat}
    assert objections_to_answer("sendMessage", {"ok": True, "result": late})
    assert objections_to_request("sendMessage", {"chat_id": 1})
    assert objections_to_request("sendMessage", {"chat_id": 1, "text": "a"}) == []


@pytest.mark.parametrize("method", METHODS)
def test_the_table_of_parameters_agrees_with_aiogram(method: str) -> None:
    assert set(METHODS[method]) == set(model_of(method).model_fields)
