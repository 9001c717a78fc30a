"""Formatting: Telegram's HTML to plain text with entities (Bot API, "Formatting options").

Offsets and lengths count UTF-16 code units; byte offsets in refusals count UTF-8.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from mentorbot.standin.errors import ApiError, bad_request

Entity = dict[str, Any]

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NEXT = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9.\-]*))?")
_CLOSE = re.compile(r"\s*>")
_ARGUMENT = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id"}


def utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class _Tag:
    name: str
    argument: str
    offset: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.chunks: list[str] = []
        self.length = 0
        self.open: list[_Tag] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while found := _NEXT.search(self.source, self.at):
            self._plain(self.source[self.at : found.start()])
            self.at = found.start()
            if found.group() == "&":
                self._reference()
            elif self.source.startswith("</", self.at):
                self._end()
            else:
                self._start()
        self._plain(self.source[self.at :])
        if self.open:
            name = self.open[-1].name
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{name}"')
        return "".join(self.chunks), self.entities

    def _plain(self, text: str) -> None:
        self.chunks.append(text)
        self.length += utf16(text)

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.at)
        character = _character(match) if match else ""
        self._plain(character or "&")
        self.at = match.end() if match and character else self.at + 1

    def _start(self) -> None:
        begin = self.at
        match = _NAME.match(self.source, begin + 1)
        if match is None or match.end() == len(self.source):
            raise self._broken("Unclosed start tag", begin)
        name = match.group().lower()
        if name not in KINDS:
            raise self._broken(f'Unsupported start tag "{name}"', begin)
        self.at = match.end()
        argument = self._attributes(name, begin)
        if name == "span" and argument != "tg-spoiler":
            raise self._broken('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Tag(name, argument, self.length))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while not (closing := _CLOSE.match(self.source, self.at)):
            match = _ATTRIBUTE.match(self.source, self.at)
            if match is None:
                raise self._broken(f'Unclosed start tag "{tag}"', begin)
            self.at = match.end()
            name, value = match.group(1), _unquoted(match.group(2))
            if name == _ARGUMENT.get(tag):
                argument = value
            elif (tag, name) == ("blockquote", "expandable"):
                argument = "expandable"
        self.at = closing.end()
        return argument

    def _end(self) -> None:
        begin = self.at
        if not self.open:
            raise self._broken("Unexpected end tag", begin)
        match = _NAME.match(self.source, begin + 2)
        closing = _CLOSE.match(self.source, match.end()) if match else None
        if match is None or closing is None:
            raise self._broken("Unclosed end tag", begin)
        tag = self.open.pop()
        if match.group() not in ("", tag.name):
            raise self._broken(
                f'Unmatched end tag, expected "</{tag.name}>", found "</{match.group()}>"', begin
            )
        self.at = closing.end()
        if self.length > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        entity: Entity = {
            "type": KINDS[tag.name],
            "offset": tag.offset,
            "length": self.length - tag.offset,
        }
        if tag.name == "pre" and (code := self._code_inside(entity)):
            entity["language"] = code.pop("language")
            self.entities.remove(code)
        elif tag.name == "code" and tag.argument.startswith("language-"):
            entity["language"] = tag.argument.removeprefix("language-")
        elif tag.name == "a":
            entity["url"] = tag.argument
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.argument
        elif tag.argument == "expandable":
            entity["type"] = "expandable_blockquote"
        self.entities.append(entity)

    def _code_inside(self, outer: Entity) -> Entity | None:
        for entity in self.entities:
            same = (entity["offset"], entity["length"]) == (outer["offset"], outer["length"])
            if same and entity["type"] == "code" and "language" in entity:
                return entity
        return None

    def _broken(self, what: str, position: int) -> ApiError:
        return _unreadable(f"{what} at byte offset {len(self.source[:position].encode())}")


def _unreadable(why: str) -> ApiError:
    return bad_request(f"can't parse entities: {why}")


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return html.unescape(f"&{name};")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    # A lone surrogate cannot be sent on; Telegram leaves what it cannot decode as it stands.
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def _unquoted(value: str | None) -> str:
    if not value:
        return ""
    if value[0] not in "\"'":
        return value.lower()
    return _REFERENCE.sub(lambda m: _character(m) or m.group(), value[1:-1])


def from_html(source: str) -> tuple[str, list[Entity]]:
    text, entities = _Reader(source).read()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, [e for e in entities if e["type"] != "text_link" or e["url"]]


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram strips white space at both ends and cuts the entities to what is left."""
    kept = text.strip()
    if len(kept) == len(text):
        return kept, _in_order(entities)
    shift = utf16(text[: len(text) - len(text.lstrip())])
    end = utf16(kept)
    cut = []
    for entity in entities:
        first = max(0, entity["offset"] - shift)
        last = min(end, entity["offset"] + entity["length"] - shift)
        if last > first:
            cut.append(entity | {"offset": first, "length": last - first})
    return kept, _in_order(cut)


def _in_order(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


_SEEN = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?<![\w/])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w+)?)(?![\w/])"
)
_OPAQUE = {"code", "pre", "text_link"}


def detected(text: str, entities: list[Entity]) -> list[Entity]:
    """Adds what Telegram finds by itself: commands, links, addresses, mentions."""
    if "/" not in text and "@" not in text:
        return entities
    found = list(entities)
    for match in _SEEN.finditer(text):
        entity = {
            "type": match.lastgroup,
            "offset": utf16(text[: match.start()]),
            "length": utf16(match.group()),
        }
        if not any(e["type"] in _OPAQUE and _overlap(e, entity) for e in entities):
            found.append(entity)
    return _in_order(found)


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
