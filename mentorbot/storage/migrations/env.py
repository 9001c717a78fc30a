"""Alembic's hook: migrates the connection that mentorbot.storage.migrating hands over."""

from __future__ import annotations

from alembic import context

from mentorbot.storage.migrating import OPTIONS
from mentorbot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, **OPTIONS
)
with context.begin_transaction():
    context.run_migrations()
