"""The page on which one card, message, question, name or rule is edited, in all languages.

Nothing is lost: a draft is kept as it is, mistakes and all; whoever saves over what somebody else
saved meanwhile sees both before. What has a mistake in it is never published (rule 9).
"""

from __future__ import annotations

from datetime import datetime

from mentorbot.book.comparing import compared
from mentorbot.book.subjects import Desk
from mentorbot.domain.access import Operation
from mentorbot.domain.edits import Edit, EditState
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.forecast_words import Outlook, Teller
from mentorbot.edges.web.desk.content import STATES, named, nothing_there
from mentorbot.edges.web.desk.content_sheet import bubble, sides
from mentorbot.edges.web.desk.content_work import Worked, filled_in, sheet_of, working
from mentorbot.edges.web.desk.pages import Later, Page, Reply, Visit, go, page
from mentorbot.services import editing, trying_out
from mentorbot.services.editing import Fate
from mentorbot.storage import edits, people

TITLE = Text("desk_edit.title", "name")
EDITED = Text("desk_edit.edited", "name", "at")
DUE = Text("desk_edit.due", "at")
MUST_BE_READ = Text("desk_edit.must_be_read")
READ_IT = Text("desk_edit.read_it", "name")
PHONE = Text("desk_edit.phone")
CANNOT_SHOW = Text("desk_edit.cannot_show")
FINE = Text("desk_edit.fine")
THEIRS = Text("desk_edit.theirs")
CHANGES = Text("desk_edit.changes")
WHEN = Text("desk_edit.when")
WHEN_HINT = Text("desk_edit.when_hint")
HISTORY = Text("desk_edit.history")
PREVIEW = Label("desk_edit.preview")
SAVE = Label("desk_edit.save")
HAND_IN = Label("desk_edit.hand_in")
PUBLISH = Label("desk_edit.publish")
DROP = Label("desk_edit.drop")

SAVED = Text("desk_edit.saved")
SAME = Text("desk_edit.same")
HANDED_IN = Text("desk_edit.handed_in")
PUBLISHED = Text("desk_edit.published")
PLANNED = Text("desk_edit.planned", "at")
DROPPED = Text("desk_edit.dropped")
OVERTAKEN = Text("desk_edit.overtaken")
UNREAD = Text("desk_edit.unread")
BROKEN = Text("desk_edit.broken", "why")
NO_TIME = Text("desk_edit.no_time")
TRY_OUT = Label("desk_edit.try_out")
TRIED = Text("desk_edit.tried")
NOT_TRIED = Text("desk_edit.not_tried")


def opened(visit: Visit) -> Reply | Later:
    sheet = sheet_of(visit, {})
    if sheet is None:
        return nothing_there()
    return working(visit, sheet, lambda again, done: shown(again, done, None))


def looked_at(visit: Visit) -> Reply | Later:
    """What stands in the form, as it would be: for the script that asks while somebody types."""
    sheet = sheet_of(visit, filled_in(visit))
    if sheet is None:
        return nothing_there()
    return working(visit, sheet, lambda again, done: shown(again, done, None))


def acted(visit: Visit) -> Reply | Later:
    sheet = sheet_of(visit, filled_in(visit))
    if sheet is None:
        return nothing_there()
    return working(visit, sheet, done_with)


def done_with(visit: Visit, done: Worked) -> Reply:
    what, now = visit.form.get("do", "preview"), visit.now
    if what == "preview":
        return shown(visit, done, None)
    if what == "drop":
        return _dropped(visit, done)
    if what == "try":
        return _tried(visit, done)
    version = _number(visit.form.get("version", ""))
    subject, person = str(done.sheet.subject), visit.person
    fate = editing.save(visit.tx, person, subject, done.before, done.words, version, now)
    if fate is Fate.OVERTAKEN or edits.laid(visit.tx) != done.sheet.laid:
        return shown(visit, done, OVERTAKEN(), conflict=True)
    edit = edits.open_of(visit.tx, subject)
    if what == "save" or edit is None:
        return shown(visit, done, SAVED() if fate is Fate.DONE else SAME())
    if done.errors:
        return shown(visit, done, BROKEN(why=done.errors[0]), bad=True)
    return _handed_in(visit, done, edit) if what == "hand_in" else _published(visit, done, edit)


def _tried(visit: Visit, done: Worked) -> Reply:
    """In the reader's own language, as it stands in the form."""
    subject = done.sheet.subject
    seen = bubble(subject, visit.language, done.proof) if subject.keys else None
    sent = seen is not None and trying_out.send(
        visit.tx, visit.parts, visit.person, str(seen.html), seen.keys, visit.now
    )
    return shown(visit, done, TRIED() if sent else NOT_TRIED(), bad=not sent)


