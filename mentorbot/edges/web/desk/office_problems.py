"""Open problems with both clocks, who has how much, and handing over (R09, R46)."""

from __future__ import annotations

from collections.abc import Mapping

from mentorbot.domain import ladder
from mentorbot.domain.access import Operation
from mentorbot.domain.balance import Lean
from mentorbot.domain.levels import Level
from mentorbot.domain.people import PersonId
from mentorbot.domain.problems import State
from mentorbot.domain.sieve import ProblemSieve
from mentorbot.domain.turns import Side
from mentorbot.domain.wording import Label, Phrase, Text
from mentorbot.edges.web.desk import office, tabular, words
from mentorbot.edges.web.desk.addressing import chosen, number, varied
from mentorbot.edges.web.desk.addressing import words as typed
from mentorbot.edges.web.desk.outcome import back_to, turned
from mentorbot.edges.web.desk.pages import Page, Reply, Visit, page
from mentorbot.edges.web.desk.tabular import Cell
from mentorbot.services import directing, glancing, tallying
from mentorbot.services.tallying import ProblemRow
from mentorbot.storage import glance, people, problems

TITLE = Text("desk_office.problems_title")
SIDE = Text("desk_office.side")
SIDE_NAV = Text("desk_office.side_nav")
SIDE_MENTOR = Text("desk_office.side_mentor")
LATE_ONLY = Text("desk_office.late_only")
OWNER = Text("desk_office.owner")
SEARCH_PROBLEMS = Text("desk_office.search_problems")
FOUND_PROBLEMS = Text("desk_office.found_problems", "found")
NO_PROBLEMS = Text("desk_office.no_problems")
NONE_SUCH = Text("desk_office.none_such")
COLUMN_PROBLEM = Text("desk_office.column_problem")
COLUMN_STATE = Text("desk_office.column_state")
COLUMN_NAV_SINCE = Text("desk_office.column_nav_since")
COLUMN_MENTOR_SINCE = Text("desk_office.column_mentor_since")
COLUMN_DEADLINE = Text("desk_office.column_deadline")
COLUMN_RUNG = Text("desk_office.column_rung")
COLUMN_OWNER = Text("desk_office.column_owner")
COLUMN_MOVE = Text("desk_office.column_move")
COLUMN_SENT = Text("desk_office.column_sent")
SINCE = Text("desk_office.since", "since")
DUE = Text("desk_office.due", "deadline", "late")
RUNG_LAST = Text("desk_office.rung_last", "who", "how", "at")
RUNG_NEXT = Text("desk_office.rung_next", "who", "at")
MOVE_ONE = Text("desk_office.move_one", "reference", "alias", "owner")
MOVE_WHO = Text("desk_office.move_who")
MOVE_HOW = Text("desk_office.move_how")
MOVE = Label("desk_office.move")
CHOOSE = Text("desk_office.choose")
NEXT_STEP = Label("desk_office.next_step")

STATE_SENT = Text("desk_office.state_sent")
STATE_RECEIVED = Text("desk_office.state_received")
STATE_IN_PROGRESS = Text("desk_office.state_in_progress")
STATE_ANSWERED = Text("desk_office.state_answered")
KIND_NOTICE = Text("desk_office.kind_notice")
KIND_DIGEST = Text("desk_office.kind_digest")
KIND_REMINDER = Text("desk_office.kind_reminder")
KIND_HANDOVER = Text("desk_office.kind_handover")
KIND_ASK = Text("desk_office.kind_ask")
KIND_TAKE_BACK = Text("desk_office.kind_take_back")
KIND_ASK_HELPED = Text("desk_office.kind_ask_helped")
KIND_CLOSE = Text("desk_office.kind_close")
TELL_NAV_CONTACT = Text("desk_office.tell_nav_contact")
TELL_NAV_STAND_IN = Text("desk_office.tell_nav_stand_in")
TELL_COORDINATOR = Text("desk_office.tell_coordinator")
TELL_OWNER = Text("desk_office.tell_owner")
TELL_NEXT = Text("desk_office.tell_next")
TELL_MENTOR = Text("desk_office.tell_mentor")

