"""What Telegram says of who opened a page: taken when it is signed for this bot, and never else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from aiogram.utils.web_app import check_webapp_signature

from mentorbot.edges.telegram_app import AppKey
from mentorbot.standin.mini_app import init_data as by_standin
from mentorbot.standin.world import Person
from tests.edges.launching import init_data, signature

TOKEN = "123456:AAtest-Token_of_nobody"
AT = 1_804_150_800
KEY = AppKey(TOKEN)
USER = '{"id":1004,"first_name":"Kåre & Co","language_code":"nn"}'
FIELDS = {
    "auth_date": str(AT),
    "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
    "signature": "c2lnbmVk",
    "user": USER,
}
BY_OPENSSL = "c5bc0d80a8e86f9056aa61afce88fbc65e593128d02c71c9575354e3cadfe122"
"""printf '%s' TOKEN | openssl dgst -sha256 -mac HMAC -macopt key:WebAppData; then the four lines
of FIELDS with that as hexkey."""


def test_what_openssl_signed_is_taken() -> None:
    opened = KEY.read(urlencode({**FIELDS, "hash": BY_OPENSSL}))
    assert opened is not None
    assert (opened.chat_id, opened.at) == (1004, datetime.fromtimestamp(AT, UTC))


def test_three_others_sign_alike() -> None:
    assert signature(TOKEN, FIELDS) == BY_OPENSSL
    for data in (init_data(TOKEN, 1004, AT), by_standin(TOKEN, Person(1004, "Åse"), AT)):
        assert check_webapp_signature(TOKEN, data)
        opened = KEY.read(data)
        assert opened is not None
        assert opened.chat_id == 1004


def test_the_order_of_the_fields_is_not_signed_and_the_proof_stays_the_same() -> None:
    data = init_data(TOKEN, 1004, AT)
    turned = urlencode(list(reversed(parse_qsl(data))), quote_via=quote)
    assert turned != data
    first, second = KEY.read(data), KEY.read(turned)
    assert first == second is not None


@pytest.mark.parametrize("name", [*FIELDS, "hash"])
def test_no_field_can_be_changed_left_out_or_said_twice(name: str) -> None:
    signed = {**FIELDS, "hash": BY_OPENSSL}
    value = signed[name]
    changed = {**signed, name: value[:-1] + ("0" if value[-1] != "0" else "1")}
    without = {other: said for other, said in signed.items() if other != name}
    for wrong in (changed, without):
        assert KEY.read(urlencode(wrong)) is None
    assert KEY.read(f"{urlencode(signed)}&{name}={quote(value)}") is None


def test_no_field_can_be_added() -> None:
    assert KEY.read(urlencode({**FIELDS, "hash": BY_OPENSSL, "chat_type": "private"})) is None


def test_two_fields_cannot_be_said_as_one() -> None:
    """The lines that are signed would be the same."""
    both = f"{FIELDS['query_id']}\nsignature={FIELDS['signature']}"
    smuggled = {"auth_date": str(AT), "query_id": both, "user": USER, "hash": BY_OPENSSL}
    assert KEY.read(urlencode(smuggled)) is None


def test_another_bots_signature_is_none_of_ours() -> None:
    assert KEY.read(init_data("123456:AAanother-Token", 1004, AT)) is None
    assert AppKey("").read(init_data(TOKEN, 1004, AT)) is None


NAMES_NOBODY = (
    {"user": "null"},
    {"user": "[]"},
    {"user": "{}"},
    {"user": '{"id":"1004"}'},
    {"user": '{"id":true}'},
    {"user": '{"id":1004.0}'},
    {"user": "not json"},
    {"auth_date": ""},
    {"auth_date": "-1"},
    {"auth_date": "1e9"},
    {"auth_date": "\N{ARABIC-INDIC DIGIT ONE}"},
    {"auth_date": "9" * 40},
)


@pytest.mark.parametrize("more", NAMES_NOBODY, ids=json.dumps)
def test_what_is_signed_and_names_nobody_is_nothing(more: dict[str, str]) -> None:
    assert KEY.read(init_data(TOKEN, 1004, AT, **more)) is None


RUBBISH = ("", "&", "=", "hash", "hash=", "hash=%ff", "a=b&hash=å", "%", "a=b" * 5000, "x=1&" * 99)


@pytest.mark.parametrize("data", RUBBISH, ids=lambda data: data[:8])
def test_rubbish_is_nothing(data: str) -> None:
    assert KEY.read(data) is None


def test_the_token_stands_nowhere_in_the_key() -> None:
    assert TOKEN not in repr(vars(KEY))
    assert TOKEN.partition(":")[2] not in repr(KEY)
