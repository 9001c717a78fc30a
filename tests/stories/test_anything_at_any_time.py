"""Every state that taps lead to, and in each of them everything that nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from mentorbot.domain.received import Kind, Received
from mentorbot.storage.tables import audit, inbox, outbox, places
from tests.stories.office import Office
from tests.stories.town import Phone

WORKING = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
"""When the first check-in is asked."""
COMMANDS = (
    "/start", "/help", "/settings", "/checkin", "/report", "/guidance", "/status", "/mine",
    "/overview", "/pause", "/privacy", "/mydata", "/forget", "/cancel", "/nonsense", "/stop",
)  # fmt: skip
UNFORESEEN = (
    Received(Kind.TEXT, 0, "kan noen hjelpe meg litt"),
    Received(Kind.TEXT, 0, "takk"),
    Received(Kind.TEXT, 0, "<b>&{{ x }}\x00\U0001f600"),
    Received(Kind.TEXT, 0, "a" * 4096),
    Received(Kind.OTHER, 0, "voice"),
    Received(Kind.OTHER, 0, "photo"),
    Received(Kind.OTHER, 0, "sticker"),
    Received(Kind.OTHER, 0, "other"),
    Received(Kind.EDITED, 0, "rettet"),
    Received(Kind.COMMAND, 0, "", "nonsense"),
    Received(Kind.COMMAND, 0, "wrong-code", "start"),
)
MOST_STATES = 90


def labels(phone: Phone) -> list[tuple[str, str, int]]:
    """The buttons that are live now: label, data, message."""
    return [
        (label, data, message.id)
        for message in phone.chat.messages[-2:]
        for row in message.words.buttons
        for label, data in row
    ]


def standing(office: Office, phone: Phone) -> frozenset[tuple[str, str]]:
    return frozenset(
        (row.dialog, row.state) for row in office.town.rows(places) if row.person_id == phone.person
    )


def does(phone: Phone, received: Received) -> None:
    fields = (received.kind, phone.chat_id, received.text, received.command)
    before = len(phone.chat.log)
    outcome = phone.town.receive(Received(*fields, language_tag="nb"))
    assert outcome.toast is None
    assert len(phone.chat.log) > before, (received, "was met with silence")


def walk(office: Office, phone: Phone, commands: tuple[str, ...]) -> Iterator[str]:
    """Taps what was tapped least, anew from each command; yields each new state it meets."""
    tapped: dict[str, int] = {}
    seen = set()
    for command in commands * 3:
        phone.says(command)
        for _ in range(7):
            here = standing(office, phone)
            if here not in seen:
                seen.add(here)
                yield f"{command}: {sorted(here)}"
            choices = sorted(labels(phone), key=lambda choice: tapped.get(choice[0], 0))
            if not choices:
                break
            label, data, message = choices[0]
            tapped[label] = tapped.get(label, 0) + 1
            phone.presses(data, message)


@pytest.mark.parametrize("who", ["marit", "nadia", "kari"])
def test_whatever_comes_in_whatever_state_is_answered(office: Office, who: str) -> None:
    office.town.until(WORKING)
    office.report("P08")
    office.report("P02")
    phone: Phone = getattr(office, who)
    turns = count()
    for _state in walk(office, phone, COMMANDS):
        # A few in each state: together all of them in every kind of state.
        number = next(turns)
        if number >= MOST_STATES:
            break
        for at in range(3):
            does(phone, UNFORESEEN[(number * 3 + at) % len(UNFORESEEN)])
    assert next(turns) > 12
    assert {row.state for row in office.town.rows(inbox)} == {"done"}
    assert {row.state for row in office.town.rows(outbox)} <= {"sent", "replaced", "waiting"}


def keyboards(office: Office) -> list[tuple[Phone, str, int]]:
    return [
        (phone, data, message) for phone in office.people for data, message in phone.chat.keyboard
    ]


def effects(office: Office) -> tuple[object, ...]:
    """All that is not a note in the audit or an inbox row."""
    with office.town.tx() as tx:
        skipped = {"audit", "chain", "inbox", "marks"}
        tables = [table for table in audit.metadata.sorted_tables if table.name not in skipped]
        return tuple(tuple(map(tuple, tx.connection.execute(t.select()))) for t in tables)


def test_no_old_button_has_any_effect_for_anybody(office: Office) -> None:
    office.town.until(WORKING)
    office.marit.chooses("answer.F1.fair")
    reference = office.report("P08")
    office.nadia.chooses("followup.see")
    office.nadia.chooses("followup.other_day")
    office.nadia.chooses("common.back")
    office.nadia.chooses("followup.answered")
    office.marit.chooses("helped.yes")
    office.kari.says("/overview")
    for phone in office.people:
        phone.says("/settings")
    live = {data for phone in office.people for _, data, _ in labels(phone)}
    with office.town.tx() as tx:
        live |= {f"{row.key}.{n}" for row in tx.connection.execute(places.select())
                 for n in range(len(row.choices))}  # fmt: skip
    before = effects(office)
    old = [button for button in keyboards(office) if button[1] not in live]
    assert len(old) > 25
    for _owner, data, message in old:
        for phone in office.people:
            outcome = phone.presses(data, message)
            assert outcome.toast is not None and outcome.posted == ()
    assert effects(office) == before
    assert office.problem(reference).owner == office.nadia.person


def test_a_live_button_of_somebody_else_has_no_effect_and_is_noted(office: Office) -> None:
    office.report("P08")
    message, data = office.nadia.chat.find(office.town.label("followup.see"))
    before = effects(office)
    for phone in (office.marit, office.nils, office.kari):
        outcome = phone.presses(data, message.id)
        assert outcome.toast == office.town.toast("common.old_button")
    assert effects(office) == before
    refused = [row.actor_id for row in office.town.noted("refused")]
    assert refused == [office.marit.person, office.nils.person, office.kari.person]


@pytest.mark.parametrize(
    "data",
    ["", ".", "x", "x.", ".0", "x.0", "x.-1", "x.99999999999999999999", "x.¹", "x.٣", "\x00.0",
     "a" * 64, "{key}.", "{key}.99", "{key}.-1", "{key}.٠", "{key}.0.0", "{key}.00000"],
)  # fmt: skip
def test_forged_callback_data_means_nothing(office: Office, data: str) -> None:
    office.marit.says("/settings")
    live = next(d for _, d, _ in labels(office.marit)).partition(".")[0]
    before = effects(office)
    office.marit.presses(data.replace("{key}", live), 1)
    if data == "{key}.00000":
        # The number is read as a number: the same as the real one, and it was theirs to tap.
        return
    assert effects(office) == before


def test_two_taps_at_once_count_once(office: Office) -> None:
    """One tap may come as several updates with numbers of their own."""
    office.town.until(WORKING)
    message, data = office.marit.chat.find(office.town.label("answer.F1.hard"))
    outcomes = [office.marit.presses(data, message.id) for _ in range(4)]
    assert [len(outcome.posted) for outcome in outcomes] == [1, 0, 0, 0]
    assert [outcome.toast for outcome in outcomes] == [""] * 4
