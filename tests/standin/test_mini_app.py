"""Buttons that open a page inside Telegram: where there may be one, and what the page is told."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import telegram
from aiogram.utils.web_app import safe_parse_webapp_init_data

from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.services.messenger import App, Refused, Words
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.standin.conftest import TOKEN, Api, Clock
from tests.standin.second_opinion import Opinion, SpiedRequest

PAGE = "https://mentor.example.no/desk/app"
KEYS = {"inline_keyboard": [[{"text": "Åpne", "web_app": {"url": PAGE}}]]}


async def test_the_page_is_told_who_pressed_and_when(api: Api, kari: Phone, clock: Clock) -> None:
    await api.ok("sendMessage", chat_id=kari.user, text="hei", reply_markup=KEYS)
    pressed = await kari.tap("Åpne")
    assert pressed["answered"] is False
    address = urlsplit(pressed["url"])
    assert address._replace(fragment="").geturl() == PAGE
    (data,) = parse_qs(address.fragment)["tgWebAppData"]
    # Raises where the signature is not the bot's.
    told = safe_parse_webapp_init_data(TOKEN, data)
    assert told.user is not None
    assert (told.user.id, told.user.first_name) == (kari.user, "Kari")
    assert told.auth_date.timestamp() == clock.at
    assert await api.ok("getUpdates") == [], "the bot hears nothing of it"


async def test_there_is_none_outside_a_private_chat(api: Api, kari: Phone) -> None:
    for kind in ("group", "supergroup", "channel"):
        chat = await api.control("group", user=kari.user, title="Team", kind=kind)
        refused = await api.refused(
            "sendMessage", chat_id=chat["id"], text="hei", reply_markup=KEYS
        )
        assert refused == (400, "Bad Request: BUTTON_TYPE_INVALID")
        sent = await api.ok("sendMessage", chat_id=chat["id"], text="hei")
        place = {"chat_id": chat["id"], "message_id": sent["message_id"]}
        edited = await api.refused("editMessageReplyMarkup", **place, reply_markup=KEYS)
        assert edited == refused


async def test_mentorbots_own_button_is_taken_and_nobody_objects(
    standin: Standin, kari: Phone
) -> None:
    opinion = Opinion()
    bot = telegram.Bot(TOKEN, f"{standin.url}/bot", request=SpiedRequest(opinion))
    async with bot:
        messenger = TelegramMessenger(bot)
        words = Words("Hei", [[("Ja", "key.0")]], App("Åpne her", PAGE))
        await messenger.send(kari.user, words, silent=False)
        shown = await kari.see("Hei")
        assert rows(shown) == [["Ja"], ["Åpne her"]]
        assert (await kari.tap("Åpne her"))["url"].startswith(f"{PAGE}#tgWebAppData=")
        try:
            await messenger.send(
                kari.user, Words("x", app=App("y", "http://example.no")), silent=False
            )
            raise AssertionError("Telegram takes https only")
        except Refused:
            pass
    assert opinion.objections == []
    assert opinion.seen["sendMessage"] == 2


def rows(message: dict[str, Any]) -> list[list[str]]:
    keyboard = message["reply_markup"]["inline_keyboard"]
    json.dumps(keyboard)
    return [[button["text"] for button in row] for row in keyboard]
