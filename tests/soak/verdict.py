"""What a trial found: what people did, what the database holds, what reached the phones."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from mentorbot.services.parts import Parts
from mentorbot.standin.server import Standin
from mentorbot.standin.world import Person
from mentorbot.storage.tables import checkins, inbox, outbox, problems, rungs
from tests.soak.crowd import Crowd, Office


class Pushed:
    """The updates that are to be handled: what was put into Telegram's queue, without what died
    there unread (a tap lives 150 seconds, also when the clock is moved)."""

    def __init__(self, standin: Standin) -> None:
        self._ids: set[int] = set()
        queue = standin.stage.updates
        queue.on_push.append(lambda waiting: self._ids.add(waiting.update_id))
        queue.on_expiry.append(lambda waiting: self._ids.discard(waiting.update_id))

    def __len__(self) -> int:
        return len(self._ids)


@dataclass
class Result:
    """What was found afterwards. `broken` holds a sentence for every promise that did not hold."""

    figures: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    without_rung: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)
    """How often a letter about a problem was tried once more, by reference."""
    letters: dict[str, list[str]] = field(default_factory=dict)
    """Every letter about a problem in order: to whom, in which bubble, and what became of it."""

    def must(self, holds: bool, promise: str) -> None:
        if not holds:
            self.broken.append(promise)


def examine(parts: Parts) -> Result:
    """What the database holds when all is over."""
    result = Result()
    with parts.database.begin() as tx:
        rows = tx.connection.execute

        def count(query: Any) -> int:
            return int(rows(query).scalar_one())

        figures = result.figures
        figures["handled"] = count(select(func.count()).where(inbox.c.state == "done"))
        figures["set aside"] = count(select(func.count()).where(inbox.c.state == "set_aside"))
        figures["problems"] = count(select(func.count()).select_from(problems))
        opened = select(func.count()).where(
            checkins.c.opened_at.is_not(None), checkins.c.asked_for.is_(False)
        )
        figures["check-ins opened"] = count(opened)
        figures["check-ins uncertain"] = count(
            select(func.count()).where(outbox.c.state == "uncertain")
        )
        figures["letters tried again"] = count(select(func.count()).where(outbox.c.attempts > 1))
        sent = rows(select(problems.c.reference).where(problems.c.state == "sent")).scalars().all()
        planned = set(
            rows(select(rungs.c.reference).where(rungs.c.state == "planned")).scalars().all()
        )
        references = rows(select(problems.c.reference)).scalars().all()
        letters = defaultdict(list)
        about = select(outbox).where(outbox.c.reference.is_not(None)).order_by(outbox.c.id)
        for row in rows(about):
            whom = f"{row.verb} to {row.person_id} in {row.place_id}"
            what = f"{whom}, {row.attempts} times: {row.state}"
            letters[row.reference].append(what)
        again = Counter(
            dict(
                rows(
                    select(outbox.c.reference, func.sum(outbox.c.attempts - 1))
                    .where(outbox.c.reference.is_not(None))
                    .group_by(outbox.c.reference)
                ).all()
            )
        )
    result.references, result.again, result.letters = list(references), again, letters
    result.without_rung = sorted(set(sent) - planned)
    return result


def judge(result: Result, standin: Standin, office: Office, crowd: Crowd) -> None:
    """Compares it with what people did, and with what reached their phones."""
    figures, plan, references = result.figures, office.plan, result.references
    result.must(figures["handled"] == figures["updates"], "every update was handled once")
    result.must(not figures["set aside"], "no update was set aside")
    result.must(figures["problems"] == plan.problems, "every report made one problem")
    result.must(figures["check-ins opened"] == plan.checkins, "every due check-in opened once")
    result.must(
        not result.without_rung, f"every open problem has a next rung: {result.without_rung}"
    )
    result.must(not crowd.stuck, f"nobody got stuck: {crowd.stuck[:3]}")
    asked = _shown(standin, office.mentors, crowd.label("answer.F1.good"))
    figures["check-ins shown twice"] = sum(times > 1 for times in asked.values())
    never = [phone for phone in office.mentors[: plan.checkins] if not asked[phone.id]]
    figures["check-ins never shown"] = len(never)
    result.must(not figures["check-ins shown twice"], "no check-in was shown twice")
    result.must(
        len(never) <= figures["check-ins uncertain"], "a check-in not shown is listed as uncertain"
    )
    see = crowd.label("followup.see")
    notices = Counter(
        reference
        for contact in office.nav
        for text in _texts(standin, contact, see)
        for reference in references
        if reference in text
    )
    doubled = {ref: times for ref, times in notices.items() if times > 1}
    figures["notices doubled"] = sum(times - 1 for times in doubled.values())
    unknown = all(notices[ref] - 1 <= result.again[ref] for ref in doubled)
    result.must(unknown, f"notices repeat only where a send's outcome was unknown: {doubled}")
    untold = sorted(set(references) - set(notices))
    letters = {reference: result.letters[reference] for reference in untold}
    result.must(not untold, f"every problem was told to NAV: {letters}")


def _sends(standin: Standin, person: Person) -> list[Any]:
    """Messages that reached this person's phone, edits left out."""
    return [
        call for call in standin.stage.calls.matching("sendMessage", chat_id=person.id) if call.ok
    ]


def _shown(standin: Standin, persons: list[Person], label: str) -> Counter[int]:
    return Counter(
        {
            person.id: sum(label in _keyboard(call) for call in _sends(standin, person))
            for person in persons
        }
    )


def _texts(standin: Standin, person: Person, label: str) -> list[str]:
    return [
        str(call.parameters.get("text"))
        for call in _sends(standin, person)
        if label in _keyboard(call)
    ]


def _keyboard(call: Any) -> str:
    markup = call.parameters.get("reply_markup") or {}
    if isinstance(markup, str):
        markup = json.loads(markup)
    return " ".join(button["text"] for row in markup.get("inline_keyboard", []) for button in row)
