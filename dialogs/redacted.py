"""What is said about words that somebody typed: what was taken out, and that they were cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mentorbot.domain.own_words import MOST_CHARACTERS, OwnWords
from mentorbot.domain.redaction import MILD, Kind, plain
from mentorbot.domain.wording import Phrase, Text

TOOK_OUT = Text("report.took_out", "what")
TOOK_EMAIL = Text("report.took_email")
TOOK_IDENTITY = Text("report.took_identity")
TOOK_ACCOUNT = Text("report.took_account")
TOOK_PHONE = Text("report.took_phone")
TOOK_BIRTH_DATE = Text("report.took_birth_date")
TOOK_ADDRESS = Text("report.took_address")
TOOK_NAME = Text("report.took_name")
TOOK_FIRST_NAME = Text("report.took_first_name")
TOOK_LONG_NUMBER = Text("report.took_long_number")
TOOK_WORKPLACE = Text("report.took_workplace")
TOOK_DIAGNOSIS = Text("report.took_diagnosis")
TOOK_HEALTH = Text("report.took_health")
TOOK_SUBSTANCE = Text("report.took_substance")
TOOK_CRIME = Text("report.took_crime")
TOOK_FAMILY = Text("report.took_family")
TOOK = {
    Kind.EMAIL: TOOK_EMAIL,
    Kind.IDENTITY: TOOK_IDENTITY,
    Kind.ACCOUNT: TOOK_ACCOUNT,
    Kind.PHONE: TOOK_PHONE,
    Kind.BIRTH_DATE: TOOK_BIRTH_DATE,
    Kind.ADDRESS: TOOK_ADDRESS,
    Kind.NAME: TOOK_NAME,
    Kind.FIRST_NAME: TOOK_FIRST_NAME,
    Kind.LONG_NUMBER: TOOK_LONG_NUMBER,
    Kind.WORKPLACE: TOOK_WORKPLACE,
    Kind.DIAGNOSIS: TOOK_DIAGNOSIS,
    Kind.HEALTH: TOOK_HEALTH,
    Kind.SUBSTANCE: TOOK_SUBSTANCE,
    Kind.CRIME: TOOK_CRIME,
    Kind.FAMILY: TOOK_FAMILY,
}
GONE = Text("report.gone", "what")
GONE_TOO = Text("report.gone_too")
CUT = Text("report.cut", "most")


def remarks_on(words: OwnWords) -> list[Phrase]:
    said = []
    if words.removed:
        said.append(TOOK_OUT(what=listed(words.removed)))
    if set(words.removed) - MILD:
        said.append(GONE_TOO())
    if words.cut:
        said.append(CUT(most=MOST_CHARACTERS))
    return said


def gone(removed: Iterable[Kind]) -> Phrase:
    """That a message was taken out of the chat, and why."""
    return GONE(what=listed(removed))


def listed(removed: Iterable[Kind]) -> tuple[Phrase, ...]:
    return tuple(TOOK[kind]() for kind in removed)


def tells(text: Phrase) -> bool:
    """Whether a text says, anywhere inside it, what was taken out."""
    return any(each.key == TOOK_OUT.key for each in inside(text))


def repeats(text: Phrase, typed: str) -> bool:
    """Whether a text shows what was typed whole: it was found that it may stand."""
    words = plain(" ".join(typed.split()))
    return bool(words) and any(words in each.values.values() for each in inside(text))


def inside(text: Phrase) -> Iterator[Phrase]:
    """The text, and every text in it."""
    yield text
    for value in text.values.values():
        parts = (value,) if isinstance(value, Phrase) else value
        for part in parts if isinstance(parts, tuple) else ():
            yield from inside(part)
