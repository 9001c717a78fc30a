"""The door of the desk: a link works once, for minutes, in the browser that asked for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentorbot.domain.people import Role, Standing
from mentorbot.storage import people
from mentorbot.storage.tables import desk_links, desk_sessions
from tests.edges.desk.browser import Browser, asks_for, signed_in
from tests.stories.mail import WEB
from tests.stories.office import Office
from tests.stories.town import Town


def test_a_link_signs_in_by_its_button_and_only_once(office: Office, town: Town) -> None:
    token, code = asks_for(office.kari)
    browser = Browser(town)
    assert browser.get(f"/desk/in/{token}") == 200
    assert browser.get(f"/desk/in/{token}") == 200
    assert "desk" not in browser.cookies
    assert browser.post(f"/desk/in/{token}") == 200
    assert browser.path == "/desk"
    other = Browser(town)
    assert other.get(f"/desk/in/{token}") == 404
    other.get("/desk/in")
    assert other.post("/desk/in", {"code": code}) == 403


def test_looking_at_a_link_changes_nothing(office: Office, town: Town) -> None:
    token, _ = asks_for(office.kari)
    before = town.rows(desk_links), town.rows(desk_sessions)
    for _ in range(3):
        Browser(town).get(f"/desk/in/{token}")
    assert (town.rows(desk_links), town.rows(desk_sessions)) == before


def test_the_code_signs_in_where_the_link_is_not(office: Office, town: Town) -> None:
    _, code = asks_for(office.kari)
    browser = Browser(town)
    browser.get("/desk/in")
    browser.post("/desk/in", {"code": code.lower().replace("-", " ")})
    assert browser.path == "/desk"


def test_after_ten_minutes_neither_opens(office: Office, town: Town) -> None:
    token, code = asks_for(office.kari)
    browser = Browser(town)
    browser.get(f"/desk/in/{token}")
    town.now += timedelta(minutes=10)
    assert browser.post(f"/desk/in/{token}") == 403
    assert browser.post("/desk/in", {"code": code}) == 403


def test_what_a_browser_asked_for_opens_in_no_other(office: Office, town: Town) -> None:
    asking, other = Browser(town), Browser(town)
    asking.get("/desk/in")
    start = asking.page.partition("?start=")[2].partition('"')[0]
    token, code = asks_for(office.kari, start)
    assert other.get(f"/desk/in/{token}") == 404
    other.get("/desk/in")
    assert other.post(f"/desk/in/{token}") == 403
    assert other.post("/desk/in", {"code": code}) == 403
    assert asking.get(f"/desk/in/{token}") == 200
    asking.post(f"/desk/in/{token}")
    assert asking.path == "/desk"


def test_a_new_link_ends_the_one_before(office: Office, town: Town) -> None:
    first, _ = asks_for(office.kari)
    second, _ = asks_for(office.kari)
    assert Browser(town).get(f"/desk/in/{first}") == 404
    assert Browser(town).get(f"/desk/in/{second}") == 200


def test_only_coordinators_are_given_one(office: Office, town: Town) -> None:
    for phone in (office.marit, office.nadia):
        phone.says("/desk")
        assert "/desk/in/" not in phone.last
        phone.says("/start desk_" + "a" * 32)
        assert "/desk/in/" not in phone.last
    assert town.rows(desk_links) == []


def test_guessing_codes_is_held_up_and_a_link_never_is(office: Office, town: Town) -> None:
    browser = Browser(town)
    browser.get("/desk/in")
    for number in range(21):
        browser.post("/desk/in", {"code": f"AAAAA-{number:05}"})
    token, code = asks_for(office.kari)
    assert browser.post("/desk/in", {"code": code}) == 403
    browser.get(f"/desk/in/{token}")
    assert browser.post(f"/desk/in/{token}") == 200
    assert browser.path == "/desk"
    browser.post("/desk/out")
    town.now += timedelta(minutes=11)
    _, code = asks_for(office.kari)
    assert browser.post("/desk/in", {"code": code}) == 200


@pytest.mark.parametrize(
    "change", [{"role": Role.NAV_CONTACT}, {"standing": Standing.STOPPED}], ids=["role", "stopped"]
)
def test_who_may_no_longer_is_out_at_the_next_page_and_for_good(
    office: Office, town: Town, change: dict[str, str]
) -> None:
    browser = signed_in(town, office.kari)
    with town.tx() as tx:
        people.change(tx, office.kari.person, **change)
    browser.get("/desk")
    assert browser.path == "/desk/in"
    with town.tx() as tx:
        people.change(tx, office.kari.person, role=Role.COORDINATOR, standing=Standing.ACTIVE)
    browser.get("/desk")
    assert browser.path == "/desk/in"


def test_a_link_of_who_may_no_longer_opens_nothing(office: Office, town: Town) -> None:
    token, _ = asks_for(office.kari)
    browser = Browser(town)
    browser.get(f"/desk/in/{token}")
    with town.tx() as tx:
        people.change(tx, office.kari.person, role=Role.MENTOR)
    assert browser.post(f"/desk/in/{token}") == 403


@pytest.mark.parametrize("steps", [[61], [50] * 12], ids=["idle", "long"])
def test_a_session_ends_by_itself(office: Office, town: Town, steps: list[int]) -> None:
    browser = signed_in(town, office.kari)
    for minutes in steps[:-1]:
        town.now += timedelta(minutes=minutes)
        browser.get("/desk")
        assert browser.path == "/desk"
    town.now += timedelta(minutes=steps[-1])
    browser.get("/desk")
    assert browser.path == "/desk/in"


def test_signing_out_here_and_everywhere(office: Office, town: Town) -> None:
    first, second, third = (signed_in(town, office.kari) for _ in range(3))
    first.post("/desk/out")
    first.get("/desk")
    second.get("/desk")
    assert (first.path, second.path) == ("/desk/in", "/desk")
    second.post("/desk/out", {"everywhere": "yes"})
    third.get("/desk")
    assert third.path == "/desk/in"


FROM_ELSEWHERE: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    ({"origin": "https://evil.example"}, {}),
    ({"origin": "null", "sec-fetch-site": "none"}, {}),
    ({"sec-fetch-site": "cross-site"}, {}),
    ({"sec-fetch-site": "same-site"}, {}),
    ({}, {"token": ""}),
    ({}, {"token": "0" * 32}),
)
"""Headers and fields of a form, of which one at least is not the desk's own."""


