"""What the vault seals can be read with its key and in its place only."""

from __future__ import annotations

import os

import pytest

from mentorbot.storage.vault import BadKey, Unreadable, Vault, new_key

WORDS = "Han møtte ikke opp på jobben i dag"


def test_a_sealed_value_opens_in_its_own_place_only() -> None:
    vault = Vault([new_key(os.urandom)], os.urandom)
    sealed = vault.seal(WORDS, "problems.wording")
    assert vault.unseal(sealed, "problems.wording") == WORDS
    with pytest.raises(Unreadable):
        vault.unseal(sealed, "people.name")


def test_the_same_words_never_look_the_same() -> None:
    vault = Vault([new_key(os.urandom)], os.urandom)
    assert vault.seal(WORDS, "people.name") != vault.seal(WORDS, "people.name")


def test_an_old_key_goes_on_opening_after_a_new_one_came_first() -> None:
    old, new = new_key(os.urandom), new_key(os.urandom)
    sealed = Vault([old], os.urandom).seal(WORDS, "people.name")
    both = Vault([new, old], os.urandom)
    assert both.unseal(sealed, "people.name") == WORDS
    with pytest.raises(Unreadable):
        Vault([old], os.urandom).unseal(both.seal(WORDS, "people.name"), "people.name")


@pytest.mark.parametrize("at", [0, 1, 5, 17, -1])
def test_one_changed_bit_anywhere_is_noticed(at: int) -> None:
    vault = Vault([new_key(os.urandom)], os.urandom)
    sealed = bytearray(vault.seal(WORDS, "people.name"))
    sealed[at] ^= 1
    with pytest.raises(Unreadable):
        vault.unseal(bytes(sealed), "people.name")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"plain words"])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    vault = Vault([new_key(os.urandom)], os.urandom)
    with pytest.raises(Unreadable):
        vault.unseal(sealed, "people.name")


def test_a_value_cut_short_is_refused() -> None:
    vault = Vault([new_key(os.urandom)], os.urandom)
    sealed = vault.seal(WORDS, "people.name")
    for length in (5, 10, 17, 20):
        with pytest.raises(Unreadable):
            vault.unseal(sealed[:length], "people.name")


@pytest.mark.parametrize("key", ["", "short", "not base64 at all: æøå", "A" * 40])
def test_a_key_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        Vault([key], os.urandom)


def test_no_key_at_all_is_refused() -> None:
    with pytest.raises(BadKey):
        Vault([], os.urandom)


def test_data_comes_back_as_it_was() -> None:
    vault = Vault([new_key(os.urandom)], os.urandom)
    data = {"text": "æøå \U0001f600", "number": 3, "list": [1, None, True], "none": None}
    assert vault.unseal_data(vault.seal_data(data, "places.data"), "places.data") == data
