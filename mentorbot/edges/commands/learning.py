"""The content as it stands, for commands that need no database."""

from __future__ import annotations

import typer

from mentorbot.book.loading import load_book
from mentorbot.book.rendering import Book
from mentorbot.edges.commands.desk import house_of, settings_for


def book_for(ctx: typer.Context) -> Book:
    """Raises ContentErrors."""
    return load_book(settings_for().content_dir, house_of(ctx).texts())
