"""Groups and channels: what the bot is told of them, and that it can go out again."""

from __future__ import annotations

import json
from typing import Any

import pytest
import telegram

from mentorbot.domain.received import Kind, Received
from mentorbot.edges import telegram_in
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.standin.phone import Phone
from mentorbot.standin.server import Standin
from tests.standin.conftest import TOKEN, Api
from tests.standin.second_opinion import Opinion, SpiedRequest

KINDS = ("group", "supergroup", "channel")
ASKED = json.dumps(telegram_in.ALLOWED)


async def memberships(api: Api) -> list[Any]:
    updates = await api.ok("getUpdates", allowed_updates=ASKED)
    return [each["my_chat_member"] for each in updates if "my_chat_member" in each]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_bot_is_told_where_it_was_taken_and_that_it_went_out(
    api: Api, kari: Phone, kind: str
) -> None:
    chat = await api.control("group", user=kari.user, title="Team", kind=kind)
    assert chat["type"] == kind
    assert await api.ok("leaveChat", chat_id=chat["id"])
    came, went = await memberships(api)
    member = "administrator" if kind == "channel" else "member"
    assert [came[at]["status"] for at in ("old_chat_member", "new_chat_member")] == ["left", member]
    assert [went[at]["status"] for at in ("old_chat_member", "new_chat_member")] == [member, "left"]
    assert (came["from"]["id"], went["from"]["is_bot"]) == (kari.user, True)
    refused = await api.refused("leaveChat", chat_id=chat["id"])
    assert refused == (403, f"Forbidden: bot is not a member of the {kind} chat")


async def test_it_cannot_go_out_of_a_private_chat(api: Api, kari: Phone) -> None:
    await kari.say("hei")
    code, _ = await api.refused("leaveChat", chat_id=kari.user)
    assert code == 400


async def test_a_chat_of_another_kind_cannot_be_opened(api: Api, kari: Phone) -> None:
    with pytest.raises(AssertionError, match="forum"):
        await api.control("group", user=kari.user, title="Team", kind="forum")


@pytest.mark.parametrize("kind", KINDS)
async def test_mentorbots_own_reading_and_leaving_agree_with_both(
    standin: Standin, api: Api, kari: Phone, kind: str
) -> None:
    """PTB reads what the stand-in tells, aiogram's models have no objection, and nobody is left."""
    opinion = Opinion()
    bot = telegram.Bot(
        TOKEN,
        base_url=f"{standin.url}/bot",
        request=SpiedRequest(opinion),
        get_updates_request=SpiedRequest(opinion),
    )
    chat = await api.control("group", user=kari.user, title="Team", kind=kind)
    async with bot:
        updates = await bot.get_updates(allowed_updates=telegram_in.ALLOWED)
        read = [telegram_in.read(each.to_json(), bot) for each in updates]
        messenger = TelegramMessenger(bot)
        await messenger.leave(chat["id"])
        await messenger.leave(chat["id"])
        gone = await bot.get_updates(offset=updates[-1].update_id + 1)
        after = [telegram_in.read(each.to_json(), bot) for each in gone]
    assert {each.group for each in read} == {chat["id"]}
    assert all((each.kind, each.chat_id) == (Kind.NOT_PRIVATE, 0) for each in read)
    assert after == [Received(Kind.NOT_PRIVATE)], "that it went out is no reason to go out"
    assert opinion.objections == []
