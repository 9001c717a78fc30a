"""One thing of the network, as a coordinator sees it: counts, never who (rule 4)."""

from __future__ import annotations

from dataclasses import replace

from dialogs.network_words import (
    GONE,
    TIP,
    ask,
    did,
    door,
    fresh,
    is_known,
    result,
    topic,
)
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PostSettled
from mentorbot.domain.network import PostKind, PostState, PostView, Rsvp
from mentorbot.domain.wording import Label, Phrase, Text, Toast

TIP_WAITS = Text("network.tip_waits")
READ = Label("network.read")
TIP_TO_READ = Text("network.tip_to_read", "words")
PUBLISH = Label("network.publish")
DECLINE = Label("network.decline")
PUBLISHED = Toast("network.published")
DECLINED = Text("network.declined")

PLANNED = Text("network.planned", "topic", "at", "where", "note", "coming", "cannot")
CALL_OFF = Label("network.call_off")
SURE = Text("network.sure", "topic", "at", "coming")
YES_CALL_OFF = Label("network.yes_call_off")
KEEP = Label("network.keep")
WAS_CALLED_OFF = Text("network.was_called_off", "topic", "at")
WAS = Text("network.was", "topic", "at", "coming")

ASKED = Text("network.asked", "ask", "answered", "until")
CLOSE = Label("network.close")
CLOSING = Text("network.closing")

SHOWN = Text("network.shown", "shown", "until")
TAKE_DOWN = Label("network.take_down")
TAKEN_DOWN = Text("network.taken_down", "shown")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    view = brief.network.post
    if view is None or not is_known(view.post, brief.rules):
        opened = turn.act is Act.OPENED
        return Step() if opened else Step((Say(GONE(), fresh(place, "done"), door()),))
    match turn.act, turn.move:
        case Act.OPENED, "offered":
            return Step((waits(place, view),))
        case (Act.OPENED, "settled") | (Act.TAPPED, ("read" | "keep")):
            return Step((bubble(place, view, brief),))
        case Act.TAPPED, "open":
            return Step((bubble(place, view, brief, anew=True),))
        case Act.TAPPED, _:
            return settling(place, turn.move, view, brief)
    raise BadMove


def settling(place: Place, move: str, view: PostView, brief: Brief) -> Step:
    """Where somebody else was quicker, nothing changes and it is shown how it stands."""
    kind, state = view.post.kind, view.post.state
    match move:
        case "publish" if state is PostState.OFFERED:
            return settled(place, view, brief, PostState.OPEN, PUBLISHED())
        case "decline" if state is PostState.OFFERED:
            return settled(place, view, brief, PostState.DECLINED)
        case "call_off" if state is PostState.OPEN and kind is PostKind.GATHERING:
            return Step((sure(place, view, brief),))
        case "yes_call_off" if state is PostState.OPEN and kind is PostKind.GATHERING:
            return settled(place, view, brief, PostState.CLOSED)
        case "take_down" if state is PostState.OPEN and kind in (PostKind.TIP, PostKind.DID):
            return settled(place, view, brief, PostState.CLOSED)
        case "close" if state is PostState.OPEN and kind is PostKind.QUESTION:
            return closing(place, view)
        case "publish" | "decline" | "call_off" | "yes_call_off" | "take_down" | "close":
            return Step((bubble(place, view, brief),))
    raise BadMove


def settled(
    place: Place, view: PostView, brief: Brief, to: PostState, toast: Phrase | None = None
) -> Step:
    ended = None if to is PostState.OPEN else brief.now
    after = replace(view, post=replace(view.post, state=to, ended_at=ended))
    return Step((bubble(place, after, brief),), (PostSettled(view.post.id, to),), toast)


def closing(place: Place, view: PostView) -> Step:
    """The result is counted when it is closed; the bubble, still in its old state, is then behind
    and is brought up to date like everybody's."""
    say = Say(CLOSING(), fresh(place, str(view.post.state)), door())
    return Step((say,), (PostSettled(view.post.id, PostState.CLOSED),))


def waits(place: Place, view: PostView) -> Say:
    """A notice holds no words; they open behind a tap (rule 6)."""
    there = fresh(place, str(view.post.state))
    return Say(TIP_WAITS(), there, ((Button(READ(), "read"),),), anew=True)


def bubble(place: Place, view: PostView, brief: Brief, *, anew: bool = False) -> Say:
    """The place's state is the post's, so that it shows when the bubble is behind."""
    is_offered = view.post.state is PostState.OFFERED
    there = fresh(place, str(view.post.state))
    buttons = (*choices(view), *door())
    return Say(words(view, brief), there, buttons, anew=anew, wording=is_offered)


def words(view: PostView, brief: Brief) -> Phrase:
    post = view.post
    match post.kind, post.state:
        case PostKind.GATHERING, _:
            return planned(view, brief)
        case PostKind.QUESTION, PostState.OPEN:
            return ASKED(ask=ask(post), answered=view.answered, until=post.at)
        case PostKind.QUESTION, _:
            return result(view)
        case _, PostState.OFFERED:
            return TIP_TO_READ(words=post.words)
        case PostKind.TIP, PostState.DECLINED:
            return DECLINED()
    shown = did(post, brief.rules) if post.kind is PostKind.DID else TIP(words=post.words)
    if post.state is not PostState.OPEN:
        return TAKEN_DOWN(shown=shown)
    return SHOWN(shown=shown, until=post.at)


def planned(view: PostView, brief: Brief) -> Phrase:
    post, about = view.post, topic(view.post.theme, brief.rules)
    coming, cannot = (view.counts.get(rsvp, 0) for rsvp in Rsvp)
    if post.is_called_off:
        return WAS_CALLED_OFF(topic=about, at=post.at)
    if post.state is PostState.CLOSED:
        return WAS(topic=about, at=post.at, coming=coming)
    where, note = post.words, post.note
    return PLANNED(topic=about, at=post.at, where=where, note=note, coming=coming, cannot=cannot)


def choices(view: PostView) -> Rows:
    match view.post.kind, view.post.state:
        case _, PostState.OFFERED:
            return ((Button(PUBLISH(), "publish"), Button(DECLINE(), "decline")),)
        case PostKind.GATHERING, PostState.OPEN:
            return ((Button(CALL_OFF(), "call_off"),),)
        case PostKind.QUESTION, PostState.OPEN:
            return ((Button(CLOSE(), "close"),),)
        case _, PostState.OPEN:
            return ((Button(TAKE_DOWN(), "take_down"),),)
    return ()


def sure(place: Place, view: PostView, brief: Brief) -> Say:
    post, coming = view.post, view.counts.get(Rsvp.COMING, 0)
    text = SURE(topic=topic(post.theme, brief.rules), at=post.at, coming=coming)
    buttons = ((Button(YES_CALL_OFF(), "yes_call_off"), Button(KEEP(), "keep")),)
    return Say(text, fresh(place, str(post.state)), buttons)
