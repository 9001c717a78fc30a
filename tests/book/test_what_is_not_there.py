"""What mentorbot must never hold, ask or say: looked for in the tables and in the real content."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language, Role
from mentorbot.domain.placements import FollowOn, Phase
from mentorbot.domain.wording import Phrase
from mentorbot.storage.tables import metadata
from tests.dialogs.walking import real_book

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def real() -> Book:
    return real_book()


@pytest.mark.shows("R19", "No table has a column for a score, a rank or a prediction.")
def test_no_column_scores_or_ranks_anybody() -> None:
    names = [f"{table.name}.{column.name}" for table in metadata.tables.values()
             for column in table.columns]  # fmt: skip
    judging = re.compile(r"score|rank|rating_of|grade|predict|risk|motivat")
    assert [name for name in names if judging.search(name)] == []


@pytest.mark.shows("R33", "Nobody can be a recipient but mentors, NAV contacts and coordinators.")
def test_there_are_three_kinds_of_people_to_write_to() -> None:
    assert set(Role) == {Role.MENTOR, Role.NAV_CONTACT, Role.COORDINATOR}


@pytest.mark.shows("R41", "No answer to the question about coming to work names a reason.")
def test_the_reason_of_an_absence_is_no_answer(real: Book) -> None:
    assert set(real.rules.questions["F2"].answers) == {"yes", "told", "untold"}


@pytest.mark.shows("R41", "No table has a column for the reason of an absence.")
def test_the_reason_of_an_absence_is_no_column() -> None:
    columns = {column.name for name in ("checkins", "answers", "problems", "placements")
               for column in metadata.tables[name].columns}  # fmt: skip
    assert not columns & {"reason", "cause", "illness", "diagnosis", "absence"}


@pytest.mark.shows("R20", "Every phase asks something about participant, workplace and NAV.")
@pytest.mark.parametrize(
    ("phase", "level"), list(product(Phase, ("individual", "workplace", "nav")))
)
def test_every_phase_asks_about_every_level(real: Book, phase: Phase, level: str) -> None:
    asked = {name for model in real.rules.models.values() for each in model.checkins
             for ask in (each.ask, *each.cycle) for name in ask}  # fmt: skip
    about = {name for name, question in real.rules.questions.items()
             if phase in question.phases and level in question.levels}  # fmt: skip
    found = about & asked
    assert found, f"nothing is asked about {level} in {phase}"


@pytest.mark.shows("R44", "Five ways on exist by name in every language, and none says failure.")
@pytest.mark.parametrize("language", Language)
def test_five_ways_on_and_none_of_them_a_failure(real: Book, language: Language) -> None:
    names = [real.label(Phrase(f"follow_on.{each}"), language) for each in FollowOn]
    assert len(set(names)) == 5
    failing = re.compile(r"mislyk|avbr|fail|drop|slutt", re.IGNORECASE)
    assert [name for name in names if failing.search(name)] == []


@pytest.mark.shows("R43", "No text promises an amount of money, or what somebody is entitled to.")
@pytest.mark.parametrize("language", Language)
def test_no_text_names_an_amount_or_a_right(language: Language) -> None:
    right = re.compile(
        r"\bkroner\b|\bkr\.? ?\d|\d ?%(?!})|har rett (på|til)|entitled to", re.IGNORECASE
    )
    files = [path for path in (CONTENT / language).rglob("*") if path.suffix in (".yaml", ".md")]
    assert len(files) > 50
    assert [path.name for path in files if right.search(path.read_text("utf-8"))] == []


@pytest.mark.shows("R03", "No card leaves the mentor to solve it alone: each says when to call.")
def test_every_card_ends_with_when_to_call(real: Book) -> None:
    calls = ("Ring NAV", "Etterpå", "Ring")
    for name in real.rules.cards:
        words = real.text(Phrase(f"card.{name}"), Language.NB)
        assert any(f"<b>{heading}</b>" in words for heading in calls), name
