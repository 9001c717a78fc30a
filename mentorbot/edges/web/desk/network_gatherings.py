"""Gatherings on the desk: planned, seen as mentors will, sent, changed and called off (R08)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.network_words import gathering, topic
from mentorbot.domain.access import Operation
from mentorbot.domain.facts import PostChanged, PostMade
from mentorbot.domain.network import NetworkView, Post, PostKind, PostState, PostView
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.redaction import Kind
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk import network, words
from mentorbot.edges.web.desk.network_outcome import told
from mentorbot.edges.web.desk.network_writing import heard, is_link, joined, moment, parted
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.services import convening, noticing
from mentorbot.services.convening import Snag

TITLE = Text("desk_network.gatherings_title")
LEAD = Text("desk_network.gatherings_lead", "most")
NONE = Text("desk_network.gatherings_none")
PAST = Text("desk_network.gatherings_past")
NO_PAST = Text("desk_network.gatherings_no_past")
COLUMN_WHEN = Text("desk_network.column_when")
COLUMN_TOPIC = Text("desk_network.column_topic")
COLUMN_ANSWERS = Text("desk_network.column_answers")
WHEN = Text("desk_network.when", "at")
COUNTS = Text("desk_network.counts", "coming", "cannot")
WAS_OFF = Text("desk_network.was_off")
NO_TOPIC = Text("desk_network.no_topic")
PLAN = Label("desk_network.plan")

PLAN_TITLE = Text("desk_network.plan_title")
CHANGE_TITLE = Text("desk_network.change_title", "at")
OVER_TITLE = Text("desk_network.over_title", "at")
BACK = Text("desk_network.back")
DAY = Text("desk_network.day")
HOUR = Text("desk_network.hour")
TOPIC = Text("desk_network.topic")
TOPIC_COUNTED = Label("desk_network.topic_counted", "topic", "count")
PLACE = Text("desk_network.place")
PLACE_HOW = Text("desk_network.place_how", "most")
LINK = Text("desk_network.link")
LINK_HOW = Text("desk_network.link_how")
NOTE = Text("desk_network.note")
NOTE_HOW = Text("desk_network.note_how", "most")
PHONE = Text("desk_network.phone")
PHONE_HOW = Text("desk_network.phone_how", "members")
CHANGE_HOW = Text("desk_network.change_how")
FETCH = Label("desk_network.fetch")
PREVIEW = Label("desk_network.preview")
SEND = Label("desk_network.send")
SAVE = Label("desk_network.save")
CALL_OFF = Label("desk_network.call_off")
FAULT_DAY = Text("desk_network.fault_day")
FAULT_PAST = Text("desk_network.fault_past")
FAULT_LINK = Text("desk_network.fault_link")

SURE_TITLE = Text("desk_network.sure_title", "at")
SURE = Text("desk_network.sure", "coming")
YES = Label("desk_network.yes_call_off")
HERE = "/network/gatherings"


@dataclass(frozen=True)
class Draft:
    """A gathering as it was typed, and as it may stand."""

    day: str = ""
    clock: str = ""
    theme: str = ""
    place: str = ""
    link: str = ""
    note: str = ""
    at: datetime | None = None
    faults: tuple[Phrase, ...] = ()
    remarks: tuple[Phrase, ...] = ()
    """What was taken out of the words: it is shown before anything is sent."""

    @property
    def is_ready(self) -> bool:
        return not self.faults and not self.remarks


def listed(visit: Visit) -> Reply:
    shown = network.around(visit)
    ahead = network.open_of(shown["seen"], PostKind.GATHERING)
    past = noticing.ended(visit.tx, visit.parts, visit.person, PostKind.GATHERING)
    rules = visit.parts.rules
    return page(
        "network_gatherings.html.j2",
        TITLE(),
        **shown,
        ahead=ahead,
        past=past,
        topics={each.post.id: topic(each.post.theme, rules) for each in (*ahead, *past)},
        most=rules.checkin.most_pushes_a_week,
    )


def new(visit: Visit) -> Reply:
    """With a theme's ready questions, where one was chosen."""
    theme = visit.query.get("theme", "")
    return _form(visit, _with_questions(visit, Draft(theme=_known(visit, theme))), None)


def send(visit: Visit) -> Reply:
    draft = _typed(visit)
    if visit.form.get("do") == "fetch":
        return _form(visit, _with_questions(visit, draft), None)
    if visit.form.get("do") != "send" or not draft.is_ready:
        return _form(visit, draft, None)
    where = joined(draft.place, draft.link)
    fact = PostMade(PostKind.GATHERING, draft.theme, at=draft.at, words=where, note=draft.note)
    return told(HERE, convening.send(visit.deed, fact), "sent")


def one(visit: Visit) -> Reply:
    view = _view(visit)
    if view is None:
        return not_found()
    return _form(visit, _as_it_is(visit, view.post), view)


def change(visit: Visit) -> Reply:
    view = _view(visit)
    if view is None:
        return not_found()
    draft, do = _typed(visit), visit.form.get("do")
    if do == "fetch":
        return _form(visit, _with_questions(visit, draft), view)
    if do != "save" or not draft.is_ready:
        return _form(visit, draft, view)
    where = joined(draft.place, draft.link)
    fact = PostChanged(view.post.id, draft.theme, draft.at, where, draft.note)
    return told(HERE, convening.change(visit.deed, fact), "changed")


