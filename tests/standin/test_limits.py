"""Telegram's published limits, as the receiving server counts them."""

from __future__ import annotations

import pytest

from mentorbot.standin.errors import ApiError
from mentorbot.standin.limits import Limits
from mentorbot.standin.phone import Phone
from tests.standin.conftest import Api, Clock


def accepted(limits: Limits, method: str, chats: list[int]) -> int:
    count = 0
    for chat in chats:
        try:
            limits.check(method, chat)
        except ApiError:
            continue
        count += 1
    return count


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(clock=clock.now)


def test_thirty_a_second_over_all_chats(limits: Limits, clock: Clock) -> None:
    assert accepted(limits, "sendMessage", list(range(1, 60))) == 30
    clock.add(0.5)
    assert accepted(limits, "sendMessage", [100]) == 0
    clock.add(0.51)
    assert accepted(limits, "sendMessage", list(range(100, 160))) == 30


def test_one_a_second_to_one_person_after_a_small_burst(limits: Limits, clock: Clock) -> None:
    assert accepted(limits, "sendMessage", [1] * 10) == 3
    clock.add(1.0)
    assert accepted(limits, "sendMessage", [1] * 10) == 1


def test_twenty_a_minute_to_a_group(limits: Limits, clock: Clock) -> None:
    sent = 0
    for _ in range(50):
        sent += accepted(limits, "sendMessage", [-5])
        clock.add(1)
    assert sent == 20
    clock.add(11)
    assert accepted(limits, "sendMessage", [-5]) == 1


def test_edits_count_over_all_chats_only(limits: Limits) -> None:
    assert accepted(limits, "editMessageText", [1] * 40) == 30


def test_the_peaks_are_kept_when_nothing_is_refused(clock: Clock) -> None:
    limits = Limits(on=False, clock=clock.now)
    assert accepted(limits, "sendMessage", [1, 2] * 50) == 100
    report = limits.report()
    assert report["peak_per_second"] == 100
    assert report["peak_per_second_in_one_private_chat"] == 50


async def test_the_refusal_says_when_to_come_back(api: Api, kari: Phone) -> None:
    await api.control("limits", on=True)
    for _ in range(3):
        await api.ok("sendMessage", chat_id=kari.user, text="hei")
    body = await api("sendMessage", chat_id=kari.user, text="hei")
    assert (body["error_code"], body["description"]) == (429, "Too Many Requests: retry after 1")
    assert body["parameters"] == {"retry_after": 1}
    assert (await api.control("limits", on=False))["refused"] == 1
    assert await api.ok("sendMessage", chat_id=kari.user, text="hei")
