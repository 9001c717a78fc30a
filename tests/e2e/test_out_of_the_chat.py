"""Messages that must not stay are deleted, against the real process, over HTTP only."""

from __future__ import annotations

import asyncio
import time

import pytest

from mentorbot.standin.phone import Phone
from tests.e2e import story
from tests.e2e.office import PATIENCE, Office

pytestmark = pytest.mark.usefixtures("bot")

TOO_MUCH = "fnr 150590 12345 og nummeret er 900 00 012"


async def own(phone: Phone) -> int:
    """How many messages that this person typed or sent stand in the chat."""
    return sum(not each["from"]["is_bot"] for each in await phone.messages())


async def come_to(phone: Phone, number: int) -> None:
    ends = time.monotonic() + PATIENCE
    while await own(phone) != number:
        assert time.monotonic() < ends, await phone.transcript()
        await asyncio.sleep(0.05)


async def test_what_says_too_much_and_what_is_no_text_leave_the_chat(office: Office) -> None:
    jonas = (await story.office_arrives(office))["jonas"]
    stranger = await office.phone("fremmed")
    await stranger.start()
    for phone in (jonas, stranger):
        before = await own(phone)
        await phone.say(TOO_MUCH)
        await phone.send("photo")
        await come_to(phone, before)
        await phone.say("takk")
        await asyncio.sleep(0.5)
        assert await own(phone) == before + 1, "ordinary words stay"
    assert "borte fra chatten" in await jonas.transcript()
