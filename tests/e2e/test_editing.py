"""A coordinator edits files while the real `python bot.py run` serves phones."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mentorbot.standin.phone import Phone
from tests.e2e.office import Office, eventually
from tests.e2e.story import at_nav_arrives, reads, reads_anywhere
from tests.nursery import Fork
from tests.process import ROOT

THANKS = "nb/messages/typed.yaml"


@pytest.fixture
def content(office: Office) -> Path:
    """A copy of the content, which this office serves from."""
    folder = office.folder / "content"
    shutil.copytree(ROOT / "content", folder)
    office.env["MENTORBOT_CONTENT_DIR"] = str(folder)
    return folder


@pytest.fixture
async def kari(office: Office, content: Path) -> AsyncIterator[Phone]:
    async with Fork(office.env, office.folder / "log"):
        phone = await office.phone("kari")
        await at_nav_arrives(phone, office.link("kari"))
        yield phone


def saves(file: Path, words: str, instead: str) -> None:
    text = file.read_text()
    assert words in text
    file.write_text(text.replace(words, instead))


async def test_an_edit_is_read_on_the_phone_and_a_broken_one_is_told(
    kari: Phone, content: Path
) -> None:
    file = content / THANKS

    async def answer(words: str) -> bool:
        await kari.say("takk")
        await reads(kari, "hyggelig")
        return any(words in message.get("text", "") for message in await kari.messages())

    await eventually(lambda: answer("Bare hyggelig."))
    began = time.monotonic()
    saves(file, "Bare hyggelig.", "Bare hyggelig, det.")
    await eventually(lambda: answer("Bare hyggelig, det."))
    # The thing takes under two seconds; the rest is a busy machine, and this test's own asking.
    assert time.monotonic() - began < 4
    saves(file, "Bare hyggelig, det.", "<b>Så hyggelig.")
    told = await reads_anywhere(kari, "Endringen er ikke tatt i bruk")
    assert "content/nb/messages/typed.yaml" in told["text"]
    assert "<b> is not closed" in told["text"]
    assert not await answer("Så hyggelig.")
    saves(file, "<b>Så hyggelig.", "Bare hyggelig.")
    await reads(kari, "Nå er feilen rettet")
