"""One thing from the network, as a mentor sees it: a single bubble that is kept up to date."""

from __future__ import annotations

from dataclasses import replace

from dialogs import asking
from dialogs.network_words import (
    GONE,
    QUESTION,
    TIP,
    ask,
    did,
    door,
    fresh,
    gathering,
    is_known,
    result,
    topic,
)
from dialogs.report_preview import marked
from mentorbot.domain.access import Operation
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import Replied
from mentorbot.domain.network import PostKind, PostState, PostView, Rsvp, takes_part
from mentorbot.domain.wording import Label, Phrase, Text, Toast

GATHERING_OVER = Text("network.gathering_over", "topic", "at")
CALLED_OFF = Text("network.called_off", "topic", "at")
CHANGED = Text("network.changed", "shown")
MOVED = Text("network.moved", "shown")
REMINDER = Text("network.reminder", "shown")
NEWS = {"changed": CHANGED, "moved": MOVED, "near": REMINDER}
"""What is said of a gathering unasked, after the invitation."""
TAKEN_BACK = Text("network.taken_back")
TIP_WAITS_STILL = Text("network.tip_waits_still")
TIP_SHARED = Text("network.tip_shared", "words")
TIP_DECLINED = Text("network.tip_declined")
COMING = Label("network.coming")
CANNOT = Label("network.cannot")
RSVP = {Rsvp.COMING: COMING, Rsvp.CANNOT: CANNOT}
NOT_IN = Toast("network.not_in")
CLOSED = Toast("network.closed")
THANKS = Toast("network.thanks")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    view = brief.network.post
    if view is None or not is_known(view.post, brief.rules):
        return gone(place, turn)
    match turn.act, turn.move:
        case (Act.OPENED, "post") | (Act.TAPPED, "open"):
            return Step((bubble(place, view, brief, anew=True),))
        case Act.OPENED, "settled":
            return settled(place, view, brief)
        case Act.OPENED, news if news in NEWS:
            return announced(place, news, view, brief)
        case Act.TAPPED, "reply":
            return replied(place, turn.argument, view, brief)
    raise BadMove


def gone(place: Place, turn: Turn) -> Step:
    """It was long ago, and is deleted; nobody is told that unasked."""
    if turn.act is Act.OPENED:
        return Step()
    return Step((Say(GONE(), fresh(place, "done"), door()),))


def settled(place: Place, view: PostView, brief: Brief) -> Step:
    """Kept right in silence; only who meant to come hears that it is called off (feel 5)."""
    is_ahead = view.post.at is not None and brief.now < view.post.at
    comes = view.answer == Rsvp.COMING and takes_part(brief.me)
    matters = view.post.is_called_off and comes and is_ahead
    return Step((bubble(place, view, brief, anew=matters),))


def announced(place: Place, news: str, view: PostView, brief: Brief) -> Step:
    """The same bubble once more, with its buttons: who changes their mind taps there."""
    shown = bubble(place, view, brief, anew=True)
    return Step((replace(shown, text=NEWS[news](shown=shown.text)),))


def replied(place: Place, answer: str, view: PostView, brief: Brief) -> Step:
    if not takes_part(brief.me):
        said = (bubble(place, view, brief),)
        return Step(said, toast=NOT_IN(), refuses=Operation.TAKE_PART)
    if not is_open(view, brief):
        return Step((bubble(place, view, brief),), toast=CLOSED())
    if answer not in choices(view, brief):
        raise BadMove
    after = replace(view, answer=answer)
    thanks = THANKS() if view.post.kind is PostKind.QUESTION else None
    return Step((bubble(place, after, brief),), (Replied(view.post.id, answer),), thanks)


def bubble(place: Place, view: PostView, brief: Brief, *, anew: bool = False) -> Say:
    """The place's state is the post's, so that it shows when the bubble is behind."""
    there = fresh(place, str(view.post.state))
    buttons = (*answers(view, brief), *door())
    return Say(words(view, brief), there, buttons, anew=anew)


def words(view: PostView, brief: Brief) -> Phrase:
    if view.post.state in (PostState.OFFERED, PostState.DECLINED) and not view.is_mine:
        return TAKEN_BACK()
    match view.post.kind:
        case PostKind.GATHERING:
            return invitation(view, brief)
        case PostKind.QUESTION if is_open(view, brief):
            own = Phrase(f"answer.{view.post.question}.{view.answer}") if view.answer else None
            return QUESTION(ask=ask(view.post), answer=own, until=view.post.at)
        case PostKind.QUESTION:
            return result(view)
        case PostKind.DID:
            return did(view.post, brief.rules)
    return tip(view)


def invitation(view: PostView, brief: Brief) -> Phrase:
    post, about = view.post, topic(view.post.theme, brief.rules)
    if post.is_called_off:
        return CALLED_OFF(topic=about, at=post.at)
    if not is_open(view, brief):
        return GATHERING_OVER(topic=about, at=post.at)
    return gathering(post, brief.rules, view.answer)


def tip(view: PostView) -> Phrase:
    if view.post.state is PostState.DECLINED:
        return TIP_DECLINED()
    if view.post.state is PostState.OFFERED:
        return TIP_WAITS_STILL()
    return (TIP_SHARED if view.is_mine else TIP)(words=view.post.words)


def answers(view: PostView, brief: Brief) -> Rows:
    if not is_open(view, brief):
        return ()
    buttons = [
        marked(view.answer == answer, label, "reply", answer)
        for answer, label in choices(view, brief).items()
    ]
    return asking.rows(buttons, 2 if view.post.kind is PostKind.GATHERING else 1)


def choices(view: PostView, brief: Brief) -> dict[str, Phrase]:
    """What may be answered, with the words on the button."""
    post = view.post
    if post.kind is PostKind.GATHERING:
        return {str(rsvp): label() for rsvp, label in RSVP.items()}
    if post.kind is not PostKind.QUESTION:
        return {}
    known = brief.rules.questions[post.question].answers
    return {answer: Phrase(f"answer.{post.question}.{answer}") for answer in known}


def is_open(view: PostView, brief: Brief) -> bool:
    """Between its hour and the moment it is closed, it is over already."""
    post = view.post
    return post.state is PostState.OPEN and (post.at is None or brief.now < post.at)
