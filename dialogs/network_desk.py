"""A coordinator's desk for the network: what several have in common, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs import asking, network_planning
from dialogs.network_words import DROP, QUESTION, SEND, ask, did, fresh, heard, seeing, topic
from mentorbot.domain.brief import Brief
from mentorbot.domain.conversation import Act, Button, Place, Rows, Say, Step, Turn
from mentorbot.domain.errors import BadMove
from mentorbot.domain.facts import PostMade
from mentorbot.domain.network import Post, PostKind, PostState, PostView, Shared
from mentorbot.domain.own_words import MOST_CHARACTERS
from mentorbot.domain.wording import Label, Phrase, Text

DESK = Text("network.desk", "members", "themes", "wishes", "now", "fewest")
SHARED = Text("network.shared", "topic", "count", "unhelped")
NOW_GATHERING = Text("network.now_gathering", "topic", "at", "coming", "cannot")
NOW_QUESTION = Text("network.now_question", "answered", "closed")
NOW_OFFERED = Text("network.now_offered", "count")
NOW_TIPS = Text("network.now_tips", "count")
NOW_DID = Text("network.now_did", "topic")
PLAN = Label("network.plan")
ASK = Label("network.ask")
SAY = Label("network.say")
READ_TIP = Label("network.read_tip", "at")

WHICH_QUESTION = Text("network.which_question", "lines")
QUESTION_LINE = Text("network.question_line", "number", "ask")
NUMBER = Label("network.number", "number")
QUESTION_SEEN = Text("network.question_seen", "shown", "answers", "members", "fewest")
ANSWER_LINE = Text("network.answer_line", "answer")

WHICH_SAID = Text("network.which_said", "close")
WRITE_DID = Text("network.write_did", "topic", "remarks", "most")
DID_SEEN = Text("network.did_seen", "shown", "remarks", "close")

MOST_SHOWN = 8
ORDER = (PostKind.GATHERING, PostKind.QUESTION, PostKind.TIP, PostKind.DID)


def take(place: Place, turn: Turn, brief: Brief) -> Step:
    if turn.act is Act.TYPED:
        return did_seen(place, turn.text, brief)
    match place.state, turn.move:
        case _, "start":
            return desk(place, brief, anew=True)
        case _, "desk":
            return desk(place, brief)
        case "desk", "plan":
            return network_planning.which_theme(place, brief)
        case (("desk" | "question_seen"), "ask") if may_ask(brief):
            return which_question(place, brief)
        case "questions", "question":
            return question_seen(place, turn.argument, brief)
        case "question_seen", "send":
            asked = PostMade(PostKind.QUESTION, question=place.data["question"])
            return network_planning.sent(place, asked)
        case (("desk" | "did" | "did_seen"), "say") if may_say(brief):
            return which_said(place, brief)
        case "said", "theme":
            return write_did(place, turn.argument, brief)
        case "did_seen", "send":
            return did_sent(place)
    raise BadMove


def desk(place: Place, brief: Brief, *, anew: bool = False) -> Step:
    seen = brief.network
    text = DESK(
        members=seen.members,
        themes=tuple(shared_lines(seen.themes, brief)),
        wishes=tuple(shared_lines(seen.wishes, brief)),
        now=tuple(now_lines(brief)),
        fewest=brief.rules.network.fewest_placements,
    )
    return Step((Say(text, fresh(place, "desk"), desk_buttons(brief), anew=anew),))


def shared_lines(shared: Iterable[Shared], brief: Brief) -> Iterable[Phrase]:
    for each in shared:
        if about := topic(each.theme, brief.rules):
            yield SHARED(topic=about, count=each.placements, unhelped=each.unhelped)


def now_lines(brief: Brief) -> Iterable[Phrase]:
    """What is going on; tips only as a number."""
    offered = [view for view in brief.network.posts if view.post.state is PostState.OFFERED]
    tips = [view for view in brief.network.posts if is_open(view, PostKind.TIP)]
    if offered:
        yield NOW_OFFERED(count=len(offered))
    for view in brief.network.posts:
        post = view.post
        if is_open(view, PostKind.GATHERING):
            counts = {each: view.counts.get(each, 0) for each in ("coming", "cannot")}
            yield NOW_GATHERING(topic=topic(post.theme, brief.rules), at=post.at, **counts)
        elif post.kind is PostKind.QUESTION:
            is_closed = post.state is PostState.CLOSED
            yield NOW_QUESTION(answered=view.answered, closed=is_closed)
        elif is_open(view, PostKind.DID):
            yield NOW_DID(topic=topic(post.theme, brief.rules))
    if tips:
        yield NOW_TIPS(count=len(tips))


def desk_buttons(brief: Brief) -> Rows:
    choices = [Button(PLAN(), "plan")]
    if may_ask(brief):
        choices.append(Button(ASK(), "ask"))
    if may_say(brief):
        choices.append(Button(SAY(), "say"))
    return (*asking.rows(choices), *asking.rows(post_buttons(brief), 1))


def post_buttons(brief: Brief) -> list[Button]:
    """What waits to be read stands first, and the newest before the rest."""
    views = sorted(brief.network.posts, key=rank)[:MOST_SHOWN]
    return [seeing(each, brief.rules) if is_public(each) else reading(each) for each in views]


def rank(view: PostView) -> tuple[bool, int, int]:
    return is_public(view), ORDER.index(view.post.kind), -view.post.id


def is_public(view: PostView) -> bool:
    return view.post.state is not PostState.OFFERED


def reading(view: PostView) -> Button:
    label = READ_TIP(at=view.post.created_at)
    return Button(label, "open", opens="network", subject=f"post:{view.post.id}")


def is_open(view: PostView, kind: PostKind) -> bool:
    return view.post.kind is kind and view.post.state is PostState.OPEN


# --- the question of the week


def may_ask(brief: Brief) -> bool:
    """One at a time."""
    is_one_open = any(is_open(view, PostKind.QUESTION) for view in brief.network.posts)
    return bool(brief.rules.network.questions) and not is_one_open


def which_question(place: Place, brief: Brief) -> Step:
    questions = brief.rules.network.questions
    lines = tuple(
        QUESTION_LINE(number=number, ask=Phrase(f"question.{question}"))
        for number, question in enumerate(questions, 1)
    )
    buttons = [
        Button(NUMBER(number=number), "question", question)
        for number, question in enumerate(questions, 1)
    ]
    rows = (*asking.rows(buttons, 3), back())
    return Step((Say(WHICH_QUESTION(lines=lines), fresh(place, "questions"), rows),))


def question_seen(place: Place, question: str, brief: Brief) -> Step:
    rules = brief.rules
    if question not in rules.network.questions or question not in rules.questions:
        raise BadMove
    post = Post(0, PostKind.QUESTION, PostState.OPEN, brief.me.id, brief.now, question=question)
    shown = QUESTION(ask=ask(post), answer=None, until=None)
    answers = tuple(
        ANSWER_LINE(answer=Phrase(f"answer.{question}.{answer}"))
        for answer in rules.questions[question].answers
    )
    members, fewest = brief.network.members, rules.network.fewest_placements
    text = QUESTION_SEEN(shown=shown, answers=answers, members=members, fewest=fewest)
    buttons = ((Button(SEND(), "send"), Button(asking.BACK(), "ask")),)
    return Step((Say(text, fresh(place, "question_seen", question=question), buttons),))


# --- you said, we did


def may_say(brief: Brief) -> bool:
    """Only where somebody's coupling is tight, and several said the same (R16)."""
    seen = brief.network
    asks = brief.rules.free_text and seen.close_members
    return bool(asks and (seen.wishes or seen.themes))


