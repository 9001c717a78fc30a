"""Telegram's HTML as mentorbot uses it: six tags, no attributes, always balanced.

Every branch of an if is balanced by itself, so that no combination of values breaks a message.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from jinja2 import nodes

TAGS = ("b", "i", "u", "s", "code", "blockquote")

_MARK = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z]+)>|(?P<loose>[<>])|(?P<and>&(?!(?:lt|gt|amp|quot);))"
)
_TAG = re.compile(f"</?(?:{'|'.join(TAGS)})>")
_PLAIN_MARK = re.compile(r"</?[A-Za-z][^>]*>|&#?\w+;")


def words_of(text: str) -> str:
    """The text as it is seen: without tags, with the characters that entities stand for."""
    return html.unescape(_TAG.sub("", text))


def html_problems(body: Sequence[nodes.Node]) -> Iterator[tuple[int, str]]:
    """What Telegram would refuse, with lines in the source."""
    yield from _sequence(_data(body))
    for node in body:
        for branch in _branches(node):
            yield from html_problems(branch)


def plain_problems(prose: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Markup where none is shown as such: on buttons and in names."""
    for line, words in prose:
        if mark := _PLAIN_MARK.search(words):
            yield line, f"{mark[0]} would be seen as it stands here: remove it"


def _branches(node: nodes.Node) -> Iterator[Sequence[nodes.Node]]:
    if isinstance(node, nodes.If):
        yield node.body
        yield node.else_
        for other in node.elif_:
            yield from _branches(other)


def _data(body: Sequence[nodes.Node]) -> list[nodes.TemplateData]:
    return [
        part
        for node in body
        if isinstance(node, nodes.Output)
        for part in node.nodes
        if isinstance(part, nodes.TemplateData)
    ]


def _sequence(pieces: Sequence[nodes.TemplateData]) -> Iterator[tuple[int, str]]:
    opened: list[tuple[int, str]] = []
    for piece in pieces:
        for mark in _MARK.finditer(piece.data):
            line = piece.lineno + piece.data.count("\n", 0, mark.start())
            if problem := _step(mark, line, opened):
                yield line, problem
    for line, tag in opened:
        yield line, f"<{tag}> is not closed: write </{tag}> where it ends, in the same branch"


def _step(mark: re.Match[str], line: int, opened: list[tuple[int, str]]) -> str | None:
    if mark["loose"]:
        return "write &lt; for < and &gt; for >; tags are only " + " ".join(f"<{t}>" for t in TAGS)
    if mark["and"]:
        return "write &amp; for &"
    tag = mark["tag"]
    if tag not in TAGS:
        return f"<{tag}> is not one of " + " ".join(f"<{each}>" for each in TAGS)
    if mark["end"]:
        if not opened or opened[-1][1] != tag:
            return f"</{tag}> closes what is not open: tags end in the reverse order they began"
        opened.pop()
        return None
    around = [each for _, each in opened]
    opened.append((line, tag))
    if "code" in around or tag in around:
        return f"<{tag}> cannot stand inside <{around[-1]}>"
    return None
