"""An update becomes a turn: who it was, what it meant, what followed; in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.people import Channel, Language, Person, Standing
from mentorbot.domain.received import Kind, Received
from mentorbot.domain.wording import Text, Toast
from mentorbot.services import (
    alarming,
    clearing,
    inviting,
    leaving,
    signing_in,
    starting,
    strangers,
)
from mentorbot.services.cues import Cue
from mentorbot.services.guarding import NotTheirs
from mentorbot.services.messenger import Words
from mentorbot.services.parts import Parts
from mentorbot.services.playing import Played, play
from mentorbot.storage import audit, conversations, inbox, outbox, people, queue
from mentorbot.storage.conversations import Bubble, Choice
from mentorbot.storage.database import Ring, Tx
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.outbox import Lane, Letter, Posted, Verb

OLD_BUTTON = Toast("common.old_button")
NOT_YOURS = Toast("common.not_yours")
NO_LONGER_YOURS = Text("common.no_longer_yours")
NOT_READ = Text("common.not_read")


@dataclass(frozen=True)
class Outcome:
    """What is left to do when the turn is committed."""

    toast: str | None = None
    """Answers the tap; "" answers it without words. None: there was no tap."""
    posted: tuple[Posted, ...] = ()
    """Letters to this person, already leased: the caller delivers them at once."""
    moved: bool = False
    """Something may be due."""
    wrote: bool = False
    """There are letters that the caller does not deliver itself."""
    menu: Person | None = None
    """Whose command menu is to be shown anew."""
    stranger: Words | None = None
    """An answer to somebody without an address in the database: said once, kept nowhere."""
    takes_out: int | None = None
    """The message that such a person sent, where it should not stay in the chat."""
    leaves: int = 0
    """A group or channel to go out of, after `stranger` was said there."""
    left: bool = False
    """Another worker has it, or has that chat: it may have to be looked at again."""


def take_turn(parts: Parts, item: int, received: Received, now: datetime) -> Outcome:
    """One inbox row; a second call for the same row has no effect."""
    with parts.database.begin() as tx:
        return _taken(tx, parts, item, received, now)


def keep_and_take(parts: Parts, update: Arrived, received: Received, now: datetime) -> Outcome:
    """Keeps an update with the offset that confirms it, and takes its turn, in one transaction.

    For one that comes alone while none waits. It is kept with all it led to, or not at all.
    """
    with parts.database.begin() as tx:
        inbox.set_offset(tx, update.update_id + 1)
        item = inbox.keep_one(tx, update, now)
        return Outcome() if item is None else _taken(tx, parts, item, received, now)


def _taken(tx: Tx, parts: Parts, item: int, received: Received, now: datetime) -> Outcome:
    if not inbox.claim(tx, item):
        return Outcome(left=True)
    person = people.in_chat(tx, received.chat_id) if received.chat_id else None
    if not parts.carries and (person is None or received.group):
        # Whoever is not known is answered at once, in no letter: that does who sends.
        return Outcome(left=True)
    if not inbox.done(tx, item, now):
        return Outcome()
    outcome = _turn(tx, parts, person, received, now)
    return replace(outcome, wrote=Ring.OUTBOX in tx.rings)


def _turn(
    tx: Tx, parts: Parts, person: Person | None, received: Received, now: datetime
) -> Outcome:
    if received.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
        return _reachability(tx, parts, person, received, now)
    if received.kind is Kind.NOT_PRIVATE and received.group:
        return _to_stranger(received, strangers.in_group(tx, parts, received, now))
    if received.kind in (Kind.NOTHING, Kind.NOT_PRIVATE) or not received.chat_id:
        return Outcome(toast="" if received.callback else None)
    if received.kind is Kind.COMMAND and received.command == "start" and received.text:
        return _invited(tx, parts, person, received, now)
    if person is None:
        return _to_stranger(received, strangers.answer(tx, parts, received, now))
    return _known(tx, parts, person, received, now)


def set_aside(
    parts: Parts, item: int, error: str, now: datetime, *, most_tries: int, chat_id: int = 0
) -> bool:
    """A turn that raised is tried again a few times, then quarantined; True when it is.

    `chat_id`: whose it seems to be, as far as that can be told; they are told to try again.
    """
    with parts.database.begin() as tx:
        if inbox.failed(tx, item, error) < most_tries:
            return False
        inbox.set_aside(tx, item, error, now)
        audit.note(tx, None, "update.set_aside", f"inbox:{item}", now, error=error[:80])
        person = people.in_chat(tx, chat_id) if chat_id else None
        if person is not None:
            payload = {"html": parts.book.text(NOT_READ(), person.language), "buttons": []}
            outbox.post(tx, Letter(person.id, Verb.TELL, Lane.ANSWER, payload), now)
        return True


def _known(tx: Tx, parts: Parts, person: Person, received: Received, now: datetime) -> Outcome:
    if _was_closed(person):
        _let_in(tx, person, now)
    if person.left_at is not None:
        # Whoever still uses it is not forgotten yet (R49).
        people.change(tx, person.id, left_at=now)
    if received.kind is Kind.TAP:
        return _tap(tx, parts, person, received, now)
    cue = _cue(tx, parts, person, received)
    numbers = alarming.numbers_first(tx, parts, cue, alarming.words_of(received), now)
    try:
        played = play(tx, parts, cue, now, direct=True)
    except NotTheirs:
        played = _not_theirs(tx, parts, person, now)
    played = alarming.together(numbers, played)
    clearing.clear(tx, parts, person, cue, received, played, now)
    return _outcome(tx, parts, person, played, None)


def _not_theirs(tx: Tx, parts: Parts, person: Person, now: datetime) -> Played:
    html = parts.book.text(NO_LONGER_YOURS(), person.language)
    letter = Letter(person.id, Verb.TELL, Lane.ANSWER, {"html": html, "buttons": []})
    made = outbox.post(tx, letter, now, leased_until=parts.leased_until(now))
    return Played(claimed=[made])


def _cue(tx: Tx, parts: Parts, person: Person, received: Received) -> Cue:
    if received.kind is Kind.COMMAND:
        return _command(tx, parts, person, received.command)
    if received.kind is Kind.TEXT:
        turn = Turn(Act.TYPED, text=received.text)
        listener = conversations.listening(tx, person.id)
        if listener is not None and parts.rules.free_text:
            return Cue(person.id, listener.place.dialog, listener.place.subject, turn)
        return Cue(person.id, "typed", "", turn)
    return Cue(person.id, "typed", "", strangers.sent(received))


def _command(tx: Tx, parts: Parts, person: Person, command: str) -> Cue:
    listener = conversations.listening(tx, person.id)
    conversations.hush(tx, person.id)
    if command == "start" and not person.onboarded:
        return Cue(person.id, "onboarding", "", Turn(Act.COMMANDED, "start"))
    dialog, move = parts.commands.get(command, ("typed", "unknown"))
    left = listener.place.dialog if listener is not None and move == "cancel" else ""
    return Cue(person.id, dialog, "", Turn(Act.COMMANDED, move, argument=left))


def _tap(tx: Tx, parts: Parts, person: Person, received: Received, now: datetime) -> Outcome:
    cue = meant(tx, person, received.text, now)
    if cue is None:
        return _old_button(tx, parts, person, received, now)
    try:
        played = play(tx, parts, cue, now, direct=True)
    except NotTheirs:
        return Outcome(toast=parts.book.toast(NOT_YOURS(), person.language))
    except BadMove:
        audit.note(tx, person.id, "refused", f"place:{cue.bubble or 0}", now, refused="move")
        return _old_button(tx, parts, person, received, now)
    toast = "" if played.toast is None else parts.book.toast(played.toast, person.language)
    return _outcome(tx, parts, person, played, toast)


def meant(tx: Tx, person: Person, data: str, now: datetime) -> Cue | None:
    """What this button means to this person; None when it is old, or another's (rule 7).

    It is stored with the bubble; whether they may is decided by who tapped.
    """
    key, _, number = data.partition(".")
    bubble = conversations.by_key(tx, key)
    choice = _choice(bubble, number)
    if bubble is None or choice is None or bubble.person != person.id:
        if bubble is not None and bubble.person != person.id:
            audit.note(tx, person.id, "refused", f"place:{bubble.id}", now, refused="tap")
        return None
    opens = (choice.dialog, choice.subject) != (bubble.place.dialog, bubble.place.subject)
    turn = Turn(Act.TAPPED, choice.move, choice.argument)
    at = None if opens else bubble.id
    return Cue(person.id, choice.dialog, choice.subject, turn, bubble=at)


def _choice(bubble: Bubble | None, number: str) -> Choice | None:
    if bubble is None or not number.isascii() or not number.isdigit():
        return None
    index = int(number[:4])
    return bubble.choices[index] if index < len(bubble.choices) else None


def _old_button(tx: Tx, parts: Parts, person: Person, received: Received, now: datetime) -> Outcome:
    """A second tap on a bubble that has just moved on needs no words; any other old button does."""
    message, moment = received.message_id, now - parts.lease
    if message is not None and conversations.moved_since(tx, person.id, message, moment):
        return Outcome(toast="")
    return Outcome(toast=parts.book.toast(OLD_BUTTON(), person.language))


def _outcome(tx: Tx, parts: Parts, before: Person, played: Played, toast: str | None) -> Outcome:
    after = people.get(tx, before.id) if played.moved else before
    changed = (after.language, after.onboarded) != (before.language, before.onboarded)
    posted = tuple(queue.fetch(tx, played.claimed)) if parts.carries else ()
    if played.moved:
        tx.rings.add(Ring.DUE)
    return Outcome(toast, posted, played.moved, menu=after if changed else None)


def _invited(
    tx: Tx, parts: Parts, person: Person | None, received: Received, now: datetime
) -> Outcome:
    """Somebody followed an invitation. Wrong, used and expired ones sound the same."""
    browser = signing_in.browser_in(received.text)
    if browser and person is not None:
        cue = Cue(person.id, "desk", "", Turn(Act.COMMANDED, "start", argument=browser))
        return _outcome(tx, parts, person, play(tx, parts, cue, now, direct=True), None)
    language = Language.from_tag(received.language_tag)
    settled = None
    if person is not None or strangers.may_guess(tx, parts, received, now):
        settled = inviting.redeem(tx, received.text, received.chat_id, language, now)
    if settled is not None:
        for started in starting.confirmed(tx, parts, settled, now):
            play(tx, parts, started, now)
        cue = Cue(settled, "onboarding", "", Turn(Act.OPENED, "welcome"))
    elif person is None:
        return _to_stranger(received, strangers.answer(tx, parts, received, now))
    elif person.onboarded:
        cue = Cue(person.id, "settings", "", Turn(Act.COMMANDED, "home"))
    else:
        cue = Cue(person.id, "onboarding", "", Turn(Act.OPENED, "welcome"))
    played = play(tx, parts, cue, now, direct=True)
    return replace(_outcome(tx, parts, people.get(tx, cue.person), played, None), moved=True)


def _to_stranger(received: Received, said: strangers.Answer) -> Outcome:
    toast = "" if received.callback else None
    return Outcome(toast, stranger=said.words, takes_out=said.takes_out, leaves=said.leaves)


def _reachability(
    tx: Tx, parts: Parts, person: Person | None, received: Received, now: datetime
) -> Outcome:
    """The person blocked the bot, or let it in again (`my_chat_member`)."""
    if person is None:
        return Outcome()
    if received.kind is Kind.BLOCKED and person.standing is Standing.ACTIVE:
        audit.note(tx, person.id, "person.blocked", f"person:{person.id}", now)
        leaving.closed(tx, parts, person, Channel.TELEGRAM, now)
        return Outcome(moved=True)
    if received.kind is Kind.UNBLOCKED and _was_closed(person):
        _let_in(tx, person, now)
    return Outcome()


def _was_closed(person: Person) -> bool:
    return person.standing is Standing.UNREACHABLE or person.chat_failed_at is not None


def _let_in(tx: Tx, person: Person, now: datetime) -> None:
    people.reopen_chat(tx, person)
    audit.note(tx, person.id, "person.unblocked", f"person:{person.id}", now)
