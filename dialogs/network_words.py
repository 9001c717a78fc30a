"""What the parts of the mentor network share: its door, its themes, words that are typed."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from dialogs import emergency
from dialogs.redacted import remarks_on
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Button, Place, Rows
from mentorbot.domain.network import Post, PostKind, PostView
from mentorbot.domain.own_words import tidied
from mentorbot.domain.redaction import Kind
from mentorbot.domain.rules import Rules
from mentorbot.domain.wording import Label, Phrase, Text

NAME = "network"

OPEN = Label("network.open")
SEND = Label("network.send")
DROP = Label("network.drop")
SEE_GATHERING = Label("network.see_gathering", "at")
SEE_QUESTION = Label("network.see_question")
SEE_TIP = Label("network.see_tip", "at")
SEE_DID = Label("network.see_did", "topic")

GATHERING = Text("network.gathering", "topic", "at", "where", "note", "answer")
QUESTION = Text("network.question", "ask", "answer", "until")
RESULT = Text("network.result", "ask", "lines", "answered")
RESULT_LINE = Text("network.result_line", "answer", "count")
TOO_FEW = Text("network.too_few", "ask")
TIP = Text("network.tip", "words")
DID = Text("network.did", "topic", "words")
GONE = Text("network.gone")


def door() -> Rows:
    return ((Button(OPEN(), "start", opens=NAME),),)


def fresh(place: Place, state: str, *, listens: bool = False, **data: Any) -> Place:
    """Nothing that was typed before is taken along, unless it is named."""
    return Place(place.dialog, state, place.subject, data, listens)


def topic(theme: str, rules: Rules) -> Phrase | None:
    """What a theme or a wish is called; None where there is none, or it left the content."""
    question, dot, answer = theme.partition(".")
    if dot and question in rules.questions and answer in rules.questions[question].answers:
        return Phrase(f"answer.{theme}")
    return Phrase(f"theme.{theme}") if theme in rules.themes else None


def heard(typed: str, brief: Brief, keeps: Set[Kind] = frozenset()) -> tuple[str, list[Phrase]]:
    """What was typed without what names a person, and what is to be said about that.

    `keeps`: kinds that may stand, where nothing else was found. The emergency line comes with it,
    as with all that is typed.
    """
    words = tidied(typed, brief.known, keeps)
    return words.text, [emergency.LINE(), *remarks_on(words)]


def seeing(view: PostView, rules: Rules) -> Button:
    """The button that shows one post, in a bubble of its own."""
    post = view.post
    labels = {
        PostKind.GATHERING: SEE_GATHERING,
        PostKind.QUESTION: SEE_QUESTION,
        PostKind.TIP: SEE_TIP,
        PostKind.DID: SEE_DID,
    }
    label, values = labels[post.kind], {"at": post.at, "topic": topic(post.theme, rules)}
    if post.kind is PostKind.TIP:
        values["at"] = post.created_at
    words = label(**{name: values[name] for name in label.takes})
    return Button(words, "open", opens=NAME, subject=f"post:{post.id}")


def gathering(post: Post, rules: Rules, answer: str = "") -> Phrase:
    return GATHERING(
        topic=topic(post.theme, rules),
        at=post.at,
        where=post.words,
        note=post.note,
        answer=answer or None,
    )


def ask(post: Post) -> Phrase:
    return Phrase(f"question.{post.question}")


def result(view: PostView) -> Phrase:
    """How many answered what, where enough did for nobody to be recognised."""
    question = view.post.question
    if not view.counts:
        return TOO_FEW(ask=ask(view.post))
    lines = tuple(
        RESULT_LINE(answer=Phrase(f"answer.{question}.{answer}"), count=count)
        for answer, count in sorted(view.counts.items(), key=lambda each: -each[1])
    )
    return RESULT(ask=ask(view.post), lines=lines, answered=view.answered)


def did(post: Post, rules: Rules) -> Phrase:
    return DID(topic=topic(post.theme, rules), words=post.words)


def is_known(post: Post, rules: Rules) -> bool:
    """Whether the content still has the words of a question that was asked."""
    return post.kind is not PostKind.QUESTION or post.question in rules.questions
