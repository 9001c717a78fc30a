"""What must become of each call that Telegram, or the way to it, treats badly.

From the Bot API and from what its server is known to answer; not from the code. One line is one
trouble, and says what becomes of

    notice    sendMessage: a problem, to NAV; may arrive twice, but must arrive
    checkin   sendMessage: a question, to a mentor; may be missed, but not come twice
    edit      editMessageText: a bubble that stands in the chat
    strip     editMessageReplyMarkup: its buttons are to go
    delete    deleteMessage: it holds somebody's words
    poll      getUpdates

Whatever befalls answerCallbackQuery, leaveChat and setMyCommands: it is called once, nothing is
raised, and nothing else changes (the tap is committed; the next message in a group, or the next
visit, is the next attempt). A group that became another one is left under its new number.

    done       what was wanted is so
    again      surely not sent: tried again after a second, then less and less often, for two days;
               then given up, and listed
    waits      tried again when the time asked for is over, and nobody else's letter before
    closed     given up at once; the person counts as unreachable, and the office is told
    refused    given up at once, and listed
    repeated   may have arrived: tried again after half a minute, eight times at most; then listed
    uncertain  may have arrived: not tried again, and listed
    anew       a new message instead, without a sound
    plain      once more, without markup
    emptied    it cannot be deleted, so its words are edited away
    goes on    asked again, and never in a row without a rest
    ends       asked again for not quite a minute; then the process ends, and not with 0
"""

from __future__ import annotations

from tests.edges.wild import GZIP, HALF_A_GZIP, Trouble, answer, body, page, says

COLUMNS = ("notice", "checkin", "edit", "strip", "delete", "poll")
METHODS = {
    "notice": "sendMessage",
    "checkin": "sendMessage",
    "edit": "editMessageText",
    "strip": "editMessageReplyMarkup",
    "delete": "deleteMessage",
    "poll": "getUpdates",
    "toast": "answerCallbackQuery",
    "leave": "leaveChat",
    "menu": "setMyCommands",
}

REFUSED = "refused   refused   refused   done      emptied   goes_on"
CLOSED = "closed    closed    closed    closed    closed    goes_on"
AGAIN = "again     again     again     again     again     goes_on"
TOKEN = "again     again     again     again     again     ends"
WAITS = "waits     waits     waits     waits     waits     waits"
UNKNOWN = "repeated  uncertain repeated  repeated  repeated  goes_on"
BAD = "Bad Request: "
DRIP = b"HTTP/1.1 200 OK\r\nX-Slow: drip, dri"

