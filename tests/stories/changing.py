"""What a coordinator and NAV do with a placement, on their phones."""

from __future__ import annotations

from datetime import UTC, datetime

from mentorbot.domain.people import Role
from mentorbot.domain.placements import FollowOn, FollowUpModel, Placement, Seat
from mentorbot.storage import people, placements
from tests.stories.office import Office
from tests.stories.phones import Message
from tests.stories.town import Phone

FRIDAY = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
"""The day of the first check-in that the hybrid model plans, at the mentor's own hour."""
EVENING = datetime(2027, 3, 9, 18, 0, tzinfo=UTC)
MODELS = list(FollowUpModel)


def now_is(office: Office) -> Placement:
    with office.town.tx() as tx:
        return placements.get(tx, office.placement)


def newcomer(office: Office, role: Role = Role.MENTOR, name: str = "Siv Solli") -> Phone:
    return office.town.settled(role, name, phone="+4790000005")


def sheet(office: Office, who: Phone | None = None) -> Phone:
    """The placement's sheet, on a coordinator's phone unless somebody else's is meant."""
    phone = who or office.kari
    phone.says("/placements")
    phone.chooses("placement.open", alias="Bjørk")
    return phone


def gives_seat(office: Office, seat: Seat, to: Phone) -> None:
    kari = sheet(office)
    kari.chooses("placement.people")
    kari.chooses(f"placement.seat_{seat}")
    with office.town.tx() as tx:
        name = people.get(tx, to.person).name
    kari.chooses("placement.person", name=name)
    kari.chooses("placement.yes")


def takes_model(office: Office, model: FollowUpModel) -> None:
    kari = sheet(office)
    kari.chooses("placement.model")
    kari.chooses(f"model.{model}")
    kari.chooses("placement.yes")


def decides(phone: Phone, follow_on: FollowOn) -> None:
    phone.chooses("placement.next")
    phone.chooses(f"follow_on.{follow_on}")


def told_since(phone: Phone, before: int) -> list[str]:
    """What made a sound since then."""
    return [arrival.html for arrival in phone.chat.sent()[before:]]


def buttons_of(phone: Phone) -> list[tuple[Message, str]]:
    return [
        (message, data)
        for message in phone.chat.messages
        for row in message.words.buttons
        for _, data in row
    ]
