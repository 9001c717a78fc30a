"""Every route of the desk, for every role and for nobody: decided at each request (rule 7)."""

from __future__ import annotations

import re

import pytest

from mentorbot.domain.access import may_ever
from mentorbot.domain.people import Role
from mentorbot.edges.web.desk.catalogue import PAGES
from mentorbot.edges.web.desk.pages import ROOT, Page
from mentorbot.services import signing_in
from mentorbot.storage import doors, people
from mentorbot.storage.tables import metadata
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.office import Office
from tests.stories.town import Town

UNTOUCHED = ("edits", "placements", "changes", "problems", "outbox", "posts", "invites", "people")


def path_of(page: Page) -> str:
    """With something in its braces that may be there."""
    path = re.sub(r"\{\w+:int\}", "1", page.path)
    return ROOT + re.sub(r"\{[^}]+\}", "x", path)


def rows(town: Town) -> list[object]:
    return [town.rows(metadata.tables[name]) for name in UNTOUCHED]


def asks(browser: Browser, page: Page, town: Town) -> list[int]:
    found = []
    if page.show is not None:
        found.append(browser.get(path_of(page)))
    if page.act is not None:
        found.append(browser.post(path_of(page)))
    return found


def test_nobody_is_let_in_without_a_session_or_with_another_role(
    office: Office, town: Town
) -> None:
    """Not even with a session that somebody in that role cannot have got by the door."""
    browser, before = Browser(town), rows(town)
    for number, page in enumerate(PAGES):
        for who in (None, office.marit, office.nadia):
            if who is not None:
                secret = f"secret-{who.person}-{number}"
                with town.tx() as tx:
                    doors.begin(tx, secret, who.person, town.now)
                browser.cookies.set("desk", secret)
            asks(browser, page, town)
            assert browser.path == "/desk/in", page.path
    assert rows(town) == before


def test_every_page_answers_a_coordinator_and_no_get_changes_anything(
    office: Office, town: Town
) -> None:
    browser = signed_in(town, office.kari)
    before = rows(town)
    for page in PAGES:
        if page.show is not None:
            status = browser.get(path_of(page))
            assert status in (200, 404), (page.path, status)
    assert rows(town) == before


def test_every_operation_of_a_page_is_some_coordinators() -> None:
    for page in PAGES:
        assert may_ever(Role.COORDINATOR, page.operation), page.path


@pytest.mark.parametrize("role", [Role.MENTOR, Role.NAV_CONTACT])
def test_a_role_that_changes_between_two_requests_counts_at_the_second(
    office: Office, town: Town, role: Role
) -> None:
    browser = signed_in(town, office.kari)
    browser.get("/desk")
    with town.tx() as tx:
        people.change(tx, office.kari.person, role=role)
    assert browser.post("/desk/do", {"move": "mentor"}) == 200
    assert browser.path == signing_in.PATH.rstrip("/")
