"""Placements from a spreadsheet: nothing is made before somebody has seen what would be."""

from __future__ import annotations

import re
from html import unescape

import pytest

from mentorbot.domain.people import Language
from mentorbot.edges.web.desk import office_file
from mentorbot.storage import checkins, people, placements
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.office import Office

HEAD = "alias;model;mentor;mentor_stand_in;nav_contact;nav_stand_in;start;end;workplace"


@pytest.fixture
def kari(office: Office) -> Browser:
    browser = signed_in(office.town, office.kari)
    browser.get("/desk/office/import")
    return browser


def row(office: Office, alias: object = "Gran", **other: object) -> str:
    cells: dict[str, object] = {
        "alias": alias, "model": "hybrid", "mentor": office.marit.person, "stand_in": "",
        "nav": office.nadia.person, "nav_stand_in": office.nils.person, "start": "2027-03-08",
        "end": "30.6.2027", "workplace": "Kafé Ørn",
    } | other  # fmt: skip
    return ";".join(str(each) for each in cells.values())


def sends(browser: Browser, *lines: str, encoding: str = "utf-8-sig") -> None:
    content = "\r\n".join((HEAD, *lines)).encode(encoding)
    browser.get("/desk/office/import")
    browser.post("/desk/office/import", files={"file": ("nye.csv", content, "text/csv")})


def aliases(office: Office) -> list[str]:
    with office.town.tx() as tx:
        return [each.alias for each in placements.active(tx)]


def confirms(browser: Browser) -> None:
    held = re.search(r'name="content" value="([^"]*)"', browser.page)
    assert held
    browser.post("/desk/office/import/add", {"content": unescape(held[1])})


def test_a_dry_run_shows_what_would_be_made_and_makes_nothing(
    office: Office, kari: Browser
) -> None:
    sends(kari, row(office), row(office, "Hegg"))
    assert "2 deltakere er klare" in kari.text
    assert "Gran" in kari.text and "8. mars til 30. juni" in kari.text.replace("\xa0", " ")
    assert "Kafé Ørn" not in kari.text
    assert aliases(office) == ["Bjørk"]
    confirms(kari)
    assert kari.path == "/desk/office" and "2 deltakere er lagt inn" in kari.text
    assert aliases(office) == ["Bjørk", "Gran", "Hegg"]
    with office.town.tx() as tx:
        assert checkins.planned_of(tx, 2) is not None
        last = placements.stamp(tx)[-1]
        assert [*placements.workplaces(tx, 0, last)].count("Kafé Ørn") == 2
    assert {entry.actor_id for entry in office.town.noted("placement.added")} == {
        office.kari.person
    }


FAULTY: dict[str, dict[str, object]] = {
    "typed": {"start": "i morgen"},
    "number": {"mentor": "Marit"},
    "models": {"model": "other"},
    "alias form": {"alias": "Ola 2"},
    "name": {"alias": "Marit"},
    "taken": {"alias": "bjørk"},
    "person": {"nav": 99},
    "role": {"mentor": 3},
    "own": {"stand_in": 2},
    "end": {"end": "2027-03-01"},
    "workplace": {"workplace": ""},
}


def test_every_fault_of_a_row_is_said_with_its_row_in_every_language(
    office: Office, kari: Browser
) -> None:
    said = []
    for language in Language:
        with office.town.tx() as tx:
            people.change(tx, office.kari.person, language=language)
        sends(kari, *(row(office, **fault) for fault in FAULTY.values()))
        found = re.findall(r"<td>(\d+)</td><td>(.*?)</td>", kari.page)
        assert [int(number) for number, _ in found] == list(range(2, 2 + len(FAULTY)))
        said += [re.sub(r"\d", "", words) for _, words in found]
    # No two faults, and no two languages but for what is alike in both forms of Norwegian.
    assert len(set(said)) >= 2 * len(FAULTY) + 5
    assert aliases(office) == ["Bjørk"]


NO_TABLES = (
    (b"", "Fila er tom"),
    (b"alias;model\r\n", "Overskriften mangler mentor"),
    (HEAD.replace("end", "slutt").encode(), "Kolonnen slutt kjenner jeg ikke"),
    (f"{HEAD};end".encode(), "Kolonnen end står to ganger"),
    (f"{HEAD}\r\nBjørk;x".encode(), "Rad 2 har 2 celler"),
    ("Bjørk".encode("latin-1"), "Fila er ikke UTF-8"),
    (f'{HEAD}\r\n"a'.encode(), "Anførselstegnene i linje 2"),
    (HEAD.encode(), "Fila har ingen rader"),
    (b"x" * (office_file.LARGEST + 1), "Fila er for stor"),
)


def test_what_is_no_table_of_placements_says_why(kari: Browser) -> None:
    for content, words in NO_TABLES:
        kari.get("/desk/office/import")
        kari.post("/desk/office/import", files={"file": ("x.csv", content, "text/csv")})
        assert kari.status == 200, words
        assert words in kari.text


def test_what_somebody_else_did_since_the_dry_run_is_found_again(
    office: Office, kari: Browser
) -> None:
    sends(kari, row(office), row(office, "Hegg"))
    office.town.placement(office.marit, office.nadia, office.nils, alias="Hegg")
    confirms(kari)
    assert "Hegg er tatt av en annen deltaker" in kari.text
    assert aliases(office) == ["Bjørk", "Hegg"]


def test_markup_in_a_cell_is_shown_as_it_is(office: Office, kari: Browser) -> None:
    sends(kari, row(office, start="<b>x</b>"))
    assert "&lt;b&gt;x" in kari.page and "<b>x</b>" not in kari.page


def test_an_empty_sheet_has_the_header_that_is_asked_for(office: Office, kari: Browser) -> None:
    kari.get("/desk/office/import/empty")
    assert kari.page.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").strip() == HEAD
