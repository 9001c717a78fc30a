"""How it goes, on the desk: each drawing with its sentences and a table that says the same."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

from mentorbot.storage import checkins
from mentorbot.storage.checkins import CheckInState
from tests.edges.desk.browser import signed_in
from tests.stories.office import Office
from tests.stories.town import Town

SVG = "{http://www.w3.org/2000/svg}"


def asked(office: Office, town: Town) -> None:
    """Three check-ins of this week, two of them answered."""
    with town.tx() as tx:
        for number, state in enumerate(("done", "done", "dropped")):
            due, day = town.now - timedelta(hours=number), town.parts.calendar.today(town.now)
            who = office.marit.person
            made = checkins.plan(tx, office.placement, who, f"n{number}", due, day, ["F4"])
            assert made is not None
            checkins.set_values(tx, made, state=CheckInState(state), opened_at=due)
            if state == "done":
                checkins.answer(tx, made, "F4", "high", due)


def test_the_page_says_in_words_and_in_a_table_what_each_drawing_shows(
    office: Office, town: Town
) -> None:
    asked(office, town)
    browser = signed_in(town, office.kari)
    assert browser.get("/desk/weeks") == 200
    assert "2 av 3 innsjekker ble besvart." in browser.text
    assert "uke Besvart Ikke besvart" in browser.text
    assert browser.text.count(" 2 1 ") == 1
    assert 'alt="2 av 3 innsjekker ble besvart.' in browser.page
    # One placement's answers are no count over several (rule 4).
    assert "En uke blir vist når minst 3 deltakere er med." in browser.text
    assert browser.page.count("<img") == 1
    assert len(browser.page) < 100_000


def test_a_drawing_is_a_picture_of_its_own_and_only_where_there_is_one(
    office: Office, town: Town
) -> None:
    asked(office, town)
    browser = signed_in(town, office.kari)
    assert browser.get("/desk/weeks/asked.svg") == 200
    assert browser.headers["content-type"] == "image/svg+xml"
    assert ElementTree.fromstring(browser.page).tag == f"{SVG}svg"
    assert browser.get("/desk/weeks/leant.svg") == 404
    assert browser.get("/desk/weeks/nothing.svg") == 404
