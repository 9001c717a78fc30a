""" "You said, we did": an answer to a theme or a wish, without any case (R16)."""

from __future__ import annotations

from dialogs import network_words
from mentorbot.domain.access import Operation
from mentorbot.domain.facts import PostChanged, PostMade
from mentorbot.domain.network import NetworkView, Post, PostKind, PostState, PostView
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk import network
from mentorbot.edges.web.desk.network_gatherings import not_found
from mentorbot.edges.web.desk.network_outcome import told
from mentorbot.edges.web.desk.network_writing import heard
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.services import convening, noticing

TITLE = Text("desk_network.did_title")
LEAD = Text("desk_network.did_lead", "close")
NOBODY = Text("desk_network.did_nobody")
NOTHING = Text("desk_network.did_nothing", "fewest")
WRITE = Text("desk_network.did_write")
THEY_SAID = Text("desk_network.they_said")
WE_DID = Text("desk_network.we_did")
WE_DID_HOW = Text("desk_network.we_did_how", "most")
SAID = Text("desk_network.did_published")
NONE = Text("desk_network.did_none")
SAID_ON = Text("desk_network.did_on", "at")
TAKEN = Text("desk_network.did_taken")
CORRECT = Label("desk_network.correct")
CORRECT_TITLE = Text("desk_network.correct_title", "topic")
CORRECT_HOW = Text("desk_network.correct_how")
BACK = Text("desk_network.did_back")
EMPTY = Text("desk_network.did_empty")
HERE = "/network/did"


def listed(visit: Visit) -> Reply:
    return _page(visit, visit.query.get("theme", ""))


def say(visit: Visit) -> Reply:
    theme = visit.form.get("theme", "")
    words, remarks = _typed(visit)
    if visit.form.get("do") != "send" or remarks or not words:
        return _page(visit, theme, words, remarks)
    fact = PostMade(PostKind.DID, theme, words=words)
    return told(HERE, convening.send(visit.deed, fact), "said")


def one(visit: Visit) -> Reply:
    view = _view(visit)
    if view is None or view.post.state is not PostState.OPEN:
        return not_found()
    return _form(visit, view, view.post.words, ())


def act(visit: Visit) -> Reply:
    view = _view(visit)
    if view is None:
        return not_found()
    match visit.form.get("do"):
        case "take_back":
            return _settled(visit, view, PostState.DECLINED, "said_taken")
        case "restore":
            return _settled(visit, view, PostState.OPEN, "restored")
    words, remarks = _typed(visit)
    if visit.form.get("do") != "send" or remarks or not words:
        return _form(visit, view, words, remarks)
    fact = PostChanged(view.post.id, words=words)
    return told(HERE, convening.change(visit.deed, fact), "corrected")


def _settled(visit: Visit, view: PostView, state: PostState, done: str) -> Reply:
    return told(HERE, convening.settle(visit.deed, view.post.id, state), done)


def _view(visit: Visit) -> PostView | None:
    return noticing.one(visit.tx, visit.parts, visit.person, visit.path["post"], PostKind.DID)


def _typed(visit: Visit) -> tuple[str, tuple[Phrase, ...]]:
    words, remarks = heard(visit, visit.form.get("words", ""))
    return words, remarks if words else (*remarks, EMPTY())


def _page(
    visit: Visit, theme: str, words: str = "", remarks: tuple[Phrase, ...] = ()
) -> Reply:  # fmt: skip
    shown = network.around(visit)
    seen: NetworkView = shown["seen"]
    rules = visit.parts.rules
    past = noticing.ended(visit.tx, visit.parts, visit.person, PostKind.DID)
    said = (*network.open_of(seen, PostKind.DID), *past)
    choices = _choices(visit, seen)
    theme = theme if theme in choices else ""
    return page(
        "network_did.html.j2",
        TITLE(),
        **shown,
        choices=choices,
        may_say=network.may_say(visit, seen),
        theme=theme,
        words=words,
        remarks=remarks,
        bubble=_bubble(visit, theme, words),
        said=[(each.post, network_words.did(each.post, rules)) for each in said],
        fewest=rules.network.fewest_placements,
        most=MOST_CHARACTERS,
    )


def _choices(visit: Visit, seen: NetworkView) -> dict[str, Phrase]:
    """Wishes to NAV first: those wait for an answer."""
    named = {
        each.theme: network_words.topic(each.theme, visit.parts.rules)
        for each in (*seen.wishes, *seen.themes)
    }
    return {theme: name for theme, name in named.items() if name is not None}


def _bubble(visit: Visit, theme: str, words: str) -> Phrase | None:
    """As mentors will read it."""
    if not (theme and words):
        return None
    post = Post(
        0, PostKind.DID, PostState.OPEN, visit.person.id, visit.now, theme=theme, words=words
    )  # fmt: skip
    return network_words.did(post, visit.parts.rules)


def _form(visit: Visit, view: PostView, words: str, remarks: tuple[Phrase, ...]) -> Reply:
    about = network_words.topic(view.post.theme, visit.parts.rules)
    return page(
        "network_correct.html.j2",
        CORRECT_TITLE(topic=about),
        **network.around(visit),
        post=view.post,
        words=words,
        remarks=remarks,
        bubble=_bubble(visit, view.post.theme, words),
        most=MOST_CHARACTERS,
    )


PAGES = (
    Page(HERE, Operation.RUN_NETWORK, listed, say),
    Page(HERE + "/{post:int}", Operation.RUN_NETWORK, one, act),
)
