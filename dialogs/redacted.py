"""What is said about words that somebody typed: what was taken out, and that they were cut."""

from __future__ import annotations

from mentorbot.domain.own_words import MOST_CHARACTERS, OwnWords
from mentorbot.domain.redaction import Kind
from mentorbot.domain.wording import Phrase, Text

TOOK_OUT = Text("report.took_out", "what")
TOOK_EMAIL = Text("report.took_email")
TOOK_IDENTITY = Text("report.took_identity")
TOOK_ACCOUNT = Text("report.took_account")
TOOK_PHONE = Text("report.took_phone")
TOOK_BIRTH_DATE = Text("report.took_birth_date")
TOOK_ADDRESS = Text("report.took_address")
TOOK_NAME = Text("report.took_name")
TOOK = {
    Kind.EMAIL: TOOK_EMAIL,
    Kind.IDENTITY: TOOK_IDENTITY,
    Kind.ACCOUNT: TOOK_ACCOUNT,
    Kind.PHONE: TOOK_PHONE,
    Kind.BIRTH_DATE: TOOK_BIRTH_DATE,
    Kind.ADDRESS: TOOK_ADDRESS,
    Kind.NAME: TOOK_NAME,
}
CUT = Text("report.cut", "most")


def remarks_on(words: OwnWords) -> list[Phrase]:
    said = []
    if words.removed:
        said.append(TOOK_OUT(what=tuple(TOOK[kind]() for kind in words.removed)))
    if words.cut:
        said.append(CUT(most=MOST_CHARACTERS))
    return said
