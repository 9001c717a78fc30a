"""Words that reach a person: e-mail addresses and street addresses.

Plain text in (see redaction.plain), spans out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

Spans = Iterator[tuple[int, int]]

EMAIL = re.compile(
    r"[\w.+-]{1,64}(?: ?@ ?|\s?[\[(](?:at|alfa|krøllalfa)[\])]\s?|\s(?:krøll)?alfa\s)"
    r"[\w-]{1,63}(?:(?:\.|\s?[\[(](?:dot|punktum)[\])]\s?|\spunktum\s)[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)

STREET = r"(?:veien|vegen|veg|vei|gaten|gata|gate|gt\.?|all[eé]en|all[eé]|stien|svingen)"
PLACE = (
    r"(?:plassen|plass|torget|torg|bakken|bakke|haugen|åsen|ringen|tunet|tun|kroken|brygge|lia"
    r"|løkka|jordet|marka|enga|myra|moen|dalen|neset|vika)"
)
CAPITAL = r"[A-ZÆØÅÄÖ][^\W\d_]+"
HOUSE = rf" \d{{1,4}}(?: ?[A-Ha-h]\b)?(?!\d|[.:]\d)(?:,? \d{{4}} {CAPITAL})?"
ADDRESS = re.compile(
    rf"\b(?:[^\W\d_]{{2,}}(?i:{STREET})"
    rf"|(?:{CAPITAL} ){{1,3}}(?i:{STREET}|{PLACE})"
    rf"|[^\W\d_]{{3,}}s (?:{STREET}|plass|torg)"
    rf"|(?<=[a-zæøå,] )[A-ZÆØÅ][^\W\d_]+{PLACE}){HOUSE}"
)
LIVES = re.compile(
    r"\b(?i:bor|bur|budde|bodde|bo|adresse\w*|flytta|flyttet|lives|living|live|address)\b"
    r"(?: (?:til|i|på|ved|in|at|er|is|:|hans|hennes|hennar|min|mi|her|his)){0,3}:? "
    rf"((?:{CAPITAL} ){{1,3}}\d{{1,4}}(?: ?[A-Ha-h]\b)?(?:,? \d{{4}} {CAPITAL})?)(?![\d.:])"
)
POST_CODE = re.compile(rf"(?i:\b(?:postnr|postnummer|postboks|pb|po box)\.? ?)\d{{1,4}}"
                       rf"(?:,? \d{{4}})?(?: {CAPITAL})?")  # fmt: skip
ENGLISH_ADDRESS = re.compile(
    rf"\b\d{{1,4}} (?:{CAPITAL} ){{1,3}}(?:Street|Road|Avenue|Lane|St\.?|Rd\.?|Ave\.?|Drive)\b"
)


def emails(text: str, _today: date | None) -> Spans:
    return (found.span() for found in EMAIL.finditer(text))


def addresses(text: str, _today: date | None) -> Spans:
    yield from (found.span() for found in ADDRESS.finditer(text))
    yield from (found.span(1) for found in LIVES.finditer(text))
    for shape in (POST_CODE, ENGLISH_ADDRESS):
        yield from (found.span() for found in shape.finditer(text))
