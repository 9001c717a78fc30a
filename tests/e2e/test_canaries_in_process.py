"""What is planted in a real process is in none of what it writes, whatever befalls it (rule 6)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from mentorbot.standin.faults import Fault
from tests.e2e.office import Office, eventually
from tests.e2e.ports import free_port
from tests.nursery import Fork
from tests.process import TOKEN

WORDS = "han sa at lymfekreften er tilbake 15059012345"
GUESS = "kanarikodeKanarikode22"
LINK = "kanarilenkeKanarilenke"
ECHO = f'Bad Request: can\'t parse "{WORDS}" of Jonas Juul, 40000014'
CANARIES = (WORDS, "lymfekreften", "15059012345", "Jonas Juul", "Nadia Nes", "40000014",
            "40000011", "Varelageret", GUESS, LINK, TOKEN, TOKEN.partition(":")[2])  # fmt: skip
STARTS = 120.0
"""Seconds that a process may take on a machine with other things to do."""
TROUBLES = (
    Fault("error", "sendMessage", code=400, description=ECHO, times=2),
    Fault("error", "sendMessage", code=403, description=ECHO, times=1),
    Fault("error", "sendMessage", code=500, description=ECHO, times=2),
    Fault("http", "sendMessage", status=502, times=2),
    Fault("garbage", "sendMessage", times=2),
    Fault("drop_before", "sendMessage", times=2),
    Fault("drop_after", "sendMessage", times=1),
    Fault("corrupt", "sendMessage", result={"text": WORDS}, times=1),
    Fault("error", "getUpdates", code=500, description=ECHO, times=2),
    Fault("error", "answerCallbackQuery", code=400, description=ECHO, times=2),
)


@pytest.fixture
def port() -> int:
    return free_port()


async def test_neither_log_nor_metrics_nor_database_hold_what_was_planted(
    office: Office, port: int
) -> None:
    office.env["MENTORBOT_WEB_BIND"] = f"127.0.0.1:{port}"
    office.env["MENTORBOT_LOG_LEVEL"] = "DEBUG"
    log, web = office.folder / "log", f"http://127.0.0.1:{port}"
    async with Fork(office.env, log), httpx.AsyncClient(base_url=web, timeout=30) as client:
        jonas, stranger = await office.phone("jonas"), await office.phone("stranger")
        await jonas.open(office.link("jonas"))
        await eventually(lambda: office.calls("sendMessage", jonas.user), STARTS)
        for fault in TROUBLES:
            office.standin.stage.faults.add(fault)
            await jonas.say(WORDS)
            await jonas.say("/status")
            await asyncio.sleep(0.1)
        await stranger.open(f"https://t.me/mentorbot?start={GUESS}")
        await poison(office, jonas.user)
        seen = await looks(client)
        await eventually(lambda: log.read_text().count("turn.set_aside") >= 3, STARTS)
    scan(office.folder, log.read_text(), seen)


async def poison(office: Office, user: int) -> None:
    sender = {"id": user, "is_bot": False, "first_name": "Jonas Juul"}
    place = {"id": user, "type": "private"}
    for wrong in (
        {"message": {"message_id": WORDS, "text": WORDS, "from": sender}},
        {"message": {"message_id": 1, "date": 1, "chat": place, "from": sender, "text": [WORDS]}},
        {"message": {"message_id": 1, "date": WORDS, "chat": place, "from": sender, "text": WORDS}},
        {"callback_query": {"id": 1, "from": {**sender, "id": 2**70}, "data": WORDS}},
        {WORDS: WORDS},
    ):
        await office.control("update", update=wrong)


async def looks(client: httpx.AsyncClient) -> str:
    """Everything that the web port says, to questions that are none."""
    answers = [
        await client.get(path)
        for path in ("/healthz", "/readyz", "/metrics", f"/a/{LINK}", f"/{WORDS}", "/nothing")
    ]
    answers.append(await client.post(f"/a/{LINK}", data={"press": GUESS, "words": WORDS}))
    answers.append(await client.post(f"/a/{LINK}/new"))
    assert all(answer.status_code < 500 or answer.url.path == "/readyz" for answer in answers)
    # A page says its own address, which whoever asked for it has already.
    return "\n".join(answer.text.replace(LINK, "") for answer in answers)


def scan(folder: Path, log: str, seen: str) -> None:
    assert "turn.failed" in log, "something went wrong, and was written down"
    files = [path for path in folder.glob("bot*") if path.is_file()]
    assert len(files) >= 2
    for canary in CANARIES:
        assert canary.casefold() not in log.casefold(), canary
        assert canary.casefold() not in seen.casefold(), canary
        for path in files:
            assert canary.encode() not in path.read_bytes(), (canary, path.name)
