"""Tips that mentors sent in: read, put right, shared without a name, or kindly refused (R38)."""

from __future__ import annotations

from dialogs import network_words
from mentorbot.domain.access import Operation
from mentorbot.domain.facts import PostChanged
from mentorbot.domain.network import PostKind, PostState, PostView
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk import network
from mentorbot.edges.web.desk.network_gatherings import not_found
from mentorbot.edges.web.desk.network_outcome import told
from mentorbot.edges.web.desk.network_writing import heard
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.services import convening, noticing

TITLE = Text("desk_network.tips_title")
LEAD = Text("desk_network.tips_lead")
NONE = Text("desk_network.tips_none")
FROM = Text("desk_network.tip_from", "at")
WORDS = Text("desk_network.tip_words", "most")
SHARED = Text("desk_network.tips_shared")
NONE_SHARED = Text("desk_network.tips_none_shared")
SHARED_UNTIL = Text("desk_network.tip_until", "at")
PUBLISH = Label("desk_network.publish")
DECLINE = Label("desk_network.decline")
SEE = Label("desk_network.preview_tip")
TAKE_BACK = Label("desk_network.take_back")
EMPTY = Text("desk_network.tip_empty")
HERE = "/network/tips"


def listed(visit: Visit) -> Reply:
    return _shown(visit)


def act(visit: Visit) -> Reply:
    kind = PostKind.TIP
    view = noticing.one(visit.tx, visit.parts, visit.person, visit.path["post"], kind)
    if view is None:
        return not_found()
    match visit.form.get("do"):
        case "publish":
            return publish(visit, view)
        case "decline":
            return _settled(visit, view, PostState.DECLINED, "declined")
        case "back":
            return _settled(visit, view, PostState.OFFERED, "taken")
    words, remarks = _typed(visit, view)
    return _shown(visit, view, words, remarks)


def publish(visit: Visit, view: PostView) -> Reply:
    """What was put right and that it is shared are one deed; what was taken out is shown first."""
    words, remarks = _typed(visit, view)
    if remarks or not words:
        return _shown(visit, view, words, remarks)
    if words != view.post.words:
        changed = convening.change(visit.deed, PostChanged(view.post.id, words=words))
        if changed.snag is not None:
            return told(HERE, changed, "")
    return _settled(visit, view, PostState.OPEN, "published")


def _settled(visit: Visit, view: PostView, state: PostState, done: str) -> Reply:
    return told(HERE, convening.settle(visit.deed, view.post.id, state), done)


def _typed(visit: Visit, view: PostView) -> tuple[str, tuple[Phrase, ...]]:
    """As it was sent in, unless something else was typed: it was redacted then."""
    typed = visit.form.get("words", "").strip()
    if not visit.parts.rules.free_text or typed == view.post.words or "words" not in visit.form:
        return view.post.words, ()
    words, remarks = heard(visit, typed)
    return words, remarks if words else (*remarks, EMPTY())


def _shown(
    visit: Visit,
    view: PostView | None = None,
    words: str = "",
    remarks: tuple[Phrase, ...] = (),
) -> Reply:
    """`view`: the tip whose words were typed and are not shared yet."""
    shown = network.around(visit)
    at = view.post.id if view else 0
    tips = network.offered(shown["seen"])
    said = {each.post.id: words if each.post.id == at else each.post.words for each in tips}
    return page(
        "network_tips.html.j2",
        TITLE(),
        **shown,
        tips=tips,
        said=said,
        bubbles={number: network_words.TIP(words=each) for number, each in said.items()},
        at=at,
        remarks=remarks,
        shared=network.open_of(shown["seen"], PostKind.TIP),
        writes=visit.parts.rules.free_text,
        most=MOST_CHARACTERS,
    )


PAGES = (
    Page(HERE, Operation.RUN_NETWORK, listed),
    Page(HERE + "/{post:int}", Operation.RUN_NETWORK, act=act),
)