def sure(visit: Visit) -> Reply:
    view = _view(visit)
    if view is None or not network.is_open(view, PostKind.GATHERING):
        return told(HERE, convening.Made(snag=Snag.GONE), "")
    return page(
        "office_sure.html.j2",
        SURE_TITLE(at=view.post.at),
        sure=SURE(coming=view.counts.get("coming", 0)),
        path=f"{HERE}/{view.post.id}/call_off",
        fields={},
        cancel=f"{HERE}/{view.post.id}",
        yes=YES(),
    )


def call_off(visit: Visit) -> Reply:
    if _view(visit) is None:
        return not_found()
    made = convening.settle(visit.deed, visit.path["post"], PostState.CLOSED)
    return told(HERE, made, "called_off")


def not_found() -> Reply:
    return page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())


def _view(visit: Visit) -> PostView | None:
    kind = PostKind.GATHERING
    return noticing.one(visit.tx, visit.parts, visit.person, visit.path["post"], kind)


def _known(visit: Visit, theme: str) -> str:
    return theme if theme in visit.parts.rules.themes else ""


def _with_questions(visit: Visit, draft: Draft) -> Draft:
    """They are the coordinator's to change from here on."""
    if not draft.theme:
        return draft
    return replace(draft, note=visit.plain(Phrase(f"ready.{draft.theme}")), faults=())


def _typed(visit: Visit) -> Draft:
    form = {name: each.strip() for name, each in visit.form.items()}
    at = moment(visit, form.get("day", ""), form.get("clock", ""))
    writes = visit.parts.rules.free_text
    # An address may stand: it is where the gathering is.
    place, of_place = heard(visit, form.get("place", "") if writes else "", {Kind.ADDRESS})
    note, of_note = heard(visit, form.get("note", "") if writes else "")
    link = form.get("link", "") if writes else ""
    return Draft(
        form.get("day", ""), form.get("clock", ""), _known(visit, form.get("theme", "")),
        place, link, note, at, tuple(_faults(visit, at, link)), (*of_place, *of_note),
    )  # fmt: skip


def _faults(visit: Visit, at: datetime | None, link: str) -> list[Phrase]:
    said = []
    if at is None:
        said.append(FAULT_DAY())
    elif at <= visit.now:
        said.append(FAULT_PAST())
    if link and not is_link(link):
        said.append(FAULT_LINK())
    return said


def _as_it_is(visit: Visit, post: Post) -> Draft:
    place, link = parted(post.words)
    assert post.at is not None
    local = visit.parts.calendar.local(post.at)
    day, clock = local.date().isoformat(), f"{local:%H:%M}"
    return Draft(day, clock, post.theme, place, link, post.note, post.at)


def _form(visit: Visit, draft: Draft, view: PostView | None) -> Reply:
    shown = network.around(visit)
    rules = visit.parts.rules
    post = view.post if view else None
    return page(
        "network_plan.html.j2",
        _title(view),
        **shown,
        view=view,
        is_open=view is None or network.is_open(view, PostKind.GATHERING),
        draft=draft,
        bubble=_bubble(visit, draft),
        path=f"{HERE}/{post.id}" if post else f"{HERE}/new",
        choices=_choices(visit, shown["seen"]),
        writes=rules.free_text,
        today=visit.parts.calendar.today(visit.now),
        most=MOST_CHARACTERS,
    )


def _title(view: PostView | None) -> Phrase:
    if view is None:
        return PLAN_TITLE()
    is_open = network.is_open(view, PostKind.GATHERING)
    return (CHANGE_TITLE if is_open else OVER_TITLE)(at=view.post.at)


def _bubble(visit: Visit, draft: Draft) -> Phrase | None:
    """As mentors will read it, once it has a day."""
    if draft.at is None:
        return None
    where = joined(draft.place, draft.link)
    post = Post(
        0, PostKind.GATHERING, PostState.OPEN, visit.person.id, visit.now,
        theme=draft.theme, at=draft.at, words=where, note=draft.note,
    )  # fmt: skip
    return gathering(post, visit.parts.rules)


def _choices(visit: Visit, seen: NetworkView) -> Mapping[str, Phrase]:
    """What several have in common stands first, with how many."""
    common = {each.theme: each.placements for each in seen.themes}
    ranked = sorted(visit.parts.rules.themes, key=lambda theme: -common.get(theme, 0))
    return {
        theme: TOPIC_COUNTED(topic=Phrase(f"theme.{theme}"), count=common[theme])
        if theme in common
        else Phrase(f"theme.{theme}")
        for theme in ranked
    }


PAGES = (
    Page(HERE, Operation.RUN_NETWORK, listed),
    Page(f"{HERE}/new", Operation.RUN_NETWORK, new, send),
    Page(HERE + "/{post:int}", Operation.RUN_NETWORK, one, change),
    Page(HERE + "/{post:int}/call_off", Operation.RUN_NETWORK, sure, call_off),
)
