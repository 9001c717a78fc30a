"""The desk's first page: the week's lines, each with its one action."""

from __future__ import annotations

from datetime import UTC, datetime

from mentorbot.edges.web.desk.monday import MOST_LINES
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.office import Office
from tests.stories.town import Town

LATE = datetime(2027, 3, 24, 9, 0, tzinfo=UTC)


def does(browser: Browser, label: str) -> int:
    """Presses the button of a line."""
    form = browser.page.partition(f">{label}</button>")[0].rpartition("<form")[2]
    fields = dict(part.split('" value="') for part in form.split('name="')[1:])
    return browser.post(
        "/desk/do", {name: value.partition('"')[0] for name, value in fields.items()}
    )


def test_a_quiet_week_says_so(office: Office, town: Town) -> None:
    browser = signed_in(town, office.kari)
    assert "Ingenting venter på deg" in browser.text
    assert "1 deltaker, 0 åpne saker" in browser.text


def test_each_line_has_its_one_action(office: Office, town: Town) -> None:
    """A number is shown here, and that is logged; a dialog is opened in the chat."""
    reference = office.report("P03", cannot_wait=True)
    town.until(LATE)
    browser = signed_in(town, office.kari)
    assert f"Bjørk ({reference}): ligger hos deg" in browser.text
    does(browser, "Ring Marit Mo (Bjørk)")
    assert "+47 90 00 00 01" in browser.text.replace("\N{NO-BREAK SPACE}", " ")
    assert [row.actor_id for row in town.noted("phone.shown")] == [office.kari.person]
    browser.get("/desk")
    office.kari.chat.messages.clear()
    does(browser, f"Åpne Bjørk ({reference})")
    assert "Åpnet i chatten din" in browser.text
    town.settle()
    assert reference in office.kari.last


def test_a_line_that_is_gone_does_nothing(office: Office, town: Town) -> None:
    browser = signed_in(town, office.kari)
    form = {"opens": "followup", "subject": "problem:AAAAA", "move": "open", "argument": ""}
    browser.post("/desk/do", form)
    assert "gjort allerede" in browser.text


def test_a_long_list_is_cut_where_it_says_how_many_more_and_where(
    office: Office, town: Town
) -> None:
    today = town.parts.calendar.today(town.now)
    for number in range(MOST_LINES + 5):
        alias = f"Tre {chr(ord('A') + number)}"
        town.placement(office.marit, office.nadia, office.nils, alias=alias, end=today)
    browser = signed_in(town, office.kari)
    assert browser.page.count("Tre ") < 3 * MOST_LINES
    assert "Og 5 til. Se alle i lista" in browser.text
    browser.get("/desk/office?look=ending")
    assert f"{MOST_LINES + 5} deltakere" in browser.text
