"""Whoever publishes dies by SIGKILL at each step: the old words stand, and it is done later."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

import bot
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.wording import Phrase
from mentorbot.services import editing
from mentorbot.services.editing import Fate
from mentorbot.services.parts import Parts
from mentorbot.storage import edits, people
from mentorbot.storage.database import Database
from tests.cast import MONDAY
from tests.storage.conftest import KEY

CONTENT = Path(__file__).resolve().parents[2] / "content"
SUBJECT, SLOT = "message:report.send", "nb/messages/report.yaml#buttons.send"
OLD, NEW = "Send til NAV", "Send saken"
MOST_STEPS = 60


@pytest.fixture
def parts(address: str) -> Parts:
    return bot.build(address, (KEY,), CONTENT)


@pytest.fixture
def kari(parts: Parts) -> PersonId:
    """The one coordinator, with a draft of hers."""
    with parts.database.begin() as tx:
        person = people.add(tx, Role.COORDINATOR, "Kari Kvam", MONDAY)
        who = people.get(tx, person)
        editing.save(tx, who, SUBJECT, {SLOT: OLD}, {SLOT: NEW}, 0, MONDAY)
    return person


def publishes(parts: Parts, person: PersonId) -> Fate:
    with parts.database.begin() as tx:
        edit = edits.open_of(tx, SUBJECT)
        assert edit is not None
        who, laid = people.get(tx, person), edits.laid(tx)
        return editing.publish(tx, parts, who, edit, laid, MONDAY)


def died(work: Callable[[], object]) -> bool:
    """In a process of its own; whether that was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def killed_at(step: int, parts: Parts, person: PersonId, address: str) -> None:
    """`step`: of the statements, the commit being the last."""
    database, done = Database(address, parts.database.vault), [0]

    def count(*_: object) -> None:
        done[0] += 1
        if done[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for what in ("before_cursor_execute", "commit"):
        event.listen(database.engine, what, count)
    assert publishes(replace(parts, database=database), person) is Fate.DONE


def says(parts: Parts) -> str:
    """What every worker would say from now on."""
    return bot.renew(parts, CONTENT).book.label(Phrase("report.send"), Language.NB)


def test_killed_at_any_step_the_old_words_stand_and_it_is_published_later(
    parts: Parts, kari: PersonId, address: str
) -> None:
    steps = 1
    while died(lambda step=steps: killed_at(step, parts, kari, address)):  # type: ignore[misc]
        assert says(parts) == OLD
        with parts.database.begin() as tx:
            edit = edits.open_of(tx, SUBJECT)
            assert edit is not None and edit.words == {SLOT: NEW}
        steps += 1
        assert steps < MOST_STEPS
    assert steps > 5, "it was killed before it had begun"
    assert says(parts) == NEW
    parts.database.close()
