"""A mentor's side of the network: in and out, what is open now, and a tip to the others."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import asking, network_words
from dialogs.network_words import DROP, OPEN, SEND, fresh, heard, seeing, topic
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import Fact, NetworkJoined, PostMade
from mentorbot.domain.network import PostKind, PostView
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.wording import Label, Phrase, Text, Toast

ABOUT = Text("network.about", "most")
JOIN = Label("network.join")
JOINED = Text("network.joined")
LEAVE = Label("network.leave")
LEFT = Toast("network.left")

HOME = Text("network.home", "lines", "waiting")
LINE_GATHERING = Text("network.line_gathering", "topic", "at", "answer")
LINE_QUESTION = Text("network.line_question", "answer", "until")
LINE_TIP = Text("network.line_tip", "count")
LINE_DID = Text("network.line_did", "topic")

OFFER_TIP = Label("network.offer_tip")
WRITE_TIP = Text("network.write_tip", "remarks", "most")
TIP_SEEN = Text("network.tip_seen", "words", "remarks")
TIP_SENT = Text("network.tip_sent")
TIP_DROPPED = Toast("network.tip_dropped")

MOST_SHOWN = 6
"""What leaves room on a phone; of tips the oldest are left out."""
ORDER = (PostKind.GATHERING, PostKind.QUESTION, PostKind.DID, PostKind.TIP)


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.move == "start":
        return home(place, brief, anew=True)
    if not brief.me.in_network and (place.state, turn.move) != ("outside", "join"):
        return home(place, brief)
    if turn.act is Act.TYPED:
        return tip_seen(place, turn.text, brief)
    match place.state, turn.move:
        case (("home" | "tip" | "tip_seen"), "home"):
            return home(place, brief)
        case "outside", "join":
            return joined(place, brief)
        case "home", "leave":
            return outside(place, brief, (NetworkJoined(joined=False),), LEFT())
        case "home", "tip" if brief.rules.free_text:
            return write_tip(place)
        case "tip_seen", "send":
            return tip_sent(place)
        case "tip_seen", "drop":
            return home(place, brief, toast=TIP_DROPPED())
    raise BadMove


# --- in, and out again


def outside(
    place: Place,
    brief: Brief,
    facts: tuple[Fact, ...] = (),
    toast: Phrase | None = None,
    *,
    anew: bool = False,
) -> Step:
    text = ABOUT(most=brief.rules.checkin.most_pushes_a_week)
    say = Say(text, fresh(place, "outside"), ((Button(JOIN(), "join"),),), anew=anew)
    return Step((say,), facts, toast)


def joined(place: Place, brief: Brief) -> Step:
    """What is open is known to the next turn only; it comes by itself."""
    see = Button(OPEN(), "home")
    say = Say(JOINED(), fresh(place, "home"), ((see, *tip_button(brief)),))
    return Step((say,), (NetworkJoined(joined=True),))


# --- what is open now


def home(place: Place, brief: Brief, *, toast: Phrase | None = None, anew: bool = False) -> Step:
    if not brief.me.in_network:
        return outside(place, brief, anew=anew)
    lines = (*own_lines(brief), *tip_lines(brief))
    text = HOME(lines=lines, waiting=brief.network.waiting)
    return Step((Say(text, fresh(place, "home"), home_buttons(brief), anew=anew),), toast=toast)


def own_lines(brief: Brief) -> Iterable[Phrase]:
    for view in shown(brief):
        post, about = view.post, topic(view.post.theme, brief.rules)
        match post.kind:
            case PostKind.GATHERING:
                yield LINE_GATHERING(topic=about, at=post.at, answer=view.answer or None)
            case PostKind.QUESTION:
                yield LINE_QUESTION(answer=bool(view.answer), until=post.at)
            case PostKind.DID:
                yield LINE_DID(topic=about)


def tip_lines(brief: Brief) -> tuple[Phrase, ...]:
    tips = sum(view.post.kind is PostKind.TIP for view in brief.network.posts)
    return (LINE_TIP(count=tips),) if tips else ()


def home_buttons(brief: Brief) -> Rows:
    posts = [seeing(view, brief.rules) for view in shown(brief)]
    own = (*tip_button(brief), Button(LEAVE(), "leave"))
    return (*asking.rows(posts, 1), own)


def tip_button(brief: Brief) -> tuple[Button, ...]:
    """A tip is words: there is none where nobody is asked for any."""
    return (Button(OFFER_TIP(), "tip"),) if brief.rules.free_text else ()


def shown(brief: Brief) -> list[PostView]:
    """What can be answered first, and the newest before the rest."""
    known = [view for view in brief.network.posts if network_words.is_known(view.post, brief.rules)]
    return sorted(known, key=lambda view: (ORDER.index(view.post.kind), -view.post.id))[:MOST_SHOWN]


# --- a tip


def write_tip(place: Place, remarks: Iterable[Phrase] = ()) -> Step:
    text = WRITE_TIP(remarks=tuple(remarks), most=MOST_CHARACTERS)
    back = ((Button(asking.BACK(), "home"),),)
    return Step((Say(text, fresh(place, "tip", listens=True), back, anew=bool(remarks)),))


def tip_seen(place: Place, typed: str, brief: Brief) -> Step:
    """As it would be read; what is typed now replaces it. Nothing is kept before it is sent."""
    words, remarks = heard(typed, brief)
    if not words:
        return write_tip(place, remarks)
    there = fresh(place, "tip_seen", listens=True, words=words)
    buttons = ((Button(SEND(), "send"), Button(DROP(), "drop")),)
    text = TIP_SEEN(words=words, remarks=tuple(remarks))
    return Step((Say(text, there, buttons, anew=True, wording=True),))


def tip_sent(place: Place) -> Step:
    tip = PostMade(PostKind.TIP, words=place.data["words"])
    say = Say(TIP_SENT(), fresh(place, "home"), ((Button(OPEN(), "home"),),))
    return Step((say,), (tip,))
