"""Telegram says "later", for a second or for hours: nobody is lost, and nothing is said twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentorbot.domain.conversation import Act, Turn
from mentorbot.domain.facts import ProblemReported
from mentorbot.domain.levels import Level
from mentorbot.domain.problems import Knows, Reachable, Report, State, Wish
from mentorbot.services import recording
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed
from mentorbot.services.messenger import NotSent, TryLater
from mentorbot.services.playing import play
from mentorbot.storage import pauses, people
from mentorbot.storage.tables import outbox
from tests.stories.mail import Mailbox, Mails
from tests.stories.office import Office
from tests.stories.town import THURSDAY, Town

LONG = timedelta(seconds=10_072)
SHORT = timedelta(seconds=20)
HERS = "nadia@nav.example"


@pytest.fixture
def office(town: Town) -> Office:
    """Nadia reads her e-mail too; the others have Telegram only."""
    made = Office.of(town)
    town.mailer = Mails()
    with town.tx() as tx:
        people.set_email(tx, made.nadia.person, HERS)
        people.change(tx, made.nadia.person, email_confirmed_at=town.now)
    return made


def post(office: Office) -> Mailbox:
    assert isinstance(office.town.mailer, Mails)
    return office.town.mailer.of(HERS)


def refuse(office: Office, wait: timedelta) -> list[tuple[datetime, int]]:
    """Every send is refused until that time is over; (when, to whom) of each that was tried."""
    until, tried = office.town.now + wait, []

    def before(_verb: str, chat: int, _words: object) -> None:
        tried.append((office.town.now, chat))
        if office.town.now < until:
            raise TryLater(until - office.town.now)

    office.town.phones.before = before
    return tried


def test_what_is_urgent_goes_by_email_at_once_and_not_again_when_it_is_over(office: Office) -> None:
    tried = refuse(office, LONG)
    office.marit.says("/help")
    began = len(tried)
    reference = office_report(office)
    assert [reference in mail.subject for mail in post(office).mails] == [True]
    assert len(tried) == began, "nothing more is tried while it lasts"
    office.town.until(THURSDAY + LONG + timedelta(seconds=5))
    assert len(post(office).mails) == 1, "once"
    assert [a for a in office.nadia.chat.sent() if reference in a.html] == []
    assert office.marit.chat.sent(), "what she asked for comes now"


def office_report(office: Office) -> str:
    """A report of Marit's, whose chat shows nothing in the meantime."""
    town, told = office.town, Report(
        office.placement, "P02", Level.ORANGE, Wish.CALL_ME, Reachable.ANY_TIME, Knows.YES
    )  # fmt: skip
    with town.tx() as tx:
        deed = Deed(tx, town.parts, people.get(tx, office.marit.person), town.now)
        for cue in recording.record(deed, ProblemReported("T4K7M", told)):
            play(tx, town.parts, cue, town.now)
    town.settle()
    return "T4K7M"


def test_who_has_no_other_way_is_told_when_it_is_over(office: Office) -> None:
    with office.town.tx() as tx:
        people.change(tx, office.nadia.person, email_confirmed_at=None)
    refuse(office, timedelta(minutes=5))
    office.marit.says("/help")
    reference = office_report(office)
    office.town.until(THURSDAY + timedelta(minutes=5, seconds=5))
    assert len([a for a in office.nadia.chat.sent() if reference in a.html]) == 1
    assert post(office).mails == []


def test_a_short_pause_is_waited_out_and_nothing_is_mailed(office: Office) -> None:
    refuse(office, SHORT)
    reference = office_report(office)
    office.town.until(THURSDAY + SHORT + timedelta(seconds=5))
    assert len([a for a in office.nadia.chat.sent() if reference in a.html]) == 1
    assert post(office).mails == []


def test_where_the_mail_did_not_leave_either_the_chat_is_told_when_it_is_over(
    office: Office,
) -> None:
    post(office).fault = NotSent()
    refuse(office, LONG)
    reference = office_report(office)
    office.town.until(THURSDAY + LONG + timedelta(seconds=5))
    assert len([a for a in office.nadia.chat.sent() if reference in a.html]) == 1


def test_what_was_acted_on_by_an_older_link_is_not_told_afterwards(office: Office) -> None:
    post(office).fault = NotSent()
    refuse(office, LONG)
    reference = office_report(office)
    with office.town.tx() as tx:
        see = Turn(Act.TAPPED, "open")
        cue = Cue(office.nadia.person, "followup", f"problem:{reference}", see, on_page=True)
        play(tx, office.town.parts, cue, office.town.now + timedelta(seconds=30))
    assert office.problem(reference).state is State.RECEIVED
    office.town.until(THURSDAY + LONG + timedelta(seconds=5))
    assert [a for a in office.nadia.chat.sent() if reference in a.html] == []


def test_one_letter_finds_out_whether_it_is_over(office: Office) -> None:
    tried = refuse(office, timedelta(minutes=5))
    for phone in office.people:
        phone.says("/help")
    assert len(tried) <= 4, "those that were on their way already"
    tried.clear()
    office.town.now = THURSDAY + timedelta(minutes=4)
    refuse_longer = office.town.now + timedelta(minutes=10)

    def before(_verb: str, chat: int, _words: object) -> None:
        tried.append((office.town.now, chat))
        if office.town.now < refuse_longer:
            raise TryLater(refuse_longer - office.town.now)

    office.town.phones.before = before
    office.town.until(THURSDAY + timedelta(minutes=13))
    assert len(tried) == 1, "the next ones wait for what the first one met"
    office.town.until(refuse_longer + timedelta(seconds=5))
    for phone in office.people:
        assert len(phone.chat.sent()) == 1


def test_a_pause_survives_a_restart(office: Office) -> None:
    tried = refuse(office, timedelta(minutes=5))
    office.marit.says("/help")
    assert tried
    tried.clear()
    office.town.restart()
    office.town.until(THURSDAY + timedelta(minutes=4))
    assert tried == []
    office.town.until(THURSDAY + timedelta(minutes=5, seconds=5))
    assert len(office.marit.chat.sent()) == 1


def test_a_crowded_chat_waits_alone(office: Office) -> None:
    town = office.town
    with town.tx() as tx:
        pauses.put(tx, office.marit.chat_id, town.now, town.now + timedelta(minutes=5))
    office_report(office)
    assert office.nadia.chat.sent()
    waits = [row.person_id for row in town.rows(outbox) if row.state == "waiting"]
    assert set(waits) <= {office.marit.person}


def test_a_checkin_that_a_pause_held_into_the_evening_comes_the_next_working_day(
    town: Town,
) -> None:
    office = Office.of(town)
    due = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
    town.until(due - timedelta(minutes=1))
    refuse(office, timedelta(hours=8))
    town.until(due + timedelta(hours=9))
    assert not [a for a in office.marit.chat.sent() if a.at >= due]
    town.until(datetime(2027, 3, 8, 7, 0, tzinfo=UTC))
    assert len([a for a in office.marit.chat.sent() if a.at >= due]) == 1


def test_the_wait_is_honoured_fully_with_less_than_a_second_more(office: Office) -> None:
    refuse(office, timedelta(seconds=30))
    office.marit.says("/help")
    with office.town.tx() as tx:
        end = pauses.next_end(tx, office.town.now)
    assert end is not None
    assert timedelta(seconds=30) <= end - office.town.now < timedelta(seconds=31)