LOADS_TITLE = Text("desk_office.loads_title")
LOADS_LEAD = Text("desk_office.loads_lead")
NOBODY_AT_NAV = Text("desk_office.nobody_at_nav")
COLUMN_PERSON = Text("desk_office.column_person")
COLUMN_SHARES = Text("desk_office.column_shares")
COLUMN_WAITING = Text("desk_office.column_waiting")
SHARE = Text("desk_office.share", "model", "placements", "cap", "over")
AWAY = Text("desk_office.away")
MOVE_ALL_SHORT = Text("desk_office.move_all_short")
LEANS = Text("desk_office.leans")
LEANS_HOW = Text("desk_office.leans_how", "fewest")
LEAN_SUPPORT = Text("desk_office.lean_support", "placements")
LEAN_PUSH = Text("desk_office.lean_push", "placements")
LEAN_BOTH = Text("desk_office.lean_both", "placements")
MOVE_TITLE = Text("desk_office.move_title", "name")
MOVE_SURE = Text("desk_office.move_sure", "problems", "name", "to")
YES = Label("desk_office.yes")
CANCEL = Label("desk_office.cancel")

SIDES = {Side.NAV: SIDE_NAV(), Side.MENTOR: SIDE_MENTOR()}
STATES = {
    State.SENT: STATE_SENT(),
    State.RECEIVED: STATE_RECEIVED(),
    State.IN_PROGRESS: STATE_IN_PROGRESS(),
    State.ANSWERED: STATE_ANSWERED(),
}
KINDS = {
    "notice": KIND_NOTICE(),
    "digest": KIND_DIGEST(),
    "reminder": KIND_REMINDER(),
    "handover": KIND_HANDOVER(),
    ladder.ASK: KIND_ASK(),
    ladder.TAKE_BACK: KIND_TAKE_BACK(),
    ladder.ASK_HELPED: KIND_ASK_HELPED(),
    ladder.CLOSE: KIND_CLOSE(),
}
TELLS = {
    "nav_contact": TELL_NAV_CONTACT(),
    "nav_stand_in": TELL_NAV_STAND_IN(),
    "coordinator": TELL_COORDINATOR(),
    "owner": TELL_OWNER(),
    "next": TELL_NEXT(),
    "mentor": TELL_MENTOR(),
}
LEANINGS = {Lean.SUPPORT: LEAN_SUPPORT, Lean.PUSH: LEAN_PUSH, Lean.BOTH: LEAN_BOTH}
FIELDS = ("text", "side", "late", "owner")
FILE_HEAD = (
    COLUMN_PROBLEM, office.COLUMN_ALIAS, COLUMN_STATE, COLUMN_SENT, COLUMN_NAV_SINCE,
    COLUMN_MENTOR_SINCE, COLUMN_DEADLINE, COLUMN_OWNER,
)  # fmt: skip


def listed(visit: Visit) -> Reply:
    sieve = _sieve(visit.query)
    at = number(visit.query.get("page")) or 1
    found = tallying.problems_of(visit.tx, visit.person, sieve, at, visit.now)
    labels: dict[str, Phrase] = {**KINDS, **TELLS}
    labels |= {state.value: said for state, said in STATES.items()}
    labels |= {each: Phrase(f"level.{each}") for each in Level}
    categories = {row.problem.report.category for row in found.rows}
    labels |= {each: Phrase(f"category.{each}") for each in categories}
    return page(
        "office_problems.html.j2",
        TITLE(),
        **office.around(visit),
        found=found,
        sieve=sieve,
        sides=SIDES,
        at=varied("/office/problems", visit.query, *FIELDS),
        asked={name: visit.query.get(name, "") for name in FIELDS},
        short={each: visit.plain(said) for each, said in labels.items()},
        owners=receivers(visit),
    )


def receivers(visit: Visit) -> list[tuple[PersonId, str]]:
    """Who can be given a problem, by name."""
    found = tallying.receivers(visit.tx, visit.parts, visit.now)
    return sorted(found.items(), key=lambda each: glancing.in_order(each[1]))


def export(visit: Visit) -> Reply:
    found = tallying.problems_of(
        visit.tx, visit.person, _sieve(visit.form), 1, visit.now, office.EVERYTHING
    )
    visit.deed.note("office.exported", "desk", what="problems", rows=found.found)
    rows = [_cells(visit, row, found.names) for row in found.rows]
    head = [visit.plain(each()) for each in FILE_HEAD]
    return tabular.reply(visit.form.get("as", ""), "mentorbot-saker", head, rows)


