"""Pictures of how the weeks went: asked for by a tap, gathered when they are sent.

What is kept is the wish alone, a letter of its own kind. Whose weeks it may show is asked once more
as it is sent, and no picture rests in the database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from mentorbot.domain.access import Operation, Relation, may, relation_to
from mentorbot.domain.charts import Form, Sheet
from mentorbot.domain.facts import Fact, PictureAsked
from mentorbot.domain.people import Channel, Person
from mentorbot.domain.placements import Placement, PlacementId
from mentorbot.domain.wording import Phrase, Text
from mentorbot.services import charting, counting, tracing
from mentorbot.services.charting import Words
from mentorbot.services.cues import Cue
from mentorbot.services.deeds import Deed, Recorder
from mentorbot.services.messenger import MOST_CAPTION
from mentorbot.services.parts import Parts
from mentorbot.storage import outbox, people, placements
from mentorbot.storage.database import Tx
from mentorbot.storage.letters import Lane, Letter, Posted, Verb

CAPTION = Text("pictures.caption", "title", "charts", "foot")
CAPTION_CHART = Text("pictures.caption_chart", "title", "said")
NOTHING = Text("pictures.nothing")
GOES = Text("pictures.goes", "until")
PAPER_GOES = Text("pictures.paper_goes", "until")
FILE = Text("pictures.file", "alias")


@dataclass(frozen=True)
class Wish:
    """What a letter holds until it is sent."""

    placement: PlacementId | None
    paper: bool


@dataclass(frozen=True)
class Gathered:
    """What is to be drawn, and its words: they are sent alone where nothing can be drawn."""

    sheet: Sheet
    form: Form
    html: str
    file: str = ""


def asked(deed: Deed, fact: PictureAsked) -> list[Cue]:
    """How one placement's weeks went does not stay in the chat, as little as words do (rule 6)."""
    person, about = deed.person, fact.placement
    subject = f"person:{person.id}" if about is None else f"placement:{about}"
    if Channel.TELEGRAM not in person.channels:
        deed.refused("picture", subject)
        return []
    stays = None if about is None else deed.parts.rules.wording_in_chat
    letter = Letter(
        person.id, Verb.PICTURE, Lane.ANSWER, asdict(Wish(about, fact.paper)),
        placement=about, forget_after=stays,
    )  # fmt: skip
    outbox.post(deed.tx, letter, deed.now)
    deed.note("picture.asked", subject, paper=fact.paper)
    return []


def is_out_of_date(tx: Tx, posted: Posted) -> bool:
    """Whether it is a picture that this person may not see any more."""
    if posted.letter.verb is not Verb.PICTURE:
        return False
    return not _may_see(tx, people.get(tx, posted.letter.person), _wish(posted.letter).placement)


def gathered(parts: Parts, letter: Letter, now: datetime) -> Gathered | None:
    """None: they may not see it any more."""
    wish = _wish(letter)
    with parts.database.begin() as tx:
        me = people.get(tx, letter.person)
        if not _may_see(tx, me, wish.placement):
            return None
        say = Words(parts.book, me.language, parts.rules.network.fewest_placements)
        if wish.placement is None:
            return _office(tx, parts, me, say, now)
        found = placements.get(tx, wish.placement)
        return _course(tx, parts, found, say, now, letter, paper=wish.paper)


def office_sheet(tx: Tx, parts: Parts, me: Person, now: datetime, only: str = "") -> Sheet:
    """All that this person may see of an office's weeks; `only`: one chart of it."""
    say = Words(parts.book, me.language, parts.rules.network.fewest_placements)
    return charting.office(counting.office(tx, parts, me, now, only), say)


def _office(tx: Tx, parts: Parts, me: Person, say: Words, now: datetime) -> Gathered:
    sheet = office_sheet(tx, parts, me, now)
    return Gathered(sheet, Form.PNG, caption(sheet, None, say))


def _course(
    tx: Tx,
    parts: Parts,
    found: Placement,
    say: Words,
    now: datetime,
    letter: Letter,
    *,
    paper: bool,
) -> Gathered:
    course = counting.placement(tx, parts, found, now)
    until = now + (letter.forget_after or parts.rules.wording_in_chat)
    goes = PAPER_GOES(until=until) if paper else GOES(until=until)
    several = len(placements.of_mentor(tx, found.mentor)) > 1
    sheet = tracing.course(course, say, found.alias if several else None)
    html = caption(sheet, goes, say)
    if not paper:
        return Gathered(sheet, Form.PNG, html)
    page = tracing.paper(course, say, parts.calendar.today(now))
    return Gathered(page, Form.PDF, html, _file(say(FILE(alias=found.alias))))


def _file(name: str) -> str:
    """No character that a telephone or a machine might not want in a name."""
    return re.sub(r"[^\w -]+", "", name).strip() + ".pdf"


def caption(sheet: Sheet, foot: Phrase | None, say: Words) -> str:
    """What the picture shows, in so many words as there is room for."""
    charts = [(chart.title, "\n".join(chart.sentences)) for chart in sheet.drawn]
    while True:
        lines = tuple(CAPTION_CHART(title=title, said=said) for title, said in charts)
        words = CAPTION(title=sheet.title, charts=lines or (NOTHING(),), foot=foot)
        if not charts or _length(say(words)) <= MOST_CAPTION:
            return say.book.text(words, say.language)
        charts.pop()


def _length(words: str) -> int:
    """As Telegram counts."""
    return len(words.encode("utf-16-le")) // 2


def _wish(letter: Letter) -> Wish:
    return Wish(**(letter.payload or {}))


def _may_see(tx: Tx, me: Person, about: PlacementId | None) -> bool:
    if about is None:
        return may(me, Operation.SEE_WEEKS, Relation.SELF)
    placement = placements.find_active(tx, about)
    return placement is not None and may(me, Operation.SEE_ANSWERS, relation_to(me, placement))


RECORDERS: Mapping[type[Fact], Recorder] = {PictureAsked: asked}
