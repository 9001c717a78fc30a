"""Twelve weeks under each model; mentors answer well, badly, in between, late and never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

import pytest

from mentorbot.book.rendering import Book
from mentorbot.domain.placements import FollowUpModel
from mentorbot.storage.tables import checkins
from tests.stories.office import Office
from tests.stories.town import Town
from tests.stories.weeks import KINDS, Count, Kind, live, opened

MakeOffice = Callable[..., Office]
Lived = Callable[[FollowUpModel, Kind], tuple[Count, int]]
"""Twelve weeks, and how many check-ins were opened in them."""

BEGIN = datetime(2027, 8, 27, 7, 0, tzinfo=UTC)
"""The Friday before: twelve weeks without a public holiday follow."""
TWELVE_WEEKS: dict[str, Any] = {"start": date(2027, 8, 30), "end": date(2027, 11, 19)}
END = datetime(2027, 11, 26, 8, 0, tzinfo=UTC)

S, H, J = FollowUpModel
MOST = {S: (4, 20), H: (11, 44 + 6), J: (14, 14 * 4)}
"""Check-ins, and taps with those that answers led to."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, book: Book) -> Lived:
    """Each of them is lived through once, whatever is asked about it."""

    @cache
    def twelve_weeks(model: FollowUpModel, kind: Kind) -> tuple[Count, int]:
        town = Town(tmp_path_factory.mktemp("weeks"), book, BEGIN)
        office = Office.of(town, model=model, **TWELVE_WEEKS)
        count = live(office, kind, END)
        asked = opened(office)
        town.database.close()
        return count, asked

    return twelve_weeks


@pytest.mark.shows(
    "R12", "A job specialist's mentor is asked at most fourteen times in twelve weeks."
)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("model", FollowUpModel)
def test_nobody_is_asked_too_much(lived: Lived, model: FollowUpModel, kind: Kind) -> None:
    count, asked = lived(model, kind)
    most, taps = MOST[model]
    assert asked <= most
    assert sum(count.taps) <= taps
    assert max(count.pushes.values()) <= 2
    assert max(count.taps, default=0) <= 5


@pytest.mark.parametrize("model", [H, J])
def test_a_check_in_in_a_good_week_is_two_or_three_taps(lived: Lived, model: FollowUpModel) -> None:
    well = KINDS[0]
    assert 2 <= median(lived(model, well)[0].taps) <= 3


@pytest.mark.parametrize("model", [H, J])
def test_in_a_difficult_week_the_rest_is_dropped(lived: Lived, model: FollowUpModel) -> None:
    badly = KINDS[1]
    assert median(lived(model, badly)[0].taps) == 1


@pytest.mark.shows("R22", "A hybrid's mentor is asked about all four in six weeks.")
def test_a_hybrid_is_asked_about_demands_choice_variation_and_support_in_six_weeks(
    office_at: MakeOffice,
) -> None:
    until = datetime(2027, 10, 8, 14, 0, tzinfo=UTC)
    count = live(office_at(BEGIN, model=H, **TWELVE_WEEKS), KINDS[2], until)
    assert {"F4", "F7", "M2", "M4"} <= set(count.asked)


@pytest.mark.shows("R25", "Whether anything moves is asked in every model.")
@pytest.mark.parametrize("model", FollowUpModel)
def test_whether_anything_moves_is_asked_in_every_model_and_when_the_period_ends_too(
    lived: Lived, model: FollowUpModel
) -> None:
    asked = lived(model, KINDS[2])[0].asked
    assert "M0" in asked and "S1" in asked
    assert asked.count("F1") >= 3


def test_the_same_four_questions_are_not_asked_for_ever(lived: Lived) -> None:
    asked = lived(H, KINDS[2])[0].asked
    rotating = [name for name in asked if name not in ("F1", "M0")]
    assert len(set(rotating)) >= 15


@pytest.mark.shows(
    "R10", "Three placements of one mentor under three models get three plans, deadlines and texts."
)
def test_one_mentor_with_three_placements_has_three_plans_deadlines_and_texts(
    office_at: MakeOffice,
) -> None:
    office = office_at(BEGIN, model=S, alias="Alm", **TWELVE_WEEKS)
    for model, alias in ((H, "Bjørk"), (J, "Ceder")):
        office.town.placement(
            office.marit, office.nadia, office.nils, alias=alias, model=model, **TWELVE_WEEKS
        )
    office.town.until(END)
    days: dict[int, list[date]] = {}
    for row in office.town.rows(checkins):
        days.setdefault(row.placement_id, []).append(row.due_day)
    assert len({tuple(plan) for plan in days.values()}) == 3
    promised = [promise(office, alias) for alias in ("Alm", "Bjørk", "Ceder")]
    assert len({deadline for deadline, _ in promised}) == 3
    assert len({text.replace(alias, "") for (_, text), alias in zip(
        promised, ("Alm", "Bjørk", "Ceder"), strict=True)}) == 3  # fmt: skip


def promise(office: Office, alias: str) -> tuple[datetime, str]:
    """What the mentor is told when a matter that cannot wait is sent about that placement."""
    known = set(office.references())
    office.marit.says("/report")
    office.marit.chooses("common.alias", alias=alias)
    office.marit.chooses("group.worry")
    office.marit.chooses("category.P08")
    office.marit.chooses("report.next")
    office.marit.chooses("common.skip")
    office.marit.chooses("report.send")
    (made,) = set(office.references()) - known
    deadline = office.problem(made).deadline
    text = office.marit.last.replace(made, "")
    assert office.town.text("status.due", name="Nadia Nes", deadline=deadline) in text
    return deadline, text


@pytest.mark.shows("R06", "What is to be settled at the start is asked in the first weeks.")
@pytest.mark.parametrize(
    ("model", "weeks", "settled"),
    [(S, 1, "U1 U2 U4 U6 U7"), (H, 1, "U1 U2 U3 U4 U5 U6 U7 U8"),
     (J, 4, "U1 U2 U3 U4 U5 U6 U7 U8")],
)  # fmt: skip
def test_the_start_is_settled_in_good_weeks_too(
    office_at: MakeOffice, model: FollowUpModel, weeks: int, settled: str
) -> None:
    until = BEGIN + timedelta(weeks=weeks, days=1)
    count = live(office_at(BEGIN, model=model, **TWELVE_WEEKS), KINDS[0], until)
    assert set(settled.split()) <= set(count.asked)
