"""Who has come and who has not: the state of each invitation, a sheet to print, e-mail, and the
participant's notice on paper."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import segno
from markupsafe import Markup

from mentorbot.domain.access import Operation
from mentorbot.domain.keeping import Kept
from mentorbot.domain.people import Language, Role
from mentorbot.domain.sieve import PeopleSieve
from mentorbot.domain.wording import Label, Text
from mentorbot.edges.commands import invitation
from mentorbot.edges.web.desk import office, words
from mentorbot.edges.web.desk.addressing import chosen, number, varied
from mentorbot.edges.web.desk.addressing import words as typed
from mentorbot.edges.web.desk.outcome import turned
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.services import arriving
from mentorbot.services.arriving import Arrival, Summons

TITLE = Text("desk_people.title")
LEAD = Text("desk_people.lead")
SEARCH = Text("desk_people.search")
ROLE = Text("desk_people.role")
ROLE_MENTOR = Text("desk_people.role_mentor")
ROLE_NAV_CONTACT = Text("desk_people.role_nav_contact")
ROLE_COORDINATOR = Text("desk_people.role_coordinator")
EVERYBODY = Text("desk_people.everybody")
FOUND = Text("desk_people.found", "found")
ALL_HERE = Text("desk_people.all_here")
NONE_SUCH = Text("desk_people.none_such")
COLUMN_NAME = Text("desk_people.column_name")
COLUMN_NUMBER = Text("desk_people.column_number")
COLUMN_STATE = Text("desk_people.column_state")
COLUMN_DEEDS = Text("desk_people.column_deeds")
NOT_INVITED = Text("desk_people.not_invited")
SENT = Text("desk_people.sent")
EXPIRED = Text("desk_people.expired")
OPENED = Text("desk_people.opened")
HERE = Text("desk_people.here")
LOST = Text("desk_people.lost")
STOPPED = Text("desk_people.stopped")
BY_CHAT = Text("desk_people.by_chat", "at", "until", "opened", "over")
BY_MAIL = Text("desk_people.by_mail", "at", "until", "opened", "over")
NEW_SHEET = Label("desk_people.new_sheet")
SEND_MAIL = Label("desk_people.send_mail")
NOTICES = Text("desk_people.notices")
NOTICE_NB = Text("desk_people.notice_nb")
NOTICE_NN = Text("desk_people.notice_nn")
NOTICE_EN = Text("desk_people.notice_en")
CANNOT_MAIL = Text("desk_people.cannot_mail")
NO_BOT = Text("desk_people.no_bot")

SHEET_TITLE = Text("desk_people.sheet_title", "name")
SHEET_HOW = Text("desk_people.sheet_how", "until")
SHEET_COPY = Text("desk_people.sheet_copy")
SHEET_OWN_MAIL = Label("desk_people.sheet_own_mail")
SHEET_SUBJECT = Text("desk_people.sheet_subject")
SHEET_BACK = Label("desk_people.sheet_back")
SHEET_HEAD = Text("desk_people.sheet_head", "name")
SHEET_LEAD = Text("desk_people.sheet_lead", "inviter")
SHEET_ONE = Text("desk_people.sheet_one")
SHEET_TWO = Text("desk_people.sheet_two")
SHEET_THREE = Text("desk_people.sheet_three")
SHEET_CODE = Text("desk_people.sheet_code")
SHEET_LINK = Text("desk_people.sheet_link", "link")
SHEET_UNTIL = Text("desk_people.sheet_until", "until")

PAPER_TITLE = Text("desk_people.paper_title")
PAPER_HOW = Text("desk_people.paper_how")
PAPER_LEAD = Text("desk_people.paper_lead")
PAPER_WHAT = Text("desk_people.paper_what")
PAPER_WHAT_BODY = Text("desk_people.paper_what_body")
PAPER_NOT = Text("desk_people.paper_not")
PAPER_NOT_BODY = Text("desk_people.paper_not_body")
PAPER_WHO = Text("desk_people.paper_who")
PAPER_WHO_BODY = Text("desk_people.paper_who_body")
PAPER_LONG = Text("desk_people.paper_long")
PAPER_LONG_BODY = Text("desk_people.paper_long_body", "answers", "placements")
PAPER_RIGHTS = Text("desk_people.paper_rights")
PAPER_RIGHTS_BODY = Text("desk_people.paper_rights_body")
PAPER_ASK = Text("desk_people.paper_ask")
PAPER_CONTACT = Text("desk_people.paper_contact")
PAPER_PHONE = Text("desk_people.paper_phone")
PAPER_OFFICE = Text("desk_people.paper_office")
PAPER_OFFICER = Text("desk_people.paper_officer")

ROLES = {
    Role.MENTOR: ROLE_MENTOR(),
    Role.NAV_CONTACT: ROLE_NAV_CONTACT(),
    Role.COORDINATOR: ROLE_COORDINATOR(),
}
ARRIVALS = {
    Arrival.NOT_INVITED: NOT_INVITED(),
    Arrival.SENT: SENT(),
    Arrival.EXPIRED: EXPIRED(),
    Arrival.OPENED: OPENED(),
    Arrival.HERE: HERE(),
    Arrival.LOST: LOST(),
    Arrival.STOPPED: STOPPED(),
}
FIELDS = ("text", "role", "every")
PAPERS = (
    (PAPER_WHAT, PAPER_WHAT_BODY), (PAPER_NOT, PAPER_NOT_BODY), (PAPER_WHO, PAPER_WHO_BODY),
    (PAPER_LONG, PAPER_LONG_BODY), (PAPER_RIGHTS, PAPER_RIGHTS_BODY),
)  # fmt: skip
BLANKS = (PAPER_CONTACT, PAPER_PHONE, PAPER_OFFICE, PAPER_OFFICER)
"""What is written by hand: nobody's name is in the program for this."""


