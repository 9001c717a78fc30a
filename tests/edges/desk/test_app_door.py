"""The desk inside Telegram: whom Telegram names is signed in, once, by a button that is new."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from mentorbot.domain.people import Role, Standing
from mentorbot.edges.serving import app_key
from mentorbot.edges.settings import Settings
from mentorbot.storage import people
from mentorbot.storage.tables import audit, desk_links, desk_sessions
from tests.edges.desk.browser import TOKEN, Browser, asks_for, signed_in
from tests.edges.launching import init_data
from tests.stories.mail import WEB
from tests.stories.office import Office
from tests.stories.town import Phone, Town

APP = "/desk/app"


def told_by_telegram(town: Town, phone: Phone, **ago: float) -> str:
    at = town.now - timedelta(**ago)
    return init_data(TOKEN, phone.chat_id, int(at.timestamp()))


def opens(browser: Browser, data: str, **more: str) -> int:
    """The page is loaded, and its script posts what it was told."""
    browser.get(APP)
    return browser.post(APP, {"data": data, **more})


def test_the_button_signs_in_whose_chat_it_is(office: Office, town: Town) -> None:
    browser = Browser(town)
    assert opens(browser, told_by_telegram(town, office.kari)) == 200
    assert browser.path == "/desk"
    (entered,) = town.noted("desk.entered")
    assert (entered.actor_id, entered.detail) == (office.kari.person, {"inside": True})


def test_the_desk_is_offered_there_only_where_its_address_is_https(
    office: Office, town: Town
) -> None:
    office.kari.says("/desk")
    app = office.kari.chat.messages[-1].words.app
    assert app is not None
    assert (app.label, app.url) == ("Åpne skrivebordet her", f"{WEB}{APP}")
    town.parts = replace(town.parts, web_url="http://127.0.0.1:8080")
    office.kari.says("/desk")
    assert office.kari.chat.messages[-1].words.app is None
    assert app_key(Settings(token="1:A", web_url=WEB)) is not None
    assert app_key(Settings(token="1:A")) is None


def test_it_works_once(office: Office, town: Town) -> None:
    data = told_by_telegram(town, office.kari)
    opens(Browser(town), data)
    thief = Browser(town)
    assert opens(thief, data) == 403
    assert "brukt opp" in thief.text
    asks_for(office.kari)
    signed_in(town, office.kari).post("/desk/out", {"everywhere": "yes"})
    assert opens(thief, data) == 403, "neither a new link nor signing out makes it new"
    assert "desk" not in thief.cookies


def test_who_is_in_already_may_load_the_page_again(office: Office, town: Town) -> None:
    browser, data = Browser(town), told_by_telegram(town, office.kari)
    opens(browser, data)
    town.now += timedelta(minutes=30)
    assert opens(browser, data) == 200
    assert browser.path == "/desk"
    assert len(town.rows(desk_sessions)) == 1


def test_another_person_in_the_same_window_is_not_taken_for_the_one_before(
    office: Office, town: Town
) -> None:
    kaia = town.settled(Role.COORDINATOR, "Kaia Kant")
    browser = Browser(town)
    opens(browser, told_by_telegram(town, office.kari))
    opens(browser, told_by_telegram(town, kaia))
    assert "Kaia Kant" in browser.page
    assert opens(browser, told_by_telegram(town, office.nadia)) == 403


@pytest.mark.parametrize(
    ("ago", "status"),
    [
        ({"minutes": 9.9}, 200),
        ({"minutes": 10}, 403),
        ({"days": 400}, 403),
        ({"seconds": -50}, 200),
        ({"seconds": -61}, 403),
        ({"days": -400}, 403),
    ],
    ids=str,
)
def test_it_is_of_the_last_minutes_and_not_of_the_future(
    office: Office, town: Town, ago: dict[str, float], status: int
) -> None:
    browser = Browser(town)
    assert opens(browser, told_by_telegram(town, office.kari, **ago)) == status
    assert ("desk" in browser.cookies) is (status == 200)


def test_who_is_no_coordinator_is_told_so_and_learns_nothing(office: Office, town: Town) -> None:
    with town.tx() as tx:
        people.change(tx, office.kari.person, standing=Standing.STOPPED)
    stranger = Phone(town, 0, 987_654)
    for phone in (office.marit, office.nadia, office.kari, stranger):
        browser = Browser(town)
        assert opens(browser, told_by_telegram(town, phone)) == 403
        assert "er for koordinatorer" in browser.text
        assert "desk" not in browser.cookies
    assert town.rows(desk_sessions) == []
    assert len(town.noted("refused")) == 3


def test_what_telegram_did_not_say_opens_nothing(office: Office, town: Town) -> None:
    browser = Browser(town)
    for data in ("", "hash=0", init_data("1:another", office.kari.chat_id, 1_804_147_200)):
        assert opens(browser, data) == 403
        assert "Åpne skrivebordet fra mentorbot" in browser.text
    data = told_by_telegram(town, office.kari)
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post(APP, {"data": data}, headers=headers) == 403
    assert "desk" not in browser.cookies


def test_in_a_frame_it_gives_a_link_for_a_tab_and_no_cookie(office: Office, town: Town) -> None:
    browser = Browser(town)
    browser.get(APP)
    data = told_by_telegram(town, office.kari)
    assert browser.post(APP, {"data": data}, headers={"sec-fetch-dest": "iframe"}) == 200
    link = browser.page.partition('href="/desk/in/')[2].partition('"')[0]
    assert 'target="_blank" rel="noopener"' in browser.page
    assert browser.post(APP, {"data": data, "framed": "1"}) == 403, "once, too"
    assert not browser.cookies
    tab = Browser(town)
    tab.get(f"/desk/in/{link}")
    tab.post(f"/desk/in/{link}")
    assert tab.path == "/desk"


def test_only_telegrams_own_pages_may_frame_it_and_nobody_any_other_page(
    office: Office, town: Town
) -> None:
    browser = signed_in(town, office.kari)
    for path in ("/desk", "/desk/sessions", "/desk/in?left=1", "/desk/app/x"):
        browser.get(path)
        assert "frame-ancestors 'none'" in browser.headers["content-security-policy"]
        assert browser.headers["x-frame-options"] == "DENY"
    stranger = Browser(town)
    stranger.get(APP)
    for _ in range(2):
        policy = stranger.headers["content-security-policy"]
        frames = policy.partition("frame-ancestors ")[2].split()
        assert frames
        assert all(each.endswith(".telegram.org") for each in frames)
        assert "script-src 'self';" in policy
        assert "'unsafe" not in policy
        assert "x-frame-options" not in stranger.headers
        stranger.post(APP, {"data": "x"})


def test_no_page_and_no_row_holds_the_token_or_what_was_signed(office: Office, town: Town) -> None:
    browser, data = Browser(town), told_by_telegram(town, office.kari)
    pages = []
    for framed in ("1", ""):
        opens(browser, data, framed=framed)
        pages.append(browser.page)
    kept = repr([town.rows(table) for table in (desk_links, desk_sessions, audit)])
    signed = data.partition("hash=")[2]
    for secret in (TOKEN, TOKEN.partition(":")[2], signed):
        assert secret not in kept + json.dumps(pages)


def test_it_speaks_the_language_of_whom_it_is_opened_by(office: Office, town: Town) -> None:
    with town.tx() as tx:
        people.change(tx, office.marit.person, language="en")
        people.change(tx, office.nadia.person, language="nn")
    for phone, words in ((office.marit, "is for coordinators"), (office.nadia, "koordinatorar")):
        browser = Browser(town)
        opens(browser, told_by_telegram(town, phone))
        assert words in browser.text
