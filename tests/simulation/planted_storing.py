"""Planted in what is kept and what leaves: the inbox, the outbox, the lines."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from mentorbot.edges import pace as paces
from mentorbot.edges import postman, telegram_out
from mentorbot.edges.pace import Pace
from mentorbot.edges.postman import Postman
from mentorbot.edges.running import Service
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.services import carrying, conversing, delivering, pausing, playing, receiving
from mentorbot.services.delivering import Delivery
from mentorbot.services.messenger import FateUnknown, MessageGone, NotSent, Unreachable
from mentorbot.storage import chain, conversations, inbox, people, queue
from mentorbot.storage.tables import inbox as inbox_rows
from tests.simulation.plants import Bed, plant, returns

LATER = timedelta(minutes=1)


@plant("Telegram is told that an update arrived before it is kept")
def confirmed_before_kept(bed: Bed) -> None:
    def made(was: Any) -> Any:
        async def keep(service: Service, updates: Any) -> int:
            async def in_a_while() -> None:
                await asyncio.sleep(0.5)
                await was(service, updates)

            service.later(in_a_while())
            return int(updates[-1].update_id) + 1

        return keep

    bed.put(Service, "_keep", made)


@plant("of several updates only the first is kept, and all are confirmed")
def only_the_first_kept(bed: Bed) -> None:
    def made(was: Any) -> Any:
        return lambda tx, updates, now: was(tx, updates[:1], now)

    bed.put(inbox, "keep", made)


@plant("waiting updates are taken from the end")
def updates_turned(bed: Bed) -> None:
    def made(was: Any) -> Any:
        return lambda *args, **named: was(*args, **named)[::-1]

    bed.put(receiving, "waiting", made)


@plant("an update that cannot be read is tried for ever")
def no_quarantine(bed: Bed) -> None:
    bed.put(conversing, "set_aside", returns(False))


@plant("a turn that is kept is never taken when the program was started anew")
def inbox_forgotten_at_start(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def waiting(*args: Any, **named: Any) -> Any:
            up = bed.world.books.up_since
            return [each for each in was(*args, **named) if _kept_at(args[0], each.id) >= up]

        return waiting

    bed.put(inbox, "waiting", made)


def _kept_at(tx: Any, item: int) -> datetime:
    query = inbox_rows.select().where(inbox_rows.c.id == item)
    found: datetime = tx.connection.execute(query).one().received_at
    return found


@plant("the second tap on a button counts again")
def tap_counts_twice(bed: Bed) -> None:
    known: dict[tuple[int, str], Any] = {}
    stood: dict[Any, Any] = {}

    def meaning(was: Any) -> Any:
        def meant(tx: Any, person: Any, data: str, now: datetime) -> Any:
            cue = was(tx, person, data, now)
            if cue is None:
                return known.get((person.id, data))
            again = known[person.id, data] = replace(cue, bubble=None)
            bubble = conversations.by_key(tx, data.partition(".")[0])
            stood[again] = None if bubble is None or cue.bubble is None else bubble.place
            return cue

        return meant

    def turning(was: Any) -> Any:
        def turn(tx: Any, parts: Any, cue: Any, now: datetime) -> Any:
            place = stood.get(cue)
            if place is None:
                return was(tx, parts, cue, now)
            at = conversations.at

            def before(*where: Any) -> Any:
                bubble = at(*where)
                return bubble and replace(bubble, place=place)

            with mock.patch.object(conversations, "at", before):
                return was(tx, parts, cue, now)

        return turn

    bed.put(conversing, "meant", meaning)
    bed.put(playing, "_turn", turning)


@plant("whoever taps somebody's button acts in that one's name")
def anybodys_button(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def meant(tx: Any, person: Any, data: str, now: datetime) -> Any:
            bubble = conversations.by_key(tx, data.partition(".")[0])
            if bubble is None or bubble.person == person.id:
                return was(tx, person, data, now)
            return was(tx, people.get(tx, bubble.person), data, now)

        return meant

    bed.put(conversing, "meant", made)


@plant("a letter counts as sent although it was not")
def sent_before_sending(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def settle(parts: Any, posted: Any, delivery: Delivery, now: datetime) -> None:
            if isinstance(delivery.error, NotSent) and not isinstance(delivery.error, Unreachable):
                delivery = Delivery(message_id=posted.edits)
            was(parts, posted, delivery, now)

        return settle

    bed.put(delivering, "settle", made)


@plant("a check-in of unknown fate is sent again")
def checkin_repeated(bed: Bed) -> None:
    bed.put(delivering, "_may_repeat", returns(True))


@plant("an escalation of unknown fate is not sent again")
def escalation_not_repeated(bed: Bed) -> None:
    bed.put(delivering, "_may_repeat", returns(False))


@plant("what was on its way when the program died is forgotten")
def orphans_forgotten(bed: Bed) -> None:
    bed.put(queue, "orphans", returns([]))


@plant("a check-in whose sender died is sent again")
def orphan_checkin_repeated(bed: Bed) -> None:
    def made(was: Any) -> Any:
        return lambda tx, now, *, all_of_them: [
            (item, True) for item, _ in was(tx, now, all_of_them=all_of_them)
        ]

    bed.put(queue, "orphans", made)


@plant("letters in hand are taken for those of a dead sender")
def living_sender_robbed(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def adopt(parts: Any, now: datetime, *, at_start: bool, in_hand: Any = ()) -> int:
            return int(was(parts, now, at_start=True))

        return adopt

    bed.put(delivering, "adopt_orphans", made)


@plant("an edit that failed counts as done")
def edit_fails_silently(bed: Bed) -> None:
    def made(was: Any) -> Any:
        async def edit(self: Any, *args: Any) -> None:
            try:
                await was(self, *args)
            except (NotSent, FateUnknown):
                return

        return edit

    bed.put(TelegramMessenger, "edit", made)


@plant("what was to be an edit is lost where the message is gone")
def gone_message_ignored(bed: Bed) -> None:
    def made(was: Any) -> Any:
        async def edit(messenger: Any, posted: Any, words: Any) -> bool:
            await was(messenger, posted, words)
            return True

        return edit

    bed.put(carrying, "_edit", made)


@plant("'not modified' counts as a refusal")
def unchanged_is_refused(bed: Bed) -> None:
    bed.put(telegram_out, "UNCHANGED", lambda was: ())


@plant("whoever blocked the bot is written to again and again")
def blocked_and_tried_again(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def not_sent(tx: Any, parts: Any, posted: Any, error: Any, now: datetime) -> None:
            plain = NotSent() if isinstance(error, Unreachable) else error
            was(tx, parts, posted, plain, now)

        return not_sent

    bed.put(delivering, "_not_sent", made)


@plant("no limit of messages a second to one chat")
def limiter_ignored(bed: Bed) -> None:
    bed.put(paces, "BURST", lambda was: 1000)
    bed.put(Pace, "_count", returns(None))


@plant("nobody waits although Telegram asks to")
def retry_after_ignored(bed: Bed) -> None:
    bed.put(pausing, "begin", _put_back)
    bed.put(Postman, "_pause", returns(None))


def _put_back(was: Any) -> Any:
    def begin(tx: Any, parts: Any, posted: Any, wait: Any, now: datetime, chat: Any) -> None:
        queue.put_back(tx, posted.id, now + timedelta(seconds=1), "planted")

    return begin


@plant("two letters leave for one chat at once")
def chat_not_locked(bed: Bed) -> None:
    bed.put(postman, "_lock_of", lambda was: lambda locks, letter: asyncio.Lock())


@plant("e-mail is written into the air")
def mail_not_sent(bed: Bed) -> None:
    def made(was: Any) -> Any:
        async def mail(mailer: Any, posted: Any) -> None:
            return None

        return mail

    bed.put(carrying, "_mail", made)


@plant("the audit misses what belongs to problems")
def audit_left_out(bed: Bed) -> None:
    def made(was: Any) -> Any:
        def append(connection: Any, entries: Any) -> Any:
            kept = [each for each in entries if not each.subject.startswith("problem:")]
            return was(connection, kept)

        return append

    bed.put(chain, "append", made)


@plant("a letter whose message is gone raises")
def gone_message_raises(bed: Bed) -> None:
    def made(was: Any) -> Any:
        async def deliver(messenger: Any, posted: Any, mailer: Any = None) -> Any:
            try:
                await was(messenger, posted, mailer)
            except MessageGone as error:
                raise RuntimeError from error
            return await was(messenger, posted, mailer)

        return deliver

    bed.put(delivering, "deliver", made)


@plant("what is tried again is shown although its bubble says something newer")
def earlier_words_again(bed: Bed) -> None:
    bed.put(queue, "is_history", returns(False))
