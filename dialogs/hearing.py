"""What a few typed words plainly are, in the three languages: a greeting, a wish, an alarm.

These are words that people type, not sentences that anybody reads, so they stand here and not in
the content. The alarms are an extra signal only: most dangers are written in words that no list
foresees, which is why every unexpected message is answered with the emergency line.
"""

from __future__ import annotations

import re
from enum import StrEnum

ALARMS = (
    r"\bs(el|jøl|jølv)v?mord|suicid|avskjedsbrev|avskilsbrev|siste melding",
    r"\b(ta|tar|tatt|tek|teke) (livet (sitt|mitt|av)|(sitt|mitt) (eget|eige) liv)",
    r"(orker|orkar|vil|klarer|klarar|gidder|gidd) (ikke|ikkje|itj) (å )?l[eæ]v",
    r"(ikke|ikkje|itj) (orker|orkar|vil) (å )?l[eæ]v",
    r"(vil|ønsker å|ønskjer å) (bare |berre |heller )?dø\b|dør i natt",
    r"(bedre|betre) ut[ea]n (meg|ham|han|henne|ho)|better without (me|him|her)",
    r"(kill|hurt)(ing)? (him|her|my|them)sel|wants? to die|end (his|her|my|their) life",
    r"kutta?(et|r)? seg|skad(er|ar|et|a) seg (selv|sjøl|sjølv)",
    r"overdose|for (mange|mykje) (piller|pillar|tabletter|tablettar)",
    r"pust(er|ar) (ikke|ikkje|rart|nesten)|får (ikke|ikkje) (puste|pusten|luft)|kveles|kvelest",
    r"(not|can'?t|isn'?t|stopped) breath|lips are (going |turning )?blue|leppene er blå",
    r"bevisstløs|medvitslaus|unconscious|livløs|krampeanfall|brystsmert|chest pain",
    r"\bblør\b|blødning|bleeding|(masse|mye|mykje) blod",
    r"\bdet brenn(er)?\b|\bbrann (i|på)\b|flammer|(is|are|caught|on) fire\b|(lukter|luktar) gass",
    r"\b(truer|truar|trua|truet|står|sto|går|kommer|kjem|låst)\b.{0,40}\b(kniv|øks|våpen|pistol|gevær)",
    r"(with|has|holding|pulled) an? (knife|axe|gun|weapon)|drepe (meg|ham|han|henne|noen)",
    r"\b(slår|slo) (ham|henne|meg|noen|en)\b|(beating|hit) (him|her|me) up",
)
ALARM = re.compile("|".join(ALARMS))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


GREETINGS = _words("hei heisann hallo halla heia hi hello hey morn morna godmorgen goddag hej")
FAREWELLS = _words("hade hadet hadebra snakkes snakkast bye goodbye ha helg helga natt weekend")
THANKS = _words("takk takker takkar thanks thank thx ty")
AGREED = _words(
    "ok okei okey okay greit fint bra flott supert perfekt topp ja jo jepp yes yep nei nope "
    "mottatt motteke notert skjønner forstått enig good fine great got received noted"
)
NOT_RECEIVED = _words("nei nope no enig")
"""Small talk that agrees to nothing, or to an opinion only. "No" is now in nynorsk, besides."""
THUMBS = re.compile("[\N{THUMBS UP SIGN}\N{OK HAND SIGN}\N{WHITE HEAVY CHECK MARK}]")
FILLERS = _words(
    "på tusen for hjelpen hjelpa svar svaret rådet så sånn mye mykje det den er gjør du deg dere "
    "alle sammen god gode dag morgen kveld en ein fin i like måte og it no you very much "
    "so morning day help the and"
)


class Talk(StrEnum):
    """Small talk, by what it calls for."""

    GREETING = "greeting"
    FAREWELL = "farewell"
    THANKS = "thanks"
    AGREED = "agreed"
    WORDLESS = "wordless"
    """Nothing but signs: an emoji, dots."""


class Wish(StrEnum):
    """What is asked of mentorbot itself."""

    PAUSE = "pause"
    STOP = "stop"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    HELP = "help"


WISHES = {
    Wish.STOP: r"\bstopp?\b|(ikke|ikkje) send|ferdig som mentor|feil person|unsubscribe",
    Wish.PAUSE: r"\bpause\b|(på|ta|har) ferie|permisjon|\bon (leave|holiday|vacation)\b|parental",
    Wish.LANGUAGE: r"\bspråk|på (engelsk|nynorsk|bokmål)|\bin english\b|\blanguage\b",
    Wish.PRIVACY: r"\bslett|lagre[rt]|(ta|tar|tek) .{0,12}vare på|innsyn|personvern|delete|privacy",
    Wish.HELP: r"^\W*(hjelp|help|meny|menu|info)\W*$",
}


def is_alarm(text: str) -> bool:
    return ALARM.search(text.casefold()) is not None


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


def wish(text: str) -> Wish | None:
    folded = text.casefold()
    return next((wish for wish, words in WISHES.items() if re.search(words, folded)), None)
