"""`cards search`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mentorbot.book.rendering import Book
from mentorbot.domain.people import Language
from mentorbot.domain.wording import Phrase
from mentorbot.edges.commands.desk import AsJson, show_json
from mentorbot.edges.commands.learning import book_for
from mentorbot.edges.commands.lines import Line, lines_of
from mentorbot.understanding.finding import CardFinder
from mentorbot.understanding.topics import Topics

app = typer.Typer(help="The guidance cards.", no_args_is_help=True)


@app.callback()
def cards() -> None:
    """Keeps `search` a word of its own while it is the only one."""


@app.command()
def search(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(help="What a mentor may type.")] = None,
    file: Annotated[Path | None, typer.Option(help="Lines of JSON with id and text.")] = None,
    language: Annotated[Language, typer.Option(help="Of the titles.")] = Language.NB,
    most: Annotated[int, typer.Option(min=1, help="How many cards.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Find the cards that fit a text, best first."""
    lines, book = lines_of(text, file), book_for(ctx)
    finder = finder_of(book, Topics.taught(book.lessons), language)
    for line in lines:
        found = [_card(book, card, language) for card in finder.find(line.text, most)]
        if as_json:
            show_json({"id": line.id, "cards": found})
        else:
            _tell(line, found)


def finder_of(book: Book, topics: Topics, language: Language) -> CardFinder:
    by_card = {card.id: card.topics for card in book.rules.cards.values()}
    return CardFinder.among(topics, by_card, book.card_words(language))


def _card(book: Book, card: str, language: Language) -> dict[str, Any]:
    title = book.label(Phrase(f"card_title.{card}"), language)
    return {"id": card, "title": title, "topics": book.rules.cards[card].topics}


def _tell(line: Line, found: list[dict[str, Any]]) -> None:
    if line.id:
        typer.echo(f"{line.id}: {line.text}")
    for card in found:
        typer.echo(f"{card['id']}  {card['title']} ({', '.join(card['topics'])})")
