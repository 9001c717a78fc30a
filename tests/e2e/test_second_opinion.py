"""The whole story once more, every call of it judged by aiogram's models."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import telegram

import bot
from mentorbot.edges import pace
from mentorbot.edges.clock import RehearsalClock
from mentorbot.edges.menus import TelegramMenus
from mentorbot.edges.running import Service
from mentorbot.edges.serving import Line
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.standin.faults import Fault
from tests.e2e import story
from tests.e2e.office import Office
from tests.standin.second_opinion import Opinion, SpiedRequest

EXPECTED = {
    "getUpdates", "sendMessage", "editMessageText", "editMessageReplyMarkup", "deleteMessage",
    "answerCallbackQuery", "sendPhoto", "sendDocument", "setMyCommands", "setMyDescription",
    "setMyShortDescription",
}  # fmt: skip
"""Everything that mentorbot ever calls."""


class Hearing(Opinion):
    """The long poll is asked for in the address; what stands there is heard too."""

    def on_request(self, method: str, parameters: dict[str, Any]) -> None:
        name, _, query = method.partition("?")
        asked = {key: json.loads(value) for key, value in parse_qsl(query)}
        super().on_request(name, parameters | asked)

    def on_answer(self, method: str, payload: bytes) -> None:
        super().on_answer(method.partition("?")[0], payload)


@pytest.fixture
def opinion(monkeypatch: pytest.MonkeyPatch) -> Opinion:
    # Nobody waits for Telegram's pace here; the stand-in does not insist on it.
    monkeypatch.setattr(pace, "BURST", 1000)
    return Hearing()


@contextlib.asynccontextmanager
async def spied(office: Office, opinion: Opinion) -> AsyncIterator[None]:
    """The service inside this process, with somebody listening on its line."""
    env = office.env
    parts = bot.build(
        env["MENTORBOT_DATABASE_URL"],
        (env["MENTORBOT_SECRET_KEYS"],),
        Path(env["MENTORBOT_CONTENT_DIR"]),
    )
    calls, updates = SpiedRequest(opinion, connection_pool_size=8), SpiedRequest(opinion)
    url, token = office.standin.url, env["MENTORBOT_TOKEN"]
    talker = telegram.Bot(token, f"{url}/bot", f"{url}/file/bot", calls, updates)
    async with Line(talker, calls, updates):
        menus = TelegramMenus(talker, parts.book)
        clock = RehearsalClock(Path(env["MENTORBOT_CLOCK_FILE"]))
        messenger = TelegramMessenger(talker)
        service = Service(parts, talker, updates, messenger, menus, clock, rehearsal=True)
        await menus.show_everybody()
        running = asyncio.create_task(service.run())
        try:
            yield
        finally:
            service.stop()
            await running
            parts.database.close()


async def test_nobody_objects_to_anything_in_the_whole_story(
    office: Office, opinion: Opinion
) -> None:
    async with spied(office, opinion):
        await story.the_whole_story(office)
    assert opinion.objections == []
    assert set(opinion.seen) == EXPECTED
    assert not any(warning for call in office.standin.stage.calls for warning in call.warnings)


async def test_a_wrong_answer_is_objected_to(office: Office, opinion: Opinion) -> None:
    async with spied(office, opinion):
        phones = await story.office_arrives(office)
        assert opinion.objections == []
        wrong = {"message_id": "one", "date": 0, "chat": {"id": 1, "type": "private"}}
        office.standin.stage.faults.add(Fault("corrupt", "sendMessage", result=wrong))
        await phones["jonas"].say("takk")
        await story.reads(phones["jonas"], "Bare hyggelig.")
    assert any("message_id" in one for one in opinion.objections)