TROUBLES: dict[str, tuple[Trouble, str]] = {
    # Telegram refuses this one call.      notice    checkin   edit      strip     delete    poll
    "not modified": (
        says(400, BAD + "message is not modified: specified new message content and reply markup"
             " are exactly the same as a current content and reply markup of the message"),
        "refused   refused   done      done      emptied   goes_on"),
    "to edit not found": (
        says(400, BAD + "message to edit not found"),
        "refused   refused   anew      done      done      goes_on"),
    "to delete not found": (
        says(400, BAD + "message to delete not found"),
        "refused   refused   anew      done      done      goes_on"),
    "number of a message": (
        says(400, BAD + "MESSAGE_ID_INVALID"),
        "refused   refused   anew      done      done      goes_on"),
    "cannot be edited": (
        says(400, BAD + "message can't be edited"),
        "refused   refused   anew      done      emptied   goes_on"),
    "another's message": (
        says(400, BAD + "MESSAGE_AUTHOR_REQUIRED"),
        "refused   refused   anew      done      emptied   goes_on"),
    "cannot be deleted": (says(400, BAD + "message can't be deleted for everyone"), REFUSED),
    "data of a button": (says(400, BAD + "BUTTON_DATA_INVALID"), REFUSED),
    "too long": (says(400, BAD + "message is too long"), REFUSED),
    "entities": (
        says(400, BAD + "can't parse entities: Unsupported start tag \"x\" at byte offset 3",
             marked_up=True),
        "plain     plain     plain     done      done      done"),
    "query too old": (
        says(400, BAD + "query is too old and response timeout expired or query ID is invalid"),
        REFUSED),
    "something new": (says(400, BAD + "SOMETHING_OF_NEXT_YEAR"), REFUSED),
    "no reason": (says(400, None), REFUSED),
    "413 in JSON": (says(413, "Request Entity Too Large"), REFUSED),
    "413 as a page": (page(413), REFUSED),
    "418": (says(418, "I'm a teapot"), REFUSED),
    # It refuses this person.              notice    checkin   edit      strip     delete    poll
    "chat not found": (says(400, BAD + "chat not found"), CLOSED),
    "number of a person": (says(400, BAD + "PEER_ID_INVALID"), CLOSED),
    "no rights": (says(400, BAD + "have no rights to send a message"), CLOSED),
    "a group by now": (
        says(400, BAD + "group chat was upgraded to a supergroup chat",
             parameters={"migrate_to_chat_id": -1001}), CLOSED),
    "blocked": (says(403, "Forbidden: bot was blocked by the user"), CLOSED),
    "deactivated": (says(403, "Forbidden: user is deactivated"), CLOSED),
    "never started": (says(403, "Forbidden: bot can't initiate conversation with a user"), CLOSED),
    "kicked": (says(403, "Forbidden: bot was kicked from the supergroup chat"), CLOSED),
    # It refuses the bot, for now.         notice    checkin   edit      strip     delete    poll
    "401": (says(401, "Unauthorized"), TOKEN),
    "404": (says(404, "Not Found"), TOKEN),
    "409": (says(409, "Conflict: terminated by other getUpdates request"), AGAIN),
    "429": (says(429, "Too Many Requests: retry after 5", parameters={"retry_after": 5}), WAITS),
    "429 for hours": (
        says(429, "Too Many Requests: retry after 10072", parameters={"retry_after": 10072}),
        WAITS),
    "429 without a number": (
        says(429, "Too Many Requests"),
        "waits     waits     waits     waits     waits     goes_on"),
    # Its servers are unwell, or somebody else answers.
    "500": (says(500, "Internal Server Error: restart"), AGAIN),
    "502 as a page": (page(502), AGAIN),
    "503": (says(503, "Service Unavailable"), AGAIN),
    "504 as a page": (page(504), AGAIN),
    "599 without a body": (Trouble((answer(599, b""),)), AGAIN),
    "302": (page(302, "Location: /elsewhere\r\n"), AGAIN),
    "403 as a page": (page(403), AGAIN),
    "401 as a page": (page(401), AGAIN),
    "407": (page(407), AGAIN),
    # The call never left.                 notice    checkin   edit      strip     delete    poll
    "nobody there": (Trouble(at="http://127.0.0.1:1"), AGAIN),
    "no such name": (Trouble(at="http://nobody.invalid"), AGAIN),
    "no TLS": (Trouble(at="https://127.0.0.1:{port}"), AGAIN),
    "nobody takes the call": (Trouble(at="{full}"), AGAIN),
    # It may have arrived.                 notice    checkin   edit      strip     delete    poll
    "a page as success": (page(200), UNKNOWN),
    "an empty answer": (body(b""), UNKNOWN),
    "half of the JSON": (body(b'{"ok": true, "resu'), UNKNOWN),
    "JSON of another kind": (body(b"[]"), UNKNOWN),
    "a result of another kind": (
        body(b'{"ok": true, "result": {"not": "a list"}}'),
        "repeated  uncertain repeated  repeated  done      goes_on"),
    "ok: false, and no more": (body(b'{"ok": false}'), UNKNOWN),
    "no gzip": (body(b'{"ok": true, "result": []}', GZIP), UNKNOWN),
    "half a gzip": (body(HALF_A_GZIP, GZIP), UNKNOWN),
    "another protocol": (Trouble((b"220 mail.example.no ESMTP\r\n",), "cuts"), UNKNOWN),
    "cut": (Trouble((), "cuts"), UNKNOWN),
    "cut in the answer": (Trouble((answer(200, b"{}" * 9)[:-4],), "cuts"), UNKNOWN),
    "silence": (Trouble((), "hangs"), UNKNOWN),
    "silence in the answer": (Trouble((answer(200, b"{}" * 9)[:-4],), "hangs"), UNKNOWN),
    "drop by drop": (Trouble((DRIP,) + (b"p",) * 9999, "cuts", pause=0.02), UNKNOWN),
}  # fmt: skip
LASTS = ("silence", "silence in the answer", "drop by drop", "nobody takes the call")
"""Those that are over when the caller has had enough."""

ALWAYS = {"toast": "once", "leave": "once", "menu": "once"}
"""Whatever it is."""


def expected(trouble: str) -> dict[str, str]:
    states = TROUBLES[trouble][1].split()
    assert len(states) == len(COLUMNS), trouble
    return dict(zip(COLUMNS, states, strict=True)) | ALWAYS
