"""From notice to "received" at most two taps in Telegram and two clicks from the letter, whatever
brought it: counted on somebody who only ever takes the first button."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mentorbot.domain.people import Language
from mentorbot.domain.problems import Problem, State
from mentorbot.storage import people
from tests.stories.mail import Reader
from tests.stories.office import Office
from tests.stories.test_by_email import by_mail
from tests.stories.town import Phone

MOST = 2
Told = Callable[[Office], str]


def as_notice(office: Office) -> str:
    return office.report("P08")


def as_reminder(office: Office) -> str:
    reference = office.report("P08")
    while not any(kind == "reminder" for kind in fired(office, reference)):
        office.town.later(minutes=30)
    assert office.problem(reference).owner == office.nadia.person
    return reference


def as_hand_over(office: Office) -> str:
    """It climbs to the one who stands in."""
    reference = as_reminder(office)
    while office.problem(reference).owner == office.nadia.person:
        office.town.later(minutes=30)
    assert office.problem(reference).owner == office.nils.person
    return reference


WAYS: list[Told] = [as_notice, as_reminder, as_hand_over]


def fired(office: Office, reference: str) -> list[str]:
    return [kind for _, kind, state, _ in office.fired(reference) if state == "fired"]


def owner(office: Office, problem: Problem) -> Phone:
    return next(each for each in office.people if each.person == problem.owner)


def in_language(office: Office, language: Language) -> None:
    with office.town.tx() as tx:
        for phone in (office.nadia, office.nils):
            people.change(tx, phone.person, language=language)


@pytest.mark.parametrize("told", WAYS)
@pytest.mark.parametrize("language", Language)
def test_in_telegram(office: Office, told: Told, language: Language) -> None:
    in_language(office, language)
    reference, taps = told(office), 0
    while office.problem(reference).state is State.SENT:
        phone, taps = owner(office, office.problem(reference)), taps + 1
        message = phone.chat.messages[-1]
        assert reference in message.words.html, "nothing stands below it"
        [[_, data], *_], *_ = message.words.buttons
        phone.presses(data, message.id)
        assert taps <= MOST
    assert office.problem(reference).state is State.RECEIVED
    [[label, _], *_], *_ = phone.chat.messages[-1].words.buttons
    phone.taps(label)
    assert office.problem(reference).promised is not None
    assert taps + 1 <= MOST, "and by the second one the mentor knows when"


@pytest.mark.parametrize("told", WAYS)
@pytest.mark.parametrize("language", Language)
def test_from_the_letter(office: Office, told: Told, language: Language) -> None:
    in_language(office, language)
    readers = {
        phone.person: by_mail(office.town, phone, f"{phone.person}@nav.example")
        for phone in (office.nadia, office.nils)
    }
    reference = told(office)
    reader: Reader = readers[office.problem(reference).owner]
    assert reference in reader.mail.subject
    reader.opens()
    clicks = 1
    while office.problem(reference).state is State.SENT:
        reader.clicks(reader.labels()[0])
        clicks += 1
        assert clicks <= MOST
    assert (office.problem(reference).state, clicks) == (State.RECEIVED, MOST)
