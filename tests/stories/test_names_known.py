"""The office's own names are known to redaction: those who come are added, those erased are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mentorbot.domain.people import Role
from mentorbot.services import enrolling, erasing
from mentorbot.services.enrolling import Register
from mentorbot.storage import paging, people, placements
from mentorbot.storage.database import Tx
from tests.stories.office import Office
from tests.stories.town import Town


def knows(town: Town, text: str) -> bool:
    with town.tx() as tx:
        roll = town.parts.register.roll(tx)
    return bool([*roll.people_in(text), *roll.places_in(text)])


def test_whoever_comes_is_known_and_nobody_is_read_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = office.town
    assert knows(town, "jeg spurte marit mo")
    read: list[int] = []
    every = people.names

    def names(tx: Tx, after: int, until: int) -> Iterator[str]:
        read.append(after)
        return every(tx, after, until)

    monkeypatch.setattr(people, "names", names)
    assert not knows(town, "jeg spurte vegard brattlismo")
    town.settled(Role.MENTOR, "Vegard Brattlismo")
    assert knows(town, "jeg spurte vegard brattlismo")
    assert knows(town, "jeg spurte marit mo")
    assert read == [office.nils.person]


def test_whoever_is_erased_is_known_no_more_and_all_others_still_are(office: Office) -> None:
    town = office.town
    vegard = town.settled(Role.MENTOR, "Vegard Brattlismo").person
    assert knows(town, "jeg spurte vegard brattlismo") and knows(town, "det er kaldt på Lageret")
    with town.tx() as tx:
        erasing.erase_person(tx, town.parts, vegard, town.now)
        erasing.erase_placement(tx, town.parts, office.placement, town.now)
    assert not knows(town, "jeg spurte vegard brattlismo")
    assert not knows(town, "det er kaldt på Lageret")
    assert knows(town, "jeg spurte marit mo")


def test_all_names_are_read_however_many_pages_there_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "AT_ONCE", 2)
    with office.town.tx() as tx:
        (*_, person), (_, placement) = people.stamp(tx), placements.stamp(tx)
        everybody = sorted(people.names(tx, 0, person))
        assert everybody == ["Kari Kvam", "Marit Mo", "Nadia Nes", "Nils Nygård"]
        assert [*placements.workplaces(tx, 0, placement)] == ["Lageret"]


def test_names_are_read_ahead_in_portions_and_whoever_types_first_misses_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolling, "PORTION", 1)
    town, register = office.town, Register()
    town.parts = replace(town.parts, register=register)
    portions = 1
    while not enrolling.read_on(town.database, register):
        portions += 1
    assert portions == 4
    town.settled(Role.MENTOR, "Vegard Brattlismo")
    town.settled(Role.MENTOR, "Sigrun Hallingstad")
    assert not enrolling.read_on(town.database, register)
    assert knows(town, "jeg spurte marit mo og sigrun hallingstad om vegard brattlismo")
    assert enrolling.read_on(town.database, register)
