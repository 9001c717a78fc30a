"""The queue of updates: offsets, conflicts, lifetimes."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

import pytest

from mentorbot.standin.phone import Phone
from mentorbot.standin.updates import UpdateQueue
from tests.standin.conftest import Api, Clock

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def queue(clock: Clock) -> UpdateQueue:
    return UpdateQueue(clock.now, Random(7))


def filled(queue: UpdateQueue, count: int) -> list[int]:
    ids = [queue.push("message", {"number": number}) for number in range(count)]
    return [update_id for update_id in ids if update_id]


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


def test_ids_go_up_by_one_from_a_random_start(clock: Clock) -> None:
    one, other = (filled(UpdateQueue(clock.now, Random(seed)), 3) for seed in (1, 2))
    assert one == list(range(one[0], one[0] + 3))
    assert one[0] != other[0]


def test_an_update_is_confirmed_only_by_a_higher_offset(queue: UpdateQueue) -> None:
    first, second, third = filled(queue, 3)
    assert ids(queue.take(0, 100)) == [first, second, third]
    assert ids(queue.take(0, 100)) == [first, second, third]
    assert ids(queue.take(second, 100)) == [second, third]
    assert ids(queue.take(0, 100)) == [second, third]
    assert queue.take(third + 1, 100) == []
    assert len(queue) == 0


def test_a_negative_offset_keeps_only_the_newest(queue: UpdateQueue) -> None:
    update_ids = filled(queue, 5)
    assert ids(queue.take(-2, 100)) == update_ids[-2:]
    assert ids(queue.take(0, 100)) == update_ids[-2:]


def test_an_offset_beyond_the_end_starts_at_the_head_and_confirms_nothing(
    queue: UpdateQueue,
) -> None:
    update_ids = filled(queue, 2)
    assert ids(queue.take(update_ids[-1] + 500, 100)) == update_ids


def test_the_limit(queue: UpdateQueue) -> None:
    update_ids = filled(queue, 5)
    assert ids(queue.take(0, 2)) == update_ids[:2]


def test_a_message_lives_a_day_and_a_tap_150_seconds(queue: UpdateQueue, clock: Clock) -> None:
    message = queue.push("message", {})
    queue.push("callback_query", {"from": {"id": 1}})
    clock.add(149)
    assert len(queue.take(0, 100)) == 2
    clock.add(2)
    assert ids(queue.take(0, 100)) == [message]
    clock.add(DAY)
    assert queue.take(0, 100) == []


def test_after_a_quiet_week_the_ids_are_drawn_anew(queue: UpdateQueue, clock: Clock) -> None:
    (before,) = filled(queue, 1)
    queue.take(before + 1, 100)
    clock.add(7 * DAY + 1)
    (after,) = filled(queue, 1)
    assert abs(after - before) > 1


def test_unwanted_kinds_never_enter(queue: UpdateQueue) -> None:
    assert queue.push("chat_member", {}) is None
    queue.allow(["chat_member"])
    assert queue.push("message", {}) is None
    assert queue.push("chat_member", {})
    queue.allow(None)
    assert queue.push("message", {}) is None
    queue.allow([])
    assert queue.push("message", {})


async def test_numbers_out_of_range_are_moved_into_it(api: Api, kari: Phone) -> None:
    for number in range(3):
        await kari.say(str(number))
    assert len(await api.ok("getUpdates", limit=0)) == 1
    assert len(await api.ok("getUpdates", limit=1000, offset=-3)) == 3


async def test_a_long_poll_ends_when_something_comes(api: Api, kari: Phone) -> None:
    poll = asyncio.create_task(api.ok("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await kari.say("hei")
    (update,) = await asyncio.wait_for(poll, 2)
    assert update["message"]["text"] == "hei"


async def test_a_long_poll_ends_empty_in_time(api: Api) -> None:
    assert await asyncio.wait_for(api.ok("getUpdates", timeout=1), 2) == []


async def test_the_same_offset_at_once_again_brings_one_only(api: Api, kari: Phone) -> None:
    for number in range(3):
        await kari.say(str(number))
    assert len(await api.ok("getUpdates")) == 3
    assert len(await api.ok("getUpdates")) == 1
    await asyncio.sleep(0.55)
    assert len(await api.ok("getUpdates")) == 3


CONFLICT = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)


async def test_of_two_polls_the_older_gets_the_conflict(api: Api, kari: Phone) -> None:
    older = asyncio.create_task(api.refused("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(api.ok("getUpdates", timeout=20, offset=-1))
    assert await asyncio.wait_for(older, 2) == (409, CONFLICT)
    await kari.say("hei")
    assert len(await asyncio.wait_for(newer, 2)) == 1


async def test_polling_and_webhook_exclude_each_other(api: Api) -> None:
    poll = asyncio.create_task(api.refused("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    assert await api.ok("setWebhook", url="https://example.org/hook")
    terminated = "Conflict: terminated by setWebhook request"
    assert await asyncio.wait_for(poll, 2) == (409, terminated)
    active = (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    assert await api.refused("getUpdates") == (409, active)
    again = await api("setWebhook", url="https://example.org/hook")
    assert again["parameters"] == {"retry_after": 1}
    assert await api.ok("deleteWebhook")
    assert await api.ok("getUpdates") == []


async def test_a_malformed_update_can_be_injected(api: Api, kari: Phone) -> None:
    await api.control("update", update={"message": {"date": "never"}})
    await kari.say("etterpå")
    broken, good = await api.ok("getUpdates")
    assert broken["message"] == {"date": "never"}
    assert good["update_id"] == broken["update_id"] + 1
