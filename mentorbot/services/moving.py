"""Problems that went over to somebody else, or that nobody has: each mentor hears it at once.

One message, however many there are (feel 5). What has not left yet, because of somebody's quiet
time or because another problem moved a moment ago, goes into the new message instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dialogs.status_moved import SUBJECT, TOLD
from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.people import PersonId
from mentorbot.domain.problems import Problem
from mentorbot.services import pending
from mentorbot.services.cues import Cue, opened
from mentorbot.storage import conversations, outbox
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane

DIALOG = "status"


def moved(tx: Tx, found: Iterable[tuple[Problem, str]], lane: Lane = Lane.URGENT) -> list[Cue]:
    """Each problem with what happened: its own bubble follows without a sound."""
    heard: dict[PersonId, dict[str, str]] = defaultdict(dict)
    for problem, news in found:
        heard[pending.mentor_now(tx, problem).id][problem.reference] = news
    return [
        *(cue for mentor, of_them in heard.items() for cue in _bubbles(tx, mentor, of_them, lane)),
        *(_aloud(tx, mentor, of_them, lane) for mentor, of_them in heard.items()),
    ]


def _bubbles(tx: Tx, mentor: PersonId, news: dict[str, str], lane: Lane) -> Iterator[Cue]:
    """A mentor who took over has seen none of them: several do not come one by one then either."""
    for reference, why in news.items():
        subject = f"problem:{reference}"
        if len(news) == 1 or conversations.at(tx, mentor, DIALOG, subject) is not None:
            yield opened(mentor, DIALOG, subject, why, lane=lane)


def _aloud(tx: Tx, mentor: PersonId, news: dict[str, str], lane: Lane) -> Cue:
    whole = {**_untold(tx, mentor), **news}
    told = "+".join(f"{reference}:{why}" for reference, why in whole.items())
    return Cue(mentor, DIALOG, SUBJECT, Turn(Act.OPENED, "told", told), lane)


def _untold(tx: Tx, mentor: PersonId) -> dict[str, str]:
    bubble = conversations.at(tx, mentor, DIALOG, SUBJECT)
    if bubble is None or not outbox.waits(tx, bubble.id):
        return {}
    return dict(bubble.place.data.get(TOLD, {}))
