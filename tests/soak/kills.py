"""Kills the running bot at random moments and counts what was lost or doubled: nothing should be.

Real process, real SIGKILL, real SQLite; people act through the stand-in Telegram over HTTP, as
they do: a person taps when they see the button, and goes on when they see what followed. Prints
its figures and exits with 1 when a promise does not hold.
"""

from __future__ import annotations
