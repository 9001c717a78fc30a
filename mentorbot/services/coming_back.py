"""Who was erased and is back, because the database was restored from a backup: erased again.

Their words cannot be read any more (their keys are gone); what is left are codes and numbers.
"""

from __future__ import annotations

from datetime import datetime

from mentorbot.services import erasing
from mentorbot.services.parts import Parts
from mentorbot.storage import forgetting, sealed
from mentorbot.storage.subjects import Kind, Subject


def erase_again(parts: Parts, now: datetime) -> list[Subject]:
    """Whom, each in one transaction. Also destroys keys whose destroyer died before it could."""
    forgetting.finish(parts.database)
    with parts.database.begin() as tx:
        back = forgetting.come_back(tx)
    for subject in back:
        with parts.database.begin() as tx:
            sealed.blank(tx, subject)
            if subject.kind is Kind.PLACEMENT:
                erasing.erase_placement(tx, parts, subject.id, now)
            else:
                erasing.erase_person(tx, parts, subject.id, now)
    if back:
        parts.database.scrub()
    return back
