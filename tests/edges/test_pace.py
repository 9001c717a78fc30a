"""Telegram's limits, kept on this side, as the receiving server sees them; on a virtual clock."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import pytest

from mentorbot.edges import pace
from mentorbot.edges.pace import BURST, CEILING, Pace
from mentorbot.edges.paced import Paced
from mentorbot.services.messenger import MessageGone, Picture, Words
from mentorbot.standin.errors import ApiError
from mentorbot.standin.limits import Limits
from mentorbot.storage.letters import Lane
from tests.edges.virtual import run

HELLO = Words("hei")
Way = Callable[[], float]


@dataclass
class Server:
    """Counts every call at the moment that it arrives, and answers some time later."""

    there: Way
    back: Way
    arrived: list[tuple[float, int, bool]] = field(default_factory=list)
    """(moment, chat, whether it was a new message)"""

    def __post_init__(self) -> None:
        self.limits = Limits(clock=now)
        self.refused = 0

    async def call(self, method: str, chat: int) -> int:
        await asyncio.sleep(self.there())
        try:
            self.limits.check(method, chat)
        except ApiError:
            self.refused += 1
        self.arrived.append((now(), chat, method == "sendMessage"))
        await asyncio.sleep(self.back())
        return len(self.arrived)

    async def send(self, chat_id: int, _words: Words, *, silent: bool = False) -> int:
        return await self.call("sendMessage", chat_id)

    async def show(self, chat_id: int, picture: Picture, *, silent: bool = False) -> int:
        return await self.send(chat_id, Words(picture.caption), silent=silent)

    async def edit(self, chat_id: int, _message_id: int, _words: Words) -> None:
        await self.call("editMessageText", chat_id)

    async def strip(self, chat_id: int, _message_id: int) -> None:
        await self.call("editMessageReplyMarkup", chat_id)

    async def delete(self, chat_id: int, _message_id: int) -> None:
        await self.call("deleteMessage", chat_id)

    async def answer(self, _callback: str, _toast: str) -> None:
        raise AssertionError

    async def leave(self, _chat_id: int) -> None:
        raise AssertionError

    def most_in(self, seconds: float, *, chat: int | None = None) -> int:
        """The fullest window of that length, counted here and not by the limiter."""
        of_chat = [at for at, to, sent in self.arrived if chat is None or (to == chat and sent)]
        moments, most, first = sorted(of_chat), 0, 0
        for last, moment in enumerate(moments):
            while moments[first] <= moment - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most


def now() -> float:
    return asyncio.get_running_loop().time()


def at_once() -> Server:
    return Server(lambda: 0.002, lambda: 0.002)


@dataclass
class Sender:
    """Letters as the postman carries them: to each chat one at a time."""

    server: Server
    pace: Pace = field(default_factory=Pace)
    waits: list[tuple[Lane, float]] = field(default_factory=list)
    left: list[tuple[int, Lane, int]] = field(default_factory=list)

    async def say(self, number: int, chat: int, lane: Lane, *, sends: bool = True) -> None:
        began = now()
        slot = await self.pace.admit(chat, lane, sends=sends)
        self.waits.append((lane, now() - began))
        self.left.append((chat, lane, number))
        paced = Paced(self.server, self.pace, lane, slot)
        await (paced.send(chat, HELLO, silent=False) if sends else paced.edit(chat, 1, HELLO))

    def waited(self, lane: Lane) -> list[float]:
        return sorted(wait for each, wait in self.waits if each is lane)


async def gathered(calls: Sequence[Awaitable[object]]) -> None:
    await asyncio.gather(*calls)


def random_way(rng: Random) -> Iterator[float]:
    """A way that has a shortest length, is often longer, and now and then very much."""
    shortest = rng.uniform(0.01, 0.08)
    while True:
        yield shortest + rng.expovariate(1 / 0.01) + (0.3 if rng.random() < 0.01 else 0.0)


@pytest.mark.parametrize("seed", range(12))
def test_no_window_is_ever_exceeded_whatever_comes_when(seed: int) -> None:
    rng = Random(seed)
    there, back = random_way(rng), random_way(rng)

    async def scenario() -> tuple[Server, Sender]:
        server = Server(lambda: next(there), lambda: next(back))
        sender = Sender(server)
        chats = [*range(1, rng.randrange(5, 400)), -5, -6]

        async def one(number: int) -> None:
            await asyncio.sleep(rng.choice((0.0, rng.uniform(0, 60), rng.uniform(20, 22))))
            chat, lane = rng.choice(chats), rng.choice(list(Lane))
            await sender.say(number, chat, lane, sends=rng.random() < 0.8)

        await gathered([one(number) for number in range(1500)])
        return server, sender

    server, _ = run(scenario())
    assert len(server.arrived) == 1500
    assert server.most_in(1.0) <= CEILING
    assert server.most_in(60.0, chat=-5) <= 20 and server.most_in(60.0, chat=-6) <= 20
    assert server.refused == 0, "the strict stand-in takes every call"


def test_the_check_above_would_see_one_call_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "CEILING", CEILING + 1)

    async def scenario() -> Server:
        server = at_once()
        sender = Sender(server)
        await gathered([sender.say(n, n, Lane.ANSWER) for n in range(1, 200)])
        return server

    server = run(scenario())
    assert server.most_in(1.0) == CEILING + 1 and server.refused


def test_lanes_leave_in_their_order_and_each_in_the_order_it_came() -> None:
    async def scenario() -> list[tuple[int, Lane, int]]:
        sender, rng = Sender(at_once()), Random(1)
        # The window is full when all of these come at the same moment.
        await gathered([sender.say(0, n, Lane.ANSWER) for n in range(1, CEILING + 1)])
        sender.left.clear()
        lanes = [rng.choice(list(Lane)) for _ in range(300)]
        await gathered([sender.say(n, 1000 + n, lane) for n, lane in enumerate(lanes)])
        return sender.left

    left = run(scenario())
    hurried = [each for each in left if each[1] in (Lane.URGENT, Lane.ANSWER)]
    even = [each for each in left if each[1] not in (Lane.URGENT, Lane.ANSWER)]
    for each in (hurried, even):
        assert each == sorted(each, key=lambda one: (one[1], one[2]))
    assert left.index(hurried[-1]) < 200, "the even lanes wait for the others, or nearly"


def test_one_chats_letters_keep_their_order_in_a_lane() -> None:
    async def scenario() -> list[tuple[int, Lane, int]]:
        sender, rng = Sender(at_once()), Random(2)
        chats = [rng.randrange(1, 6) for _ in range(80)]
        await gathered([sender.say(n, chat, Lane.CHECKIN) for n, chat in enumerate(chats)])
        return sender.left

    of_chat = defaultdict(list)
    for chat, _, number in run(scenario()):
        of_chat[chat].append(number)
    assert len(of_chat) == 5
    assert all(numbers == sorted(numbers) for numbers in of_chat.values())


def test_a_chat_gets_a_small_burst_and_then_one_a_second() -> None:
    async def scenario() -> list[float]:
        server = at_once()
        sender = Sender(server)
        for number in range(10):
            await sender.say(number, 7, Lane.ANSWER)
        assert server.refused == 0
        return [moment for moment, _, _ in server.arrived]

    gaps = [b - a for a, b in pairwise(run(scenario()))]
    assert max(gaps[: BURST - 1]) < 0.05
    assert all(1.0 <= gap < 1.05 for gap in gaps[BURST:])


def test_edits_do_not_count_in_their_chat_and_a_waiting_chat_holds_up_no_other() -> None:
    async def scenario() -> tuple[float, float]:
        sender = Sender(at_once())
        for number in range(20):
            asyncio.ensure_future(sender.say(number, 7, Lane.URGENT)).add_done_callback(str)
        await asyncio.sleep(0.1)
        began = now()
        await sender.say(20, 7, Lane.CHECKIN, sends=False)
        edited = now() - began
        await sender.say(21, 8, Lane.CHECKIN)
        result = edited, now() - began
        await asyncio.sleep(60)
        return result

    edited, other = run(scenario())
    assert edited < 0.05 and other < 0.1


def test_a_long_broadcast_uses_the_ceiling_and_a_tap_during_it_is_not_slower() -> None:
    async def scenario() -> tuple[Server, Sender, float]:
        rng = Random(3)
        server = Server(lambda: 0.02, lambda: 0.02 + rng.expovariate(1 / 0.003))
        sender, began = Sender(server), now()

        async def taps() -> None:
            for number in range(200):
                await asyncio.sleep(rng.expovariate(2.0))
                await sender.say(number, 50_000 + number, Lane.ANSWER, sends=False)

        tapping = asyncio.ensure_future(taps())
        await gathered([sender.say(n, n, Lane.CHECKIN) for n in range(1, 3001)])
        seconds = server.arrived[-1][0] - began
        await tapping
        return server, sender, seconds

    server, sender, seconds = run(scenario())
    during = [moment for moment, _, _ in server.arrived if moment <= 1000.0 + seconds]
    assert len(during) / seconds / CEILING >= 0.95
    assert server.most_in(1.0) <= CEILING and server.refused == 0
    taps = sender.waited(Lane.ANSWER)
    assert taps[len(taps) // 2] == 0.0 and taps[int(len(taps) * 0.99)] < 0.02


def test_what_the_hurried_use_the_broadcast_gives_back() -> None:
    async def scenario() -> Server:
        server = at_once()
        sender = Sender(server)
        calls = [sender.say(n, n, Lane.CHECKIN) for n in range(1, 600)]
        broadcast = asyncio.ensure_future(gathered(calls))
        for number in range(300):
            await sender.say(number, 5000 + number, Lane.ANSWER)
            await asyncio.sleep(0.05)
        await broadcast
        return server

    server = run(scenario())
    seconds = server.arrived[-1][0] - server.arrived[0][0]
    assert server.refused == 0
    assert seconds == pytest.approx(899 / pace.OVERALL, rel=0.02)


def test_twenty_a_minute_reach_a_group() -> None:
    async def scenario() -> Server:
        server = at_once()
        sender = Sender(server)
        await gathered([sender.say(n, -9, Lane.ANSWER) for n in range(45)])
        return server

    server = run(scenario())
    assert server.most_in(60.0, chat=-9) == 20 and server.refused == 0


def test_a_second_call_for_one_letter_waits_for_its_own_turn() -> None:
    class Gone(Server):
        async def edit(self, chat_id: int, message_id: int, words: Words) -> None:
            await super().edit(chat_id, message_id, words)
            raise MessageGone

    async def scenario() -> Counter[bool]:
        server, line = Gone(lambda: 0.002, lambda: 0.002), Pace()
        for chat in range(1, 60):
            slot = await line.admit(chat, Lane.ANSWER, sends=False)
            paced = Paced(server, line, Lane.ANSWER, slot)
            with pytest.raises(MessageGone):
                await paced.edit(chat, 1, HELLO)
            await paced.send(chat, HELLO, silent=False)
        assert server.most_in(1.0) <= CEILING and server.refused == 0
        return Counter(sent for _, _, sent in server.arrived)

    assert run(scenario()) == {True: 59, False: 59}


def test_who_gives_up_waiting_or_does_not_call_is_in_nobodys_way() -> None:
    async def scenario() -> float:
        sender = Sender(at_once())
        tasks = [asyncio.ensure_future(sender.say(n, n, Lane.ANSWER)) for n in range(1, 300)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for chat in range(500, 600):
            slot = await sender.pace.admit(chat, Lane.ANSWER, sends=True)
            Paced(sender.server, sender.pace, Lane.ANSWER, slot).unused()
        began = now()
        await sender.say(1, 999, Lane.ANSWER)
        return now() - began

    assert run(scenario()) < 0.01


def test_a_call_that_failed_keeps_its_place_all_the_same() -> None:
    class Failing(Server):
        async def send(self, chat_id: int, words: Words, *, silent: bool = False) -> int:
            await super().send(chat_id, words)
            raise TimeoutError

    async def scenario() -> int:
        server = Failing(lambda: 0.002, lambda: 0.002)
        sender = Sender(server)
        calls = [sender.say(n, n, Lane.ANSWER) for n in range(1, 100)]
        await asyncio.gather(*calls, return_exceptions=True)
        return server.most_in(1.0)

    assert run(scenario()) == CEILING


def test_after_another_sender_a_second_passes_first() -> None:
    async def scenario() -> float:
        sender = Sender(at_once())
        sender.pace.another_sent()
        await sender.say(1, 1, Lane.URGENT)
        return sender.waits[0][1]

    assert 1.0 <= run(scenario()) < 1.1


def test_after_another_sender_no_chat_has_its_burst_at_once() -> None:
    async def scenario() -> list[float]:
        sender = Sender(at_once())
        sender.pace.another_sent()
        for number in range(3):
            await sender.say(number, 1, Lane.URGENT)
        return [wait for _, wait in sender.waits]

    waits = run(scenario())
    assert [int(sum(waits[:n])) for n in (1, 2, 3)] == [1, 2, 3]
    assert sum(waits) < 3.1


def test_a_chat_that_was_sent_more_than_its_share_is_known() -> None:
    async def scenario() -> list[bool]:
        sender = Sender(at_once())
        await sender.say(1, 1, Lane.ANSWER)
        await sender.say(2, 2, Lane.ANSWER)
        await sender.say(3, 2, Lane.ANSWER)
        return [sender.pace.is_crowded(chat) for chat in (1, 2, 3)]

    assert run(scenario()) == [False, True, False]


def test_it_remembers_only_so_many_chats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REMEMBERED", 10)

    async def scenario() -> int:
        sender = Sender(at_once())
        await gathered([sender.say(n, n, Lane.ANSWER) for n in range(1, 50)])
        return len(sender.pace._chats)

    assert run(scenario()) == 10
