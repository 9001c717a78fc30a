"""Sees that the files of a folder were changed, and that whoever changes them is done for now."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

DEEPEST = 3
"""Folders inside each other: content/nb/cards/ is the third. A loop of links ends here, too."""
MOST_FILES = 5000

Signature: TypeAlias = tuple[tuple[str, int, int, int], ...]
"""Name, size, and the moments of the last change to the words and to the file, of each."""


class Watch:
    """To be asked now and then. The first look counts as a change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: Signature | None = None
        self._known: Signature | None = None

    def has_settled(self) -> bool:
        """True once for every new state that two looks in a row have seen.

        So a set of files that is still being saved, or copied, is not read half.
        """
        now = signature(self._folder)
        is_still, self._last = now == self._last, now
        if not is_still or now == self._known:
            return False
        self._known = now
        return True

    def forget(self) -> None:
        """What was seen could not be dealt with: it is new once more."""
        self._known = None


def signature(folder: Path) -> Signature:
    """Empty when the folder cannot be read. Reading no file, it takes a few milliseconds."""
    found = []
    for entry in _entries(os.fspath(folder), DEEPEST):
        try:
            state = entry.stat()
        except OSError:
            continue
        found.append((entry.path, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
        if len(found) == MOST_FILES:
            break
    return tuple(sorted(found))


def _entries(folder: str, deep: int) -> Iterator[os.DirEntry[str]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        # Hidden files and editors' backups are nobody's content (mentorbot.book.files).
        if entry.name[0] == "." or entry.name[-1] == "~":
            continue
        yield entry
        if deep > 1 and entry.is_dir():
            yield from _entries(entry.path, deep - 1)