def test_a_post_from_elsewhere_does_nothing(office: Office, town: Town) -> None:
    browser = signed_in(town, office.kari)
    for headers, form in FROM_ELSEWHERE:
        assert browser.post("/desk/out", form, headers=headers) == 403, (headers, form)
        browser.get("/desk")
        assert browser.path == "/desk"


def test_secrets_rest_in_the_database_as_digests_only(office: Office, town: Town) -> None:
    token, code = asks_for(office.kari)
    browser = Browser(town)
    browser.get(f"/desk/in/{token}")
    browser.post(f"/desk/in/{token}")
    kept = repr([town.rows(table) for table in (desk_links, desk_sessions)])
    for secret in (token, code, code.replace("-", ""), *browser.cookies.values()):
        assert secret not in kept


def test_pages_are_kept_nowhere_and_reach_nothing_else(office: Office, town: Town) -> None:
    browser = signed_in(town, office.kari)
    browser.get("/desk")
    assert browser.headers["cache-control"] == "no-store"
    policy = browser.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert "default-src 'none'" in policy
    assert " style=" not in browser.page
    assert "<style" not in browser.page
    assert browser.get(browser.page.partition('stylesheet" href="')[2].partition('"')[0]) == 200
    assert WEB.startswith("https:")
    assert "max-age" in browser.headers["cache-control"]


def test_what_is_not_there_is_told_to_who_is_signed_in_only(office: Office, town: Town) -> None:
    assert signed_in(town, office.kari).get("/desk/nowhere") == 404
    stranger = Browser(town)
    stranger.get("/desk/nowhere")
    assert stranger.path == "/desk/in"
