"""Where everybody stands: one row per open dialog, its bubble and what its buttons mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from mentorbot.domain.conversation import Place
from mentorbot.domain.people import PersonId
from mentorbot.storage import spots
from mentorbot.storage.about import placement_of
from mentorbot.storage.database import Tx
from mentorbot.storage.numbering import next_id
from mentorbot.storage.spots import Spot
from mentorbot.storage.tables import places

BY_KEY = select(places).where(places.c.key == bindparam("asked_key"))
BY_ID = select(places).where(places.c.id == bindparam("bubble"))
AT = select(places).where(
    places.c.person_id == bindparam("person"),
    places.c.dialog == bindparam("asked_dialog"),
    places.c.subject == bindparam("asked_subject"),
)
CHANGING = places.update().where(places.c.id == bindparam("bubble"))


@dataclass(frozen=True)
class Choice:
    """What one button means: a move in a dialog. Only its number leaves the house."""

    dialog: str
    subject: str
    move: str
    argument: str


@dataclass(frozen=True)
class Shown:
    """What a bubble says: Telegram HTML, and its buttons' labels in rows."""

    html: str
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Bubble:
    """A Place as it is kept, with its message in the chat."""

    id: int
    person: PersonId
    place: Place
    key: str
    choices: tuple[Choice, ...]
    message_id: int | None
    shown: Shown | None = None
    """What the page shows of it; None for those who only have Telegram."""


def by_key(tx: Tx, key: str) -> Bubble | None:
    return _one(tx, BY_KEY, asked_key=key)


def at(tx: Tx, person: PersonId, dialog: str, subject: str) -> Bubble | None:
    return _one(tx, AT, person=person, asked_dialog=dialog, asked_subject=subject)


def by_id(tx: Tx, bubble: int) -> Bubble | None:
    return _one(tx, BY_ID, bubble=bubble)


def of_person(tx: Tx, person: PersonId) -> list[Bubble]:
    query = select(places).where(places.c.person_id == person).order_by(places.c.id)
    rows = tx.connection.execute(query).all()
    tx.safe.ready(_data(row) for row in rows)
    return [_bubble(tx, row) for row in rows]


def remove(tx: Tx, bubble: int) -> None:
    """Nothing of it is left: a tap on it is a tap on an old button."""
    tx.connection.execute(places.delete().where(places.c.id == bubble))


def moved_since(tx: Tx, person: PersonId, message_id: int, moment: datetime) -> bool:
    """Whether that message is a bubble whose words changed after that moment."""
    query = select(places.c.id).where(
        places.c.person_id == person,
        places.c.message_id == message_id,
        places.c.updated_at > moment,
    )
    return tx.connection.execute(query).first() is not None


def listening(tx: Tx, person: PersonId) -> Bubble | None:
    """The newest dialog of this person that waits for typed words."""
    query = (
        select(places)
        .where(places.c.person_id == person, places.c.listens.is_(True))
        .order_by(places.c.updated_at.desc(), places.c.id.desc())
    )
    row = tx.connection.execute(query).first()
    return None if row is None else _bubble(tx, row)


def stand(
    tx: Tx,
    person: PersonId,
    place: Place,
    key: str,
    choices: Sequence[Choice],
    now: datetime,
    taken_from: int | None = None,
    shown: Shown | None = None,
) -> Bubble:
    """Stores where the person stands now. `taken_from`: the bubble that becomes this place."""
    there = at(tx, person, place.dialog, place.subject)
    if there is None and taken_from is not None:
        there = by_id(tx, taken_from)
    number = next_id(tx, places) if there is None else there.id
    placement = placement_of(tx, place)
    seen = None if shown is None else {"html": shown.html, "rows": shown.rows}
    values: dict[str, Any] = {
        "placement_id": placement,
        "dialog": place.dialog,
        "subject": place.subject,
        "state": place.state,
        "data": tx.safe.seal_data(place.data, spots.place_data(number, person, placement)),
        "listens": place.listens,
        "key": key,
        "choices": [[c.dialog, c.subject, c.move, c.argument] for c in choices],
        "shown": None
        if seen is None
        else tx.safe.seal_data(seen, spots.place_shown(number, person, placement)),
        "updated_at": now,
    }
    if there is not None:
        tx.connection.execute(CHANGING, {"bubble": there.id, **values})
        return Bubble(there.id, person, place, key, tuple(choices), there.message_id, shown)
    tx.connection.execute(places.insert(), {"id": number, "person_id": person, **values})
    return Bubble(number, person, place, key, tuple(choices), None, shown)


def forget_message(tx: Tx, bubble: int) -> None:
    """The bubble's message is gone or left behind: the next words are sent anew."""
    tx.connection.execute(places.update().where(places.c.id == bubble).values(message_id=None))


def forget_messages(tx: Tx, person: PersonId) -> None:
    """The person moved to another chat: none of their bubbles stands there."""
    mine = places.update().where(places.c.person_id == person)
    tx.connection.execute(mine.values(message_id=None))


def shown(tx: Tx, bubble: int, message_id: int) -> None:
    tx.connection.execute(CHANGING, {"bubble": bubble, "message_id": message_id})


def hidden(tx: Tx, bubble: int, message_id: int) -> None:
    """That message was deleted: the bubble's next words are sent anew."""
    mine = places.update().where(places.c.id == bubble, places.c.message_id == message_id)
    tx.connection.execute(mine.values(message_id=None))


def hush(tx: Tx, person: PersonId) -> None:
    """Nothing of this person's waits for typed words any more."""
    tx.connection.execute(places.update().where(places.c.person_id == person).values(listens=False))


def _one(tx: Tx, query: Any, **asked: Any) -> Bubble | None:
    row = tx.connection.execute(query, asked).first()
    return None if row is None else _bubble(tx, row)


def _data(row: Row[Any]) -> Spot:
    return spots.place_data(row.id, row.person_id, row.placement_id)


def _bubble(tx: Tx, row: Row[Any]) -> Bubble:
    place = Place(
        dialog=row.dialog,
        state=row.state,
        subject=row.subject,
        data=tx.safe.unseal_data(row.data, _data(row)),
        listens=row.listens,
    )
    choices = tuple(Choice(*choice) for choice in row.choices)
    shown = None
    if row.shown is not None:
        spot = spots.place_shown(row.id, row.person_id, row.placement_id)
        shown = Shown(**tx.safe.unseal_data(row.shown, spot))
    return Bubble(row.id, row.person_id, place, row.key, choices, row.message_id, shown)
