"""A card's file as the fields of a form, and back. What no field changes stays as it was."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from mentorbot.book.cards import DANGER, HEADINGS, OPTIONAL, ORDINARY

RULE = "---\n"
LONGEST_LINE = 100_000
"""Characters: no line is broken that was not."""
HEADING = re.compile(r"(?m)^##[ \t]+(.*?)[ \t]*$")


@dataclass(frozen=True)
class CardForm:
    front: str
    """The front matter as it stands, without its rules."""
    sections: Mapping[str, str]
    """Words by section name; those that are there."""
    others: str = ""
    """What stands under no heading that is known: it is kept, and the check refuses it."""


def sections_of(kind: str) -> tuple[str, ...]:
    return DANGER if kind == "danger" else ORDINARY


def may_lack(section: str, kind: str) -> bool:
    return section in OPTIONAL and (section, kind) != ("wait", "push")


def taken_apart(text: str, headings: Mapping[str, str]) -> CardForm:
    """`headings`: that language's words by section name."""
    _, first, rest = text.partition(RULE)
    front, second, body = rest.partition(f"\n{RULE}")
    if not (first and second):
        return CardForm("", {}, text)
    names = {words.casefold(): name for name, words in headings.items()}
    before, *chunks = HEADING.split(body)
    others, sections = before.strip(), {}
    for heading, words in zip(chunks[::2], chunks[1::2], strict=True):
        name = names.get(heading.casefold())
        if name is None or name in sections:
            others += f"\n\n## {heading}\n{words}"
        else:
            sections[name] = words.strip("\n")
    return CardForm(front, sections, others.strip())


def put_together(form: CardForm, headings: Mapping[str, str]) -> str:
    parts = [
        f"## {headings[name][:1].upper()}{headings[name][1:]}\n\n{form.sections[name].strip()}\n"
        for name in HEADINGS
        if form.sections.get(name, "").strip()
    ]
    body = "\n".join(([f"{form.others}\n"] if form.others else []) + parts)
    return f"{RULE}{form.front}\n{RULE}\n{body}"


def front_value(front: str, name: str) -> str:
    """A value of the front matter as it is typed: lists with commas between."""
    try:
        found = (YAML(typ="rt", pure=True).load(front) or {}).get(name)
    except (YAMLError, AttributeError):
        return ""
    if found is None:
        return ""
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def with_front(front: str, name: str, words: str) -> str:
    """The front matter with that value. Raises YAMLError where it is none."""
    if front_value(front, name) == words:
        return front
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = LONGEST_LINE
    document = yaml.load(front)
    if words:
        document[name] = _as_value(name, words)
    else:
        document.pop(name, None)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue().rstrip("\n")


def _as_value(name: str, words: str) -> Any:
    if name == "keywords":
        listed = CommentedSeq(each.strip() for each in words.split(",") if each.strip())
        listed.fa.set_flow_style()
        return listed
    if name == "checked":
        with contextlib.suppress(ValueError):
            return date.fromisoformat(words)
    return DoubleQuotedScalarString(words)
