"""The office at a glance: what stands there, how it is sifted, and the same as a file."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from sqlalchemy import insert

from mentorbot.domain.facts import ProblemAnswered, ProblemReceived
from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowUpModel
from mentorbot.edges.web.desk import tabular
from mentorbot.services.deeds import Deed
from mentorbot.services.glancing import PER_PAGE
from mentorbot.services.recording import record
from mentorbot.storage import people, placements
from mentorbot.storage.tables import answers, checkins
from tests.edges.desk.browser import Browser, signed_in
from tests.stories.office import Office
from tests.stories.town import Town


@pytest.fixture
def kari(office: Office) -> Browser:
    return signed_in(office.town, office.kari)


def test_a_placement_stands_there_with_its_clocks_and_no_answer(
    office: Office, kari: Browser
) -> None:
    reference = office.report()
    assert kari.get("/desk/office") == 200
    for words in (
        "Bjørk", "uke 1", "28. mai, 85 dager igjen", "5. mars kl. 13:00", "Nadia Nes", "Marit Mo",
        "ingen ennå", "1 åpen sak", "Hybridmodellen", "Underveis",
    ):  # fmt: skip
        assert words in kari.text.replace("\N{NO-BREAK SPACE}", " "), words
    kari.get("/desk/office/problems")
    text = kari.text.replace("\N{NO-BREAK SPACE}", " ")
    assert reference in text and "Nadia Nes" in text
    assert "Venter på NAV siden 4. mars kl. 09:00" in text
    assert "kontakten, varslet 4. mars kl. 09:00" in text
    assert "Venter på mentor siden 4. mars" not in text


def test_the_other_clock_runs_when_the_mentor_is_to_say_whether_it_helped(
    office: Office, kari: Browser
) -> None:
    reference = office.report()
    with office.town.tx() as tx:
        deed = Deed(tx, office.town.parts, people.get(tx, office.nadia.person), office.town.now)
        record(deed, ProblemReceived(reference), ProblemAnswered(reference))
    kari.get("/desk/office/problems?side=mentor")
    assert "Venter på mentor siden 4. mars kl. 09:00" in kari.text.replace("\xa0", " ")
    kari.get("/desk/office/problems?side=nav")
    assert "Ingen åpne saker passer" in kari.text


ASKED = (
    ("text=bjø", True), ("text=MARIT", True), ("text=nygård", True), ("text=gran", False),
    ("model=hybrid", True), ("model=caseworker", False), ("phase=trial", True),
    ("phase=outcome", False), ("look=ending", False), ("look=silent", False),
    ("look=gap", False), ("look=drift", False), ("look=not_started", False),
    ("look=covered", False), ("look=problems", False), ("look=nonsense", True),
    ("nav=3", True), ("nav=999", False), ("nav=x", True), ("order=alias&down=1", True),
    ("order=nav", True), ("order=next", True), ("page=99", True),
)  # fmt: skip
"""What is asked for, and whether the one placement there is stands on the page."""


def test_what_is_asked_for_is_found(kari: Browser) -> None:
    for query, is_found in ASKED:
        assert kari.get(f"/desk/office?{query}") == 200
        assert ("/desk/office/placements/1" in kari.page) is is_found, query
        assert ("Ingen deltakere passer" in kari.text) is not is_found, query


def test_every_period_that_ends_within_four_weeks_is_one_choice_away(
    office: Office, kari: Browser
) -> None:
    with office.town.tx() as tx:
        placements.change(tx, office.placement, end=date(2027, 4, 1))
    kari.get("/desk/office?look=ending")
    assert "1. april, 28 dager igjen" in kari.text.replace("\xa0", " ")
    with office.town.tx() as tx:
        placements.change(tx, office.placement, end=date(2027, 4, 2))
    kari.get("/desk/office?look=ending")
    assert "Ingen deltakere passer" in kari.text


def test_a_silent_mentor_a_long_silence_and_a_slide_are_found(
    office: Office, kari: Browser
) -> None:
    office.town.later(days=30)
    browser = signed_in(office.town, office.kari)
    for look in ("silent", "gap", "drift"):
        browser.get(f"/desk/office?look={look}")
        assert "/desk/office/placements/1" in browser.page, look
    assert "Ligner: Saksbehandlermodellen" in browser.text
    assert "Svarer ikke" in browser.text.split("Verdt å se på")[-1]


def test_an_empty_office_says_what_to_do(office: Office, kari: Browser) -> None:
    with office.town.tx() as tx:
        placements.change(tx, office.placement, closed_at=office.town.now)
    kari.get("/desk/office")
    assert "Ingen deltakere er lagt inn ennå" in kari.text
    kari.get("/desk/office/problems")
    assert "Ingen saker er åpne" in kari.text


def test_so_many_on_a_page_in_norwegian_order(office: Office, kari: Browser) -> None:
    town = office.town
    for number in range(60):
        letter = "æøåabc"[number % 6]
        alias = f"{letter}{'xyz'[number // 6 % 3]}{'klm'[number // 18 % 3]}{'n' * (number // 54)}"
        town.placement(office.marit, office.nadia, office.nils, alias=alias)
    kari.get("/desk/office?order=alias")
    assert kari.page.count("<tr>") == PER_PAGE + 1
    assert "Side 1 av 4" in kari.text
    assert re.search(r'href="/desk/office\?order=alias&amp;page=2" rel="next"', kari.page)
    kari.get("/desk/office?order=alias&page=4")
    found = re.findall(r'placements/\d+">([^<]+)</a>', kari.page)
    assert len(found) == 61 - 3 * PER_PAGE
    assert found[-1].startswith("å")


def test_the_load_stands_beside_its_cap(office: Office, kari: Browser) -> None:
    for alias in ("Gran", "Hegg", "Lønn", "Osp"):
        office.town.placement(office.marit, office.nadia, office.nils, alias=alias)
    kari.get("/desk/office/loads")
    assert "Hybridmodellen: 5 av 4, for mange" in kari.text
    with office.town.tx() as tx:
        placements.change(tx, office.placement, model=FollowUpModel.CASEWORKER)
    kari.get("/desk/office/loads")
    assert "Hybridmodellen: 4 av 4 " in kari.text and "for mange" not in kari.text
    assert "Saksbehandlermodellen: 1 " in kari.text


def test_which_way_the_weeks_lean_is_counted_and_few_are_not_told(
    office: Office, kari: Browser
) -> None:
    town = office.town
    ids = [office.placement]
    for alias in ("Gran", "Hegg", "Lønn"):
        ids.append(town.placement(office.marit, office.nadia, office.nils, alias=alias))

    def says(placement: int, answer: str) -> None:
        with town.tx() as tx:
            row = {
                "placement_id": placement, "mentor_id": office.marit.person, "state": "done",
                "occasion": f"then-{answer}", "due_at": town.now, "due_day": town.now.date(),
                "questions": ["F4"], "asked_for": False,
            }  # fmt: skip
            made = tx.connection.execute(insert(checkins).values(row)).inserted_primary_key
            assert made is not None
            given = {"checkin_id": made[0], "question": "F4", "answer": answer, "at": town.now}
            tx.connection.execute(insert(answers).values(given))

    for each in ids[:2]:
        says(each, "high")
    kari.get("/desk/office/loads")
    assert "Trenger mest støtte: for få til å vise" in kari.text
    says(ids[2], "high")
    kari.get("/desk/office/loads")
    assert "Trenger mest støtte: 3 deltakere" in kari.text
    assert "Kan strekke seg litt: for få til å vise" in kari.text


def test_a_csv_file_opens_in_norwegian_excel(office: Office, kari: Browser) -> None:
    kari.get("/desk/office")
    kari.post("/desk/office/export", {"as": "csv", "text": "bjørk"})
    assert kari.headers["content-type"] == "text/csv; charset=utf-8"
    assert "mentorbot-deltakere.csv" in kari.headers["content-disposition"]
    page = kari.page.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    rows = list(csv.reader(io.StringIO(page), delimiter=";"))
    assert rows[0][0] == "Deltaker" and len(rows) == 2
    assert rows[1][:4] == ["Bjørk", "Hybridmodellen", "Underveis", "1"]
    assert rows[1][4:7] == ["2027-03-01", "2027-05-28", "2027-03-05 13:00"]
    assert [row.action for row in office.town.noted("office.exported")] == ["office.exported"]


def test_csv_has_its_mark_and_no_cell_is_a_formula() -> None:
    words: list[tabular.Cell] = ["=1+1", "+47", "-1", "@SUM(A1)", "\t=1", " =1", "Bjørk", 5, None]
    made = tabular.as_csv(["=A"], [words])
    assert made.startswith(b"\xef\xbb\xbf")
    first, second = list(csv.reader(io.StringIO(made.decode("utf-8-sig")), delimiter=";"))
    assert first == ["'=A"]
    assert second == ["'=1+1", "'+47", "'-1", "'@SUM(A1)", "'\t=1", "' =1", "Bjørk", "5", ""]


def test_a_workbook_has_words_days_and_numbers_and_no_formula(office: Office) -> None:
    cells: list[tabular.Cell] = ["=1+1", date(2027, 3, 1), 7, office.town.now]
    made = tabular.as_xlsx(["Navn"], [[each] for each in cells])
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet and "=1+1" in strings
    assert "<v>46447</v>" in sheet and "<v>7</v>" in sheet


def test_an_export_to_excel_is_a_workbook(office: Office, kari: Browser) -> None:
    office.report()
    kari.get("/desk/office/problems")
    kari.post("/desk/office/problems/export", {"as": "xlsx"})
    assert kari.headers["content-type"] == tabular.XLSX
    assert kari.page.startswith("PK")


def test_nobody_else_sees_any_of_it(office: Office, town: Town) -> None:
    kari = signed_in(town, office.kari)
    assert kari.get("/desk/office") == 200
    with town.tx() as tx:
        people.change(tx, office.kari.person, role=Role.NAV_CONTACT)
    for path in ("", "/problems", "/loads", "/people", "/import", "/placements/1", "/notice/nb"):
        kari.get(f"/desk/office{path}")
        assert kari.path == "/desk/in", path
