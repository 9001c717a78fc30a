"""A new card: what it is about is chosen first, then its words are written like any other's."""

from __future__ import annotations

from mentorbot.book.subjects import new_card
from mentorbot.domain.access import Operation
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk.content import nothing_there
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, go, page
from mentorbot.services import editing
from mentorbot.services.editing import Fate

TITLE = Text("desk_new.title")
LEAD = Text("desk_new.lead")
THEME = Text("desk_new.theme")
KIND = Text("desk_new.kind")
BEGIN = Label("desk_new.begin")
TAKEN = Text("desk_new.taken")
KINDS = {
    "role": (ROLE := Text("desk_new.kind_role")),
    "support": (SUPPORT := Text("desk_new.kind_support")),
    "push": (PUSH := Text("desk_new.kind_push")),
    "balance": (BALANCE := Text("desk_new.kind_balance")),
    "danger": (DANGER := Text("desk_new.kind_danger")),
}


def choosing(visit: Visit) -> Reply:
    return _shown(visit, None)


def _shown(visit: Visit, note: Phrase | None) -> Reply:
    themes = [(theme, Phrase(f"theme.{theme}")) for theme in visit.parts.rules.themes]
    kinds = [(name, words()) for name, words in KINDS.items()]
    return page("content_new.html.j2", TITLE(), themes=themes, kinds=kinds, note=note)


def begin(visit: Visit) -> Reply:
    theme, kind = visit.form.get("theme", ""), visit.form.get("kind", "")
    if theme not in visit.parts.rules.themes or kind not in KINDS:
        return nothing_there()
    today = visit.parts.calendar.today(visit.now)
    made = new_card(visit.parts.book, theme, kind, today)
    if made is None:
        return nothing_there()
    subject, files = made
    nothing = dict.fromkeys(files, "")
    person, now = visit.person, visit.now
    fate = editing.save(visit.tx, person, str(subject), nothing, files, 0, now)
    if fate is not Fate.DONE:
        # Its number is in somebody else's new card.
        return _shown(visit, TAKEN())
    return go(f"/content/edit/{subject}")


PAGES = (Page("/content/new", Operation.EDIT_CONTENT, choosing, begin),)
