"""One living message a problem, on both sides: it is edited as things move, and where Telegram
cannot edit it any more, a new one takes its place without a sound."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest
from telegram import Bot
from telegram.error import BadRequest

from mentorbot.domain.problems import State
from mentorbot.edges.telegram_out import TelegramMessenger
from mentorbot.services.carrying import EMPTIED
from mentorbot.services.messenger import NotSent, Words
from mentorbot.storage import conversations
from tests.stories.office import Office
from tests.stories.phones import Message
from tests.stories.town import Phone

NOT_FOUND = "Message to edit not found"
NOT_EDITED = "Message can't be edited"
INVALID = "MESSAGE_ID_INVALID"
REASONS = ["history cleared", NOT_FOUND, NOT_EDITED, INVALID]


class Refusing:
    """A Bot whose every edit meets this answer of Telegram's."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    async def edit_message_text(self, *_: Any, **__: Any) -> None:
        raise BadRequest(self.answer)


def understood(answer: str) -> NotSent:
    """What the real door makes of it."""
    messenger = TelegramMessenger(cast(Bot, Refusing(answer)))
    with pytest.raises(NotSent) as caught:
        asyncio.run(messenger.edit(1, 1, Words("x")))
    return caught.value


def cannot_be_edited(phone: Phone, reason: str) -> None:
    """From now on, for every message that stands in this chat now; new ones can."""
    town, chat = phone.town, phone.chat
    if reason == "history cleared":
        chat.messages.clear()
        return
    error, old = understood(reason), {message.id for message in chat.messages}
    if reason != NOT_EDITED:
        chat.messages.clear()

    def trap(verb: str, at: int, words: Words | None) -> None:
        with town.tx() as tx:
            mine = [each.message_id for each in conversations.of_person(tx, phone.person)]
        if verb == "edit" and at == phone.chat_id and (words == EMPTIED or old & set(mine)):
            raise error

    town.phones.before = trap


def about(phone: Phone, reference: str) -> list[Message]:
    return [each for each in phone.chat.messages if f"{reference}" in each.words.html]


def living(phone: Phone, reference: str) -> Message:
    """The only message about the problem, with buttons that work."""
    [message] = about(phone, reference)
    keys = {data.partition(".")[0] for row in message.words.buttons for _, data in row}
    with phone.town.tx() as tx:
        [bubble] = [each for each in conversations.of_person(tx, phone.person) if each.key in keys]
    assert bubble.message_id == message.id
    return message


def sounds(phone: Phone) -> int:
    return len([message for message in phone.chat.messages if not message.silent])


@pytest.mark.parametrize("reason", REASONS)
def test_the_mentors_status_is_edited_or_else_said_anew_and_goes_on_from_there(
    office: Office, reason: str
) -> None:
    marit, reference = office.marit, office.report("P08")
    before = living(marit, reference)
    cannot_be_edited(marit, reason)
    heard = sounds(marit)
    office.nadia.chooses("followup.see")
    after = living(marit, reference)
    assert after.id != before.id and after.silent and sounds(marit) <= heard
    assert "Nadia Nes åpnet saken" in after.words.html
    office.nadia.chooses("followup.other_day")
    day = office.town.parts.calendar.step(office.town.now.date(), 1)
    office.nadia.chooses("followup.on_day", day=day)
    told = [each for each in about(marit, reference) if each.words.buttons]
    assert [each.id for each in told] == [after.id], "the new one is edited from now on"
    assert told[0].edits and "Avtale: Nadia Nes" in told[0].words.html
    marit.chooses("status.nav_rang")
    assert office.problem(reference).state is State.ANSWERED


@pytest.mark.parametrize("reason", REASONS)
def test_navs_notice_is_edited_or_else_said_anew_and_goes_on_from_there(
    office: Office, reason: str
) -> None:
    nadia, reference = office.nadia, office.report("P08")
    before = living(nadia, reference)
    _, data = nadia.chat.find(office.town.label("followup.see"))
    cannot_be_edited(nadia, reason)
    heard = sounds(nadia)
    nadia.presses(data, before.id)
    after = living(nadia, reference)
    assert after.id != before.id and after.silent and sounds(nadia) <= heard
    assert "Ring mentor: Marit Mo" in after.words.html
    nadia.chooses("followup.today")
    assert living(nadia, reference).id == after.id and after.edits == 1
    office.marit.chooses("status.nav_rang")
    [done] = about(nadia, reference)
    assert done.id == after.id and not done.words.buttons


@pytest.mark.parametrize("reason", REASONS)
def test_navs_notice_follows_what_the_mentor_does(office: Office, reason: str) -> None:
    """Nobody at NAV acts: the edit that fails is mentorbot's own."""
    nadia, reference = office.nadia, office.report("P08")
    before = living(nadia, reference)
    cannot_be_edited(nadia, reason)
    heard = sounds(nadia)
    office.marit.chooses("status.withdraw")
    office.marit.chooses("status.yes_withdraw")
    [done] = about(nadia, reference)
    assert done.id != before.id and done.silent and sounds(nadia) <= heard
    assert "Trukket tilbake" in done.words.html


def test_what_can_neither_be_edited_nor_deleted_stays_with_dead_buttons(office: Office) -> None:
    """After 48 hours Telegram deletes nothing for a bot."""
    marit, reference = office.marit, office.report("P08")
    before = living(marit, reference)
    _, data = marit.chat.find(office.town.label("status.withdraw"))
    cannot_be_edited(marit, NOT_EDITED)
    office.town.phones.stays.add(before.id)
    office.nadia.chooses("followup.see")
    assert next(each.id for each in about(marit, reference)) == before.id
    outcome = marit.presses(data, before.id)
    assert outcome.toast == office.town.toast("common.old_button")
    assert office.problem(reference).state is State.RECEIVED
    marit.chooses("status.withdraw")
    assert "Vil du trekke saken tilbake" in marit.last


def test_edited_twenty_times_it_is_still_one_message(office: Office) -> None:
    marit, reference = office.marit, office.report("P08")
    one = living(marit, reference)
    heard = sounds(marit)
    for turn in range(20):
        office.town.later(seconds=30)
        marit.chooses("status.withdraw" if turn % 2 == 0 else "common.back")
    assert living(marit, reference).id == one.id and sounds(marit) == heard
    assert office.town.now < office.problem(reference).sent_at + timedelta(hours=1)
