"""What nobody should send, made by chance from a seed: updates, words, and requests to the web."""

from __future__ import annotations

from random import Random
from typing import Any

JUNK = ("", " ", "\x00", "\u202e", "💥" * 40, "<b>&{{ x }}", "'; DROP TABLE people; --",
        "a" * 4096, "../../etc/passwd", "%00%ff", "١٢٣", "\ud83d", "hjelp", "han puster ikke",
        "takk", "ja", "0", "vis meg alt", "slett alt", "hvem er NAV-kontakten min", "stopp", "-1",
        "9" * 30)  # fmt: skip
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get")
TYPES = ("application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x",
         "text/plain", "", "\xff", "application/x-www-form-urlencoded; charset=utf-32")  # fmt: skip


class Odd:
    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def update(self, chat: int) -> dict[str, Any]:
        """Not text, not private, or not even a message."""
        who, base = user(chat), {"message_id": 5, "date": 1}
        kind = self.rng.choice(("group", "supergroup"))
        group = {"id": -100 - self.rng.randrange(9), "type": kind, "title": "x"}
        own = {**base, "chat": private(chat), "from": who}
        voice = {"file_id": "f", "file_unique_id": "u", "duration": 1}
        me = {"id": 123456, "is_bot": True, "first_name": "b"}
        out, inside = ({"user": me, "status": status} for status in ("left", "member"))
        change = {"chat": group, "from": who, "date": 1}
        shapes: tuple[dict[str, Any], ...] = (
            {"message": {**own, "voice": voice}},
            {"message": {**own, "contact": {"phone_number": "1", "first_name": "x"}}},
            {"message": {**own, "location": {"latitude": 1.0, "longitude": 2.0}}},
            {"edited_message": {**own, "text": self.word(50), "edit_date": 2}},
            {"message": {**base, "chat": group, "from": who, "text": "/mine"}},
            {"message": {**base, "chat": {**group, "type": "channel"}, "text": "x"}},
            {"my_chat_member": {**change, "old_chat_member": out, "new_chat_member": inside}},
            {"inline_query": {"id": "1", "from": who, "query": "x", "offset": ""}},
            {"something_new": {"x": 1}},
        )
        return self.rng.choice(shapes)

    def malformed(self, chat: int, data: str) -> dict[str, Any]:
        """A real update with a piece taken out, exchanged or put in the wrong place."""
        message = {"message_id": 5, "date": 1, "chat": private(chat), "from": user(chat),
                   "text": self.word(30)}  # fmt: skip
        query = {"id": "q", "from": user(chat), "chat_instance": "c", "message": message,
                 "data": data}  # fmt: skip
        update: Any = self.rng.choice(({"message": message}, {"callback_query": query}))
        for _ in range(self.rng.randrange(1, 4)):
            update = bent(self.rng, update)
        return update if isinstance(update, dict) else {"message": update}

    # The web.

    def body(self, key: str) -> bytes:
        rng = self.rng
        return rng.choice((
            b"", f"press={key}".encode(), f"press={key}&words={'x' * 900}".encode(),
            b"&".join(b"a=%d" % at for at in range(500)), b"x" * rng.choice((20_000, 300_000)),
            rng.randbytes(200), b'{"press": 1}', b"press=%ff%fe%00", b"--x\r\n\r\n--x--",
        ))  # fmt: skip

    def headers(self) -> list[tuple[bytes, bytes]]:
        rng = self.rng
        cookie = rng.choice(("window=", "window=nadias", f"window={self.word(30)}", "x=1; window"))
        found = [
            (b"host", rng.choice((b"mentor.example.no", b"evil.example", b"", b"\xff"))),
            (b"content-type", rng.choice(TYPES).encode("latin-1")),
            (b"cookie", cookie.encode("utf-8", "replace")),
            (b"origin", rng.choice((b"null", b"https://evil.example", b"http://[::bad", b"\xfe"))),
            (b"sec-fetch-site", rng.choice((b"same-origin", b"cross-site", b"none", b""))),
            (b"accept-language", rng.choice((b"nn", b"xx", b"," * 300, b"\xc3\x28"))),
            (b"x-forwarded-for", b"1.2.3.4"),
            (b"content-length", rng.choice((b"0", b"-1", b"99999999", b"x"))),
        ]
        return rng.sample(found, rng.randrange(len(found)))

    def word(self, most: int) -> str:
        alphabet = "abcABC123._-:/?#[]@!$&'()*+,;=%<>\\\"{}| æøåÆØÅ\n\t٣💥"
        return "".join(self.rng.choice(alphabet) for _ in range(self.rng.randrange(most)))


def user(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "F", "language_code": "nb"}


def private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private"}


def altered(rng: Random, secret: str) -> str:
    at = rng.randrange(len(secret))
    return secret[:at] + rng.choice("abcXYZ019_-") + secret[at + 1 :] + rng.choice(("", "", "x"))


def bent(rng: Random, value: Any) -> Any:
    """With one thing in it that does not belong there."""
    wrong: Any = rng.choice((None, -1, 2**70, "x", [], {}, [[]], True, 1.5, {"id": "x"}))
    if isinstance(value, dict) and value and rng.random() < 0.9:
        name = rng.choice(sorted(value))
        rest = {each: inner for each, inner in value.items() if each != name}
        return rest if rng.random() < 0.2 else {**rest, name: bent(rng, value[name])}
    return wrong
