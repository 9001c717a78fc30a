"""Where somebody is signed in, and that they can end each of the others."""

from __future__ import annotations

import re
from datetime import timedelta

from mentorbot.domain.people import Role
from mentorbot.storage.tables import desk_sessions
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.office import Office
from tests.stories.town import Town

MARK = re.compile(r'name="session" value="(\w+)"')


def marks(browser: Browser) -> list[str]:
    assert browser.get("/desk/sessions") == 200
    return MARK.findall(browser.page)


def test_each_other_session_can_be_closed_and_only_that_one(office: Office, town: Town) -> None:
    home = signed_in(town, office.kari)
    town.now += timedelta(minutes=5)
    lost, phone = signed_in(town, office.kari), signed_in(town, office.kari)
    town.now += timedelta(minutes=5)
    phone.get("/desk")
    latest, older, *rest = marks(home)
    assert rest == []
    assert home.text.count("Logget inn") >= 3
    home.post("/desk/sessions", {"session": older})
    assert "Den er lukket" in home.text
    lost.get("/desk")
    phone.get("/desk")
    assert (lost.path, phone.path) == ("/desk/in", "/desk")
    assert marks(home) == [latest]
    (closed,) = town.noted("desk.closed")
    assert closed.actor_id == office.kari.person
    home.post("/desk/sessions", {"session": older})
    assert "lukket fra før" in home.text


def test_nobody_elses_session_nor_ones_own_is_closed_here(office: Office, town: Town) -> None:
    kaia = signed_in(town, town.settled(Role.COORDINATOR, "Kaia Kant"))
    home, other = signed_in(town, office.kari), signed_in(town, office.kari)
    (mine,) = marks(other)
    (others,) = marks(home)
    kaia.get("/desk/sessions")
    for browser, mark in ((kaia, mine), (kaia, others), (other, others), (home, "")):
        browser.post("/desk/sessions", {"session": mark})
        assert "lukket fra før" in browser.text
    assert all(row.ended_at is None for row in town.rows(desk_sessions))


def test_what_is_over_by_itself_is_not_shown(office: Office, town: Town) -> None:
    signed_in(town, office.kari)
    town.now += timedelta(minutes=61)
    assert marks(signed_in(town, office.kari)) == []


def test_a_mark_lets_nobody_in(office: Office, town: Town) -> None:
    home = signed_in(town, office.kari)
    signed_in(town, office.kari)
    (mark,) = marks(home)
    digests = [row.digest for row in town.rows(desk_sessions)]
    assert not any(digest in home.page for digest in digests)
    thief = Browser(town)
    for secret in (mark, *digests):
        thief.cookies.set("desk", secret)
        thief.get("/desk")
        assert thief.path == "/desk/in"
