"""`people add`, `people list` and `invite`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mentorbot.domain.people import Channel, Language, Person, PersonId, Role
from mentorbot.edges.commands import absence, invitation, registering
from mentorbot.edges.commands.bot_name import bot_name
from mentorbot.edges.commands.desk import (
    AsJson,
    BadInput,
    Desk,
    at_desk,
    note,
    show_json,
    show_table,
)
from mentorbot.edges.commands.registering import Newcomer
from mentorbot.edges.settings import BadSettings, name_of
from mentorbot.services import linking
from mentorbot.services.inviting import Invitation, invite
from mentorbot.storage import audit, links, people
from mentorbot.storage.database import Tx

app = typer.Typer(help="Mentors, NAV contacts and coordinators.", no_args_is_help=True)
app.command()(absence.away)
app.command()(absence.back)

COLUMNS = (
    "person",
    "role",
    "name",
    "language",
    "standing",
    "reached_by",
    "onboarded",
    "paused_until",
)


@app.command()
def add(
    ctx: typer.Context,
    role: Annotated[Role, typer.Option(help="What the person is.")],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="As the others know them: Kari Nordmann.")
    ],
    phone: Annotated[
        str, typer.Option(metavar="NUMBER", help="So that somebody can ring. Kept encrypted.")
    ] = "",
    email: Annotated[str, typer.Option(metavar="ADDRESS", help="Kept encrypted.")] = "",
    language: Annotated[Language, typer.Option(help="The language to begin in.")] = Language.NB,
    by: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            help="Who invites: a NAV contact or coordinator, whose name stands in the welcome. "
            "Without it, a mentor is welcomed in the name of the placement's NAV contact.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add somebody, and print the invitation to send them. It works once."""
    newcomer = Newcomer(role, name, language, phone, email, by).tidied()
    with at_desk(ctx) as desk:
        bot = bot_name(desk.settings)
        with desk.begin() as (tx, now):
            person = registering.join(tx, desk.parts, newcomer, now)
            invited = invite(tx, desk.parts, person, now)
            words = _words(tx, desk, invited, bot)
    _show(invited, bot, words, as_json)


def invite_again(
    ctx: typer.Context,
    person: Annotated[int, typer.Argument(metavar="ID", help="Who, as in `people list`.")],
    by_email: Annotated[
        bool,
        typer.Option(
            "--by-email",
            help="For a NAV contact or coordinator without Telegram: a link to a page, sent to "
            "their address, or printed where no mail server is set.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Invite somebody again. An earlier link that nobody used stops working."""
    if by_email:
        _by_email(ctx, person, as_json)
        return
    with at_desk(ctx) as desk:
        bot = bot_name(desk.settings)
        with desk.begin() as (tx, now):
            known = _known(tx, person)
            invited = invite(tx, desk.parts, person, now)
            words = _words(tx, desk, invited, bot)
    if known.chat_id is not None:
        note(f"Note: person {person} is here already; the link moves them to another Telegram.")
    _show(invited, bot, words, as_json)


@app.command("email")
def set_email(
    ctx: typer.Context,
    person: Annotated[int, typer.Argument(metavar="ID", help="Who, as in `people list`.")],
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Kept encrypted.")],
) -> None:
    """Set somebody's e-mail address. They confirm it by a link: `invite ID --by-email`."""
    email = registering.email(address)
    with at_desk(ctx) as desk, desk.begin() as (tx, now):
        _known(tx, person)
        people.set_email(tx, person, email)
        links.forget_all(tx, person)
        audit.note(tx, None, "email.set", f"person:{person}", now)
    note(f"Invite them to confirm it: `invite {person} --by-email`")


@app.command()
def prefers(
    ctx: typer.Context,
    person: Annotated[int, typer.Argument(metavar="ID", help="Who, as in `people list`.")],
    channel: Annotated[Channel, typer.Argument(help="What comes first.")],
    as_json: AsJson = False,
) -> None:
    """Choose what comes first for somebody who has both Telegram and e-mail."""
    with at_desk(ctx) as desk, desk.begin() as (tx, now):
        known = _known(tx, person)
        if channel not in known.channels:
            way = "Telegram" if channel is Channel.TELEGRAM else "confirmed e-mail"
            raise BadInput(f"person {person} cannot be reached by {way}: see `people list`")
        people.change(tx, person, prefers=channel)
        audit.note(tx, None, "person.prefers", f"person:{person}", now, channel=channel)
        after = people.get(tx, person)
    if as_json:
        show_json({"person": person, "channels": after.channels})
    else:
        typer.echo(f"Person {person} is reached by {', then '.join(after.channels)}.")


@app.command("list")
def list_people(
    ctx: typer.Context,
    role: Annotated[Role | None, typer.Option(help="Only these.")] = None,
    as_json: AsJson = False,
) -> None:
    """List everybody, without phone numbers and addresses."""
    with at_desk(ctx) as desk, desk.begin() as (tx, _):
        rows = [_row(person) for person in people.listed(tx, role)]
    show_json(rows) if as_json else show_table(rows, COLUMNS, desk.parts.calendar)


def _by_email(ctx: typer.Context, person: PersonId, as_json: bool) -> None:
    with at_desk(ctx) as desk:
        lacks = desk.settings.lacks_for_mail
        if name_of("web_url") in lacks:
            raise BadSettings([f"{name_of('web_url')} is missing: the link leads there"])
        with desk.begin() as (tx, now):
            known = _known(tx, person)
            if known.email is None:
                raise BadInput(f"person {person} has no e-mail address: see `people email`")
            if known.role is Role.MENTOR:
                raise BadInput("mentors are reached in Telegram: invite them without --by-email")
            token = linking.invite(tx, desk.parts, known, now, by_mail=not lacks)
            until = now + desk.parts.rules.link_lives
    url = f"{desk.settings.web_url}/a/{token}"
    if as_json:
        show_json({"person": person, "sent": not lacks, "link": {"url": url, "expires": until}})
    elif lacks:
        note(f"No e-mail is set up ({', '.join(lacks)}). Send them this link yourself:\n")
        typer.echo(url)
    else:
        note(f"A letter to person {person} is on its way, as soon as the service runs.")


def _known(tx: Tx, person: PersonId) -> Person:
    found = people.find(tx, person)
    if found is None:
        raise BadInput(f"there is no person {person}: see `people list`")
    return found


def _words(tx: Tx, desk: Desk, invited: Invitation, bot: str) -> str:
    person = people.get(tx, invited.person)
    inviter = people.inviter_name(tx, person.id)
    return invitation.words(desk.parts.book, person, inviter, invited, bot)


def _show(invited: Invitation, bot: str, words: str, as_json: bool) -> None:
    if as_json:
        link = {"url": invited.link(bot), "code": invited.code, "expires": invited.expires_at}
        show_json({"person": invited.person, "invite": link})
        return
    note(f"Person {invited.person}. Send them this; nobody else may have the link:\n")
    typer.echo(words)


def _row(person: Person) -> dict[str, Any]:
    return {
        "person": person.id,
        "role": person.role,
        "name": person.name,
        "language": person.language,
        "standing": person.standing,
        "reached_by": person.reached_by,
        "onboarded": person.onboarded,
        "paused_until": person.paused_until,
    }
