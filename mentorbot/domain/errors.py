"""Every error that mentorbot raises by itself; the docstring is the message where none is given."""

from __future__ import annotations

import inspect


class MentorbotError(Exception):
    """Something in mentorbot went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.getdoc(type(self)))


class BadMove(MentorbotError):
    """A button or command was used that the dialog does not know in this state."""
