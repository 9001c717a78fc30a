"""What a mentor's own answers say about this week, in words that stand above a card (R24, feel 8).

Worked out each time it is shown. No Fact and no Place holds it, so it is stored nowhere.
"""

from __future__ import annotations

from dialogs.asking import shown_alias
from mentorbot.domain.balance import Leaning, Reason, leaning
from mentorbot.domain.brief import Brief, PlacementView
from mentorbot.domain.conversation import Button, Rows
from mentorbot.domain.wording import Label, Phrase, Text

SAID = Text("guidance.said", "times", "also", "what")
LEAN = Text("guidance.lean", "alias", "reason", "another", "lean")
LEANING_CARD = Text("guidance.leaning_card", "lean", "card")
LED_TO = Label("guidance.led_to", "alias", "title")

UNMOVED = frozenset({"danger", "role"})
"""Kinds of cards that are the same whatever the week was like."""


def above(name: str, view: PlacementView | None, brief: Brief) -> Phrase:
    """The card, below what the answers on that placement said, if they said anything."""
    words = Phrase(f"card.{name}")
    if view is None or brief.rules.cards[name].kind in UNMOVED:
        return words
    found = lean_of(view, brief)
    return LEANING_CARD(lean=said(view, found, brief), card=words) if found else words


def leans(brief: Brief) -> tuple[tuple[PlacementView, Leaning], ...]:
    """Every placement whose answers lean some way."""
    found = ((view, lean_of(view, brief)) for view in brief.placements)
    return tuple((view, way) for view, way in found if way)


def lean_of(view: PlacementView, brief: Brief) -> Leaning | None:
    return leaning(view.heard, brief.rules.balance, brief.calendar.today(brief.now))


def said(view: PlacementView, found: Leaning, brief: Brief) -> Phrase:
    """ "Twice you said that the demands were too high. This week it is mostly support ..." """
    first, *more = found.reasons
    return LEAN(
        alias=shown_alias(brief, view.placement.id),
        reason=sentence(first),
        another=sentence(more[0], also=True) if more else None,
        lean=Phrase(f"lean.{found.lean}"),
    )


def sentence(reason: Reason, *, also: bool = False) -> Phrase:
    return SAID(times=reason.times, also=also, what=Phrase(reason.key))


def cards_led_to(brief: Brief) -> Rows:
    """A button a placement, to the card that its answers lead to."""
    cards = ((view, brief.rules.balance.cards[found.lean]) for view, found in leans(brief))
    return tuple((led_to(view, card, brief),) for view, card in cards if card in brief.rules.cards)


def led_to(view: PlacementView, card: str, brief: Brief) -> Button:
    alias, title = shown_alias(brief, view.placement.id), Phrase(f"card_title.{card}")
    label = LED_TO(alias=alias, title=title) if alias else title
    return Button(label, "read", f"{card}:{view.placement.id}")
