"""Which cards a mentor was shown, and whether they helped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from mentorbot.domain.people import PersonId
from mentorbot.storage.database import Tx
from mentorbot.storage.tables import ratings


def shown(tx: Tx, person: PersonId, card: str, now: datetime) -> None:
    _keep(tx, person, card, {"shown_at": now}, {"shown_at": now})


def rate(tx: Tx, person: PersonId, card: str, helped: bool, now: datetime) -> None:
    _keep(tx, person, card, {"shown_at": now, "helped": helped}, {"helped": helped})


def _keep(tx: Tx, person: PersonId, card: str, new: dict[str, Any], known: dict[str, Any]) -> None:
    dialect = postgresql if tx.is_postgres else sqlite
    insert: Any = dialect.insert(ratings).values(person_id=person, card=card, **new)
    tx.connection.execute(
        insert.on_conflict_do_update(index_elements=["person_id", "card"], set_=known)
    )
