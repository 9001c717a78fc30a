"""From Says to the outbox: words are rendered, buttons get keys, places are stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mentorbot.domain.conversation import Act, Button, Say
from mentorbot.domain.people import Channel, Language, Person
from mentorbot.domain.tokens import key
from mentorbot.domain.wording import Phrase
from mentorbot.services import mailing
from mentorbot.services.cues import Cue
from mentorbot.services.parts import Parts
from mentorbot.storage import conversations, outbox
from mentorbot.storage.conversations import Bubble, Choice, Shown
from mentorbot.storage.database import Tx
from mentorbot.storage.outbox import Lane, Letter, Verb


@dataclass(frozen=True)
class Said:
    """What one Say showed to somebody who acted on the page."""

    html: str
    bubble: int | None = None
    """None: a plain message, which is shown this once and kept nowhere."""


def post(tx: Tx, parts: Parts, person: Person, cue: Cue, says: tuple[Say, ...], now: datetime,
         claimed: list[int] | None, said: list[Said] | None = None) -> None:  # fmt: skip
    """Writes what one step says.

    `claimed` collects the letters that the caller will send itself right after commit; without
    it they wait for the postman. `said` collects what the page is to show.
    """
    for say in says:
        if _by_page(person, cue):
            shown = _on_page(tx, parts, person, cue, say, now)
            if said is not None:
                said.append(shown)
            continue
        letters, is_edit = _told(parts, person, cue, say), False
        if say.place is not None:
            letters, is_edit = _bubble(tx, parts, person, cue, say, now)
            if letters[-1].place is not None and person.email_confirmed_at is not None:
                outbox.take_back_mail(tx, letters[-1].place, now)
        for letter in letters:
            if claimed is not None:
                claimed.append(outbox.post(tx, letter, now, leased_until=parts.leased_until(now)))
            else:
                waits = None if is_edit else _waits_until(parts, person, cue, now)
                outbox.post(tx, letter, now, not_before=waits)


def _by_page(person: Person, cue: Cue) -> bool:
    """Whether this person reads it on the page. Who acts is answered where they acted."""
    if cue.on_page or person.chat_id is None:
        return True
    return cue.turn.act is Act.OPENED and person.reached_by is Channel.EMAIL


def _on_page(tx: Tx, parts: Parts, person: Person, cue: Cue, say: Say, now: datetime) -> Said:
    """What would have made a sound unasked becomes a letter; the words stand on the page."""
    html = parts.book.text(_for_page(say.text), person.language)
    bubble, is_new = None, True
    if say.place is not None:
        is_new = conversations.at(tx, person.id, say.place.dialog, say.place.subject) is None
        bubble = _stand(tx, parts, person, cue, say, html, now)
        if bubble.message_id is not None and Channel.TELEGRAM in person.channels:
            _keep_chat(tx, parts, person, cue, say, bubble, now)
    unasked = cue.turn.act is Act.OPENED and not cue.on_page
    if unasked and not say.silent and (is_new or say.anew):
        _mail(tx, parts, person, cue, say, bubble, now)
    elif bubble is not None:
        outbox.take_back_mail(tx, bubble.id, now)
    return Said(html, None if bubble is None else bubble.id)


def _for_page(words: Phrase) -> Phrase:
    """What has to say another thing on the page than in a chat takes `on_page`."""
    if "on_page" not in words.values:
        return words
    return Phrase(words.key, {**words.values, "on_page": True})


def _keep_chat(
    tx: Tx, parts: Parts, person: Person, cue: Cue, say: Say, bubble: Bubble, now: datetime
) -> None:
    """Where the bubble stands in a chat too, both windows show the same."""
    html = parts.book.text(say.text, person.language)
    payload = {"html": html, "buttons": _keyboard(parts, person.language, say, bubble.key)}
    edit = Letter(person.id, Verb.SAY, cue.lane, payload, place=bubble.id, silent=True)
    outbox.post(tx, edit, now)


def _mail(
    tx: Tx, parts: Parts, person: Person, cue: Cue, say: Say, bubble: Bubble | None, now: datetime
) -> None:
    if person.email is None:
        return
    state = "" if say.place is None else say.place.state
    kind = mailing.kind_of(tx, cue.dialog, cue.subject, cue.turn.move, state)
    lane = Lane.URGENT if say.urgent else cue.lane
    place = None if bubble is None else bubble.id
    letter = mailing.letter(
        tx, parts, person, cue.dialog, cue.subject, kind, lane, now, place=place
    )
    outbox.post(tx, letter, now, not_before=_waits_until(parts, person, cue, now))


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
    html = parts.book.text(say.text, person.language)
    bubble = _stand(tx, parts, person, cue, say, html, now)
    payload = {"html": html, "buttons": _keyboard(parts, person.language, say, bubble.key)}
    letter = _letter(parts, person, cue, say, Verb.SAY, payload, bubble)
    if say.anew and bubble.message_id is not None:
        conversations.forget_message(tx, bubble.id)
        strip = Letter(person.id, Verb.STRIP, letter.lane, message_id=bubble.message_id)
        return [strip, letter], False
    return [letter], bubble.message_id is not None


def _stand(
    tx: Tx, parts: Parts, person: Person, cue: Cue, say: Say, html: str, now: datetime
) -> Bubble:
    """Stores the place, with what it shows for whoever may open it on the page."""
    assert say.place is not None
    choices = [_choice(button, say) for row in say.buttons for button in row]
    shown = None
    if person.email is not None and (person.chat_id is None or person.email_confirmed_at):
        labels = [[parts.book.label(b.label, person.language) for b in row] for row in say.buttons]
        shown = Shown(html, labels)
    # Where nobody is asked for words, no place listens for any.
    place = say.place if parts.rules.free_text else replace(say.place, listens=False)
    return conversations.stand(
        tx, person.id, place, key(parts.entropy), choices, now,
        taken_from=cue.bubble, shown=shown,
    )  # fmt: skip


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
