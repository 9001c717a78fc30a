"""Where a process that is to be reached can listen."""

from __future__ import annotations

import socket


def free_port() -> int:
    """Free a moment ago: the process that gets it has to be started first."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
