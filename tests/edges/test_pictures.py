"""Pictures and paper as they are drawn: the same each time, and not before they are asked for."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mentorbot.domain.charts import Chart, Form, Series, Shape, Sheet
from mentorbot.edges import drawing, pictures
from mentorbot.edges.ink import PAPER

ROOT = Path(__file__).resolve().parents[2]
WEEKS = tuple(str(week) for week in range(9, 21))
COUNTS = (3, 5, 6, None, 5, 7, 8, 6, 7, 9, 8, 4)
STEPS = (0, 2, None, 1, None, 1, 1, 0, None, 2, 1, 1)


def series(name: str, values: tuple[float | None, ...]) -> Series:
    return Series(name, values, tuple("" if each is None else f"{each}" for each in values))


def along(shape: Shape, *values: tuple[float | None, ...], **more: object) -> Chart:
    names = ("Støtte", "Begge veier", "Å strekke seg")
    every = tuple(map(series, names, values))
    return Chart("x", shape, f"Hvordan {shape} går, ærlig talt", (), "uke", WEEKS, every, **more)  # type: ignore[arg-type]


NAMED = Chart(
    "themes", Shape.ROWS, "Dette tar mentorene opp", (), "Tema", ("Oppmøte og fravær", "$90 & <b>"),
    (series("Deltakere", (7, 3)),),
)  # fmt: skip
OFFICE = Sheet(
    "office", "De siste 12 ukene",
    (along(Shape.COLUMNS, COUNTS, COUNTS, COUNTS), along(Shape.LINE, COUNTS), NAMED),
)  # fmt: skip
COURSE = Sheet(
    "paper", "Slik har ukene gått: Bjørk",
    (along(Shape.STEPS, STEPS, levels=("Ja, noe nytt", "Bare gjentakelse", "Nei")),) * 6,
    facts=("Perioden går fra mandag til fredag. " * 4,) * 3, foot="Bare alias. " * 30,
)  # fmt: skip
EMPTY = along(Shape.LINE, (None,) * 12)


@pytest.fixture(scope="module")
def drawn() -> dict[Form, bytes]:
    """The only pictures that are drawn here, but for one more of each to compare with."""
    sheets = {Form.PNG: OFFICE, Form.SVG: OFFICE, Form.PDF: COURSE}
    return {form: pictures.drawn(sheet, form) for form, sheet in sheets.items()}


def test_a_picture_is_as_wide_as_a_phone_shows_and_as_high_as_telegram_takes(
    drawn: dict[Form, bytes],
) -> None:
    width, height = struct.unpack(">II", drawn[Form.PNG][16:24])
    assert width == 1080
    assert width + height <= 10_000
    assert height <= 20 * width
    assert len(drawn[Form.PNG]) < 1_000_000


@pytest.mark.parametrize("form", [Form.SVG, Form.PDF])
def test_the_same_figures_are_the_same_bytes(drawn: dict[Form, bytes], form: Form) -> None:
    sheet = COURSE if form is Form.PDF else OFFICE
    assert pictures.drawn(sheet, form) == drawn[form]
    other = replace(sheet, title="Noe annet")
    assert form is Form.PDF or pictures.drawn(other, form) != drawn[form]


def test_a_drawing_for_a_page_runs_nothing_and_fetches_nothing(drawn: dict[Form, bytes]) -> None:
    root = ElementTree.fromstring(drawn[Form.SVG])
    names = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert "script" not in names and "image" not in names
    for node in root.iter():
        for name, value in node.attrib.items():
            assert not name.endswith("href") or value.startswith("#")
    assert b"1970" not in drawn[Form.SVG] and not re.search(rb"<dc:date>", drawn[Form.SVG])


def test_paper_is_one_page_that_can_be_read_by_machine_and_tells_no_time(
    drawn: dict[Form, bytes],
) -> None:
    page = drawn[Form.PDF]
    assert page.count(b"/Type /Page\n") + page.count(b"/Type /Page ") == 1
    assert b"CreationDate" not in page and b"matplotlib" not in page.lower()
    assert b"/Subtype /CIDFontType2" in page or b"/FontFile2" in page
    assert b"/MediaBox [ 0 0 595" in page


def test_what_stands_on_paper_stays_on_it_however_much_it_is() -> None:
    figure = drawing.figure_of(COURSE, PAPER)
    for axes in figure.axes:
        box = axes.get_position()
        assert 0.03 < box.y0 < box.y1 < 0.95
    for words in figure.texts:
        assert 0.03 < words.get_position()[1] < 0.97
    lows = [axes.get_position().y0 for axes in figure.axes]
    assert lows == sorted(lows, reverse=True)


def test_what_holds_nothing_is_not_drawn() -> None:
    assert Sheet("x", "y", (EMPTY, NAMED)).drawn == (NAMED,)
    zeros = along(Shape.COLUMNS, (0,) * 12)
    assert zeros.is_empty and not along(Shape.STEPS, (0,) * 12).is_empty


def importers(name: str) -> Iterator[str]:
    """Modules in which it is imported as they are loaded; within a function counts not."""
    for path in sorted((ROOT / "mentorbot").rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            said = ast.unparse(node) if isinstance(node, (ast.Import, ast.ImportFrom)) else ""
            if re.search(rf"\b{name}\b", said):
                yield path.name


def test_nothing_loads_matplotlib_before_a_picture_is_asked_for() -> None:
    assert set(importers("matplotlib")) == {"drawing.py"}
    assert set(importers("drawing")) == set()
