"""The process dies between any two steps; the next one starts on the same file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorbot.domain.errors import BadMove
from mentorbot.domain.received import Kind, Received
from mentorbot.services import conversing, delivering, retrying
from mentorbot.services.messenger import FateUnknown, NotSent, Refused, Unreachable, Words
from mentorbot.services.playing import LedAstray
from mentorbot.storage import inbox
from mentorbot.storage.outbox import Fate
from mentorbot.storage.tables import outbox
from tests.stories.office import Office
from tests.stories.phones import Death, Trap, no_trap

MakeOffice = Callable[..., Office]
LATER = {"start": date(2027, 9, 1), "end": date(2027, 11, 30)}
ASKED = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)


def dies_at(call: int) -> Trap:
    """Kills the process at that call to Telegram, counted from 0."""
    made = 0

    def trap(_verb: str, _chat: int, _words: Words | None) -> None:
        nonlocal made
        made += 1
        if made == call + 1:
            raise Death

    return trap


def survives(office: Office, act: Callable[[], object], when: str, call: int) -> bool:
    """Acts with a death at that call, and starts again; whether it came to the call at all."""
    setattr(office.town.phones, when, dies_at(call))
    try:
        act()
        died = False
    except Death:
        died = True
    office.town.phones.before = office.town.phones.after = no_trap
    if died:
        office.town.restart()
    return died


def fates(office: Office) -> set[str]:
    return {row.state for row in office.town.rows(outbox)}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", range(4))
def test_a_report_reaches_nav_at_least_once_under_one_reference(
    office_at: MakeOffice, when: str, call: int
) -> None:
    office = office_at(**LATER)
    marit = office.marit
    marit.says("/report")
    for step in ("group.at_work", "category.P03", "report.next", "common.skip"):
        marit.chooses(step)
    survives(office, lambda: marit.chooses("report.send"), when, call)
    (reference,) = office.references()
    told = [arrival for arrival in office.nadia.chat.sent() if reference in arrival.html]
    assert 1 <= len(told) <= 2
    assert marit.sees(reference)
    assert fates(office) <= {Fate.SENT, Fate.REPLACED}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", range(6))
def test_a_hand_over_tells_everybody_at_least_once(
    office_at: MakeOffice, when: str, call: int
) -> None:
    office = office_at(**LATER)
    reference = office.report()
    office.town.until(office.problem(reference).deadline - timedelta(minutes=1))
    survives(office, lambda: office.town.later(minutes=2), when, call)
    assert 1 <= sum("Denne saken er din nå" in a.html for a in office.nils.chat.sent()) <= 2
    assert 1 <= sum("har fått den nå" in a.html for a in office.marit.chat.sent()) <= 2
    assert [state for _, _, state, _ in office.fired(reference)].count("fired") == 3
    assert fates(office) <= {Fate.SENT, Fate.REPLACED}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_checkin_comes_at_most_once_and_is_listed_as_uncertain(office: Office, when: str) -> None:
    assert survives(office, lambda: office.town.until(ASKED), when, 0)
    assert len(office.marit.chat.sent()) == (when == "after")
    assert Fate.UNCERTAIN in fates(office)
    assert len(office.town.noted("letter.uncertain")) == 1
    office.town.later(days=4)
    # The reminder covers it; and it can be answered.
    office.marit.chooses("answer.F1.hard")
    assert len(office.town.noted("checkin.finished")) == 1


def test_a_checkin_that_was_only_claimed_comes_after_the_restart(office: Office) -> None:
    town = office.town
    town.now = ASKED
    town.do_what_is_due()
    assert delivering.claim(town.parts, town.now, 8)
    delivering.adopt_orphans(town.parts, town.now, at_start=True)
    town.settle()
    assert len(office.marit.chat.sent()) == 1
    assert not town.noted("letter.uncertain")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", range(2))
def test_an_answer_to_a_tap_is_not_lost(office: Office, when: str, call: int) -> None:
    office.town.until(ASKED)
    survives(office, lambda: office.marit.chooses("answer.F1.fair"), when, call)
    second = office.marit.chat.messages[-1].words
    assert "2 av" in second.html and second.buttons
    assert len(office.marit.chat.messages) == 1, "an edit is done twice without harm"


def test_an_update_kept_before_the_death_is_answered_after_it(office: Office) -> None:
    office.town.keep(Received(Kind.COMMAND, office.marit.chat_id, "", "help"))
    office.town.restart()
    assert len(office.marit.chat.sent()) == 1
    office.town.restart()
    assert len(office.marit.chat.sent()) == 1


def test_a_turn_that_raises_leaves_nothing_behind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.town.until(ASKED)
    message, data = office.marit.chat.find(office.town.label("answer.F1.hard"))
    received = office.marit.tap(data, message.id)
    item = office.town.keep(received)
    before = office.town.rows(outbox)

    def boom(*_args: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("mentorbot.services.posting.outbox.post", boom)
        for tries in (False, False, True):
            with pytest.raises(RuntimeError):
                office.town.turn(item, received)
            gone = conversing.set_aside(
                office.town.parts, item, "RuntimeError", office.town.now, most_tries=3
            )
            assert gone is tries
    assert office.town.rows(outbox) == before
    assert office.town.noted("update.set_aside")
    # The next one is not in its way.
    office.marit.presses(data, message.id)
    assert "Hva er vanskeligst?" in office.marit.last


def test_what_one_act_sets_off_is_taken_back_with_it_when_it_goes_astray(
    office_at: MakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_at(**LATER)
    reference = office.report()
    message, data = office.nadia.chat.find(office.town.label("followup.see"))

    def astray(*_args: object) -> None:
        raise BadMove

    with monkeypatch.context() as patched:
        patched.setattr("dialogs.status.take", astray)
        with pytest.raises(LedAstray):
            office.nadia.presses(data, message.id)
    assert office.problem(reference).state == "sent"
    with office.town.tx() as tx:
        assert len(inbox.waiting(tx, 5)) == 1
    office.town.catch_up()
    assert office.problem(reference).state == "received"


class Fails:
    """Meets the calls to one chat with one error, so many times."""

    def __init__(self, chat: int, error: NotSent | FateUnknown, times: int) -> None:
        self.chat, self.error, self.left = chat, error, times

    def __call__(self, verb: str, chat: int, _words: Words | None) -> None:
        if verb == "send" and chat == self.chat and self.left:
            self.left -= 1
            raise self.error


def test_an_outage_of_a_day_loses_no_notice(office_at: MakeOffice) -> None:
    office = office_at(datetime(2027, 3, 1, 8, 0, tzinfo=UTC), **LATER)
    office.town.phones.before = Fails(office.nadia.chat_id, NotSent(), 120)
    reference = office.report()
    office.town.later(hours=3)
    assert reference in office.nadia.last
    assert len(office.nadia.chat.sent()) == 1


def test_a_notice_of_unknown_fate_is_repeated_but_not_for_ever(office_at: MakeOffice) -> None:
    office = office_at(datetime(2027, 3, 1, 8, 0, tzinfo=UTC), **LATER)
    office.town.phones.after = Fails(office.nadia.chat_id, FateUnknown(), 1000)
    office.report()
    office.town.later(hours=2)
    assert len(office.nadia.chat.sent()) == retrying.MOST_TRIES_UNKNOWN
    assert len(office.town.noted("letter.uncertain")) == 1


def test_a_refused_letter_is_given_up_at_once_and_listed(office: Office) -> None:
    office.marit.chat.fault = Refused("BUTTON_DATA_INVALID")
    office.marit.says("/help")
    office.town.later(hours=1)
    assert len(office.town.noted("letter.failed")) == 1
    office.marit.chat.fault = Unreachable()
    office.marit.says("/help")
    assert office.town.noted("person.unreachable")
