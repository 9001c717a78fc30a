"""What a few typed words plainly are, in the three languages: a greeting, thanks, a receipt.

These are words that people type, not sentences that anybody reads, so they stand here and not in
the content. What is asked and what is dangerous is told by mentorbot.understanding.
"""

from __future__ import annotations

import re
from enum import StrEnum


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


GREETINGS = _words("hei heisann hallo halla heia hi hello hey morn morna godmorgen goddag hej")
FAREWELLS = _words("hade hadet hadebra snakkes snakkast bye goodbye ha helg helga natt weekend")
THANKS = _words("takk takker takkar thanks thank thx ty")
AGREED = _words(
    "ok okei okey okay greit fint bra flott supert perfekt topp ja jo jepp yes yep nei nope "
    "mottatt motteke fått fekk sett lest lese notert skjønner forstått enig good fine great got "
    "received noted"
)
NOT_RECEIVED = _words("nei nope no enig")
"""Small talk that agrees to nothing, or to an opinion only. "No" is now in nynorsk, besides."""
THUMBS = re.compile("[\N{THUMBS UP SIGN}\N{OK HAND SIGN}\N{WHITE HEAVY CHECK MARK}]")
FILLERS = _words(
    "på tusen for hjelpen hjelpa svar svaret rådet så sånn mye mykje det den er gjør du deg dere "
    "alle sammen god gode dag morgen kveld en ein fin i like måte og it no you very much "
    "so morning day help the and har jeg eg vi saken saka"
)


class Talk(StrEnum):
    """Small talk, by what it calls for."""

    GREETING = "greeting"
    FAREWELL = "farewell"
    THANKS = "thanks"
    AGREED = "agreed"
    WORDLESS = "wordless"
    """Nothing but signs: an emoji, dots."""


def small_talk(text: str) -> Talk | None:
    """What the whole message amounts to, where it is nothing but small talk."""
    folded = re.sub(r"\b(god|good) (morgen|morning|dag|kveld|evening)\b", "hei", text.casefold())
    said = frozenset(re.findall(r"[^\W\d_]+", folded))
    if not said:
        return None if re.search(r"\w", text) else Talk.WORDLESS
    if not said <= GREETINGS | FAREWELLS | THANKS | AGREED | FILLERS:
        return None
    kinds = {
        Talk.THANKS: THANKS,
        Talk.FAREWELL: FAREWELLS,
        Talk.GREETING: GREETINGS,
        Talk.AGREED: AGREED,
    }
    return next((kind for kind, words in kinds.items() if said & words), None)


def is_receipt(text: str) -> bool:
    """Whether the whole message says that something was received, by words or by a sign."""
    if small_talk(text) is Talk.WORDLESS:
        return THUMBS.search(text) is not None
    said = frozenset(re.findall(r"[^\W\d_]+", text.casefold()))
    return small_talk(text) is not None and bool(said & AGREED) and not said & NOT_RECEIVED


def wants_help(text: str) -> bool:
    """Whether the whole message asks what can be done here."""
    return re.fullmatch(r"\W*(hjelp|help|meny|menu|info)\W*", text.casefold()) is not None
