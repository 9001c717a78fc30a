"""Broken and hostile words through the form of the content desk: none of them reaches a mentor."""

from __future__ import annotations

from random import Random

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from tests.book import mutations
from tests.edges.desk.editors import Editor, said, served
from tests.stories.town import Town

SUBJECTS = {
    "card:V24": ("card.V24", ("nb.when", "nb.support", "nn.say", "en.call")),
    "message:report.send": ("report.send", ("nb.buttons.send", "en.buttons.send")),
    "message:content.mended": ("content.mended", ("nb.texts.mended", "nn.texts.mended")),
}
BAD = (
    *mutations.MARKUP, *mutations.TEMPLATES, *mutations.PHONES,
    *(sign for sign in mutations.HIDDEN if sign != "\r"),
)  # fmt: skip
"""What is refused wherever it stands."""


def shown(book: Book) -> list[str]:
    return [said(book, key, language) for key, _ in SUBJECTS.values() for language in Language]


def hammered(town: Town, editor: Editor, times: int, seed: int = 1) -> int:
    """Hands in so many broken forms; how many were refused in a sentence."""
    rng, before, refused = Random(seed), shown(served(town)), 0
    for number in range(times):
        subject = rng.choice(list(SUBJECTS))
        _, fields = SUBJECTS[subject]
        field, bad = rng.choice(fields), BAD[number % len(BAD)]
        editor.opens(subject)
        words = editor.fields[field].strip()
        at = rng.randrange(1, len(words))
        status = editor.does("hand_in", {field: f"{words[:at]} {bad} {words[at:]}"})
        assert status == 200, (subject, bad)
        refused += editor.note.startswith("Kladden er lagret, men")
        editor.does("drop")
    assert shown(served(town)) == before
    return refused
