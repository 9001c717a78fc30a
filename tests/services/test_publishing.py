"""A new edition of the content: who is told, once, in their language; and what is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import texts
from mentorbot.book.findings import Finding
from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, Role
from mentorbot.services import publishing
from mentorbot.services.parts import Parts
from mentorbot.storage import marks, people
from tests.stories.office import Office
from tests.stories.town import Town

CONTENT = Path(__file__).resolve().parents[2] / "content"
FAULT = Finding("content/nb/cards/V34.md", 12, "V34.say: <b> is not closed")


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(CONTENT, texts())


@pytest.fixture
def office(tmp_path: Path, book: Book) -> Iterator[Office]:
    office = Office.of(Town(tmp_path, book))
    publishing.begin(office.town.parts, office.town.now)
    office.town.settle()
    yield office
    office.town.database.close()


def refuse(office: Office, *findings: Finding) -> int:
    told = publishing.refuse(office.town.parts, findings, office.town.now)
    office.town.settle()
    return told


def edition(parts: Parts, version: str) -> Parts:
    return replace(parts, book=replace(parts.book, version=version))


def test_each_coordinator_reads_it_in_their_own_language(office: Office) -> None:
    town = office.town
    eva = town.settled(Role.COORDINATOR, "Eva Eng")
    with town.tx() as tx:
        people.change(tx, eva.person, language=Language.EN)
    assert refuse(office, FAULT, FAULT) == 2
    assert "Endringen er ikke tatt i bruk" in office.kari.last
    assert "linje 12" in office.kari.last
    assert "Det er 1 feil til" in office.kari.last
    assert "The change is not in use" in eva.last
    assert "line 12" in eva.last
    assert "&lt;b&gt; is not closed" in eva.last
    assert all(who.chat.sent() == [] for who in (office.marit, office.nadia, office.nils))


def test_a_fault_of_the_whole_file_names_no_line(office: Office) -> None:
    refuse(office, replace(FAULT, line=0))
    assert "linje" not in office.kari.last
    assert "feil til" not in office.kari.last


def test_the_same_fault_is_told_once_by_however_many_processes(office: Office) -> None:
    assert [refuse(office, FAULT) for _ in range(3)] == [1, 0, 0]
    assert refuse(office, replace(FAULT, line=13)) == 1


def test_what_is_mended_is_told_once_to_those_who_knew(office: Office) -> None:
    town = office.town
    publishing.adopt(town.parts, town.parts, town.now)
    town.settle()
    assert office.kari.chat.sent() == []
    refuse(office, FAULT)
    for _ in range(2):
        publishing.adopt(town.parts, town.parts, town.now)
    town.settle()
    assert [each.html for each in office.kari.chat.sent()][1:] == [town.text("content.mended")]


def test_mended_while_nothing_ran_is_told_at_the_start(office: Office) -> None:
    refuse(office, FAULT)
    publishing.begin(office.town.parts, office.town.now)
    office.town.settle()
    assert office.kari.last == office.town.text("content.mended")


def test_an_edition_is_noted_once_by_however_many_processes(office: Office) -> None:
    town = office.town
    newer = edition(town.parts, "0123456789ab")
    for _ in range(2):
        publishing.adopt(town.parts, newer, town.now)
    assert [each.detail["version"] for each in town.noted("content.adopted")] == [
        town.book.version,
        "0123456789ab",
    ]


def test_words_alone_plan_nothing_anew(office: Office) -> None:
    town = office.town
    assert publishing.adopt(town.parts, edition(town.parts, "0123456789ab"), town.now) == ()


def test_a_rule_of_the_models_plans_every_mentor_anew(office: Office) -> None:
    town = office.town
    models = {
        name: replace(each, standstill_from_week=9) for name, each in town.book.rules.models.items()
    }
    rules = replace(town.book.rules, models=models)
    newer = replace(town.parts, book=replace(town.book, rules=rules, version="0123456789ab"))
    assert publishing.adopt(town.parts, newer, town.now) == (office.marit.person,)
    assert {each.detail["new"] for each in town.noted("rule.changed")} == {"9"}


def test_a_version_fits_into_a_mark(office: Office) -> None:
    newest = edition(office.town.parts, "f" * 12)
    publishing.adopt(office.town.parts, newest, office.town.now)
    with office.town.tx() as tx:
        assert marks.get(tx, publishing.EDITION) == 16**12 - 1