def _cells(visit: Visit, row: ProblemRow, names: Mapping[PersonId, str]) -> list[Cell]:
    problem = row.problem
    since = office.local(visit, problem.turn.since)
    return [
        problem.reference,
        problem.alias,
        visit.plain(STATES[problem.state]),
        office.local(visit, problem.sent_at),
        None if problem.turn.for_mentor else since,
        since if problem.turn.for_mentor else None,
        office.local(visit, problem.deadline),
        names[problem.owner],
    ]


def one(visit: Visit) -> Reply:
    """To whom one problem is to go."""
    problem = problems.get(visit.tx, visit.path["reference"])
    if problem is None or not problem.state.waits_for_nav:
        return turned("/office/problems", why="gone")
    owner = glance.names(visit.tx, [problem.owner])[problem.owner]
    return page(
        "office_move.html.j2",
        MOVE_ONE(reference=problem.reference, alias=problem.alias, owner=owner),
        method="post",
        path=f"/office/problems/{problem.reference}",
        receivers=[each for each in receivers(visit) if each[0] != problem.owner],
        button=MOVE(),
        cancel="/office/problems",
    )


def move(visit: Visit) -> Reply:
    """One problem to somebody else."""
    to = number(visit.form.get("to"))
    if to is None:
        return turned("/office/problems", why="nobody")
    return back_to("/office/problems", directing.hand_over(visit.deed, visit.path["reference"], to))


def loads(visit: Visit) -> Reply:
    tx, parts, me, now = visit.tx, visit.parts, visit.person, visit.now
    at = number(visit.query.get("page")) or 1
    found = tallying.loads(tx, parts, me, at, now)
    leans = tallying.leans(tx, parts, me, now)
    fewest = parts.rules.network.fewest_placements
    return page(
        "office_loads.html.j2",
        LOADS_TITLE(),
        **office.around(visit),
        found=found,
        at=varied("/office/loads", visit.query),
        models={model: visit.plain(said) for model, said in office.MODELS.items()},
        leans=[LEANINGS[lean](placements=many) for lean, many in leans.items()],
        leans_how=LEANS_HOW(fewest=fewest),
    )


def sure(visit: Visit) -> Reply:
    """To whom all that waits for one person is to go, and what will happen then."""
    person, to = visit.path["person"], number(visit.query.get("to"))
    if not people.exists(visit.tx, person):
        return page("told.html.j2", words.NOT_FOUND(), 404, how=words.NOT_FOUND_HOW())
    many = len(problems.open_of_owner(visit.tx, person))
    if not many:
        return turned("/office/loads", why="gone")
    names = glance.names(visit.tx, {person, to or person})
    if to is None or to == person or not directing.can_take(visit.tx, to):
        return page(
            "office_move.html.j2",
            MOVE_TITLE(name=names[person]),
            method="get",
            path=f"/office/loads/{person}/move",
            receivers=[each for each in receivers(visit) if each[0] != person],
            button=NEXT_STEP(),
            cancel="/office/loads",
        )
    return page(
        "office_sure.html.j2",
        MOVE_TITLE(name=names[person]),
        sure=MOVE_SURE(problems=many, name=names[person], to=names[to]),
        path=f"/office/loads/{person}/move",
        fields={"to": to},
        cancel="/office/loads",
        yes=YES(),
    )


def move_all(visit: Visit) -> Reply:
    to = number(visit.form.get("to"))
    if to is None:
        return turned("/office/loads", why="nobody")
    only = frozenset(filter(None, visit.form.get("only", "").split(".")))
    done = directing.hand_over_all(visit.deed, visit.path["person"], to, only)
    return back_to("/office/loads", done)


def _sieve(asked: Mapping[str, str]) -> ProblemSieve:
    return ProblemSieve(
        typed(asked.get("text")),
        chosen(Side, asked.get("side")),
        bool(asked.get("late")),
        number(asked.get("owner")),
    )


PAGES = (
    Page("/office/problems", Operation.SEE_OVERVIEW, listed),
    Page("/office/problems/export", Operation.SEE_OVERVIEW, act=export),
    Page("/office/problems/{reference}", Operation.PASS_ON, one, move),
    Page("/office/loads", Operation.SEE_OVERVIEW, loads),
    Page("/office/loads/{person:int}/move", Operation.PASS_ON, sure, move_all),
)
