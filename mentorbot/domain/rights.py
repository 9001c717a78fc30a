"""What each thing that can be done or shown is called in the table of rights (access.RIGHTS).

Every fact, every section of a brief and every dialog stands here: what is not named is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from mentorbot.domain import facts
from mentorbot.domain.access import Operation
from mentorbot.domain.brief import Need
from mentorbot.domain.facts import Fact
from mentorbot.domain.network import PostKind

Which: TypeAlias = Operation | Callable[[Any], Operation]
"""The operation, or how it follows from the fact."""


def _answers(fact: facts.ProblemAnswered) -> Operation:
    return Operation.SAY_NAV_RANG if fact.by_mentor else Operation.ANSWER


def _calls(fact: facts.EmergencyCalled) -> Operation:
    tells = fact.tell_nav and fact.placement is not None
    return Operation.REPORT if tells else Operation.CALL_FOR_HELP


def _posts(fact: facts.PostMade) -> Operation:
    return Operation.TAKE_PART if fact.kind is PostKind.TIP else Operation.RUN_NETWORK


def _shows_phone(fact: facts.PhoneShown) -> Operation:
    """By placement or person it stands on somebody's list; else it is the other side's."""
    return Operation.RING if ":" in fact.reference else Operation.SEE_PHONE


def _pictures(fact: facts.PictureAsked) -> Operation:
    return Operation.SEE_WEEKS if fact.placement is None else Operation.SEE_ANSWERS


FACTS: Mapping[type[Fact], Which] = {
    facts.Onboarded: Operation.BE_SERVED,
    facts.RhythmChosen: Operation.BE_SERVED,
    facts.LanguageChosen: Operation.BE_SERVED,
    facts.Paused: Operation.BE_SERVED,
    facts.Stopped: Operation.BE_SERVED,
    facts.Resumed: Operation.BE_SERVED,
    facts.CoordinatorAsked: Operation.BE_SERVED,
    facts.MyDataShown: Operation.BE_SERVED,
    facts.DeskAsked: Operation.OPEN_DESK,
    facts.ForgetAsked: Operation.BE_SERVED,
    facts.ForgetTakenBack: Operation.BE_SERVED,
    facts.ChannelChosen: Operation.BE_SERVED,
    facts.CardShown: Operation.READ_CARDS,
    facts.CardRated: Operation.READ_CARDS,
    facts.CheckInAskedFor: Operation.ANSWER_CHECKIN,
    facts.Answered: Operation.ANSWER_CHECKIN,
    facts.AnswerTakenBack: Operation.ANSWER_CHECKIN,
    facts.CheckInFinished: Operation.ANSWER_CHECKIN,
    facts.CheckInPutOff: Operation.ANSWER_CHECKIN,
    facts.CheckInSkipped: Operation.ANSWER_CHECKIN,
    facts.PracticeChosen: Operation.ANSWER_CHECKIN,
    facts.HeardFrom: Operation.ANSWER_CHECKIN,
    facts.RhythmSet: Operation.SET_RHYTHM,
    facts.SeatChanged: Operation.MANAGE_PEOPLE,
    facts.AbsenceSet: Operation.MANAGE_PEOPLE,
    facts.ModelChanged: Operation.MANAGE_PEOPLE,
    facts.EndMoved: Operation.MANAGE_PEOPLE,
    facts.Hired: Operation.MANAGE_PEOPLE,
    facts.FollowOnChosen: Operation.DECIDE_FOLLOW_ON,
    facts.PictureAsked: _pictures,
    facts.ContactLogged: Operation.LOG_CONTACT,
    facts.NetworkJoined: Operation.JOIN_NETWORK,
    facts.PostMade: _posts,
    facts.PostChanged: Operation.RUN_NETWORK,
    facts.PostSettled: Operation.RUN_NETWORK,
    facts.Replied: Operation.TAKE_PART,
    facts.ProblemReported: Operation.REPORT,
    facts.EmergencyCalled: _calls,
    facts.ProblemReceived: Operation.RECEIVE,
    facts.WordingRead: Operation.READ_WORDING,
    facts.PhoneShown: _shows_phone,
    facts.NavPhoneShown: Operation.SEE_PHONE,
    facts.ProblemPromised: Operation.PROMISE,
    facts.ProblemPassedOn: Operation.PASS_ON,
    facts.ProblemAnswered: _answers,
    facts.ProblemClosed: Operation.CLOSE,
    facts.ProblemReopened: Operation.REOPEN,
    facts.ProblemWithdrawn: Operation.WITHDRAW,
    facts.RemarkSent: Operation.REMARK,
    facts.RemarkRead: Operation.REMARK,
}


def operation_of(fact: Fact) -> Operation:
    which = FACTS[type(fact)]
    return which if isinstance(which, Operation) else which(fact)


SECTIONS: Mapping[Need, Operation] = {
    Need.PLACEMENTS: Operation.SEE_PHONE,
    Need.CHECKIN: Operation.ANSWER_CHECKIN,
    Need.PROBLEM: Operation.SEE_PROBLEM,
    Need.PROBLEMS: Operation.SEE_PROBLEM,
    Need.REFERENCE: Operation.BE_SERVED,
    Need.SEARCH: Operation.READ_CARDS,
    Need.READING: Operation.BE_SERVED,
    Need.OVERVIEW: Operation.SEE_OVERVIEW,
    Need.NETWORK: Operation.SEE_NETWORK,
    Need.PLACEMENT: Operation.SEE_OVERVIEW,
    Need.REMARKS: Operation.REMARK,
    Need.COVER: Operation.PASS_ON,
    Need.MINE: Operation.BE_SERVED,
}
"""What somebody must be able to do with a thing for it to stand in that section of a brief."""

DOORS: Mapping[str, Operation] = {
    "onboarding": Operation.BE_SERVED,
    "settings": Operation.BE_SERVED,
    "privacy": Operation.BE_SERVED,
    "ways": Operation.BE_SERVED,
    "typed": Operation.BE_SERVED,
    "guidance": Operation.READ_CARDS,
    "report": Operation.REPORT,
    "status": Operation.CLOSE,
    "checkin": Operation.ANSWER_CHECKIN,
    "rhythm": Operation.SET_RHYTHM,
    "period": Operation.REPORT,
    "thread": Operation.REMARK,
    "followup": Operation.RECEIVE,
    "overview": Operation.SEE_OVERVIEW,
    "placement": Operation.SEE_OVERVIEW,
    "network": Operation.SEE_NETWORK,
    "desk": Operation.OPEN_DESK,
}
"""By dialog what somebody must ever be able to do, in their role, to begin it themselves."""
