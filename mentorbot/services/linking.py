"""The page behind a link: another window on the same Places, without account or script.

A link is one person's, about one thing, and from the first act on one browser's. Looking at it
changes nothing: a mail scanner acknowledges nobody's problem. Who may do what is decided as the
button is pressed (rule 7). A link that is over says the same as one that never was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentorbot.domain.access import Operation
from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.people import Channel, Language, Person, PersonId, Standing
from mentorbot.domain.tokens import key
from mentorbot.domain.wording import Label, Text
from mentorbot.services import alarming, conversing, guarding, mailing, starting
from mentorbot.services.cues import Cue
from mentorbot.services.parts import Parts
from mentorbot.services.playing import Played, play
from mentorbot.storage import audit, conversations, links, outbox, people
from mentorbot.storage.conversations import Bubble
from mentorbot.storage.database import Tx
from mentorbot.storage.links import Link
from mentorbot.storage.outbox import Lane

SHOW = Label("mail.show")
MINE = Label("mail.mine")
MOVED_ON = Text("mail.moved_on")
EMPTY = Text("mail.empty")
CONFIRM = "confirm"
"""The kind of a link that confirms an address."""

DISCREET = frozenset({("followup", "notice"), ("onboarding", "welcome")})
"""Dialogs and states whose words say no more than the letter did: shown before anybody acts."""
LIST = "followup"
NOT_SO_SOON = timedelta(minutes=2)
"""Between two letters with a new link: whoever holds an old one floods nobody."""


@dataclass(frozen=True)
class Window:
    """What the page shows. All words are Telegram HTML, but for the labels."""

    language: Language
    html: str
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    """Rows of (label, what to send when it is pressed)."""
    listens: str = ""
    """What to send typed words with; empty where none are waited for."""
    told: tuple[str, ...] = ()
    """Said this once and kept nowhere: above the rest."""
    note: str = ""
    has_list: bool = False
    """Whether this person may have a list sent to them."""


def look(parts: Parts, token: str, browser: str, now: datetime) -> Window | None:
    """What the link shows now; None where it shows nothing. Changes nothing."""
    with parts.database.begin() as tx:
        link = _live(tx, token, browser, now)
        if link is None:
            return None
        person = people.get(tx, link.person)
        bubble = conversations.at(tx, person.id, link.dialog, link.subject)
        if link.browser is None and not _is_discreet(bubble):
            return _outside(tx, parts, link, person, now)
        return _window(tx, parts, link, person, bubble, now)


def press(
    parts: Parts, token: str, browser: str, data: str, words: str, now: datetime
) -> Window | None:
    """Somebody pressed a button ("" opens the page, as the link's browser from now on)."""
    with parts.database.begin() as tx:
        link = _live(tx, token, browser, now)
        if link is None or not links.bind(tx, link, browser):
            return None
        person = _proven(tx, parts, link, now)
        there = conversations.at(tx, person.id, link.dialog, link.subject)
        if not data and link.kind != CONFIRM:
            return _window(tx, parts, link, person, there, now)
        played = _played(tx, parts, link, person, data, words, now)
        person = people.get(tx, person.id)
        if played is None:
            unsaid = _waits_for_words(tx, link, person, data)
            shown = _window(tx, parts, link, person, unsaid or there, now)
            why = EMPTY() if unsaid else MOVED_ON()
            return replace(shown, note=parts.book.label(why, person.language))
        bubble = _last_said(tx, link, played) or conversations.at(
            tx, person.id, link.dialog, link.subject
        )
        shown = _window(tx, parts, link, person, bubble, now)
        told = tuple(said.html for said in played.said if said.bubble is None)
        toast = "" if played.toast is None else parts.book.toast(played.toast, person.language)
        return replace(shown, told=told, note=toast)


def renew(parts: Parts, token: str, now: datetime, *, whole: bool = False) -> bool:
    """Sends a new link to whose it was, by a confirmed way only; whether anything is to leave.

    `whole`: to the list of all that waits for them.
    """
    with parts.database.begin() as tx:
        link = links.find(tx, token)
        if link is None:
            return False
        person = people.get(tx, link.person)
        if person.reached_by is None or not person.onboarded:
            return False
        if links.made_since(tx, person.id, "again", now - NOT_SO_SOON):
            return False
        audit.note(tx, person.id, "link.again", f"person:{person.id}", now)
        if Channel.EMAIL in person.channels:
            _send_again(tx, parts, person, link, now, whole)
        else:
            links.forget(tx, link)
            play(tx, parts, _list_of(person.id), now)
        return True


def invite(
    tx: Tx,
    parts: Parts,
    person: Person,
    now: datetime,
    *,
    by_mail: bool,
    by: PersonId | None = None,
) -> str:  # fmt: skip
    """A link to the first words, or to confirm an address. Earlier ones end. Returns its token.

    `by_mail`: it leaves by itself; else whoever has the token takes it there. `by` is None for a
    command on the machine.
    """
    links.withdraw_all(tx, person.id, now)
    if person.email_confirmed_at is None:
        # An earlier letter may have come back; whether this one does is to be seen.
        people.change(tx, person.id, mail_failed_at=None)
    kind, dialog = (CONFIRM, "ways") if person.onboarded else ("welcome", "onboarding")
    if kind == "welcome":
        turn = Turn(Act.OPENED, "welcome")
        play(tx, parts, Cue(person.id, dialog, "", turn, on_page=True), now)
    letter = mailing.letter(tx, parts, person, dialog, "", kind, Lane.ANSWER, now)
    if by_mail:
        outbox.post(tx, letter, now)
    audit.note(tx, by, "person.mailed", f"person:{person.id}", now)
    return str((letter.payload or {})["token"])


# Whether a link still is one.


def _live(tx: Tx, token: str, browser: str, now: datetime) -> Link | None:
    link = links.find(tx, token)
    if link is None or link.withdrawn_at is not None or link.expires_at <= now:
        return None
    is_another = link.browser is not None and link.browser != links.digest_of(browser)
    if is_another or not _is_theirs(tx, link):
        # By whoever it was passed on to, or by somebody whom it no longer is about.
        audit.note(tx, link.person, "refused", link.subject or "link", now, refused="link")
        return None
    return link


def _is_theirs(tx: Tx, link: Link) -> bool:
    """A problem's link ends with the problem, and when it is another's to act on."""
    if not _about_problem(link):
        return True
    problem = mailing.about(tx, link.subject)
    if problem is None or not problem.state.is_open:
        return False
    needed = Operation.SEE_PROBLEM if link.kind == "watch" else Operation.RECEIVE
    return guarding.sees(tx, people.get(tx, link.person), needed, problem)


def _about_problem(link: Link) -> bool:
    return link.subject.startswith("problem:")


def _is_within(link: Link, subject: str) -> bool:
    """The link of a problem opens that problem only."""
    return not _about_problem(link) or subject == link.subject


# Somebody acts.


def _proven(tx: Tx, parts: Parts, link: Link, now: datetime) -> Person:
    """Who uses the link has the address it went to."""
    before = people.get(tx, link.person)
    if before.email is not None:
        people.prove(tx, before, now)
        if before.standing is Standing.UNREACHABLE:
            audit.note(tx, before.id, "person.unblocked", f"person:{before.id}", now)
        if before.email_confirmed_at is None:
            audit.note(tx, before.id, "email.confirmed", f"person:{before.id}", now)
            for started in starting.confirmed(tx, parts, before.id, now):
                play(tx, parts, started, now)
    return people.get(tx, link.person)


def _played(
    tx: Tx, parts: Parts, link: Link, person: Person, data: str, words: str, now: datetime
) -> Played | None:
    """None where the button is old, or leads to what this link does not open."""
    cue = _meant(tx, link, person, data, words, now)
    if cue is None or not _is_within(link, cue.subject):
        return None
    cue = replace(cue, on_page=True)
    try:
        numbers = alarming.numbers_first(tx, parts, cue, cue.turn.text, now)
        return alarming.together(numbers, play(tx, parts, cue, now))
    except BadMove:
        return None


def _meant(tx: Tx, link: Link, person: Person, data: str, words: str, now: datetime) -> Cue | None:
    if not data:
        # An address was confirmed: which way comes first, now that there may be two?
        return Cue(person.id, "ways", "", Turn(Act.COMMANDED, "confirmed"))
    if words:
        return _typed(tx, link, person, data, words)
    return conversing.meant(tx, person, data, now)


def _waits_for_words(tx: Tx, link: Link, person: Person, data: str) -> Bubble | None:
    bubble = conversations.by_key(tx, data)
    if bubble is None or bubble.person != person.id or not bubble.place.listens:
        return None
    return bubble if _is_within(link, bubble.place.subject) else None


def _typed(tx: Tx, link: Link, person: Person, data: str, words: str) -> Cue | None:
    bubble = _waits_for_words(tx, link, person, data)
    if bubble is None:
        return None
    turn = Turn(Act.TYPED, text=words)
    return Cue(person.id, bubble.place.dialog, bubble.place.subject, turn, bubble=bubble.id)


def _last_said(tx: Tx, link: Link, played: Played) -> Bubble | None:
    for said in reversed(played.said):
        bubble = None if said.bubble is None else conversations.by_id(tx, said.bubble)
        if bubble is not None and _is_within(link, bubble.place.subject):
            return bubble
    return None


def _send_again(
    tx: Tx, parts: Parts, person: Person, link: Link, now: datetime, whole: bool
) -> None:
    dialog, subject = link.dialog, link.subject
    owned = mailing.about(tx, subject)
    is_mine = owned is not None and owned.state.is_open and owned.owner == person.id
    if whole or not is_mine:
        dialog, subject = LIST, ""
        play(tx, parts, replace(_list_of(person.id), on_page=True), now)
    letter = mailing.letter(tx, parts, person, dialog, subject, "again", Lane.ANSWER, now)
    outbox.post(tx, letter, now)


def _list_of(person: PersonId) -> Cue:
    return Cue(person, LIST, "", Turn(Act.COMMANDED, "list"))


# What is shown.


def _is_discreet(bubble: Bubble | None) -> bool:
    if bubble is None or bubble.shown is None:
        return False
    return (bubble.place.dialog, bubble.place.state) in DISCREET


def _outside(tx: Tx, parts: Parts, link: Link, person: Person, now: datetime) -> Window:
    """What the letter said, and one button; what stands behind it is for who presses it."""
    problem = mailing.about(tx, link.subject)
    words = mailing.body(tx, parts, person, link.kind, problem, now)
    html = parts.book.text(words, person.language)
    button = MINE() if link.kind == CONFIRM else SHOW()
    show = parts.book.label(button, person.language)
    return Window(person.language, html, (((show, ""),),))


def _window(
    tx: Tx, parts: Parts, link: Link, person: Person, bubble: Bubble | None, now: datetime
) -> Window:
    if bubble is None or bubble.shown is None:
        return _outside(tx, parts, link, person, now)
    number, rows = 0, []
    for labels in bubble.shown.rows:
        numbered = enumerate(labels, number)
        rows.append(tuple((label, f"{bubble.key}.{at}") for at, label in numbered))
        number += len(labels)
    return Window(
        person.language,
        bubble.shown.html,
        tuple(rows),
        bubble.key if bubble.place.listens else "",
        has_list=person.onboarded and _about_problem(link),
    )


def new_browser(parts: Parts) -> str:
    """A name for a browser that has none."""
    return key(parts.entropy)
