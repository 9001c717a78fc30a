"""Words that stand in no text: what is wrong lies in the way, not in the participant (R31); nobody
is scored, and nobody is praised for giving more than was agreed (R36).

A list of words never finds everything. It holds the ones that slip in by habit; a person reads
every change on a phone besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mentorbot.domain.people import Language

IN_THE_WAY = "say what is in the way, not what the participant is like"
NO_HEALTH = "health is not spoken of here"
NO_SCORES = "nobody is scored, or praised for extra time"

FORBIDDEN: Mapping[Language, Mapping[str, str]] = {
    Language.NB: {
        r"(?:u?motiver|demotiver)\w*|motivasjon\w*": IN_THE_WAY,
        r"gidde?r?|gadd|latskap\w*|(?:lat|late|dovent?|dovne)(?! som)|arbeidssky": IN_THE_WAY,
        r"vanskelige? (?:person|type|menneske)\w*|viljeløs\w*|viljestyrke\w*": IN_THE_WAY,
        r"(?:dårlige? )?holdning(?:er|a|en|sproblem\w*)?|upålitelige?": IN_THE_WAY,
        r"umod(?:en|ne|ent)|uegnet|uegnede|ta(?:r)? seg sammen|sutre\w*": IN_THE_WAY,
        r"diagnos\w*|symptom\w*|adhd|autis\w*|depresjon\w*|deprimert\w*": NO_HEALTH,
        r"angst\w*|bipolar\w*|psykose\w*|psykisk syk\w*|schizofren\w*": NO_HEALTH,
        r"rusmisbruk\w*|narkoman\w*|alkoholiker\w*": NO_HEALTH,
        r"(?<!\bet )poeng|poengsum\w*|streak\w*|gratulerer|kjempeflink\w*|superbra": NO_SCORES,
        r"toppliste\w*|medalje\w*|trofé\w*|stjerner|ny rekord|neste nivå": NO_SCORES,
        r"ekstra (?:innsats\w*|mil|mila)|strekke?r? (?:deg|seg) langt|står på så": NO_SCORES,
        r"(?:takk|bra|flott|imponer\w+)[^.!?]{0,30} (?:ekstra tid|overtid|fritida?)": NO_SCORES,
    },
    Language.NN: {
        r"(?:u?motiver|demotiver)\w*|motivasjon\w*": IN_THE_WAY,
        # "Lat deltakaren velje" is an ordinary way to begin a sentence.
        r"(?:er|var|verkar|blir|så|for|litt|berre) (?:lat|late|dov(?:en|ne))": IN_THE_WAY,
        r"gidd\w*|gadd|latskap\w*|late (?:deltakar|person|folk)\w*|arbeidssky": IN_THE_WAY,
        r"vanskeleg(?:e)? (?:person|type|menneske)\w*|viljelaus\w*|viljestyrke\w*": IN_THE_WAY,
        r"(?:dårleg(?:e)? )?haldning(?:ar|a|en|sproblem\w*)?|upåliteleg(?:e)?": IN_THE_WAY,
        r"umod(?:en|ne|e)|ueigna|ta(?:r|k)? seg saman|sutr\w*": IN_THE_WAY,
        r"diagnos\w*|symptom\w*|adhd|autis\w*|depresjon\w*|deprimert\w*": NO_HEALTH,
        r"angst\w*|bipolar\w*|psykose\w*|psykisk sjuk\w*|schizofren\w*": NO_HEALTH,
        r"rusmisbruk\w*|narkoman\w*|alkoholikar\w*": NO_HEALTH,
        r"(?<!\beit )poeng|poengsum\w*|streak\w*|gratulerer|kjempeflink\w*|superbra": NO_SCORES,
        r"toppliste\w*|medalje\w*|trofé\w*|stjerner|ny rekord|neste nivå": NO_SCORES,
        r"ekstra (?:innsats\w*|mil|mila)|strekkj?e?r? (?:deg|seg) langt": NO_SCORES,
        r"(?:takk|bra|flott|imponer\w+)[^.!?]{0,30} (?:ekstra tid|overtid|fritida?)": NO_SCORES,
    },
    Language.EN: {
        r"(?:un|de)?motivated|motivation\w*|lazy|laziness|willpower": IN_THE_WAY,
        r"difficult (?:person|people|type)": IN_THE_WAY,
        r"(?:bad|poor|wrong) attitude|attitude problem": IN_THE_WAY,
        r"unreliable|immature|unsuitable|unfit for work|work-shy|whin(?:e|es|ing)": IN_THE_WAY,
        r"diagnos\w+|symptoms?|adhd|autis\w+|depress\w+|anxiety|bipolar": NO_HEALTH,
        r"psychosis|psychotic|schizophren\w+|mentally ill|addicts?|alcoholics?": NO_HEALTH,
        r"(?:earn|earned|get|got|win|won|collect|score|scored|\d+|more) points?": NO_SCORES,
        r"streaks?|congratulations|leaderboards?|medals?|troph(?:y|ies)|badges?": NO_SCORES,
        r"new record|next level|extra (?:mile|effort)|well done, you|superstar": NO_SCORES,
        r"(?:thanks|thank you|great|impressive)[^.!?]{0,30} (?:extra time|overtime)": NO_SCORES,
    },
}

_PATTERNS = {
    language: [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), why) for words, why in each.items()]
    for language, each in FORBIDDEN.items()
}


def forbidden(text: str, language: Language) -> Iterator[tuple[int, str]]:
    """What may not stand there, each with its line in the text, the first being 0."""
    for words, why in _PATTERNS[language]:
        for hit in words.finditer(text):
            yield text.count("\n", 0, hit.start()), f"{hit[0]!r} stands in no text: {why}"
