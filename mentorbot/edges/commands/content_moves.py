"""`content export`, `import` and `plan`: between the files and what was published at the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from mentorbot.book.binding import Bindery, Proof
from mentorbot.book.findings import ContentErrors
from mentorbot.book.laying import Laid, laid_over
from mentorbot.book.subjects import Desk, Subject, everything
from mentorbot.domain.access import Operation, Relation, may
from mentorbot.domain.people import Language, Person
from mentorbot.domain.wording import Phrase
from mentorbot.edges.commands.desk import BadInput, at_desk, house_of
from mentorbot.edges.forecast_words import ROW, Outlook, Teller
from mentorbot.services import editing, foreseeing
from mentorbot.services.editing import Fate
from mentorbot.storage import edits, people
from mentorbot.storage.database import Tx


def export(
    ctx: typer.Context,
    out: Annotated[
        Path | None, typer.Option(help="Write the changed files here, and leave all as it is.")
    ] = None,
) -> None:
    """Write what was published at the desk into the files."""
    with at_desk(ctx) as desk, desk.begin() as (tx, now):
        folder = out or desk.settings.content_dir
        whole = laid_over(desk.settings.content_dir, edits.laid(tx))
        for path, words in whole.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(words, "utf-8")
            typer.echo(str(file))
        if out is None:
            # The same words serve, from another place.
            editing.filed(tx, now)
    typer.echo(f"{len(whole)} files were written.")


def take_in(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder like content/.")],
    by: Annotated[int, typer.Option(help="The coordinator who answers for it: their number.")],
    write: Annotated[
        bool, typer.Option("--write", help="Publish it; without this it is only tried.")
    ] = False,
) -> None:
    """Publish what the files of a folder say and the desk does not."""
    with at_desk(ctx) as desk, desk.begin() as (tx, now):
        person = _coordinator(tx, by)
        bindery = Bindery(desk.settings.content_dir, house_of(ctx).texts())
        changes = _changes(bindery, edits.laid(tx), folder)
        for subject, (before, words) in changes.items():
            typer.echo(subject)
            fate = editing.take_in(tx, person, subject, before, words, now) if write else Fate.DONE
            if fate is not Fate.DONE:
                raise BadInput(f"somebody has begun to edit {subject}: nothing was published")
    done = "were published" if write else "would be published: add --write"
    typer.echo(f"{len(changes)} {done}.")


def plan(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder like content/.")],
    language: Annotated[Language, typer.Option(help="Of what is said.")] = Language.EN,
) -> None:
    """Say who would get what in the next 14 days by the rules of a folder. Nothing is changed."""
    with at_desk(ctx) as desk:
        with desk.begin() as (tx, now):
            known, laid = foreseeing.known(tx, None), edits.laid(tx)
        before = desk.parts.book
    after = Bindery(folder, house_of(ctx).texts()).bind(laid)
    found = foreseeing.forecast(known, before.rules, after.rules, now)
    for line in _told(Teller(before, after, language).tell(found)):
        typer.echo(after.label(line, language))


def _told(outlook: Outlook) -> Iterator[Phrase]:
    yield outlook.title
    yield outlook.said
    for row in outlook.rows:
        yield ROW(alias=row.alias, before=row.now, after=row.then)
        yield from row.asked
    yield from [outlook.more] if outlook.more else []
    for each in outlook.deadlines:
        yield from [each.said, *([each.chain] if each.chain else [])]


def _coordinator(tx: Tx, number: int) -> Person:
    person = people.find(tx, number)
    if person is None or not may(person, Operation.EDIT_CONTENT, Relation.COORDINATOR):
        raise BadInput(f"--by: person {number} is no coordinator")
    return person


def _changes(
    bindery: Bindery, laid: Laid, folder: Path
) -> dict[str, tuple[Mapping[str, str], Mapping[str, str]]]:
    """By subject what stands there and what is to; proved as a whole. Raises ContentErrors."""
    other, proof = Bindery(folder, bindery.texts), bindery.prove(laid)
    found = {
        subject: (before, words)
        for subject, slots in _slots(bindery, proof, laid)
        if (before := {slot: bindery.words(slot, laid) for slot in slots})
        and (words := {s: t for s in slots if (t := other.words(s)) and t != before[s]})
    }
    together = {slot: words for _, changed in found.values() for slot, words in changed.items()}
    errors = bindery.prove({**laid, **together}).errors
    if errors:
        raise ContentErrors(errors)
    return {
        subject: ({slot: before[slot] for slot in words}, words)
        for subject, (before, words) in found.items()
    }


def _slots(bindery: Bindery, proof: Proof, laid: Laid) -> Iterator[tuple[str, list[str]]]:
    if proof.book is None:
        raise ContentErrors(proof.errors)
    desk = Desk(bindery, proof.book, laid)
    for _, _, name in everything(proof.book, proof.entries):
        subject = Subject.of(name, proof.book)
        if subject is not None:
            yield name, list(desk.slots(subject, {}))
