"""People's thumbs: what phones do, and what tests can see."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from mentorbot.standin.clock import ClockFile, Lever, OwnClock
from mentorbot.standin.phone import Phone, PhoneError
from mentorbot.standin.server import Standin
from tests.standin.conftest import TOKEN, Api, Clock


async def offer(api: Api, kari: Phone, *labels: str) -> int:
    rows = [[{"text": label, "callback_data": label}] for label in labels]
    keys = {"inline_keyboard": rows}
    sent = await api.ok("sendMessage", chat_id=kari.user, text="Velg", reply_markup=keys)
    return int(sent["message_id"])


async def test_a_link_starts_the_bot_with_its_payload(api: Api, stranger: Phone) -> None:
    await stranger.open("https://t.me/mentorbot?start=abc_-1")
    (update,) = await api.ok("getUpdates")
    assert update["message"]["text"] == "/start abc_-1"
    command = {"type": "bot_command", "offset": 0, "length": 6}
    assert update["message"]["entities"] == [command]


@pytest.mark.parametrize(
    "link", ["https://t.me/mentorbot?start=a%20b", "https://t.me/other?start=a", "https://nav.no"]
)
async def test_a_link_that_leads_nowhere(stranger: Phone, link: str) -> None:
    with pytest.raises(PhoneError):
        await stranger.open(link)


async def test_a_long_text_leaves_the_phone_in_parts(kari: Phone) -> None:
    sent = await kari.say("å" * 5000)
    assert "".join(m["text"] for m in sent["messages"]) == "å" * 5000
    assert len(sent["messages"]) == 3


async def test_a_tap_by_label_and_by_place(api: Api, kari: Phone) -> None:
    number = await offer(api, kari, "Ja", "Ja, gjerne", "Nei")
    pressed = await kari.tap("ja", wait=0)
    assert pressed["button"]["text"] == "Ja"
    assert not pressed["answered"]
    assert (await kari.tap("gjerne", wait=0))["button"]["text"] == "Ja, gjerne"
    assert (await kari.tap_at(number, 2, wait=0))["button"]["text"] == "Nei"
    with pytest.raises(PhoneError, match="no button 'Kanskje'"):
        await kari.tap("Kanskje")


async def test_the_newest_button_wins(api: Api, kari: Phone) -> None:
    await offer(api, kari, "Ja")
    newest = await offer(api, kari, "Ja")
    assert (await kari.tap("Ja", wait=0))["message_id"] == newest


async def test_seeing_waits_for_what_comes_after_ones_own_act(api: Api, kari: Phone) -> None:
    await api.ok("sendMessage", chat_id=kari.user, text="Gammelt svar")
    await kari.say("hei")
    with pytest.raises(PhoneError, match=r"waited 0\.05 s"):
        await kari.see("svar", timeout=0.05)
    assert await kari.see("svar", anywhere=True)
    seeing = asyncio.create_task(kari.see("nytt SVAR"))
    await asyncio.sleep(0.02)
    await api.ok("sendMessage", chat_id=kari.user, text="Et nytt svar")
    assert (await seeing)["text"] == "Et nytt svar"


async def test_seeing_an_edit_a_button_and_silence(api: Api, kari: Phone) -> None:
    number = await offer(api, kari, "Ja")
    await kari.say("hei")
    await kari.silence(0.05)
    place = {"chat_id": kari.user, "message_id": number}
    keys = {"inline_keyboard": [[{"text": "Angre", "callback_data": "a"}]]}
    await api.ok("editMessageText", **place, text="Takk", reply_markup=keys)
    assert await kari.see_button("angre")
    assert await kari.buttons() == ["Angre"]
    assert (await kari.last())["text"] == "Takk"


async def test_blocking_is_told_and_stops_the_phone(api: Api, kari: Phone) -> None:
    await kari.block()
    (update,) = await api.ok("getUpdates")
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(PhoneError, match="blocked"):
        await kari.say("hei")


async def test_the_transcript_reads_like_a_chat(api: Api, kari: Phone) -> None:
    await offer(api, kari, "Ja", "Nei")
    await kari.send("voice")
    assert (await kari.transcript()).splitlines() == [
        "Fri 15.01. 09:00 Kari: /start",
        "Fri 15.01. 09:00 Mentorbot: Velg",
        "    [Ja]",
        "    [Nei]",
        "Fri 15.01. 09:00 Kari: <voice>",
    ]


async def test_every_call_is_on_record(api: Api, kari: Phone) -> None:
    await offer(api, kari, "Ja")
    await api("sendMessage", chat_id=7, text="hei")
    url = f"{api.url}/control/calls"
    found = (await api.client.get(url, params={"chat_id": 7})).json()
    assert [(c["method"], c["ok"]) for c in found] == [("sendMessage", False)]
    assert found[0]["answer"]["description"] == "Bad Request: chat not found"
    after = (await api.client.get(url, params={"since": found[0]["number"]})).json()
    assert after == []


async def test_levers_move_the_time(clock: Clock) -> None:
    async def pull() -> None:
        clock.add(3600)

    lever = Lever("hour", {"nb": "+1 time"}, pull)
    async with Standin(token=TOKEN, now=clock.now, levers=[lever]) as s, httpx.AsyncClient() as c:
        before = clock.at
        moved = (await c.post(f"{s.url}/control/clock", json={"lever": "hour"})).json()
        assert moved["now"] == before + 3600
        assert moved["levers"] == [{"name": "hour", "labels": {"nb": "+1 time"}}]
        refused = await c.post(f"{s.url}/control/clock", json={"add": 5})
        assert refused.status_code == 400


def test_the_clock_file_holds_the_offset(tmp_path: Path) -> None:
    path = tmp_path / "offset"
    clock = OwnClock(ClockFile(path))
    clock.add(3600)
    assert float(path.read_text()) == 3600
    assert OwnClock(ClockFile(path)).offset == 3600
    clock.back_to_now()
    assert float(path.read_text()) == 0
    assert list(tmp_path.iterdir()) == [path]


async def test_changes_are_streamed_to_the_page(api: Api, kari: Phone) -> None:
    events: list[tuple[str, Any]] = []
    async with api.client.stream("GET", f"{api.url}/phones/events") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "event: clock"
        await api.ok("sendMessage", chat_id=kari.user, text="hei", disable_notification=True)
        async for line in lines:
            name, _, value = line.partition(": ")
            if name == "event":
                events.append((value, None))
            elif name == "data" and events:
                events[-1] = (events[-1][0], json.loads(value))
                break
    ((name, body),) = events
    assert name == "message"
    assert (body["chat"], body["silent"], body["message"]["text"]) == (kari.user, True, "hei")


async def test_a_phone_is_offered_the_commands_of_its_scope_and_language(
    api: Api, kari: Phone
) -> None:
    async def menu() -> list[str]:
        state = (await api.client.get(f"{api.url}/phones/state")).json()
        return [command["command"] for command in state["phones"][0]["commands"]]

    async def offer_command(name: str, **where: Any) -> None:
        listed = [{"command": name, "description": "x"}]
        await api.ok("setMyCommands", commands=listed, **where)
        assert await menu() == [name]

    await offer_command("alle")
    await offer_command("norsk", language_code="nb")
    await offer_command("privat", scope={"type": "all_private_chats"})
    await offer_command("egen", scope={"type": "chat", "chat_id": kari.user})


async def test_it_stops_at_once_though_a_poll_waits(clock: Clock) -> None:
    async with httpx.AsyncClient(timeout=20) as client:
        async with Standin(token=TOKEN, now=clock.now) as standin:
            poll = asyncio.create_task(Api(client, standin.url).ok("getUpdates", timeout=20))
            await asyncio.sleep(0.05)
            started = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - started < 2
        assert await poll == []