def _dropped(visit: Visit, done: Worked) -> Reply:
    edit = edits.open_of(visit.tx, str(done.sheet.subject))
    if edit is None or edit.version != _number(visit.form.get("version", "")):
        return shown(visit, done, OVERTAKEN(), conflict=True)
    editing.drop(visit.tx, visit.person, edit, visit.now)
    if not done.sheet.published.has(done.sheet.subject):
        return go("/content")
    return Reply(303, location=f"/desk/content/edit/{done.sheet.subject}?told=dropped")


def _handed_in(visit: Visit, done: Worked, edit: Edit) -> Reply:
    editing.hand_in(visit.tx, visit.person, edit, visit.now)
    return _again(done, "handed_in")


def _published(visit: Visit, done: Worked, edit: Edit) -> Reply:
    due = None
    if typed := visit.form.get("when", ""):
        due = _moment(visit, typed)
        if due is None:
            return shown(visit, done, NO_TIME(), bad=True)
    fate = editing.publish(
        visit.tx, visit.parts, visit.person, edit, done.sheet.laid, visit.now, due
    )
    if fate is Fate.UNREAD:
        return shown(visit, done, UNREAD(), bad=True)
    if fate is not Fate.DONE:
        return shown(visit, done, OVERTAKEN(), conflict=True)
    return _again(done, "planned" if due and due > visit.now else "published")


def _again(done: Worked, told: str) -> Reply:
    return Reply(303, location=f"/desk/content/edit/{done.sheet.subject}?told={told}")


TOLD = {"dropped": DROPPED, "handed_in": HANDED_IN, "published": PUBLISHED}


def shown(
    visit: Visit, done: Worked, note: Phrase | None, *, bad: bool = False, conflict: bool = False
) -> Reply:
    """The page with what stands in the form; `conflict`: beside what somebody else saved."""
    sheet, edit = done.sheet, edits.open_of(visit.tx, str(done.sheet.subject))
    fields = sheet.drafted.fields(sheet.subject)
    theirs: dict[str, str] = {}
    if conflict:
        desk = Desk(sheet.bindery, visit.parts.book, edits.laid(visit.tx))
        newest = desk.with_words(edit.words if edit else {})
        theirs = {each.name: each.words for each in newest.fields(sheet.subject)}
    told = visit.query.get("told", "")
    if note is None and told in TOLD:
        note = TOLD[told]()
    if note is None and told == "planned" and edit is not None and edit.due_at is not None:
        note = PLANNED(at=edit.due_at)
    return page(
        "content_edit.html.j2",
        TITLE(name=named(visit, done.proof, str(sheet.subject))),
        status=409 if conflict else 200,
        subject=str(sheet.subject),
        sides=sides(sheet.subject, fields, sheet.given, theirs, done.proof, done.base),
        edit=edit,
        note=note,
        bad=bad or conflict,
        **_standing(visit, edit),
        changes=_changes(done),
        outlook=_outlook(visit, done),
        may_try=bool(sheet.subject.keys) and visit.person.chat_id is not None,
        has_past=bool(edits.history(visit.tx, str(sheet.subject), 1)),
    )


def _standing(visit: Visit, edit: Edit | None) -> dict[str, object]:
    """Who wrote it, how far it has come, and what this reader may do with it."""
    needs_reader = editing.needs_reader(visit.tx, visit.parts, visit.person)
    if edit is None:
        state = STATES["files"]
        return {"state": state(), "by": None, "may_publish": not needs_reader, "needs": None}
    author = people.find(visit.tx, edit.author)
    name = author.name if author else ""
    may = editing.is_for(visit.tx, visit.parts, visit.person, edit)
    needs = None
    if needs_reader and edit.state is EditState.REVIEW:
        needs = READ_IT(name=name) if may else MUST_BE_READ()
    by = EDITED(name=name, at=edit.changed_at)
    if edit.due_at is not None:
        needs = DUE(at=edit.due_at)
    return {"state": STATES[edit.state](), "by": by, "may_publish": may, "needs": needs}


def _changes(done: Worked) -> list[tuple[str, object]]:
    """Slot by slot what the form says and what is published does not."""
    differing = [slot for slot, words in done.words.items() if words != done.before[slot]]
    return [(slot, compared(done.before[slot], done.words[slot])) for slot in differing]


def _outlook(visit: Visit, done: Worked) -> Outlook | None:
    """Who gets what, as what stands in the form would have it."""
    before, after = done.base.book, done.proof.book
    if done.forecast is None or before is None or after is None:
        return None
    return Teller(before, after, visit.language).tell(done.forecast)


def _number(typed: str) -> int:
    return int(typed[:9]) if typed.isascii() and typed[:9].isdigit() else -1


def _moment(visit: Visit, typed: str) -> datetime | None:
    """What a browser's field of date and time holds, as the office's clock has it."""
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    return visit.parts.calendar.at(local.date(), local.time())


PAGES = (
    Page("/content/edit/{subject}", Operation.EDIT_CONTENT, opened, acted),
    Page("/content/look/{subject}", Operation.EDIT_CONTENT, act=looked_at),
)
