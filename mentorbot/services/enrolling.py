"""The office's own people and places by name, for redaction to know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mentorbot.domain.people import PersonId
from mentorbot.domain.redacted_roll import NOBODY, Roll
from mentorbot.storage import glance, people, placements
from mentorbot.storage.database import Database, Tx

NOTHING = (0, 0, 0), (0, 0)
PORTION = 2_000
"""Numbers of people and of placements that are read in one go; about a tenth of a second."""


@dataclass
class Register:
    """Reads the names of thousands once, then those who come; all again when somebody is erased."""

    _roll: Roll = NOBODY
    _upto: tuple[int, int] = 0, 0
    """The numbers up to which people and placements were read."""
    _seen: tuple[people.Stamp, placements.Stamp] = NOTHING
    _names: Mapping[PersonId, str] = field(default_factory=dict, repr=False)
    _people: people.Stamp = NOTHING[0]

    def roll(self, tx: Tx) -> Roll:
        """Everybody and every workplace, also those that are over: they are talked about still."""
        while not self.read_on(tx):
            pass
        return self._roll

    def read_on(self, tx: Tx) -> bool:
        """Reads some of those who are not known yet. Whether everybody is."""
        now = people.stamp(tx), placements.stamp(tx)
        if now == self._seen:
            return True
        if self._stamps(tx) != self._seen:
            # Less than there was: somebody was erased.
            self._roll, self._upto = NOBODY, (0, 0)
        (person, placement), (*_, last_person), (_, last_placement) = self._upto, *now
        self._upto = min(person + PORTION, last_person), min(placement + PORTION, last_placement)
        self._roll = self._roll.and_also(
            people.names(tx, person, self._upto[0]),
            placements.workplaces(tx, placement, self._upto[1]),
        )
        self._seen = self._stamps(tx)
        return self._seen == now

    def _stamps(self, tx: Tx) -> tuple[people.Stamp, placements.Stamp]:
        """As they are now of what was read."""
        person, placement = self._upto
        return people.stamp(tx, person), placements.stamp(tx, placement)

    def names(self, tx: Tx) -> Mapping[PersonId, str]:
        """What everybody is called, for lists that search and sort by it."""
        stamp = people.stamp(tx)
        if stamp != self._people:
            self._names = glance.names_of_all(tx)
            self._people = stamp
        return self._names


def read_on(database: Database, register: Register) -> bool:
    """In a transaction of its own: before anybody types, and while others have their turns."""
    with database.begin() as tx:
        return register.read_on(tx)
