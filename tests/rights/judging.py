"""What everybody may do and be told, by the table of tests/domain; and all cases, judged by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mentorbot.domain.access import Operation
from mentorbot.domain.facts import Fact
from mentorbot.domain.people import Person
from mentorbot.domain.rights import operation_of
from mentorbot.services import guarding
from mentorbot.storage import people
from tests.domain.test_access import ALLOWED
from tests.rights import cast as staged
from tests.rights.cast import BEFORE, OFFICE, OTHERS, PHONES, ROLES, SEATED, Cast
from tests.rights.matrix import ACTORS, COMMANDS, Found, Stage, Trial


@dataclass
class Figures:
    cases: int = 0
    denied: int = 0
    allowed: int = 0
    seen: Counter[tuple[str, Operation]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def may(cast: Cast, actor: str, fact: Fact) -> bool:
    operation = operation_of(fact)
    if operation in (Operation.TAKE_PART, Operation.RUN_NETWORK, Operation.READ_CARDS):
        return _may_in_network(actor, operation)
    subject = guarding.subject_of(fact, _nobody(cast, actor))
    if subject.startswith("checkin:"):
        subject = f"placement:{cast.placement}"
    relation = cast.relation(actor, subject)
    return (operation, ROLES[actor], relation) in ALLOWED


def _may_in_network(actor: str, operation: Operation) -> bool:
    if operation is Operation.READ_CARDS:
        return True
    if operation is Operation.RUN_NETWORK:
        return actor in OFFICE
    return actor == "marit"


def _nobody(cast: Cast, actor: str) -> Person:
    with cast.town.tx() as tx:
        return people.get(tx, cast.phones[actor].person)


def secrets(cast: Cast, actor: str) -> set[str]:
    """What this person must not be told."""
    words = {staged.FORMER_WORDS, staged.OWN_WORDS, staged.NAV_WORDS, staged.REPLY_WORDS}
    team = {PHONES[name] for name in SEATED}
    theirs = {PHONES[name] for name in OTHERS} | {staged.OTHER_ALIAS}
    phones = {_spoken(number) for number in team}
    others = {_spoken(number) if number.startswith("+") else number for number in theirs}
    if actor in OTHERS:
        return words | phones | {staged.ALIAS}
    if actor in (*BEFORE, "ny"):
        return words | phones | others | {staged.ALIAS}
    if actor in OFFICE:
        return set() if actor == cast.owner else words
    seen = {staged.OWN_WORDS, staged.NAV_WORDS, staged.REPLY_WORDS} if actor == "marit" else set()
    if actor == cast.owner:
        seen = words
    return (words - seen) | others


def said_by(actor: str) -> str:
    """What somebody wrote themselves is among what /mydata shows them, whoever has it now."""
    own = {"frida": (staged.FORMER_WORDS, staged.ALIAS)}
    return " ".join(own.get(actor, ()))


def _spoken(number: str) -> str:
    """ "+47 90 01 72 01", as it is shown."""
    digits = number[3:]
    pairs = [digits[at : at + 2] for at in range(0, 8, 2)]
    return "\N{NO-BREAK SPACE}".join(("+47", *pairs))


def judged(stage: Stage, found: Found, actor: str, trial: Trial, figures: Figures) -> None:
    cast, who = stage.cast, f"{stage.cast.state}: {actor} taps {found.name} of {found.holder}"
    figures.cases += 1
    wrong = [fact for fact in trial.recorded if not may(cast, actor, fact)]
    if wrong:
        figures.faults.append(f"{who}: was let do {wrong}")
    planted = str(found.bubble.place.data)
    known = planted + (said_by(actor) if found.bubble.place.dialog == "privacy" else "")
    leaked = [word for word in secrets(cast, actor) if word in trial.told and word not in known]
    if leaked:
        figures.faults.append(f"{who}: was told {leaked}")
    denied = [fact for fact in found.facts if not may(cast, actor, fact)]
    for fact in found.facts:
        figures.seen[actor, operation_of(fact)] += 1
    if not denied:
        figures.allowed += 1
        return
    figures.denied += 1
    if trial.changed and not trial.recorded:
        figures.faults.append(f"{who}: changed {trial.changed}")
    if not trial.told:
        figures.faults.append(f"{who}: was met with silence")
    # Who has not accepted yet is asked to begin, whatever they tap.
    begins = actor == "ny" and "/start" in trial.told
    if not (trial.refused or begins or _was_told_how_it_stands(cast, actor, found, denied)):
        figures.faults.append(f"{who}: the refusal is not in the audit")


def _was_told_how_it_stands(cast: Cast, actor: str, found: Found, denied: Sequence[Fact]) -> bool:
    """Who may see the problem and comes too late is told how it stands: no door was closed."""
    subjects = [guarding.subject_of(fact, _nobody(cast, actor)) for fact in denied]
    # What was said about a problem stands in that problem's bubble.
    subjects = [
        found.bubble.place.subject if each.startswith("remark:") else each for each in subjects
    ]
    return all(
        (Operation.SEE_PROBLEM, ROLES.get(actor), cast.relation(actor, subject)) in ALLOWED
        for subject in subjects
        if subject.startswith("problem:")
    ) and any(subject.startswith("problem:") for subject in subjects)


def judged_forged(stage: Stage, found: Found, actor: str, trial: Trial, figures: Figures) -> None:
    """With the key of another's bubble nobody does or sees anything."""
    who = f"{stage.cast.state}: {actor} sends the key of {found.holder}'s {found.name}"
    figures.cases += 1
    figures.denied += 1
    if trial.recorded or trial.changed:
        figures.faults.append(f"{who}: did {trial.recorded} {trial.changed}")
    if trial.refused != 1 or not trial.told:
        figures.faults.append(f"{who}: refused {trial.refused} times, told {trial.told!r}")


def judged_command(stage: Stage, actor: str, command: str, figures: Figures) -> None:
    trial = stage.commands(actor, command)
    figures.cases += 1
    leaked = [word for word in secrets(stage.cast, actor) if word in trial.told]
    if leaked or not trial.told:
        figures.faults.append(f"{stage.cast.state}: /{command} tells {actor} {leaked}")


def run(stage: Stage, figures: Figures, every: int = 1) -> None:
    """All cases of one state; `every`: only each so-manieth, always the same ones."""
    buttons = stage.buttons()
    number = 0
    with stage.watched():
        for found in buttons:
            for actor in ACTORS:
                if actor == found.holder:
                    continue
                number += 1
                if number % every:
                    continue
                trial = stage.tries(found, actor)
                judged(stage, found, actor, trial, figures)
                if number % (7 * every) == 0:
                    trial = stage.tries(found, actor, holder=found.holder)
                    judged_forged(stage, found, actor, trial, figures)
        for actor in ACTORS:
            for command in COMMANDS:
                judged_command(stage, actor, command, figures)
