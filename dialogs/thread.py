"""NAV and the mentor talk about a problem: a question, an answer, by a tap or in a few words.

Words of one's own are shown back before they are sent, and reach the other one behind a tap.
Whoever has the problem at NAV now, and who is mentor now, talk; it ends with the problem.
"""

from __future__ import annotations

from dialogs import emergency, menus, typed
from dialogs.redacted import remarks_on
from dialogs.thread_screens import NAME as NAME
from dialogs.thread_screens import (
    WORDS,
    Talk,
    home,
    notice,
    replies,
    see_case,
    sent,
)
from mentorbot.domain import own_words, remarks
from mentorbot.domain.brief import Brief, Need, ProblemView
from mentorbot.domain.conversation import Act, Button, Place, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import RemarkRead, RemarkSent
from mentorbot.domain.people import Role
from mentorbot.domain.wording import Label, Phrase, Text

NEEDS = typed.NEEDS | {Need.PROBLEM, Need.REMARKS}
MOST_READ = 10

WORDS_LINE = Text("thread.words_line", "name", "at", "words")
PREVIEW = Text("thread.preview", "name", "words", "remarks")
SEND = Label("thread.send")
CHANGE = Label("thread.change_it")
DROP = Label("thread.drop")
DROPPED = Text("thread.dropped")
WRITE_ANYWAY = Label("thread.write_anyway")

UNREACHED = Text("thread.unreached", "name")
GONE = Text("thread.gone")
CLOSED = Text("thread.closed", "reference")
MOVED = Text("thread.moved", "reference", "name")


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if not_yet := menus.not_yet(brief.me):
        return not_yet
    view = brief.problem
    if view is None or (ended := why_not(view, brief)):
        return over(place, turn, GONE() if view is None else ended)
    talk = Talk(place, brief, view)
    if turn.act is Act.OPENED:
        return told(talk, turn.move)
    if turn.act is Act.TYPED and place.listens:
        return previewed(talk, turn.text)
    if turn.act is not Act.TAPPED:
        raise BadMove
    return tapped(talk, turn)


def why_not(view: ProblemView, brief: Brief) -> Phrase | None:
    """Why this person has nothing to say about it any more."""
    problem = view.problem
    if brief.me.role is Role.MENTOR and view.mentor.id != brief.me.id:
        return GONE()
    if not problem.state.is_open:
        return CLOSED(reference=problem.reference)
    if brief.me.role is not Role.MENTOR and view.owner.id != brief.me.id:
        return MOVED(reference=problem.reference, name=view.owner.name)
    return None


def over(place: Place, turn: Turn, why: Phrase | None) -> Step:
    """Whoever asked is told; nobody is told it unasked."""
    if turn.act is Act.OPENED or why is None:
        return Step()
    there = Place(NAME, "done", place.subject)
    return Step((Say(why, there, anew=turn.act is Act.TYPED or turn.move == "start"),))


def told(talk: Talk, move: str) -> Step:
    if move == "asked" and talk.theirs:
        return Step((notice(talk),))
    if move == "read" and talk.place.state == "sent":
        return Step((sent(talk, talk.place.data.get("said", ""), read=talk.brief.now),))
    return Step()


def tapped(talk: Talk, turn: Turn) -> Step:
    match turn.move:
        case "start" | "write":
            return begun(talk, anew=turn.move == "start")
        case "read" if talk.unread:
            return read(talk)
        case "ready":
            return said(talk, turn.argument)
        case "send" if talk.place.data.get("words"):
            return passed_on(talk, "", talk.place.data["words"])
        case "draft" if talk.place.data.get("words"):
            return Step((preview(talk, talk.place.data["words"], ()),))
        case "drop":
            again = ((Button(WRITE_ANYWAY(), "write"), see_case(talk)),)
            return Step((Say(DROPPED(), talk.fresh("dropped"), again),))
    raise BadMove


def begun(talk: Talk, *, anew: bool) -> Step:
    if not talk.other.reachable:
        return unreached(talk, anew=anew)
    return Step((home(talk, anew=anew),))


def unreached(talk: Talk, *, anew: bool = False) -> Step:
    text = UNREACHED(name=talk.other.name)
    return Step((Say(text, talk.fresh("unreached"), ((see_case(talk),),), anew=anew),))


def read(talk: Talk) -> Step:
    """The words in a message of their own, which goes again; below it, room for an answer."""
    shown = talk.unread[:MOST_READ]
    lines = tuple(
        WORDS_LINE(name=each.name, at=each.remark.at, words=each.remark.words) for each in shown
    )
    words = Say(WORDS(reference=talk.reference, lines=lines, on_page=False), wording=True)
    return Step((words, home(talk, anew=True)), tuple(RemarkRead(each.remark.id) for each in shown))


def said(talk: Talk, ready: str) -> Step:
    first = remarks.TO_NAV if talk.is_mentor else remarks.QUESTIONS
    offered = {button.argument for row in replies(talk) for button in row} | set(first)
    if ready not in offered:
        raise BadMove
    return passed_on(talk, ready, "")


def passed_on(talk: Talk, ready: str, words: str) -> Step:
    if not talk.other.reachable:
        return unreached(talk)
    return Step((sent(talk, ready),), (RemarkSent(talk.reference, ready, words),))


def previewed(talk: Talk, text: str) -> Step:
    """What is typed now replaces what was typed before. Nothing is kept before it is sent.

    The emergency line comes with it: nobody knows what somebody in a hurry wrote.
    """
    tidy = own_words.tidied(text, talk.brief.known)
    notes = (emergency.LINE(), *remarks_on(tidy))
    if not tidy.text:
        return Step((home(talk, notes, anew=True),))
    return Step((preview(talk, tidy.text, notes, anew=True),))


def preview(talk: Talk, words: str, notes: tuple[Phrase, ...], *, anew: bool = False) -> Say:
    text = PREVIEW(name=talk.other.name, words=words, remarks=notes)
    buttons = (
        (Button(SEND(), "send"),),
        (Button(CHANGE(), "write"), Button(DROP(), "drop")),
    )
    there = talk.fresh("preview", listens=True, words=words)
    return Say(text, there, buttons, anew=anew, wording=True)
