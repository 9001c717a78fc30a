"""A whole content folder, as small as it can be, and the texts that its code would declare."""

from __future__ import annotations

from pathlib import Path

from mentorbot.domain.wording import Label, Text, Toast

TEXTS: dict[str, Text] = {
    text.key: text
    for text in (
        Text("report.sent", "name", "deadline", "alias"),
        Text("report.panel"),
        Text("report.tried", "tried", "days"),
        Text("report.preview", "wording", "where", "lines"),
        Label("report.send"),
        Label("report.open", "alias"),
        Toast("report.gone"),
    )
}

FILES: dict[str, str] = {
    "README.md": "Slik endrer du tekstene.\n",
    "nb/messages/report.yaml": """\
texts:
  sent: >-
    Sendt. {{ name }} svarer innen {{ deadline|moment }}.
    {% if alias %}Det gjelder {{ alias }}.{% endif %}
  panel: |
    <b>{{ ambulance }}</b> ambulanse
    <b>{{ police }}</b> politi
  tried: |
    Prøvd:
    {% if tried %}
    {{ tried }}
    {% else %}
    ingenting ennå
    {% endif %}
    Det er {{ days }} {{ days|plural('dag', 'dager') }} siden.
  preview: |
    Dette sender jeg:
    {{ wording }}
    {% if where == 'here' %}<i>Her hos dere</i>{% endif %}
    {{ lines }}
    Sende?
buttons:
  send: Send
  open: Åpne {{ alias }}
toasts:
  gone: Den knappen virker ikke lenger.
""",
    "nb/names.yaml": """\
group:
  at_work: På jobb
  worry: Bekymring
category:
  P01: Oppmøte & fravær
  P08: Bekymret
theme:
  attendance: Fravær
  worry: Fare
ready:
  attendance: Hva har virket?
  worry: Hvem ringer du?
level: {green: kan vente, yellow: haster litt, orange: haster, red: ring nå}
wish:
  call_me: Ring meg
  come_here: Kom hit
  meet_leader: Møte med lederen
  advice: Gi meg et råd
  for_information: Til orientering
reachable:
  today_early: I dag 12–14
  today_late: I dag etter 14
  tomorrow: I morgen
  any_time: Når som helst
knows:
  yes: Ja
  will_tell: Nei, men jeg sier det
  not_safe: Nei, ikke trygt nå
  skipped: Ikke svart
tried:
  talked_to_participant: Snakket med deltakeren
  talked_to_leader: Snakket med lederen
  changed_task: Endret oppgave
  help_from_colleague: Fått hjelp av kollega
  nothing_yet: Ingenting ennå
helped: {yes: Ja, partly: Delvis, no: Nei}
model: {caseworker: Saksbehandler, hybrid: Hybrid, job_specialist: Jobbspesialist}
place: {nav_office: NAV-kontoret, workplace: arbeidsplassen}
weekday: {0: mandag, 1: tirsdag, 2: onsdag, 3: torsdag, 4: fredag, 5: lørdag, 6: søndag}
why: {no_time: Ikke tid, away: Borte, nothing_new: Ikke noe nytt, no_reason: Bare hopp over}
follow_on:
  permanent: Fast jobb
  part_time: Deltid
  more_time: Mer tid
  lasting_support: Støtte over tid
  elsewhere: Et annet sted
seat:
  mentor: mentor
  mentor_stand_in: vikar
  nav_contact: kontakt i NAV
  nav_stand_in: vikar i NAV
where: {workplace: På jobben, nav_office: Hos NAV, phone: På telefon}
lean:
  support: Mest støtte nå.
  push: Litt å strekke seg etter.
  both: Litt av begge.
question_to_mentor:
  come_by: Når kan jeg komme?
  talk_today: Kan vi snakkes?
  better_now: Går det bedre?
  urgent: Haster det?
reply_to_nav:
  come_by_any_time: Når som helst
  come_by_tomorrow: I morgen
  come_by_call_first: Ring først
  come_by_not_this_week: Ikke denne uka
  talk_today_yes_now: Ja, nå
  talk_today_yes_later: Ja, senere
  talk_today_not_today: Ikke i dag
  better_now_better: Bedre
  better_now_as_before: Som før
  better_now_worse: Verre
  urgent_today: I dag
  urgent_this_week: Denne uka
  urgent_can_wait: Kan vente
remark_to_nav:
  when_call: Når ringer du?
  come_here: Kan du komme?
  worse_now: Verre
  better_again: Bedre
trigger:
  slow_1: Det gikk tregt.
  slow_2: Det gikk tregt to ganger på rad.
card:
  when: Når
  lean: Hvilken vei
  support: Legg til rette
  push: Utfordre
  wait: Ikke press når
  say: Si
  call: Ring NAV
  ring: Ring
  now: Gjør nå
  afterwards: Etterpå
""",
    "nb/questions.yaml": """\
F1:
  ask: Hvordan går det denne uka?
  answers: {good: Bra, fair: Greit, hard: Vanskelig}
  said: {good: det gikk bra, hard: det var vanskelig}
M8:
  ask: "Sist ville du prøve: {{ practice }}. Hjalp det?"
  answers: {yes: Ja, no: Nei}
""",
    "nb/cards/V34.md": """\
---
id: V34
title: Borte uten beskjed
theme: attendance
kind: push
categories: [P01]
topics: [attendance]
keywords: [skulker]
source: AFI 2018
checked: 2026-11-23
---

## Når

Deltakeren kom ikke i dag.

## Legg til rette

Ring deltakeren. Spør hvordan det går.

## Utfordre

- Si hva dere ble enige om.
- Be om beskjed neste gang.

## Ikke press når

Deltakeren er syk eller redd.

## Si

«Jeg savnet deg på jobb. Hva skjedde?»

## Ring NAV

Når du ikke får tak i deltakeren.
""",
    "nb/cards/V44.md": """\
---
id: V44
title: Når noen ikke orker å leve
theme: worry
kind: danger
categories: [P08]
topics: [worry]
source: Helsenorge
checked: 2026-11-23
---
## Ring
{{ ambulance }} nå.
## Gjør nå
Bli hos deltakeren.
## Si
«Jeg blir her til hjelpen kommer.»
## Etterpå
Si fra til NAV på telefon.
""",
    "rules/themes.yaml": "themes: [attendance, worry]\n",
    "rules/topics.yaml": """\
topics:
  attendance:
    problem: |
      han kom ikke i dag og svarer ikke #today
      borte igjen, skulker
    guidance: |
      hva sier jeg når hun har vært borte? #worry
    words: fravær, borte uten beskjed
  worry:
    problem: |
      han ser syk ut
    guidance: |
      bør jeg spørre om hun har det bra?
    words: bekymret, lege
overload: jeg orker ikke mer
smalltalk: |
  takk for hjelpen
  han er dødsflink #near
unclear: hæ
admin:
  pause: ta en pause
  stop: slutt å sende
emergency:
  fire: det brenner
  medical: han puster ikke
equals: |
  ikke: ikkje itj
signs:
  fire: det brenner
""",
    "rules/categories.yaml": """\
pattern: {reports: 3, weeks: 4}
groups: [at_work, worry]
hardest: [P01]
categories:
  P01: {group: at_work, level: green, cards: [V34]}
  P08: {group: worry, level: orange, cards: [V44]}
""",
    "rules/questions.yaml": """\
F1:
  phases: [trial, outcome]
  levels: [individual]
  models: [caseworker, hybrid, job_specialist]
  opener: true
  answers:
    good: {}
    fair: {}
    hard: {menu: true, card: V34, category: P01, level: orange, next: [M8]}
M8:
  phases: [trial]
  levels: [individual, workplace]
  models: [hybrid, job_specialist]
  answers: {yes: {}, no: {}}
""",
    "rules/numbers.yaml": """\
ambulance: {digits: "113", emergency: true, source: Helsenorge, checked: 2026-11-23}
police: {digits: "112", emergency: true, source: Politiet, checked: 2026-11-23}
urgent_care: {digits: "116 117", emergency: true, source: Helsenorge, checked: 2026-11-23}
""",
    "rules/calendar.yaml": """\
zone: Europe/Oslo
hours:
  monday: "08:00-15:30"
  friday: "08:00-15:00"
half_days: {"12-24": closed, "12-30": "12:00"}
lunch: "11:00-11:30"
""",
    "rules/checkin.yaml": """\
reminder_after_working_days: 1
dropped_after_working_days: 3
weekday: thursday
at: "13:00"
hours: ["09:00", "13:00"]
most_taps: 5
most_pushes_a_week: 2
ignored_before_asking: 3
looks_back: 8
pauses_weeks: [1, 4]
new_mentor_weeks: 1
invite_lives_days: 14
link_lives_days: 14
""",
    "rules/triggers.yaml": """\
slow:
  counts: {F1: [fair, hard]}
  then:
    - {times: 1, card: V34}
    - {times: 2, category: P01, level: yellow}
""",
    "rules/balance.yaml": """\
support: [F1.hard]
push: [F1.good]
weeks: 4
cards: {support: V34, push: V34, both: V34}
""",
    "rules/period.yaml": """\
category: P08
told_weeks: [8, 4]
yellow_weeks: 6
orange_weeks: 2
""",
    "rules/problems.yaml": """\
stale: {ask: 1, take_back: 1.5}
unanswered_asks_days: 3
unanswered_closes_days: 7
reopens_days: 14
""",
    "rules/office.yaml": """\
ending_weeks: 4
shows_gaps: true
shows_drift: false
shows_load: false
auditor: {grace_seconds: 90, letter_minutes: 10, stale_days: 14}
throttles:
  strangers: {each: 5, in_all: 120, minutes: 60}
  invitations: {each: 5, in_all: 120, minutes: 60}
  links: {each: 20, in_all: 400, minutes: 10}
  groups: {each: 1, in_all: 30, minutes: 10}
pictures: {weeks: 12, course: [F1]}
""",
    "rules/network.yaml": """\
fewest_placements: 3
looks_back_days: 92
question_days: 7
shown_days: 28
reminder_days: 1
questions: [M8]
themes: {worry: [P08], attendance: [P01, F1.hard]}
wishes: [M8.no]
""",
    "rules/redaction.yaml": """\
diagnosis: {take: "adhd*, angst"}
health: {take: "sykmeld*", keep: "sykmeldt maskin"}
substance: {take: "alkohol*"}
crime: {take: "fengsel*"}
family: {take: "mor ... død"}
""",
    "rules/privacy.yaml": """\
free_text: true
wording_in_chat_hours: 46
forget_undo_hours: 24
kept_days:
  answers: 92
  problems: 92
  contacts: 92
  after_hire: 366
  wording: 0
  placements: 366
  people: 92
  ratings: 366
  network: 92
  drafts: 7
  dialogs: 92
  links: 14
  incoming: 3
  letters: 14
  strangers: 1
  log: 366
""",
    "rules/models.yaml": "".join(
        f"""\
{model}:
  checkins:
    - {{name: day3, anchor: start, working_days: 3, ask: [F1]}}
    - {{name: later, anchor: start, weeks: 8, every: 2, cycle: [[F1], [F1]]}}
    - {{name: end-4, anchor: end, weeks: -4, ask: [F1]}}
  deadlines:
    green: {{working_days: 5}}
    yellow: {{working_days: 2}}
    orange: {{working_hours: 4}}
  ladder:
    - {{tell: nav_contact, share: 0, kind: notice}}
    - {{tell: nav_stand_in, share: 1, kind: handover}}
    - {{tell: coordinator, share: 1.5, kind: handover}}
  green_ladder:
    - {{tell: nav_contact, share: 0, kind: digest}}
    - {{tell: coordinator, share: 1, kind: handover}}
  standstill_from_week: 3
  tells_silence: {"false" if model == "caseworker" else "true"}
  after_hire_weeks: {"null" if model == "caseworker" else "4"}
  after_hire_months: null
  rhythm: {"null" if model == "caseworker" else "{at_least: 1, at_most: 4}"}
  hard_week: null
  skipped_after_visit_days: null
  contact_gap_days: 14
  load_cap: 4
  drift: null
  coupling: {"loose" if model == "caseworker" else "tight"}
  place: nav_office
"""
        for model in ("caseworker", "hybrid", "job_specialist")
    ),
}


def write(folder: Path, changes: dict[str, str | bytes] | None = None) -> Path:
    """The tree under `folder`, some of its files written differently."""
    for path, content in {**FILES, **(changes or {})}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def line_of(path: str, words: str) -> int:
    """The line of a file of the small tree on which these words stand first."""
    before, found, _ = FILES[path].partition(words)
    assert found, f"{words!r} does not stand in {path}"
    return before.count("\n") + 1
