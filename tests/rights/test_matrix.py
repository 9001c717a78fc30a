"""Every operation by everybody who might try it, against the real services (rule 7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbot.book.rendering import Book
from mentorbot.domain.access import Operation, Relation
from mentorbot.domain.people import Role
from tests.domain.test_access import ALLOWED
from tests.rights.cast import ROLES, cast_of
from tests.rights.judging import Figures, run
from tests.rights.matrix import Stage

EVERY = 17
"""Of all cases each so-manieth is tried here; `python -m tests.soak.rights` tries them all."""
LEAST = 500
"""In each of four states: 2,000 and more together."""


@pytest.mark.shows(
    "R39", "A replaced mentor, a contact who left and a stranger do and see nothing by any button."
)
@pytest.mark.parametrize("state", ["received", "talking", "answered", "relayed"])
def test_nobody_does_or_sees_more_than_the_table_says(
    tmp_path: Path, book: Book, state: str
) -> None:
    cast, figures = cast_of(tmp_path, book, state), Figures()
    run(Stage(cast), figures, EVERY)
    cast.town.database.close()
    assert figures.faults == []
    assert figures.cases >= LEAST and figures.denied > 40 and figures.allowed > 200


def test_the_cast_stands_in_every_relation_to_one_thing_or_another(
    tmp_path: Path, book: Book
) -> None:
    cast = cast_of(tmp_path, book, "sent")
    references = (f"problem:{cast.former}", f"problem:{cast.own}")
    subjects = (*references, f"placement:{cast.placement}", "dialog:settings")
    found = {cast.relation(name, subject) for name in ROLES for subject in subjects}
    cast.town.database.close()
    # Who is in the mentor network is a matter of the person alone.
    assert found == set(Relation) - {Relation.MEMBER}


def test_what_the_matrix_goes_by_knows_every_role_and_operation() -> None:
    assert set(ROLES.values()) == set(Role)
    assert {operation for operation, _, _ in ALLOWED} == set(Operation)
