"""The people of most stories: Marit (mentor), Nadia and Nils (NAV), Kari (coordinator)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentorbot.domain.people import Role
from mentorbot.domain.placements import PlacementId
from mentorbot.domain.problems import Problem
from mentorbot.storage import problems, rungs
from tests.stories.phones import Arrival
from tests.stories.town import Phone, Town


@dataclass
class Office:
    town: Town
    marit: Phone
    nadia: Phone
    nils: Phone
    kari: Phone
    placement: PlacementId

    @classmethod
    def of(cls, town: Town, **placement: Any) -> Office:
        kari = town.settled(Role.COORDINATOR, "Kari Kvam", phone="+4790000004")
        marit = town.settled(Role.MENTOR, "Marit Mo", phone="+4790000001", by=kari.person)
        nadia = town.settled(Role.NAV_CONTACT, "Nadia Nes", phone="+4790000002")
        nils = town.settled(Role.NAV_CONTACT, "Nils Nygård", phone="+4790000003")
        made = town.placement(marit, nadia, nils, **placement)
        return cls(town, marit, nadia, nils, kari, made)

    @property
    def people(self) -> tuple[Phone, ...]:
        return self.marit, self.nadia, self.nils, self.kari

    def told(self, phone: Phone) -> list[Arrival]:
        """What made a sound on a phone, without the week's message."""
        return [arrival for arrival in phone.chat.sent() if "God morgen" not in arrival.html]

    def report(self, category: str = "P03", *, cannot_wait: bool = False) -> str:
        """Marit reports, as quickly as it can be done; the reference."""
        marit, rules = self.marit, self.town.book.rules
        known = set(self.references())
        marit.says("/report")
        marit.chooses(f"group.{rules.categories[category].group}")
        marit.chooses(f"category.{category}")
        if cannot_wait:
            marit.chooses("report.marked", on=False, name=self.town.phrase("report.cannot_wait"))
        marit.chooses("report.next")
        marit.chooses("common.skip")
        marit.chooses("report.send")
        (made,) = set(self.references()) - known
        return made

    def references(self) -> list[str]:
        with self.town.tx() as tx:
            return [problem.reference for problem in problems.listed(tx)]

    def problem(self, reference: str) -> Problem:
        with self.town.tx() as tx:
            found = problems.get(tx, reference)
        assert found is not None
        return found

    def fired(self, reference: str) -> list[tuple[str, str, str, datetime | None]]:
        """(whom, how, what became of it, when) of every rung, in order."""
        with self.town.tx() as tx:
            found = rungs.of(tx, reference)
        return [(rung.tell, rung.kind, rung.state, rung.fired_at) for rung in found]
