"""From Says to the outbox: words are rendered, buttons get keys, places are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentorbot.domain.conversation import Act, Button, Say
from mentorbot.domain.people import Language, Person
from mentorbot.domain.tokens import key
from mentorbot.services.cues import Cue
from mentorbot.services.parts import Parts
from mentorbot.storage import conversations, outbox
from mentorbot.storage.conversations import Bubble, Choice
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb


def post(tx: Tx, parts: Parts, person: Person, cue: Cue, says: tuple[Say, ...], now: datetime,
         claimed: list[int] | None) -> None:  # fmt: skip
    """Writes what one step says.

    `claimed` collects the letters that the caller will send itself right after commit; without
    it they wait for the postman.
    """
    for say in says:
        letters, is_edit = _told(parts, person, cue, say), False
        if say.place is not None:
            letters, is_edit = _bubble(tx, parts, person, cue, say, now)
        for letter in letters:
            if claimed is not None:
                claimed.append(outbox.post(tx, letter, now, leased_until=now + parts.lease))
            else:
                waits = None if is_edit else _waits_until(parts, person, cue, now)
                outbox.post(tx, letter, now, not_before=waits)


def _waits_until(parts: Parts, person: Person, cue: Cue, now: datetime) -> datetime | None:
    """What nobody asked for makes no sound in quiet time (rule 3); an edit makes none anyway."""
    if cue.turn.act is not Act.OPENED or parts.calendar.may_push(person, now):
        return None
    return parts.calendar.next_push(person, now)


def _told(parts: Parts, person: Person, cue: Cue, say: Say) -> list[Letter]:
    html = parts.book.text(say.text, person.language)
    return [_letter(parts, person, cue, say, Verb.TELL, {"html": html, "buttons": []})]


def _bubble(
    tx: Tx, parts: Parts, person: Person, cue: Cue, say: Say, now: datetime
) -> tuple[list[Letter], bool]:
    """The letters, and whether they only edit what stands in the chat already."""
    assert say.place is not None
    flat = [button for row in say.buttons for button in row]
    choices = [_choice(button, say) for button in flat]
    bubble = conversations.stand(
        tx, person.id, say.place, key(parts.entropy), choices, now, taken_from=cue.bubble
    )
    payload: dict[str, Any] = {
        "html": parts.book.text(say.text, person.language),
        "buttons": _keyboard(parts, person.language, say, bubble.key),
    }
    letter = _letter(parts, person, cue, say, Verb.SAY, payload, bubble)
    if say.anew and bubble.message_id is not None:
        conversations.forget_message(tx, bubble.id)
        strip = Letter(person.id, Verb.STRIP, letter.lane, message_id=bubble.message_id)
        return [strip, letter], False
    return [letter], bubble.message_id is not None


def _choice(button: Button, say: Say) -> Choice:
    assert say.place is not None
    if button.opens:
        return Choice(button.opens, button.subject, button.move, button.argument)
    return Choice(say.place.dialog, say.place.subject, button.move, button.argument)


def _keyboard(parts: Parts, language: Language, say: Say, base: str) -> list[list[list[str]]]:
    """Rows of [label, callback data]; the data is the bubble's key and the button's number."""
    number = 0
    rows: list[list[list[str]]] = []
    for row in say.buttons:
        shown = []
        for button in row:
            shown.append([parts.book.label(button.label, language), f"{base}.{number}"])
            number += 1
        rows.append(shown)
    return rows


def _letter(
    parts: Parts,
    person: Person,
    cue: Cue,
    say: Say,
    verb: Verb,
    payload: dict[str, Any],
    bubble: Bubble | None = None,
) -> Letter:
    return Letter(
        person=person.id,
        verb=verb,
        lane=Lane.URGENT if say.urgent else cue.lane,
        payload=payload,
        place=None if bubble is None else bubble.id,
        anew=say.anew,
        silent=say.silent,
        again=say.urgent or cue.again,
        reference=cue.subject.removeprefix("problem:") if "problem:" in cue.subject else None,
        forget_after=parts.rules.wording_in_chat if say.wording else None,
    )
