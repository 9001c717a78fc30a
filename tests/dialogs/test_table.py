"""All dialogs together: commands and doors lead somewhere, nothing is a dead end, all has words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from dialogs import guidance, menus, overview, privacy, settings, typed
from dialogs.table import COMMANDS, DIALOGS, declared_texts
from mentorbot.domain.brief import Brief, Overview
from mentorbot.domain.conversation import Act, Dialog, Place, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.examples import Intent, Urgency
from mentorbot.domain.people import Language, Person, Role, Standing
from mentorbot.domain.understood import NOTHING_READ, Reading, Understanding
from tests.cast import KARI, MARIT, NADIA, placement, view
from tests.dialogs.test_settings import PROBLEM
from tests.dialogs.walking import STRANGER, UNASKED, Stand, brief_for, real_book, walk

ENTRANCES: dict[Dialog, tuple[Turn, ...]] = {
    guidance: (
        Turn(Act.COMMANDED, "start"),
        Turn(Act.TAPPED, "card", "V24"),
        Turn(Act.TAPPED, "card", "V44"),
        Turn(Act.TYPED, text="kommer for sent"),
    ),
    settings: tuple(
        Turn(Act.COMMANDED, move) for move in ("home", "help", "pause", "stop", "language", "start")
    ),
    privacy: (Turn(Act.COMMANDED, "start"),),
    overview: (Turn(Act.COMMANDED, "start"), Turn(Act.OPENED, "monday")),
    typed: (
        *UNASKED,
        Turn(Act.TYPED, text="til 12. august"),
        Turn(Act.COMMANDED, "unknown"),
        Turn(Act.COMMANDED, "cancel"),
    ),
}
ACTIONS = (
    "pause", "stop", "language", "change_participant", "delete_data", "nav_contact", "cancel_alarm",
)  # fmt: skip
READINGS = (
    NOTHING_READ,
    Reading(danger="suicide"),
    *(
        Reading(
            Understanding(intent, ("attendance",), Urgency.NONE, "", "pause", sure, (Intent.ADMIN,))
        )
        for intent in (Intent.GUIDANCE, Intent.OVERLOAD, Intent.SMALLTALK)
        for sure in (0.4, 0.9)
    ),
    *(
        Reading(Understanding(Intent.ADMIN, (), Urgency.NONE, "", action, 0.9))
        for action in ACTIONS
    ),
)
EVERYBODY = (MARIT, NADIA, KARI)
MUCH = Overview(
    overdue=(PROBLEM,),
    ending=(view(placement(2, "Gran")),),
    silent=(view(placement(3, "Furu")),),
    placements=3,
    open_problems=4,
)


def everything_known(me: Person) -> Brief:
    """A brief with all sections filled, and the real cards and themes."""
    rules = real_book().rules
    found = ("V33", "V34") if me.role is Role.MENTOR else ()
    return brief_for(
        me, rules=rules, found=found, problems=(PROBLEM,), overview=MUCH, reference="T4K8"
    )


@cache
def reachable(name: str, me: Person) -> tuple[Stand, ...]:
    dialog = DIALOGS[name]
    readings = READINGS if dialog is typed else (NOTHING_READ,)
    return tuple(
        stand
        for reading in readings
        for stand in walk(dialog, replace(everything_known(me), reading=reading), ENTRANCES[dialog])
    )


def all_stands() -> Iterator[tuple[Dialog, Stand]]:
    for dialog in ENTRANCES:
        for me in EVERYBODY:
            for stand in reachable(dialog.NAME, me):
                yield dialog, stand


def test_the_walk_comes_to_every_state() -> None:
    states = {(dialog.NAME, stand.place.state) for dialog, stand in all_stands()}
    assert states >= {
        *(("guidance", state) for state in ("themes", "titles", "found", "card", "rated")),
        *(("settings", state) for state in ("home", "weekday", "hour", "language", "help")),
        *(("settings", state) for state in ("pause", "week", "day", "paused", "stopped")),
        *(("privacy", state) for state in ("start", "mine", "delete", "asked", "undone")),
        *(("overview", state) for state in ("overview", "number", "done")),
        *(("typed", state) for state in ("answered", "danger", "done")),
    }  # fmt: skip


def test_no_state_is_a_dead_end() -> None:
    for dialog, stand in all_stands():
        if stand.place.state != "done":
            assert stand.say.buttons, f"{dialog.NAME} {stand.place.state}"


def test_everything_that_can_be_said_has_words_that_fit() -> None:
    book = real_book()
    for _, stand in all_stands():
        assert 0 < len(book.text(stand.say.text, Language.NB)) <= 4096
        for row in stand.say.buttons:
            assert len(row) <= 3
            for button in row:
                assert 0 < len(book.label(button.label, Language.NB)) <= 40


def test_every_door_of_every_state_opens_a_dialog_that_knows_the_move() -> None:
    seen = set()
    for _, stand in all_stands():
        for button in (button for row in stand.say.buttons for button in row if button.opens):
            door = (stand.brief.me.role, button.opens, button.subject, button.move)
            if door in seen or button.subject:
                continue
            seen.add(door)
            place = Place(button.opens, "", button.subject)
            turn = Turn(Act.TAPPED, button.move, button.argument)
            step = DIALOGS[button.opens].take(place, turn, stand.brief)
            assert step.says or step.then, door


def answers(dialog: Dialog, stand: Stand, turn: Turn) -> Step:
    """As services do: a listening state takes words, everything else is for `typed`."""
    listens = turn.act is Act.TYPED and stand.place.listens
    to = dialog if listens else typed
    place = stand.place if listens else Place(typed.NAME, "")
    return to.take(place, turn, stand.brief)


@pytest.mark.parametrize("turn", UNASKED, ids=lambda turn: turn.move or turn.text)
def test_every_unasked_act_in_every_state_is_answered(turn: Turn) -> None:
    for dialog, stand in all_stands():
        step = answers(dialog, stand, turn)
        assert step.says, f"{dialog.NAME} {stand.place.state}"
        assert not step.facts


@pytest.mark.parametrize("turn", UNASKED, ids=lambda turn: turn.move or turn.text)
def test_what_comes_to_a_state_that_does_not_listen_establishes_nothing(turn: Turn) -> None:
    """A race may bring it all the same: it is answered or refused, not half done."""
    for dialog, stand in all_stands():
        if dialog is typed:
            continue
        try:
            step = dialog.take(stand.place, turn, stand.brief)
        except BadMove:
            continue
        assert step.says and not step.facts


def test_every_command_finds_its_dialog_from_any_state_for_every_role() -> None:
    for name, (dialog, move) in COMMANDS.items():
        for me in (*EVERYBODY, replace(MARIT, standing=Standing.STOPPED), STRANGER):
            brief = everything_known(me)
            place, turn = Place(dialog, ""), Turn(Act.COMMANDED, move)
            step = DIALOGS[dialog].take(place, turn, brief)
            assert step.says or step.then or step.facts, f"/{name} for {me.role}"


@pytest.mark.parametrize("role", Role)
def test_the_menu_of_each_role_has_words_without_markup(role: Role) -> None:
    book = real_book()
    listed = menus.menu(role)
    assert len({command.name for command in listed}) == len(listed)
    for command in listed:
        words = book.text(command.says(), Language.NB)
        assert 0 < len(words) <= 256 and "<" not in words


def test_what_only_nav_can_do_is_not_in_a_mentors_menu_and_the_reverse() -> None:
    mentors = {command.name for command in menus.menu(Role.MENTOR)}
    office = {command.name for command in menus.menu(Role.NAV_CONTACT)}
    assert not {"mine", "overview"} & mentors
    assert not {"report", "checkin", "status"} & office


def test_the_table_holds_every_dialog_under_their_own_names() -> None:
    assert set(DIALOGS) == {
        "onboarding", "checkin", "report", "status", "followup",
        "guidance", "settings", "typed", "privacy", "overview", "rhythm", "period",
        "network", "placement", "thread", "ways", "desk",
    }  # fmt: skip
    assert {dialog for dialog, _ in COMMANDS.values()} <= set(DIALOGS)


def test_every_text_of_the_dialogs_has_its_key_once() -> None:
    texts = declared_texts()
    themes = {key.partition(".")[0] for key in texts}
    assert set(DIALOGS) | {"common", "commands", "emergency"} <= themes
