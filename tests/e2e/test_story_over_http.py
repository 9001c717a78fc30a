"""The main story and its corners against the real `python bot.py run`, over HTTP only."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from mentorbot.standin.phone import Phone
from tests.e2e import story
from tests.e2e.office import Office, eventually
from tests.nursery import Fork
from tests.process import TOKEN

pytestmark = pytest.mark.usefixtures("bot")


async def listed(office: Office, *more: str) -> list[story.Json]:
    found: list[story.Json] = await office.command("problems", "list", *more, "--json")
    return found


@pytest.mark.shows("R48", "The whole story runs as one process on one SQLite file.")
async def test_from_a_hard_week_to_a_closed_case(office: Office) -> None:
    phones = await story.office_arrives(office)
    jonas, nadia = phones["jonas"], phones["nadia"]
    number = await story.a_hard_week_is_reported(office, jonas)
    (sent,) = await listed(office)
    await story.nav_rings(nadia, jonas)
    (promised,) = await listed(office)
    await story.nav_has_rung(nadia, jonas)
    (closed,) = await listed(office, "--all")
    assert {one["problem"] for one in (sent, promised, closed)} == {number}
    assert [one["state"] for one in (sent, promised, closed)] == ["sent", "in_progress", "closed"]
    assert promised["promised"] == "2027-03-04"
    everything = json.dumps([sent, promised, closed], ensure_ascii=False)
    assert "pakkinga" not in everything
    assert "Jonas" not in everything
    await story.words_are_gone(office, nadia)
    log = (office.folder / "log").read_text()
    for private in (TOKEN, "Jonas", "Nadia", "40000014", "pakkinga", "Bjørk", "Vanskelig"):
        assert private not in log


async def test_a_check_in_on_its_way_when_the_service_ends_is_asked_once(
    office: Office, bot: Fork
) -> None:
    jonas = (await story.office_arrives(office))["jonas"]
    await office.trouble("delay", "sendMessage", chat_id=jonas.user, seconds=1.5)
    office.move(minutes=31)
    await eventually(lambda: not list(office.standin.stage.faults))
    assert await bot.end() == 0
    await bot.start()
    await jonas.say("takk")
    await story.reads(jonas, "Bare hyggelig.")
    texts = [message.get("text") for message in await jonas.messages()]
    assert texts.count("Hvordan har uka vært?") == 1
    await story.press_standing(jonas, "Bra")
    await story.reads(jonas, "?")


async def test_everything_else_a_mentor_does_on_an_afternoon(office: Office) -> None:
    jonas = (await story.office_arrives(office))["jonas"]
    await story.advice_is_found(jonas)
    await story.the_small_things(jonas)


async def test_old_buttons_old_links_groups_and_nonsense(office: Office) -> None:
    phones = await story.office_arrives(office)
    await an_old_button_does_nothing_twice(office, phones["jonas"])
    await links_that_do_not_work_all_sound_the_same(office)
    await a_group_is_told_why_and_left(office, phones["jonas"])
    await nonsense_stands_in_nobodys_way(office, phones["nils"])


async def an_old_button_does_nothing_twice(office: Office, jonas: Phone) -> None:
    await jonas.say("/settings")
    bubble = await jonas.see_button("Endre dag og tid", timeout=10)
    old = bubble["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await story.press(jonas, "Språk")
    await story.reads(jonas, "Hvilket språk vil du ha?")
    before = await jonas.transcript()
    query = await inject_tap(office, jonas, bubble, old)
    await eventually(lambda: answered(office, query))
    assert await jonas.transcript() == before
    foreign = await office.phone("fremmed")
    query = await inject_tap(office, foreign, bubble, old)
    await eventually(lambda: answered(office, query))
    assert await jonas.transcript() == before


def answered(office: Office, query: str) -> bool:
    return any(
        call["parameters"].get("callback_query_id") == query
        for call in office.calls("answerCallbackQuery")
    )


async def inject_tap(office: Office, phone: Phone, message: story.Json, data: str) -> str:
    sender = {"id": phone.user, "is_bot": False, "first_name": "Noen", "language_code": "nb"}
    query = f"old{time.monotonic_ns()}"
    tap = {"id": query, "from": sender, "message": message, "chat_instance": "1", "data": data}
    await office.control("update", update={"callback_query": tap})
    return query


async def links_that_do_not_work_all_sound_the_same(office: Office) -> None:
    heard = []
    used, made_up = office.link("jonas"), "https://t.me/mentorbot?start=AAAAAAAAAAAAAAAAAAAAAA"
    for link in (used, made_up):
        stranger = await office.phone("ukjent")
        await stranger.open(link)
        heard.append((await story.reads(stranger, "en invitasjon som virker"))["text"])
    office.move(days=15)
    late = await office.phone("kari")
    await late.open(office.link("kari"))
    heard.append((await story.reads(late, "en invitasjon som virker"))["text"])
    assert len(set(heard)) == 1
    assert "113" in heard[0]


async def a_group_is_told_why_and_left(office: Office, jonas: Phone) -> None:
    group = await office.control("group", user=jonas.user, title="Lageret")
    for text in ("/status@mentorbot", "/report@mentorbot", "hvordan går det med Bjørk?"):
        await office.control("say", user=jonas.user, chat=group["id"], text=text)
    # What comes after in the same line of updates has been answered: so was the group's turn.
    await jonas.say("takk")
    await story.reads(jonas, "Bare hyggelig.")
    (said,) = office.calls("sendMessage", group["id"])
    assert "egen chat" in said["parameters"]["text"] and "Bjørk" not in said["parameters"]["text"]
    await eventually(lambda: office.calls("leaveChat", group["id"]))


async def nonsense_stands_in_nobodys_way(office: Office, nils: Phone) -> None:
    await office.control("update", update={"message": {"message_id": "one", "chat": None}})
    await office.control("update", update={"callback_query": {"id": 7}})
    await office.control("update", update={"a_thing_of_next_year": {"id": 7}})
    begun = time.monotonic()
    await nils.say("hei")
    await story.reads(nils, "Hva kan jeg hjelpe deg med?")
    assert time.monotonic() - begun < 1


async def test_the_service_answers_while_telegram_limps(office: Office, bot: Fork) -> None:
    """A letter that met a 429 and a 500 arrives all the same, once."""
    phones = await story.office_arrives(office)
    jonas = phones["jonas"]
    await office.trouble("retry_after", "sendMessage", chat_id=jonas.user, seconds=1)
    await office.trouble("error", "sendMessage", chat_id=jonas.user, code=500)
    await jonas.say("takk")
    await story.reads(jonas, "Bare hyggelig.")
    await asyncio.sleep(0.5)
    texts = [message.get("text") for message in await jonas.messages()]
    assert texts.count("Bare hyggelig.") == 1
