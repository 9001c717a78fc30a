"""Reads the files of one content folder: small, UTF-8, each at most once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from mentorbot.book.findings import Findings, Spot

MOST_BYTES = 1024 * 1024
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
"""Controls, and what turns the direction of words or breaks lines unseen; not line end and tab."""


NOTHING: Mapping[str, str] = {}

_NEVER = (
    (HIDDEN, "holds a character that cannot be seen: write it anew"),
    (
        re.compile(r"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: |$)"),
        "holds two versions at once, as a merge leaves them: keep one, and remove this line",
    ),
    (re.compile(r"\A\s*\Z"), "is empty: write the words, or remove the file"),
)


def version_in(folder: Path, laid: Mapping[str, str] = NOTHING) -> str:
    """The version that a folder without mistakes has, for a fraction of the time of reading it.

    `laid`: whole files that stand for those of the folder.
    """
    digests = {}
    for path in folder.glob("*/**/*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".yaml", ".md") and name[0] != "." and path.is_file():
            digests[name] = sha256(path.read_bytes()).digest()
    digests |= {name: sha256(text.encode()).digest() for name, text in laid.items()}
    return _version(digests)


def _version(digests: Mapping[str, bytes]) -> str:
    whole = sha256()
    for path, digest in sorted(digests.items()):
        whole.update(path.encode() + b"\0" + digest)
    return whole.hexdigest()[:12]


class Shelf:
    """The folder, and a digest of everything that was taken from it."""

    def __init__(self, root: Path, found: Findings, laid: Mapping[str, str] = NOTHING) -> None:
        """`laid`: whole files that stand for those of the folder."""
        self.root = root
        self.found = found
        self._laid = laid
        self._digests: dict[str, bytes] = {}

    def name(self, path: str) -> str:
        """A file as findings call it: `content/nb/names.yaml`."""
        return f"{self.root.resolve().name}/{path}"

    def text(self, path: str) -> str | None:
        """The file's text with plain line ends, or None after a finding."""
        raw = self._bytes(path)
        if raw is None:
            return None
        self._digests[path] = sha256(raw).digest()
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._refuse(path, "is not UTF-8 here: save the file with the encoding UTF-8", line)
            return None
        return self._plain(path, unicodedata.normalize("NFC", text))

    def entries(self, folder: str = ".") -> tuple[Path, ...]:
        """What lies in a folder, without hidden files and editors' backups."""
        laid = [self.root / name for name in self._laid if name.rpartition("/")[0] == folder]
        try:
            inside = sorted({*(self.root / folder).iterdir(), *laid})
        except OSError:
            inside = sorted(laid)
        return tuple(path for path in inside if path.name[0] != "." and path.name[-1] != "~")

    def has(self, path: str) -> bool:
        return path in self._laid or (self.root / path).is_file()

    def files(self, folder: str, suffix: str) -> Iterator[str]:
        """The files of a folder with this suffix; anything else there is nobody's to read."""
        for path in self.entries(folder):
            name = f"{folder}/{path.name}"
            if path.suffix != suffix:
                if path.is_file():
                    spot = Spot(self.name(name), 0)
                    self.found.advise(
                        spot, f"nobody reads this file: its name must end in {suffix}"
                    )
            elif self.has(name):
                yield name
            else:
                self._refuse(
                    name, "is no file, or cannot be read: put the file there, or remove it"
                )

    @property
    def version(self) -> str:
        """The same for the same words and rules, in any folder."""
        return _version(self._digests)

    def _bytes(self, path: str) -> bytes | None:
        if path in self._laid:
            return self._within(path, self._laid[path].encode())
        if not (self.root / path).is_file():
            self._refuse(path, "is missing: every content folder needs this file")
            return None
        try:
            with (self.root / path).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        except OSError as error:
            self._refuse(path, f"cannot be read ({error.strerror}): look at the file's rights")
            return None
        return self._within(path, raw)

    def _within(self, path: str, raw: bytes) -> bytes | None:
        if len(raw) > MOST_BYTES:
            self._refuse(path, f"is larger than {MOST_BYTES // 1024} KiB: split or shorten it")
            return None
        return raw

    def _plain(self, path: str, text: str) -> str | None:
        for pattern, problem in _NEVER:
            if hit := pattern.search(text):
                self._refuse(path, problem, text.count("\n", 0, hit.start()) + 1)
                return None
        return text

    def _refuse(self, path: str, message: str, line: int = 0) -> None:
        self.found.error(Spot(self.name(path), line), message)
