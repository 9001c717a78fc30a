"""A database with something in every sealed column, of two placements with people of their own."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mentorbot.domain.conversation import Place
from mentorbot.domain.network import PostKind, PostState
from mentorbot.domain.people import Language, PersonId, Role
from mentorbot.domain.placements import PlacementId
from mentorbot.storage import conversations, inbox, network, outbox, people, problems, remarks
from mentorbot.storage.conversations import Choice, Shown
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.inbox import Arrived
from mentorbot.storage.outbox import Lane, Letter, Verb
from mentorbot.storage.sealed import COLUMNS, values
from mentorbot.storage.vault import Vault, encrypt
from tests.cast import MONDAY
from tests.storage.test_placements import add as add_placement
from tests.storage.test_problems import CHAIN, problem


@dataclass(frozen=True)
class House:
    placement: PlacementId
    mentor: PersonId
    nav: PersonId
    stand_in: PersonId


def furnish(tx: Tx, mark: str, updates: int = 1) -> House:
    """`mark` stands in every word of it, and in the reference; it begins with a letter."""
    mentor, nav, stand_in = (
        people.add(tx, role, f"{mark} {name}", MONDAY, phone="+4790000001", email=f"{mark}@e.no")
        for role, name in (
            (Role.MENTOR, "Mo"), (Role.NAV_CONTACT, "Nes"), (Role.NAV_CONTACT, "Nygård"),
        )
    )  # fmt: skip
    for person in (mentor, nav):
        people.settle(tx, person, 1000 + person, Language.NB)
    placement = add_placement(tx, f"{mark} alias", mentor, nav, stand_in)
    reference = f"{mark}K7M"[:5]
    sent = problem(placement, mentor, nav, reference)
    problems.add(tx, sent, CHAIN)
    remarks.add(tx, reference, nav, MONDAY, words=f"{mark} remark")
    place = Place("thread", "write", f"problem:{reference}", {"draft": f"{mark} draft"}, True)
    choice = Choice("thread", place.subject, "send", "")
    bubble = conversations.stand(
        tx, mentor, place, f"key{mark}", [choice], MONDAY, shown=Shown(f"{mark} shown")
    )
    payload = {"html": f"{mark} letter", "buttons": []}
    letter = Letter(mentor, Verb.SAY, Lane.ANSWER, payload, place=bubble.id, reference=reference)
    outbox.post(tx, letter, MONDAY)
    inbox.keep(
        tx, [Arrived(100 * placement + n, f"{mark} typed {n}") for n in range(updates)], MONDAY
    )
    network.add(tx, PostKind.TIP, PostState.OFFERED, mentor, MONDAY, words=f"{mark} tip")
    return House(placement, mentor, nav, stand_in)


def everything(database: Database) -> dict[tuple[str, str], str]:
    """What every sealed value says. Raises Unreadable where one does not open."""
    with database.begin() as tx:
        return {
            (sealed.name, str(row)): tx.safe.unseal(value, spot)
            for sealed in COLUMNS
            for row, value, spot in values(tx, sealed)
        }


def age(database: Database, key: str) -> None:
    """Seals all of it as version 1 did: with the master key, bound to the column."""
    vault = Vault([key], os.urandom)
    with database.begin() as tx:
        for sealed in COLUMNS:
            for row, value, spot in list(values(tx, sealed)):
                before = old(key, tx.safe.unseal(value, spot), sealed.name)
                change = sealed.column.table.update().where(sealed.row == row)
                tx.connection.execute(change.values({sealed.column.name: before}))
    store = database.keyring.store
    held = [(each.subject, each.wrapped) for each in store.all() if each.wrapped]
    store.replace(
        (who, key, vault.wrap(database.vault.unwrap(key, who.name), who.name)) for who, key in held
    )


def old(key: str, words: str, column: str) -> bytes:
    """As version 1 sealed it."""
    named = bytes.fromhex(Vault([key], os.urandom).first)
    cipher = AESGCM(base64.urlsafe_b64decode(key))
    return b"\x01" + named + encrypt(cipher, os.urandom, words.encode(), column)
