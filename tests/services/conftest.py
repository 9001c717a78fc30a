"""Services run on the same two databases as storage does."""

from __future__ import annotations

from tests.storage.conftest import (
    address,
    open_database,
    postgres,
    postgres_mould,
    sqlite_mould,
    vault,
)

__all__ = ["address", "open_database", "postgres", "postgres_mould", "sqlite_mould", "vault"]
