"""mentorbot talks to one person at a time: out of a group it goes, and says why (rule 6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import texts
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.services.messenger import NotSent
from mentorbot.storage.tables import inbox
from tests.edges.life import Running, running_in
from tests.stories.town import Town

ROOT = Path(__file__).resolve().parent.parent.parent
BOT = {"id": 1, "is_bot": True, "first_name": "mentorbot"}
GROUP = -1_000_000_000_042


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "content", texts())


@pytest.fixture
async def life(tmp_path: Path, book: Book) -> AsyncIterator[Running]:
    town = Town(tmp_path, book)
    async with running_in(town) as made:
        yield made
    town.database.close()


def marit(life: Running) -> dict[str, Any]:
    chat = life.office.marit.chat_id
    return {"id": chat, "is_bot": False, "first_name": "M", "language_code": "nb"}


def there(kind: str = "supergroup") -> dict[str, Any]:
    return {"id": GROUP, "type": kind, "title": "Lageret"}


def taken_in(life: Running, kind: str = "supergroup", status: str = "member") -> None:
    rights = dict.fromkeys(
        ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
         "can_manage_video_chats", "can_restrict_members", "can_promote_members",
         "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
         "can_delete_stories", "can_send_welcome_messages"), False,
    )  # fmt: skip
    more = rights if status == "administrator" else {}
    life.network.put(
        my_chat_member={
            "chat": there(kind), "from": marit(life), "date": 1,
            "old_chat_member": {"user": BOT, "status": "left"},
            "new_chat_member": {"user": BOT, "status": status, **more},
        }
    )  # fmt: skip


def says_there(life: Running, text: str, who: dict[str, Any] | None = None) -> None:
    sender = who or marit(life)
    life.network.put(
        message={"message_id": 3, "date": 1, "chat": there(), "from": sender, "text": text}
    )


async def test_taken_into_a_group_it_says_why_and_goes_out(life: Running) -> None:
    taken_in(life)
    await life.until(lambda: life.phones.left == [GROUP])
    assert life.phones.chat(GROUP).texts() == [life.town.text("common.only_private")]
    assert len(life.town.noted("refused")) == 1


async def test_made_an_administrator_of_a_channel_it_goes_out_as_well(life: Running) -> None:
    taken_in(life, "channel", "administrator")
    await life.until(lambda: life.phones.left == [GROUP])


async def test_a_mentor_who_asks_there_is_told_nothing_there(life: Running) -> None:
    """Not the first time, and not while it has not been let out."""
    await asyncio.to_thread(life.office.report, "P08")
    for text in ("/status", "/mine", "/start kode", "han er skadet", "Bjørk"):
        says_there(life, text)
    await life.until(lambda: len(life.phones.left) == 5)
    assert life.phones.chat(GROUP).texts() == [life.town.text("common.only_private")]
    assert {row.state for row in life.town.rows(inbox)} == {"done"}


async def test_an_hour_later_it_says_why_again(life: Running) -> None:
    taken_in(life)
    await life.until(lambda: life.phones.left)
    life.town.now += timedelta(hours=1)
    taken_in(life)
    await life.until(lambda: len(life.phones.left) == 2)
    assert len(life.phones.chat(GROUP).texts()) == 2


async def test_a_tap_in_a_group_is_answered_without_words(life: Running) -> None:
    await asyncio.to_thread(life.office.marit.says, "/settings")
    data = life.office.marit.chat.keyboard[-1][0]
    message = {"message_id": 3, "date": 1, "chat": there(), "text": "delt"}
    query = {"id": "q", "from": marit(life), "chat_instance": "c", "data": data}
    life.network.put(callback_query={**query, "message": message})
    await life.until(lambda: life.phones.left)
    assert ("q", "") in life.phones.answered


async def test_where_it_may_not_speak_it_goes_out_without_a_word(life: Running) -> None:
    life.phones.chat(GROUP).fault = NotSent()
    taken_in(life)
    await life.until(lambda: life.phones.left == [GROUP])


@pytest.mark.parametrize("what", ["inline_query", "poll_answer", "message_reaction", "business"])
async def test_what_mentorbot_has_no_use_for_is_put_away(life: Running, what: str) -> None:
    user = marit(life)
    odd: dict[str, dict[str, Any]] = {
        "inline_query": {"inline_query": {"id": "i", "from": user, "query": "Bjørk", "offset": ""}},
        "poll_answer": {
            "poll_answer": {
                "poll_id": "p", "option_ids": [0], "user": user, "option_persistent_ids": ["a"],
            }
        },
        "message_reaction": {
            "message_reaction": {
                "chat": there(), "message_id": 1, "date": 1, "old_reaction": [], "new_reaction": [],
            }
        },
        "business": {
            "business_message": {
                "message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": user,
                "text": "hei", "business_connection_id": "b",
            }
        },
    }  # fmt: skip
    life.network.put(**odd[what])
    life.says(life.office.nils.chat_id, "/help")
    await life.until(lambda: life.office.nils.chat.sent())
    assert life.phones.left == []
    assert {row.state for row in life.town.rows(inbox)} == {"done"}
