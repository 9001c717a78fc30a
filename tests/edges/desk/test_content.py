"""The content desk: drafts, a second reader, publishing, taking back; and what must not happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentorbot.domain.edits import EditState
from mentorbot.domain.people import Language
from mentorbot.services import editing, publishing
from mentorbot.storage import edits, people
from mentorbot.storage.tables import edits as table
from tests.edges.desk.browser import signed_in
from tests.edges.desk.editors import Editor, editors, publishes, said, served
from tests.stories.office import Office
from tests.stories.town import Town

CARD, BUTTON = "card:V24", "message:report.send"
SPOT = "nb.buttons.send"
NEW, NEWER = "Send det nå", "Send saken"


def test_a_card_is_changed_read_published_and_taken_back(office: Office, town: Town) -> None:
    kari, kaia = editors(office)
    before = said(served(town), "card.V24")
    kari.opens(CARD)
    kari.does("save", {"nb.when": "Mange feil? Spør først."})
    assert kari.note.startswith("Kladden er lagret")
    assert said(served(town), "card.V24") == before
    publishes(kari, kaia, CARD, {"nn.when": "Mange feil? Spør først."})
    now = served(town)
    assert "Mange feil? Spør først." in said(now, "card.V24")
    assert "Mange feil? Spør først." in said(now, "card.V24", Language.NN)
    kaia.browser.get(f"/desk/content/past/{CARD}")
    assert "skrevet av Kari Kvam, lest av Kaia Kant" in kaia.browser.text
    assert "<ins>Mange</ins>" in kaia.browser.page
    kaia.browser.post(kaia.browser.page.partition('action="/desk/content/past')[2].join(
        ["/desk/content/past", ""]).partition('"')[0])  # fmt: skip
    assert "Tatt tilbake" in kaia.browser.text
    assert said(served(town), "card.V24") == before


def test_nobody_publishes_what_they_wrote_themselves(office: Office, town: Town) -> None:
    kari, kaia = editors(office)
    kari.opens(BUTTON)
    assert "Publiser" not in kari.browser.text
    kari.does("publish", {SPOT: NEW})
    assert kari.note == town.label("desk_edit.unread")
    kari.opens(BUTTON)
    kari.does("hand_in")
    kari.opens(BUTTON)
    kari.does("publish")
    assert kari.note == town.label("desk_edit.unread")
    # A reader who changes the words has written them: somebody else reads those.
    kaia.opens(BUTTON)
    kaia.does("publish", {SPOT: NEWER})
    assert kaia.note == town.label("desk_edit.unread")
    assert said(served(town), "report.send") not in (NEW, NEWER)


def test_who_is_alone_publishes_alone(office: Office, town: Town) -> None:
    kari = Editor(signed_in(town, office.kari))
    kari.opens(BUTTON)
    kari.does("publish", {SPOT: NEW})
    assert said(served(town), "report.send") == NEW


def test_where_the_office_wants_no_reader_one_is_enough(office: Office, town: Town) -> None:
    kari, _ = editors(office)
    rules = town.parts.rules
    alone = replace(rules.office, desk=replace(rules.office.desk, second_reader=False))
    town.parts = replace(town.parts, book=replace(town.book, rules=replace(rules, office=alone)))
    kari.opens(BUTTON)
    kari.does("publish", {SPOT: NEW})
    assert said(served(town), "report.send") == NEW


def test_two_at_once_lose_nothing(office: Office, town: Town) -> None:
    kari, kaia = editors(office)
    kari.opens(BUTTON)
    kaia.opens(BUTTON)
    kari.does("save", {SPOT: NEW})
    assert kaia.does("save", {SPOT: NEWER}) == 409
    assert kaia.fields[SPOT] == NEWER
    assert f'class="quoted">{NEW}<' in kaia.browser.page
    kari.opens(BUTTON)
    assert kari.fields[SPOT] == NEW
    kaia.does("save")
    assert kaia.note.startswith("Kladden er lagret")
    kari.opens(BUTTON)
    assert kari.fields[SPOT] == NEWER


def test_two_who_change_different_words_of_one_file_are_not_in_each_others_way(
    office: Office, town: Town
) -> None:
    kari, kaia = editors(office)
    publishes(kari, kaia, BUTTON, {SPOT: NEW})
    publishes(kaia, kari, "message:report.next", {"nb.buttons.next": "Gå videre nå"})
    publishes(kari, kaia, BUTTON, {"en.buttons.send": "Send it now"})
    book = served(town)
    assert (said(book, "report.send"), said(book, "report.next")) == (NEW, "Gå videre nå")
    assert said(book, "report.send", Language.EN) == "Send it now"


def test_a_publish_that_dies_half_way_leaves_the_old_words(
    office: Office, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    kari, kaia = editors(office)
    publishes(kari, kaia, BUTTON, {SPOT: NEW})
    kari.opens(BUTTON)
    kari.does("hand_in", {SPOT: NEWER})
    before = town.rows(table)

    def dies(_tx: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(edits, "ring", dies)
        kaia.opens(BUTTON)
        with pytest.raises(KeyboardInterrupt):
            kaia.does("publish")
    assert town.rows(table) == before
    assert said(served(town), "report.send") == NEW
    kaia.opens(BUTTON)
    kaia.does("publish")
    assert said(served(town), "report.send") == NEWER


def test_what_is_planned_comes_out_by_itself_and_not_before(office: Office, town: Town) -> None:
    kari, kaia = editors(office)
    kari.opens(BUTTON)
    kari.does("hand_in", {SPOT: NEW})
    kaia.opens(BUTTON)
    kaia.does("publish", when="2027-03-05T09:30")
    assert "fredag 5. mars kl. 09:30" in kaia.note
    assert said(served(town), "report.send") != NEW
    _, due, _ = publishing.look(town.parts, town.now)
    assert due == []
    town.now += timedelta(days=2)
    stamp, due, laid = publishing.look(town.parts, town.now)
    for edit in due:
        publishing.publish_planned(town.parts, edit, laid, town.now, fine=True)
    assert said(served(town), "report.send") == NEW
    assert publishing.look(town.parts, town.now)[0] > stamp


def test_what_was_planned_and_does_not_fit_any_more_goes_back(office: Office, town: Town) -> None:
    kari, kaia = editors(office)
    kari.opens(BUTTON)
    kari.does("hand_in", {SPOT: NEW})
    kaia.opens(BUTTON)
    kaia.does("publish", when="2027-03-05T09:30")
    town.now += timedelta(days=1, hours=1)
    _, (edit,), laid = publishing.look(town.parts, town.now)
    publishing.publish_planned(town.parts, edit, laid, town.now, fine=False)
    town.settle()
    assert "skulle kommet ut nå" in office.kari.last
    with town.tx() as tx:
        found = edits.open_of(tx, BUTTON)
    assert found is not None
    assert found.state is EditState.DRAFT


def test_a_proof_of_what_was_published_before_is_no_proof(office: Office, town: Town) -> None:
    """Somebody else published between the check and the publishing: it is checked anew."""
    kari, kaia = editors(office)
    kari.opens(BUTTON)
    kari.does("hand_in", {SPOT: NEW})
    publishes(kaia, kari, "message:report.next", {"nb.buttons.next": "Gå videre nå"})
    with town.tx() as tx:
        edit = edits.open_of(tx, BUTTON)
        assert edit is not None
        person = next(each for each in people.listed(tx) if each.name == "Kaia Kant")
        fate = editing.publish(tx, town.parts, person, edit, {}, town.now)
    assert fate is editing.Fate.OVERTAKEN


MISTAKES = {
    "an open tag": ("nb.when", "Flere <b>feil nå? Spør.", "ikke avsluttet"),
    "an empty part": ("nb.support", "", "mangler"),
    "a number": ("nb.call", "Ring 55 55 33 33 med en gang.", "skal ikke skrives rett inn"),
    "a long card": ("nb.support", "Gjør noe nytt. " * 30, "ord"),
    "a value": ("nb.when", "Når {{ nobody }} kommer for sent.", "nobody"),
    "unseen": ("nb.when", "Når\u202e noen kommer.", "ikke vises"),
}


def test_a_mistake_is_told_in_a_sentence_and_published_by_nobody(
    office: Office, town: Town
) -> None:
    kari, _ = editors(office)
    before = said(served(town), "card.V24")
    kari.opens(CARD)
    good = kari.fields
    for field, words, told in MISTAKES.values():
        kari.does("hand_in", {**good, field: words})
        assert kari.note.startswith("Kladden er lagret, men")
        assert told in kari.note
        kari.opens(CARD)
        assert kari.fields[field].strip() == words.strip(), "the draft is kept as it is"
    assert said(served(town), "card.V24") == before


def test_what_is_typed_is_shown_as_the_bot_would_show_it(office: Office, town: Town) -> None:
    kari = Editor(editors(office)[0].browser)
    kari.opens(CARD)
    form = {**kari.fields, "nb.when": "En lang setning " + "og mer " * 18 + "uten slutt."}
    kari.browser.post(f"/desk/content/look/{CARD}", form)
    assert "En setning har 41 ord" in kari.browser.text
    assert "uten slutt." in kari.browser.page.partition('class="phone"')[2]
    assert town.rows(table) == []


def test_a_draft_is_sent_to_oneself_marked_as_a_test(office: Office, town: Town) -> None:
    kari, _ = editors(office)
    kari.opens("question:F2")
    kari.does("try", {"nb.F2.ask": "Kom deltakeren i dag?"})
    town.settle()
    assert office.kari.last == "<i>Prøve: bare du får denne.</i>\n\nKom deltakeren i dag?"
    office.kari.chooses("answer.F2.told")
    assert town.rows(table) == []
    kari.opens(CARD)
    kari.does("try", {"nb.when": "Åpen <b>tag."})
    assert kari.note == town.label("desk_edit.not_tried")


def test_every_list_and_every_kind_of_page_can_be_opened(office: Office, town: Town) -> None:
    browser = editors(office)[0].browser
    browser.get("/desk/content")
    lists = [part.partition('"')[0] for part in browser.page.split('href="/desk/content/list')[1:]]
    assert len(lists) > 30
    kinds = dict.fromkeys(path.split("/")[1] for path in lists)
    for kind in kinds:
        browser.get("/desk/content/list" + next(each for each in lists if f"/{kind}" in each))
        first = browser.page.partition("/desk/content/edit/")[2].partition('"')[0]
        assert browser.get(f"/desk/content/edit/{first}") == 200
    assert browser.get("/desk/content/edit/message:nothing.here") == 404
    assert browser.get("/desk/content/edit/rules:../../etc/passwd") == 404


def test_a_new_card_is_written_in_three_languages(office: Office, town: Town) -> None:
    kari, kaia = editors(office)
    kari.browser.get("/desk/content/new")
    kari.browser.post("/desk/content/new", {"theme": "start", "kind": "support"})
    assert kari.browser.path == "/desk/content/edit/card:V58"
    kari.subject = "card:V58"
    words = {
        "title": "Prøve", "when": "Dagen er ny.", "support": "Gå rolig fram i dag.",
        "push": "La dem prøve selv.", "say": "«Hva tror du?»", "call": "Hvis det stopper opp.",
    }  # fmt: skip
    form = {f"{each}.{name}": text for each in Language for name, text in words.items()}
    kari.does("hand_in", form)
    assert "Kilde" not in kari.note
    assert kari.note.startswith("Kladden er lagret, men"), "the source is missing"
    kari.does("hand_in", {**form, "nb.source": "Erfaring på kontoret"})
    assert kari.note == town.label("desk_edit.handed_in")
    kaia.browser.get("/desk/content")
    assert "/desk/content/edit/card:V58" in kaia.browser.page
    kaia.opens("card:V58")
    kaia.does("publish")
    book = served(town)
    assert book.rules.cards["V58"].theme == "start"
    assert all("Gå rolig fram i dag." in said(book, "card.V58", each) for each in Language)
