"""Trouble on demand, as a client sees it."""

from __future__ import annotations

import httpx
import pytest

from mentorbot.standin.phone import Phone, PhoneError
from tests.standin.conftest import TOKEN, Api, Json


async def send(api: Api, kari: Phone, text: str = "hei") -> httpx.Response:
    values = {"chat_id": kari.user, "text": text}
    return await api.client.post(f"{api.url}/bot{TOKEN}/sendMessage", json=values, timeout=0.6)


async def texts(kari: Phone) -> list[str]:
    return [message["text"] for message in (await kari.messages())[1:]]


async def test_an_error_with_its_own_code_and_words(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="error", code=500, description="Internal: restart", times=2)
    for _ in range(2):
        assert (await send(api, kari)).json() == {
            "ok": False,
            "error_code": 500,
            "description": "Internal: restart",
        }
    assert (await send(api, kari)).status_code == 200
    assert await texts(kari) == ["hei"]


async def test_retry_after(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="retry_after", method="sendMessage", seconds=10072)
    answer = await send(api, kari)
    assert answer.status_code == 429
    assert answer.json()["parameters"] == {"retry_after": 10072}


async def test_a_gateway_answers_with_a_page(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="http", status=502)
    answer = await send(api, kari)
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_body_that_is_not_json(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="garbage")
    with pytest.raises(ValueError, match="Expecting value"):
        (await send(api, kari)).json()


async def test_a_cut_before_loses_the_message(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="drop_before")
    with pytest.raises(httpx.HTTPError):
        await send(api, kari)
    assert await texts(kari) == []


async def test_a_cut_after_delivers_it_and_does_not_say_so(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="drop_after")
    with pytest.raises(httpx.HTTPError):
        await send(api, kari)
    assert await texts(kari) == ["hei"]


async def test_a_delay_and_a_hang(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="delay", seconds=0.2)
    assert (await send(api, kari)).elapsed.total_seconds() > 0.19
    await api.control("faults", kind="hang")
    with pytest.raises(httpx.ReadTimeout):
        await send(api, kari)
    assert await texts(kari) == ["hei"]


@pytest.mark.parametrize(
    "which", [{"contains": "to"}, {"after": 1}, {"method": "sendMessage", "after": 1}]
)
async def test_a_fault_strikes_only_where_it_is_aimed(api: Api, kari: Phone, which: Json) -> None:
    await api.control("faults", kind="error", **which)
    answers = [(await send(api, kari, text)).status_code for text in ("en", "to", "tre")]
    assert answers == [200, 500, 200]


async def test_faults_can_be_taken_back_and_seen_in_the_calls(api: Api, kari: Phone) -> None:
    await api.control("faults", kind="error")
    await send(api, kari)
    await api.control("faults", kind="error", times=5)
    await api.client.delete(f"{api.url}/control/faults")
    await send(api, kari)
    calls = (await api.client.get(f"{api.url}/control/calls?method=sendMessage")).json()
    assert [(call["ok"], call["fault"]) for call in calls] == [(False, "error"), (True, "")]


async def test_an_unknown_fault_is_refused(api: Api, kari: Phone) -> None:
    answer = await api.client.post(f"{api.url}/control/faults", json={"kind": "flood"})
    assert answer.status_code == 400
    assert "unknown fault 'flood'" in answer.json()["error"]
    with pytest.raises(PhoneError):
        await kari.tap("finnes ikke")
