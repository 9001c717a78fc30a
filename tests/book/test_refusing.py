"""A bad edit never reaches a mentor: broken variants of the small tree, each with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorbot.book.findings import ContentErrors
from mentorbot.book.loading import load_book
from tests.book.conftest import Refuse
from tests.book.smalltree import FILES, TEXTS, line_of, write

REPORT = "nb/messages/report.yaml"
NAMES = "nb/names.yaml"
ASKED = "nb/questions.yaml"
CARD = "nb/cards/V34.md"
DANGER = "nb/cards/V44.md"
MODELS = "rules/models.yaml"
QUESTIONS = "rules/questions.yaml"
CATEGORIES = "rules/categories.yaml"
NUMBERS = "rules/numbers.yaml"
CALENDAR = "rules/calendar.yaml"
CHECKIN = "rules/checkin.yaml"
TRIGGERS = "rules/triggers.yaml"
BALANCE = "rules/balance.yaml"
PERIOD = "rules/period.yaml"
PROBLEMS = "rules/problems.yaml"
OFFICE = "rules/office.yaml"
NETWORK = "rules/network.yaml"
PRIVACY = "rules/privacy.yaml"
REDACTION = "rules/redaction.yaml"

SEND = "send: Send"
PANEL = "<b>{{ police }}</b> politi"
GONE = "gone: Den knappen virker ikke lenger."

BROKEN: list[tuple[str, str, str, str]] = [
    # file, words that stand there, what they become, a piece of the finding
    (REPORT, SEND, 'send: "{{ alias.__class__ }}"', "a dot between {{ and }} is not allowed"),
    (REPORT, SEND, "send: \"{{ 'a' * 200000000 }}\"", "mul between {{ and }} is not allowed"),
    (REPORT, SEND, 'send: "{{ 9 ** 9 ** 9 }}"', "pow between {{ and }} is not allowed"),
    (REPORT, SEND, 'send: "{% for x in y %}{% endfor %}"', "{% for %} is not allowed"),
    (REPORT, SEND, 'send: "{% set x = 1 %}Send"', "{% assign %} is not allowed"),
    (REPORT, SEND, "send: \"{% include 'x' %}\"", "{% include %} is not allowed"),
    (REPORT, SEND, 'send: "{% macro x() %}{% endmacro %}Send"', "{% macro %} is not allowed"),
    (REPORT, SEND, 'send: "{{ range(9) }}"', "a call between {{ and }} is not allowed"),
    (REPORT, SEND, 'send: "{{ self }}"', "there is no value self here"),
    (REPORT, SEND, "send: \"{{ police['x'] }}\"", "a bracket between {{ and }} is not allowed"),
    (REPORT, SEND, 'send: "{{ police|safe }}"', "there is no filter safe"),
    (REPORT, SEND, 'send: "{{ police|attr(police) }}"', "there is no filter attr"),
    (REPORT, SEND, 'send: "{% if police()  %}Send{% endif %}"', "a call after if"),
    (REPORT, SEND, 'send: "{% if police in fire %}Send{% endif %}"', "a comparison with"),
    (REPORT, SEND, 'send: "{% if police > 3 %}Send{% endif %}"', "other than == and !="),
    (REPORT, SEND, f'send: "{{% if police == {"9" * 5000} %}}x{{% endif %}}"', "too many"),
    (REPORT, SEND, 'send: "Send\\0"', "holds a character that cannot be seen"),
    (REPORT, SEND, 'send: "Send\\u202e"', "holds a character that cannot be seen"),
    (REPORT, SEND, 'send: "Send\\ufeff"', "holds a character that cannot be seen"),
    (REPORT, SEND, f'send: "{"{% if police %}" * 60}x{"{% endif %}" * 60}"', "so many others"),
    (REPORT, SEND, f'send: "{"{{" + "(" * 3000}"', "write it more simply"),
    (REPORT, SEND, f'send: "{"a" * 7000}"', "longer than 6000 characters"),
    (REPORT, SEND, 'send: "Send {{ alias"', "are not right"),
    (REPORT, SEND, 'send: "Send {{ alias }}"', "there is no value alias here"),
    (REPORT, SEND, "send: <b>Send</b>", "<b> would be seen as it stands here"),
    (REPORT, SEND, "send: Send &amp; lukk", "&amp; would be seen as it stands here"),
    (REPORT, SEND, f"send: {'Send ' * 9}", "at most 40 fit"),
    (REPORT, SEND, "send: ''", "buttons.send must be words: it is empty"),
    (REPORT, SEND, "send: '{% if police %}{% endif %}'", "comes out empty"),
    (REPORT, SEND, "send: true", "must be words; put them in quotes"),
    (REPORT, SEND, "send: 2026-11-23", "must be words; put them in quotes"),
    (REPORT, SEND, "send: 0x1F", "can be read in two ways"),
    (REPORT, SEND, "send: Send\n  send: Send nå", "send stands here twice"),
    (REPORT, SEND, "send: &a Send", "anchors"),
    (REPORT, SEND, "send: !!python/name:os.system x", "can be read in two ways"),
    (REPORT, SEND, "send: Send: nå", "Put words that hold a colon in quotes"),
    (REPORT, SEND, "send: Send\n  sned: Send", "nothing says report.sned"),
    (REPORT, SEND, "gone: Borte\n  send: Send", "report.gone belongs under toasts"),
    (REPORT, "open: Åpne {{ alias }}", "open: Åpne", "the value alias is never used"),
    (REPORT, "open: Åpne {{ alias }}", "open: Åpne {{ alias|day('x') }}", "there is no filter day"),
    (REPORT, "buttons:", "knapper: {}\nbuttons:", "knapper is not known here"),
    (REPORT, GONE, f"gone: {'Borte ' * 40}", "at most 200 fit"),
    (REPORT, GONE, "gone: Ring 113 nå.", "write {{ ambulance }} here"),
    (REPORT, GONE, "gone: Ring 116117 nå.", "write {{ urgent_care }} here"),
    (REPORT, GONE, "gone: Ring 22 40 00 40 nå.", "22 40 00 40 stands in rules/numbers.yaml only"),
    (REPORT, PANEL, "<b>{{ police }} politi", "<b> is not closed"),
    (REPORT, PANEL, "<b>{{ police }}</i></b> politi", "</i> closes what is not open"),
    (REPORT, PANEL, "{% if police %}<b>{% endif %}politi</b>", "is not closed"),
    (REPORT, PANEL, '<a href="x">politi</a>', "tags are only"),
    (REPORT, PANEL, "<script>politi</script>", "<script> is not one of"),
    (REPORT, PANEL, "<code><b>politi</b></code>", "cannot stand inside <code>"),
    (REPORT, PANEL, "politi & brann", "write &amp; for &"),
    (REPORT, PANEL, "<{{ police }}>", "write &lt; for <"),
    (NAMES, "worry: Bekymring", "worri: Bekymring", "nothing is called worri"),
    (NAMES, "come_here: Kom hit", "come_her: Kom hit", "nothing is called come_her"),
    (NAMES, "theme:", "tema: {}\ntheme:", "there is no section tema"),
    (ASKED, "fair: Greit", "fairly: Greit", "nothing is called fairly"),
    (ASKED, "M8:", "M9:", "nothing is called M9"),
    (ASKED, "{{ practice }}", "{{ agreed }}", "its values are: card, end, practice"),
    (REPORT, GONE, "gone: Ring 22.40.00.40 nå.", "22.40.00.40 stands in rules/numbers.yaml only"),
    (REPORT, GONE, "gone: Ring 900-12-345 nå.", "900-12-345 stands in rules/numbers.yaml only"),
    (REPORT, GONE, "gone: Ring 116-117, nå.", "write {{ urgent_care }} here"),
    (REPORT, GONE, "gone: Ring 113, og vent.", "write {{ ambulance }} here"),
    (REPORT, GONE, "gone: Ring 113-nummeret.", "write {{ ambulance }} here"),
    (REPORT, "Sende?", "Er deltakeren umotivert?", "'umotivert' stands in no text"),
    (REPORT, "Sende?", "Er deltakeren <b>lat</b>?", "'lat' stands in no text"),
    (REPORT, "Sende?", "Har deltakeren en diagnose?", "health is not spoken of here"),
    (REPORT, "Sende?", "Du får ti poeng!", "nobody is scored"),
    (REPORT, "Sende?", "Takk for at du bruker ekstra tid!", "praised for extra time"),
    (REPORT, "<i>Her hos dere</i>", "<i>Her</i>{% else %}Gidder ikke", "'Gidder' stands in no"),
    (NAMES, "P08: Bekymret", "P08: Motivasjon", "'Motivasjon' stands in no text"),
    (ASKED, "hard: Vanskelig", "hard: Mangler motivasjon", "'motivasjon' stands in no text"),
    (CARD, "Deltakeren er syk eller redd.", "Deltakeren er umoden.", "V34.wait: 'umoden'"),
    (CARD, "title: Borte", "title: Gidder ikke. Borte", "'Gidder' stands in no text"),
    (CARD, "Ring deltakeren. Spør hvordan det går.", "Ring deltakeren.", "has 2 words; 3 are"),
    (CARD, "- Si hva dere ble enige om.\n- Be om beskjed neste gang.", "Be om.", "V34.push: has 2"),
    (DANGER, "## Etterpå", "## Utfordre\nSi hva dere vil.\n## Etterpå",
     "a danger card has no section ## Utfordre"),
    (CARD, "id: V34", "id: V35", "the file of V35 is called V35.md"),
    (CARD, "kind: push", "kind: pusj", "kind must be one of 'role', 'support'"),
    (CARD, "theme: attendance", "theme: fravær", "theme must be small letters"),
    (CARD, "theme: attendance", "theme: absence", "there is no theme absence"),
    (CARD, "categories: [P01]", "categories: [P77]", "there is no category P77"),
    (CARD, "title: Borte uten", "title: '{{ police }}' #", "a title holds words only"),
    (CARD, "## Utfordre", "## Press", "there is no section 'Press'"),
    (CARD, "## Utfordre", "## Ring", "a push card has no section ## Ring"),
    (CARD, "Deltakeren kom ikke i dag.", "**Deltakeren** kom ikke.", "use <b> and <i>"),
    (CARD, "Deltakeren kom ikke i dag.", "Ring 112 nå.", "write {{ police }} here"),
    (CARD, "Deltakeren kom ikke i dag.", "Ring {{ polise }} nå.", "there is no value polise"),
    (DANGER, "Bli hos deltakeren.", "<b>Bli hos deltakeren.", "<b> is not closed"),
    (QUESTIONS, "phases: [trial]", "phases: [trail]", "phases.1 must be one of"),
    (QUESTIONS, "opener: true", "opener: yes", "opener must be true or false"),
    (QUESTIONS, "card: V34", "card: V99", "there is no card V99"),
    (QUESTIONS, "level: orange", "level: red", "level must be one of"),
    (QUESTIONS, "category: P01, ", "", "level is set without a category"),
    (QUESTIONS, "category: P01", "category: P02", "there is no category P02"),
    (QUESTIONS, "menu: true", "meny: true", "meny is not known here"),
    (CATEGORIES, "cards: [V44]", "cards: [V44, V45]", "there is no card V45"),
    (CATEGORIES, "group: worry", "group: fear", "there is no group fear"),
    (CATEGORIES, "[at_work, worry]", "[at_work, worry, me]", "no category is in the group me"),
    (MODELS, "working_days: 5}", "working_days: 5, working_hours: 2}", "give either working_days"),
    (MODELS, "green: {working_days: 5}", "green: {}", "give either working_days or working_hours"),
    (MODELS, "green: {working_days: 5}", "green: {working_days: 0}", "is too small a number"),
    (MODELS, "green: {working_days: 5}", 'green: {working_days: "5"}', "must be a whole number"),
    (MODELS, "working_days: 3, ask: [F1]", "working_days: 3, ask: [F7]", "there is no question F7"),
    (MODELS, "working_days: 3, ask: [F1]", "working_days: 3, ask: [M8]", "M8 is not asked in"),
    (MODELS, "working_days: 3, ask: [F1]", "working_days: 3", "ask is missing"),
    (MODELS, "working_days: 3, ask: [F1]", "working_days: 0, ask: [F1]", "must not be 0"),
    (MODELS, "working_days: 3,", "weeks: 1, working_days: 3,", "either working_days or weeks"),
    (MODELS, "anchor: start", "anchor: begin", "anchor must be one of 'start', 'end'"),
    (MODELS, "weeks: 8, every: 2", "weeks: 8", "cycle needs every"),
    (MODELS, "name: end-4", "name: day3", "a check-in called day3 stands here twice"),
    (MODELS, "share: 0, kind: notice", "share: 1, kind: notice", "first rung must be a notice"),
    (MODELS, "share: 1.5", "share: 0.5", "in order of share"),
    (MODELS, "kind: digest", "kind: handover", "must be a digest or a notice with share 0"),
    (MODELS, "share: 1, kind: handover", "share: 1, kind: digest", "only the first rung can be"),
    (MODELS, "kind: notice", "kind: notice, levels: [orange]", "nobody is told of yellow"),
    (MODELS, "kind: notice", "kind: notice, levels: [red]", "levels"),
    (MODELS, "kind: notice", "kind: notice, levels: []", "levels"),
    (MODELS, "kind: digest", "kind: digest, levels: [orange]", "orange has a ladder of its own"),
    (MODELS, "1.5, kind: handover", "1.5, kind: handover, levels: [green]", "green has a ladder"),
    (MODELS, "1.5, kind: handover", "1.5, kind: reminder", "must be a handover to the coordinator"),
    (MODELS, "coordinator, share: 1.5", "nav_contact, share: 1.5", "for yellow too"),
    (MODELS, "1.5, kind: handover", "1.5, kind: handover, levels: [orange]", "for yellow too"),
    (MODELS, "kind: notice", "kind: notice, repeat: {every_working_hours: 2}", "times"),
    (
        MODELS,
        "1.5, kind: handover",
        "1.5, kind: handover, repeat: {every_working_hours: 1, times: 1}",
        "only a reminder can be repeated",
    ),
    (PROBLEMS, "take_back: 1.5", "take_back: 1", "must be more than ask"),
    (PROBLEMS, "ask: 1", "ask: soon", "ask"),
    (PROBLEMS, "unanswered_closes_days: 7", "unanswered_closes_days: 3", "the mentor is asked"),
    (PROBLEMS, "reopens_days: 14", "reopens_days: 0", "reopens_days"),
    (MODELS, "tell: coordinator", "tell: boss", "tell must be one of"),
    (MODELS, "tells_silence: false", "tells_silence: no", "must be true or false"),
    (NUMBERS, 'digits: "113"', "digits: 113", "digits must be words; put them in"),
    (NUMBERS, 'digits: "112"', 'digits: "ring"', "must be a telephone number in quotes"),
    (NUMBERS, "checked: 2026-11-23", "checked: 2026-13-23", "there is no such day"),
    (NUMBERS, "checked: 2026-11-23", "checked: i fjor", "must be a day without quotes"),
    (CALENDAR, "zone: Europe/Oslo", "zone: Norge", "must be a time zone"),
    (CALENDAR, "zone: Europe/Oslo", "zone: ../../etc/passwd", "must be a time zone"),
    (CALENDAR, "monday:", "mandag:", "must be one of monday"),
    (CALENDAR, '"08:00-15:30"', '"15:30-08:00"', "must be when the office opens and closes"),
    (CALENDAR, '"11:00-11:30"', '"11:30-11:00"', "must be when lunch begins and ends"),
    (CALENDAR, '"11:00-11:30"', '"11:00"', "must be when lunch begins and ends"),
    (CALENDAR, '"11:00-11:30"', "true", "must be when lunch begins and ends"),
    (CALENDAR, '"11:00-11:30"', '"16:00-16:30"', "must lie within the hours of a weekday"),
    (CALENDAR, '"11:00-11:30"', '"08:00-15:30"', "must lie within the hours of a weekday"),
    (OFFICE, "grace_seconds: 90", "grace_seconds: 10", "is too small a number"),
    (OFFICE, ", stale_days: 14", "", "auditor.stale_days is missing"),
    (CALENDAR, '"12-24": closed', '"13-24": closed', "must be a month and a day"),
    (CALENDAR, '"12-24": closed', '"12-24": stengt', "must be a time of day"),
    (CATEGORIES, "reports: 3", "reports: 1", "pattern.reports is too small a number"),
    (CHECKIN, "pauses_weeks: [1, 4]", "pauses_weeks: [4, 1]", "in order, the shortest first"),
    (CHECKIN, "pauses_weeks: [1, 4]", "pauses_weeks: []", "pauses_weeks holds too little"),
    (TRIGGERS, "F1: [fair, hard]", "F7: [fair]", "there is no question F7"),
    (TRIGGERS, "[fair, hard]", "[fair, worse]", "F1 has no answer worse; it has good, fair, hard"),
    (TRIGGERS, "[fair, hard]}", "[fair, hard]}\n  needs: 2", "needs 2 marks, but counts only 1"),
    (TRIGGERS, "card: V34", "card: V99", "there is no card V99"),
    (TRIGGERS, "category: P01", "category: P77", "there is no category P77"),
    (TRIGGERS, "category: P01, ", "", "level is set without a category"),
    (TRIGGERS, "card: V34", "card: V34, ask: M8", "exactly one of card, category, ask and rarer"),
    (TRIGGERS, "card: V34", "ask: M9", "there is no question M9"),
    (TRIGGERS, "times: 2", "times: 1", "times: 1 stands in slow twice"),
    (TRIGGERS, "times: 2", "times: 0", "times is too small a number"),
    (BALANCE, "support: [F1.hard]", "support: [F1.good]", "F1.good stands here twice"),
    (BALANCE, "support: [F1.hard]", "support: [F1.late]", "F1 has no answer late"),
    (BALANCE, "support: [F1.hard]", "support: [F1]", "a question and an answer, like F4.high"),
    (BALANCE, "both: V34", "both: V77", "there is no card V77"),
    (BALANCE, "weeks: 4", "weeks: 0", "weeks is too small a number"),
    (PERIOD, "category: P08", "category: P77", "there is no category P77"),
    (PERIOD, "told_weeks: [8, 4]", "told_weeks: [4, 8]", "in order, the most weeks first"),
    (PERIOD, "orange_weeks: 2", "orange_weeks: 7", "must not be more than yellow_weeks"),
    (OFFICE, "shows_gaps: true", "shows_gaps: sometimes", "shows_gaps must be true or false"),
    (OFFICE, "shows_load", "show_load", "show_load is not known here"),
    (NETWORK, "fewest_placements: 3", "fewest_placements: 0", "is too small a number"),
    (NETWORK, "fewest_placements: 3", "fewest_placements: 2", "is too small a number"),
    (NETWORK, "questions: [M8]", "questions: [M9]", "there is no question M9"),
    (CHECKIN, 'at: "13:00"', "at: 13", "must be a time of day in quotes"),
    (CHECKIN, "most_taps: 5", "most_taps: five", "must be a whole number"),
    (PRIVACY, "free_text: true", "free_text: yes", "must be true or false"),
    (REDACTION, 'take: "adhd*, angst"', 'take: "adhd*, an*"', "needs 3 letters at least"),
    (REDACTION, 'take: "adhd*, angst"', 'take: "adhd*, (angst"', "must be words, with *"),
    (REDACTION, 'take: "adhd*, angst"', 'take: "angst, angst"', "stands here twice"),
    (REDACTION, 'take: "mor ... død"', 'take: "mor ..."', "before and behind the ..."),
    (PRIVACY, "wording_in_chat_hours: 46", "wording_in_chat_hours: 72", "is too large a number"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "words", "instead", "told"), BROKEN)
def test_a_broken_edit_is_refused_with_file_and_line(
    refused: Refuse, path: str, words: str, instead: str, told: str
) -> None:
    broken = FILES[path].replace(words, instead, 1)
    assert broken != FILES[path], f"{words} does not stand in {path}"
    findings = refused({path: broken})
    about = [finding for finding in findings if told in finding]
    assert about, findings
    file, line, _ = about[0].split(":", 2)
    assert file == f"content/{path}"
    first = line_of(path, words)
    assert first - 1 <= int(line) <= first + instead.count("\n") + 1, about[0]


@pytest.mark.parametrize(
    ("path", "words", "told"),
    [
        (REPORT, "  send: Send\n", "buttons lacks send: write the words"),
        (NAMES, "  P08: Bekymret\n", "category lacks P08: write the words"),
        (NAMES, "  say: Si\n", "card lacks say: write the words"),
        (ASKED, ", no: Nei", "M8.answers lacks no: write the words"),
        (CARD, "## Ikke press når\n\nDeltakeren er syk eller redd.\n", "a push card needs it"),
        (CARD, "source: AFI 2018\n", "source is missing"),
        (DANGER, "## Etterpå\nSi fra til NAV på telefon.\n", "## Etterpå is missing"),
        (MODELS, "    orange: {working_hours: 4}\n", "caseworker.deadlines.orange is missing"),
        (MODELS, "  after_hire_weeks: null\n", "caseworker.after_hire_weeks is missing"),
        (MODELS, "job_specialist:", "is missing"),
        (CHECKIN, "most_taps: 5\n", "most_taps is missing"),
        (TRIGGERS, "  counts: {F1: [fair, hard]}\n", "slow.counts is missing"),
        (BALANCE, "push: [F1.good]\n", "push is missing"),
        (PERIOD, "told_weeks: [8, 4]\n", "told_weeks is missing"),
        (OFFICE, "shows_load: false\n", "shows_load is missing"),
        (NETWORK, "fewest_placements: 3\n", "fewest_placements is missing"),
    ],
)
def test_what_was_taken_away_is_missed(refused: Refuse, path: str, words: str, told: str) -> None:
    findings = refused({path: FILES[path].replace(words, "", 1)})
    assert any(told in each and each.startswith(f"content/{path}") for each in findings), findings


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".yaml")])
def test_a_file_that_is_gone_is_named(tmp_path: Path, path: str) -> None:
    folder = write(tmp_path / "content")
    (folder / path).unlink()
    with pytest.raises(ContentErrors, match=path):
        load_book(folder, TEXTS)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"a" * 10_000_000, "is larger than 1024 KiB"),
        ("texts:\n  sent: på\n".encode("latin-1"), ":2: is not UTF-8 here"),
        ("texts:\n  sent: x\n".encode("utf-16"), "is not UTF-8"),
        (b"texts:\n  sent: a\x07b\n", ":2: holds a character that cannot be seen"),
        (b"[" * 100_000, ":1: has far too many brackets"),
        (b"a: " * 2_000, "is not YAML"),
        (b"x: &a [1]\ny: [*a, *a]\n", "anchors"),
        (b"%YAML 1.1\n---\ntexts: no\n", "can be read in two ways"),
        (b"texts: {}\n---\ntexts: {}\n", "is not YAML"),
        (b"- bare\n- en liste\n", "must hold lines of the kind"),
        (b"texts:\n\tsent: x\n", ":2: is not YAML"),
        (b"? [a]\n: b\n", "must be plain text"),
    ],
)
def test_a_file_that_is_no_content_is_refused_and_costs_little(
    refused: Refuse, raw: bytes, told: str
) -> None:
    findings = refused({REPORT: raw})
    assert any(told in each and REPORT in each for each in findings), findings


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Du så det. " * 20, "the card has 96 words; 65 are the most"),
        ("Arbeidsplassens samarbeidsavtale forutsetter tilrettelegging. " * 5, "35 is the most"),
    ],
)
def test_a_card_that_is_too_much_to_read_is_refused_at_its_title(
    refused: Refuse, words: str, told: str
) -> None:
    card = FILES[CARD].replace("Deltakeren kom ikke i dag.", words)
    (finding,) = refused({CARD: card})
    assert finding.startswith(f"content/{CARD}:{line_of(CARD, 'title:')}: ")
    assert told in finding


def test_english_cards_are_not_measured_by_lix(tmp_path: Path) -> None:
    card = FILES[CARD].replace("Deltakeren kom ikke i dag.", "Unexpected absences. " * 6)
    headings = dict(
        Når="When", Utfordre="Stretch", Si="Say", **{"Legg til rette": "Make room",
        "Ikke press når": "Do not push when", "Ring NAV": "Call NAV"},
    )  # fmt: skip
    for norwegian, english in headings.items():
        card = card.replace(f"## {norwegian}\n", f"## {english}\n")
    front, names = "---\ntitle: Away\n---\n", "card: {when: When, support: Make room, push: Stretch"
    changes: dict[str, str | bytes] = {
        "en/cards/V34.md": front + card.split("---\n")[2],
        "en/names.yaml": f"{names}, wait: Do not push when, say: Say, call: Call NAV}}\n",
    }
    assert load_book(write(tmp_path / "content", changes), TEXTS)


def test_everything_that_is_wrong_is_told_at_once(refused: Refuse) -> None:
    findings = refused(
        {
            REPORT: FILES[REPORT].replace(SEND, "send: <b>Send").replace(GONE, "gone: Ring 113."),
            NUMBERS: FILES[NUMBERS].replace('"112"', '"x"'),
            CARD: FILES[CARD].replace("## Utfordre", "## Press"),
        }
    )
    files = {each.split(":")[0] for each in findings}
    assert {f"content/{path}" for path in (REPORT, NUMBERS, CARD)} <= files


def test_the_finding_of_a_long_text_names_the_line_inside_it(refused: Refuse) -> None:
    findings = refused({REPORT: FILES[REPORT].replace("Sende?", "Sende? <b>")})
    line = line_of(REPORT, "Sende?")
    assert findings == [
        (
            f"content/{REPORT}:{line}: report.preview: <b> is not closed: "
            "write </b> where it ends, in the same branch"
        )
    ]


def test_a_section_that_stands_twice_is_refused_where_it_comes_again(refused: Refuse) -> None:
    findings = refused({CARD: FILES[CARD].replace("## Ikke press når", "## Si")})
    line = line_of(CARD, "## Si\n")
    assert f"content/{CARD}:{line}: the section 'Si' stands here twice: join them" in findings


def test_an_empty_section_is_refused_at_its_heading(refused: Refuse) -> None:
    findings = refused({CARD: FILES[CARD].replace("Deltakeren kom ikke i dag.", "")})
    line = line_of(CARD, "## Når")
    assert f"content/{CARD}:{line}: the section ## Når is empty: write it" in findings


def test_words_that_yaml_could_take_for_no_or_on_stay_words(tmp_path: Path) -> None:
    report = FILES[REPORT].replace(SEND, "send: no")
    book = load_book(write(tmp_path / "content", {REPORT: report}), TEXTS)
    assert book.rules.questions["M8"].answers.keys() == {"yes", "no"}


def test_a_folder_of_an_unknown_language_is_refused(refused: Refuse) -> None:
    findings = refused({"no/names.yaml": FILES[NAMES]})
    assert findings == ["content/no: there is no language no: the folders are nb, nn, en, rules"]


def test_a_translation_with_a_wrong_key_is_refused(refused: Refuse) -> None:
    findings = refused({"en/questions.yaml": "F1: {ask: How is it going?, answers: {god: Good}}"})
    assert len(findings) == 1
    assert findings[0].startswith("content/en/questions.yaml:1: F1.answers: nothing is called god")


def test_a_translated_card_without_an_original_is_refused(refused: Refuse) -> None:
    findings = refused({"en/cards/V99.md": "---\ntitle: Nothing\n---\n## Når\nNever ever.\n"})
    assert findings == ["content/en/cards/V99.md: there is no card V99 in nb"]


def test_a_text_may_not_take_a_name_of_the_register(refused: Refuse) -> None:
    register = FILES[NUMBERS] + FILES[NUMBERS].split("\n")[0].replace("ambulance", "alias") + "\n"
    assert any("is also a number" in each for each in refused({NUMBERS: register}))


def test_a_windows_file_with_a_mark_in_front_is_read(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + FILES[CARD].replace("\n", "\r\n").encode()
    plain = load_book(write(tmp_path / "plain"), TEXTS)
    windows = load_book(write(tmp_path / "windows", {CARD: raw}), TEXTS)
    assert windows.card_words(windows.languages[0]) == plain.card_words(plain.languages[0])


def test_editors_backups_are_not_content(tmp_path: Path) -> None:
    stray: dict[str, str | bytes] = {
        "nb/messages/.report.yaml.swp": b"\xff",
        "nb/messages/report.yaml~": "x",
    }
    assert load_book(write(tmp_path / "content", stray), TEXTS).advice == ()
