"""A few of the mutated forms; tests/soak/hostile_edits.py sends 300."""

from __future__ import annotations

from tests.edges.desk.editors import editors
from tests.edges.desk.hostile import hammered
from tests.stories.office import Office
from tests.stories.town import Town


def test_broken_and_hostile_forms_are_refused_and_reach_nobody(office: Office, town: Town) -> None:
    assert hammered(town, editors(office)[0], 6) == 6