def which_said(place: Place, brief: Brief) -> Step:
    """Wishes to NAV first: those wait for an answer."""
    buttons = [
        Button(about, "theme", each.theme)
        for each in (*brief.network.wishes, *brief.network.themes)
        if (about := topic(each.theme, brief.rules))
    ]
    text = WHICH_SAID(close=brief.network.close_members)
    return Step((Say(text, fresh(place, "said"), (*asking.rows(buttons, 1), back())),))


def write_did(place: Place, theme: str, brief: Brief, remarks: Iterable[Phrase] = ()) -> Step:
    about = topic(theme, brief.rules)
    common = {each.theme for each in (*brief.network.wishes, *brief.network.themes)}
    if about is None or theme not in common:
        raise BadMove
    remarks = tuple(remarks)
    text = WRITE_DID(topic=about, remarks=remarks, most=MOST_CHARACTERS)
    there = fresh(place, "did", listens=True, theme=theme)
    other = ((Button(asking.BACK(), "say"),),)
    return Step((Say(text, there, other, anew=bool(remarks)),))


def did_seen(place: Place, typed: str, brief: Brief) -> Step:
    theme = place.data["theme"]
    words, remarks = heard(typed, brief)
    if not words:
        return write_did(place, theme, brief, remarks)
    post = Post(
        0, PostKind.DID, PostState.OPEN, brief.me.id, brief.now, theme=theme, words=words
    )  # fmt: skip
    close = brief.network.close_members
    text = DID_SEEN(shown=did(post, brief.rules), remarks=tuple(remarks), close=close)
    there = fresh(place, "did_seen", listens=True, theme=theme, words=words)
    buttons = ((Button(SEND(), "send"), Button(DROP(), "desk")),)
    return Step((Say(text, there, buttons, anew=True, wording=True),))


def did_sent(place: Place) -> Step:
    data = place.data
    return network_planning.sent(
        place, PostMade(PostKind.DID, theme=data["theme"], words=data["words"])
    )


def back() -> tuple[Button, ...]:
    return (Button(asking.BACK(), "desk"),)