def listed(visit: Visit) -> Reply:
    sieve = _sieve(visit.query)
    at = number(visit.query.get("page")) or 1
    found = arriving.page_of(visit.tx, visit.parts, visit.person, sieve, at, visit.now)
    return page(
        "office_people.html.j2",
        TITLE(),
        **office.around(visit),
        found=found,
        sieve=sieve,
        roles=ROLES,
        arrivals={each: visit.plain(said) for each, said in ARRIVALS.items()},
        role_names={each: visit.plain(said) for each, said in ROLES.items()},
        can_mail=visit.can_mail,
        now=visit.now,
        at=varied("/office/people", visit.query, *FIELDS),
        asked={name: visit.query.get(name, "") for name in FIELDS},
        cannot=CANNOT_MAIL() if visit.query.get("why") == "mail" else None,
        no_bot=NO_BOT() if visit.query.get("why") == "bot" else None,
    )


def invite(visit: Visit) -> Reply:
    """A sheet with a code that works once; earlier ones end. It is shown this once."""
    if not visit.bot_name:
        return turned("/office/people", why="bot")
    made = arriving.summon(visit.deed, visit.path["person"])
    if made is None:
        return page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())
    return _sheet(visit, made)


def _sheet(visit: Visit, made: Summons) -> Reply:
    book, person = visit.parts.book, made.person
    link = made.invitation.link(visit.bot_name)
    paste = invitation.words(book, person, made.inviter, made.invitation, visit.bot_name)
    subject = book.label(SHEET_SUBJECT(), person.language)
    until = made.invitation.expires_at
    sheet = {
        "head": SHEET_HEAD(name=person.name.split()[0]),
        "lead": SHEET_LEAD(inviter=made.inviter),
        "steps": (SHEET_ONE(), SHEET_TWO(), SHEET_THREE()),
        "code": SHEET_CODE(),
        "link": SHEET_LINK(link=link),
        "until": SHEET_UNTIL(until=until),
    }
    return page(
        "office_invitation.html.j2",
        SHEET_TITLE(name=person.name),
        how=SHEET_HOW(until=until),
        paste=paste,
        mailto=f"mailto:{quote(person.email or '', safe='@')}?subject={quote(subject)}"
        f"&body={quote(paste)}",
        qr=_square(link),
        tongue=person.language,
        sheet={name: _in(visit, person.language, said) for name, said in sheet.items()},
    )


def _square(link: str) -> Markup:
    """A QR code that a phone reads from paper; without any style of its own."""
    svg = segno.make(link, error="m", micro=False).svg_inline(
        border=4, svgclass="code", lineclass=None, omitsize=True, light="#ffffff"
    )
    return Markup(svg)  # noqa: S704 - drawn by segno, of a link made here


def _in(visit: Visit, language: Language, said: object) -> object:
    """In the invited person's language, not the reader's."""
    if isinstance(said, tuple):
        return tuple(_in(visit, language, each) for each in said)
    return Markup(visit.parts.book.text(said, language))  # type: ignore[arg-type]  # noqa: S704


def mail(visit: Visit) -> Reply:
    if not (visit.can_mail and arriving.mail(visit.deed, visit.path["person"])):
        return turned("/office/people", why="mail")
    return turned("/office/people", done="mailed")


def notice(visit: Visit) -> Reply:
    """What the participant is told, on paper."""
    language = chosen(Language, visit.path["language"])
    if language is None:
        return page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())
    kept = visit.parts.rules.kept
    longest = max(kept[each].days for each in (Kept.ANSWERS, Kept.PROBLEMS, Kept.CONTACTS))
    days = {"answers": longest, "placements": kept[Kept.PLACEMENTS].days}
    parts = [(head(), body(**{name: days[name] for name in body.takes})) for head, body in PAPERS]

    def said(phrase: object) -> object:
        return _in(visit, language, phrase)

    return page(
        "office_notice.html.j2",
        PAPER_TITLE(),
        how=PAPER_HOW(),
        tongue=language,
        head=said(PAPER_TITLE()),
        lead=said(PAPER_LEAD()),
        parts=[(said(head), said(body)) for head, body in parts],
        ask=said(PAPER_ASK()),
        blanks=[said(each()) for each in BLANKS],
    )


def _sieve(asked: Mapping[str, str]) -> PeopleSieve:
    return PeopleSieve(
        typed(asked.get("text")), chosen(Role, asked.get("role")), bool(asked.get("every"))
    )


PAGES = (
    Page("/office/people", Operation.MANAGE_PEOPLE, listed),
    Page("/office/people/{person:int}/invite", Operation.MANAGE_PEOPLE, act=invite, names_bot=True),
    Page("/office/people/{person:int}/mail", Operation.MANAGE_PEOPLE, act=mail),
    Page("/office/notice/{language}", Operation.SEE_OVERVIEW, notice),
)
