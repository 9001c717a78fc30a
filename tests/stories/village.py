"""Six mentors, some in the network, and what they say there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from mentorbot.domain.facts import Fact, PostMade
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import PersonId, Role
from mentorbot.domain.placements import FollowUpModel, PlacementId
from mentorbot.domain.wording import Phrase
from mentorbot.services import recording
from mentorbot.services.deeds import Deed
from mentorbot.services.guarding import NotTheirs
from mentorbot.storage import checkins, network, people
from mentorbot.storage.tables import posts
from tests.stories.phones import Arrival
from tests.stories.town import Phone, Town

NAMES = ("Marit Mo", "Mona Mæland", "Mats Moen", "Maja Myhre", "Morten Mork", "Mina Mørk")
ALIASES = ("Bjørk", "Gran", "Furu")
TIP = "Skriv opp dagens oppgaver på en tavle"


@dataclass
class Village:
    """Six mentors, the first three with a placement each; all have joined the network."""

    town: Town
    kari: Phone
    nadia: Phone
    mentors: list[Phone]
    placements: list[PlacementId]

    @classmethod
    def of(cls, town: Town, model: FollowUpModel = FollowUpModel.HYBRID) -> Village:
        kari = town.settled(Role.COORDINATOR, "Kari Kvam")
        nadia = town.settled(Role.NAV_CONTACT, "Nadia Nes")
        nils = town.settled(Role.NAV_CONTACT, "Nils Nygård")
        mentors = [town.settled(Role.MENTOR, name) for name in NAMES]
        placements = [
            town.placement(mentor, nadia, nils, alias=alias, model=model)
            for mentor, alias in zip(mentors, ALIASES, strict=False)
        ]
        with town.tx() as tx:
            for mentor in mentors:
                people.change(tx, mentor.person, in_network=True)
        return cls(town, kari, nadia, mentors, placements)

    @property
    def everybody(self) -> list[Phone]:
        return [self.kari, self.nadia, *self.mentors]

    @property
    def free(self) -> list[Phone]:
        """The mentors whom nothing else disturbs."""
        return self.mentors[3:]

    def answered(self, placement: PlacementId, question: str, answer: str) -> None:
        """The mentor of that placement once gave this answer in a check-in."""
        town = self.town
        with town.tx() as tx:
            occasion = f"told-{question}-{answer}"
            made = checkins.plan(
                tx, placement, self.mentors[0].person, occasion, town.now - timedelta(days=1),
                town.now.date(), (question,),
            )  # fmt: skip
            assert made is not None
            checkins.move(
                tx, made, checkins.CheckInState.PLANNED, checkins.CheckInState.DONE,
                opened_at=town.now, finished_at=town.now,
            )  # fmt: skip
            checkins.answer(tx, made, question, answer, town.now)

    def post(self, fact: Fact, by: PersonId | None = None) -> None:
        """What a coordinator does, without the taps that lead to it."""
        with self.town.tx() as tx:
            person = people.get(tx, by or self.kari.person)
            deed = Deed(tx, self.town.parts, person, self.town.now)
            with suppress(NotTheirs):
                recording.record(deed, fact)
        self.town.settle()

    def gathers(self, in_days: float = 14, theme: str = "attendance") -> int:
        at = self.town.now + timedelta(days=in_days)
        self.post(PostMade(PostKind.GATHERING, theme, at=at, words="Møterom 2"))
        return self.newest()

    def asks(self, question: str = "W1") -> int:
        self.post(PostMade(PostKind.QUESTION, question=question))
        return self.newest()

    def newest(self) -> int:
        return max(int(row.id) for row in self.town.rows(posts))

    def offers_tip(self, mentor: Phone, words: str = TIP) -> int:
        mentor.says("/network")
        mentor.chooses("network.offer_tip")
        mentor.says(words)
        mentor.chooses("network.send")
        return self.newest()

    def state(self, post: int) -> PostState:
        with self.town.tx() as tx:
            found = network.get(tx, post)
        assert found is not None
        return found.state

    def label(self, key: str) -> str:
        return self.town.label(key)

    def coming(self, phone: Phone) -> None:
        phone.chooses("report.marked", on=False, name=Phrase("network.coming"))

    def cannot(self, phone: Phone) -> None:
        phone.chooses("report.marked", on=False, name=Phrase("network.cannot"))

    def answers(self, phone: Phone, answer: str, question: str = "W1") -> None:
        name = Phrase(f"answer.{question}.{answer}")
        phone.chooses("report.marked", on=False, name=name)


def pushed(phone: Phone) -> list[Arrival]:
    return phone.chat.sent()
