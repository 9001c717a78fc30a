"""A value opens with its subjects' keys and in its place only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbot.storage import spots
from mentorbot.storage.database import Database, Tx
from mentorbot.storage.key_store import OtherStore, keys
from mentorbot.storage.keyring import Destroyed, Keyring, NoKey
from mentorbot.storage.safe import Safe
from mentorbot.storage.sealed import COLUMNS
from mentorbot.storage.spots import Spot
from mentorbot.storage.subjects import Kind, Subject, of_person, of_placement
from mentorbot.storage.tables import marks, metadata
from mentorbot.storage.vault import BadKey, NoMaster, Unreadable, Vault, new_key
from tests.cast import MONDAY
from tests.storage.conftest import MakeDatabase
from tests.storage.full_house import old

WORDS = "Han ville helst slippe å snakke om det."
HERE = spots.wording("T4K7M", 2, 1)

ids = st.integers(1, 4)
references = st.sampled_from(["T4K7M", "A3C4D", "P9W3X"])
maybe = st.none() | ids
moments = st.integers(0, 3).map(lambda days: MONDAY + timedelta(days=days))
anywhere: st.SearchStrategy[Spot] = st.one_of(
    st.builds(spots.name, ids),
    st.builds(spots.phone, ids),
    st.builds(spots.email, ids),
    st.builds(spots.workplace, ids),
    st.builds(spots.wording, references, ids, ids),
    st.builds(spots.remark, ids, ids, ids),
    st.builds(spots.place_data, ids, ids, maybe),
    st.builds(spots.place_shown, ids, ids, maybe),
    st.builds(spots.letter, ids, ids, maybe),
    st.builds(spots.update, ids, moments),
    st.builds(spots.post, ids, ids),
)


@pytest.fixture
def tx(database: Database) -> Iterator[Tx]:
    with database.begin() as tx:
        yield tx


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(here=anywhere, there=anywhere, words=st.text(max_size=60))
def test_a_value_moved_to_another_row_column_or_subject_never_opens(
    tx: Tx, here: Spot, there: Spot, words: str
) -> None:
    sealed = tx.safe.seal(words, here)
    tx.safe.prepare(there.under)
    assert tx.safe.unseal(sealed, here) == words
    if here != there:
        with pytest.raises(Unreadable):
            tx.safe.unseal(sealed, there)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(here=anywhere, at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_value_that_was_touched_never_opens(tx: Tx, here: Spot, at: int, bit: int) -> None:
    sealed = bytearray(tx.safe.seal(WORDS, here))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(Unreadable):
        tx.safe.unseal(bytes(sealed), here)


def test_no_two_places_are_bound_alike() -> None:
    """What a spot is bound to tells every column, row and subject from every other."""
    some = [
        spots.place_data(1, 11, None), spots.place_data(11, 1, None), spots.place_data(1, 1, 1),
        spots.place_data(1, 1, None), spots.place_shown(1, 1, None), spots.letter(1, 1, None),
        spots.name(1), spots.phone(1), spots.email(1), spots.post(1, 1), spots.workplace(1),
        spots.wording("1", 1, 1), spots.remark(1, 1, 1), spots.remark(1, 11, 1),
        spots.remark(11, 1, 1), spots.remark(1, 1, 11),
    ]  # fmt: skip
    for one, other in combinations(some, 2):
        assert one.bound_to != other.bound_to


def test_every_sealed_column_is_known_to_whoever_looks_at_all_of_them() -> None:
    binary = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.type.python_type is bytes
    }
    assert binary == {each.name for each in COLUMNS}


def test_the_same_words_never_look_the_same(tx: Tx) -> None:
    assert tx.safe.seal(WORDS, HERE) != tx.safe.seal(WORDS, HERE)


@pytest.mark.parametrize("length", [1, 4, 12, 13, 20])
def test_a_value_that_was_cut_off_is_refused(tx: Tx, length: int) -> None:
    sealed = tx.safe.seal(WORDS, HERE)
    with pytest.raises(Unreadable):
        tx.safe.unseal(sealed[:length], HERE)


def test_nothing_stays_nothing(tx: Tx) -> None:
    assert tx.safe.seal(None, HERE) is None
    assert tx.safe.unseal(None, HERE) is None
    assert tx.safe.unseal(b"", HERE) == ""
    assert tx.safe.unseal_data(b"", HERE) == {}


def test_data_comes_back_as_it_was(tx: Tx) -> None:
    data = {"tried": ["talked", "nav"], "placement": 12, "wording": "så ærlig"}
    spot = spots.place_data(1, 2, 3)
    assert tx.safe.unseal_data(tx.safe.seal_data(data, spot), spot) == data


def test_another_process_opens_what_this_one_sealed(open_database: MakeDatabase) -> None:
    here, there = open_database(), open_database()
    with here.begin() as tx:
        sealed = tx.safe.seal(WORDS, HERE)
    with there.begin() as tx:
        assert tx.safe.unseal(sealed, HERE) == WORDS


def test_two_processes_agree_on_a_new_key(open_database: MakeDatabase) -> None:
    one, other = open_database(), open_database()
    one.keyring.make([of_placement(1)])
    other.keyring.make([of_placement(1)])
    assert len(one.keyring.store.of([of_placement(1)])) == 1
    assert one.keyring.missing([of_placement(1)]) == other.keyring.missing([of_placement(1)]) == []


def test_a_value_of_two_subjects_is_gone_with_either_of_them(tx: Tx) -> None:
    both = spots.place_data(7, 2, 3)
    for gone in (of_person(2), of_placement(3)):
        other = spots.place_data(8, 4, 5)
        sealed, kept = tx.safe.seal(WORDS, both), tx.safe.seal(WORDS, other)
        wrapped = {each: tx.safe.keyring.store.of([each])[0].wrapped for each in both.under}
        tx.safe.keyring.destroy({gone: MONDAY})
        with pytest.raises(Destroyed):
            tx.safe.unseal(sealed, both)
        assert tx.safe.unseal(kept, other) == WORDS
        with tx.safe.keyring.store.begin() as connection:  # for the second round
            connection.execute(keys.update().values(destroyed_at=None))
            for each, key in wrapped.items():
                mine = (keys.c.kind == each.kind) & (keys.c.subject_id == each.id)
                connection.execute(keys.update().where(mine).values(wrapped=key))


def test_a_wrapped_key_given_to_another_subject_opens_nothing(tx: Tx) -> None:
    tx.safe.prepare([of_placement(1), of_placement(2)])
    store = tx.safe.keyring.store
    first, second = (store.of([of_placement(number)])[0].wrapped for number in (1, 2))
    assert first is not None and second is not None
    assert store.replace([(of_placement(2), second, first)]) == 1
    with pytest.raises(Unreadable):
        Keyring(store, tx.safe.keyring.vault).cipher((of_placement(2),))


def test_a_missing_key_is_told_from_a_destroyed_one(tx: Tx) -> None:
    tx.safe.prepare([of_person(1), of_person(2)])
    tx.safe.keyring.destroy({of_person(1): MONDAY})
    with pytest.raises(Destroyed):
        tx.safe.seal(WORDS, spots.name(1))
    with pytest.raises(NoKey):
        tx.safe.unseal(tx.safe.seal(WORDS, spots.name(2)), spots.name(3))


def test_a_database_is_not_written_with_the_keys_of_another(
    database: Database, vault: Vault
) -> None:
    with database.begin() as tx:
        tx.safe.seal(WORDS, HERE)
        assert tx.connection.execute(marks.select()).one().name == "keys"
        tx.connection.execute(marks.update().values(value=12345))
    with database.begin() as tx:
        assert tx.safe.seal(WORDS, HERE), "a key that is there may be used"
        with pytest.raises(OtherStore):
            tx.safe.seal(WORDS, spots.wording("A3C4D", 2, 2))


def test_what_a_master_key_sealed_itself_still_opens(tx: Tx) -> None:
    """Version 1: bound to the column only."""
    sealed = old(KEY, WORDS, "problems.wording")
    safe = Safe(Keyring(tx.safe.keyring.store, Vault([KEY], os.urandom)), tx.connection)
    assert safe.unseal(sealed, HERE) == WORDS
    with pytest.raises(Unreadable):
        safe.unseal(sealed, spots.remark(1, 1, 1))
    with pytest.raises(NoMaster):
        tx.safe.unseal(sealed, HERE)


KEY = new_key(os.urandom)


def test_a_new_key_wraps_and_the_old_one_still_unwraps() -> None:
    before, after = new_key(os.urandom), new_key(os.urandom)
    key = os.urandom(32)
    wrapped = Vault([before], os.urandom).wrap(key, "placement:1")
    vault = Vault([after, before], os.urandom)
    assert vault.unwrap(wrapped, "placement:1") == key
    with pytest.raises(NoMaster):
        Vault([after], os.urandom).unwrap(wrapped, "placement:1")
    with pytest.raises(Unreadable):
        vault.unwrap(wrapped, "placement:2")


@pytest.mark.parametrize("key", ["", "short", "not base64 at all!", "A" * 44])
def test_a_bad_key_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        Vault([key], os.urandom)


def test_a_vault_without_keys_is_refused() -> None:
    with pytest.raises(BadKey):
        Vault([], os.urandom)


def test_the_days_of_updates_are_told_apart_in_utc() -> None:
    late = datetime(2027, 3, 1, 23, 59, tzinfo=UTC)
    assert spots.update(1, late).under != spots.update(1, late + timedelta(minutes=1)).under
    assert spots.update(1, late).under == (Subject(Kind.DAY, late.toordinal()),)
