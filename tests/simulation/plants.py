"""Defects planted on purpose: each breaks one thing, and the simulation has to find it.

A plant is a name, what it breaks, and how: a function that is given a Bed and puts its changes into
it. They are taken out again when the run is over. Where two lines of the program keep one promise,
a plant takes away both: one alone would break nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from tests.simulation.world import World

Change = Callable[["Bed"], None]


class Bed:
    """Where changes are put. `world` is the one that is being lived through."""

    def __init__(self, stack: ExitStack, world: World) -> None:
        self._stack, self.world = stack, world

    def put(self, where: object, name: str, made: Callable[[Any], Any]) -> None:
        """`made` is given what was there."""
        was = getattr(where, name)
        self._stack.enter_context(mock.patch.object(where, name, made(was)))


@dataclass(frozen=True)
class Plant:
    name: str
    breaks: str
    change: Change


PLANTS: dict[str, Plant] = {}


def plant(breaks: str) -> Callable[[Change], Change]:
    def named(change: Change) -> Change:
        name = change.__name__
        PLANTS[name] = Plant(name, breaks, change)
        return change

    return named


@contextmanager
def planted(name: str, world: World) -> Iterator[None]:
    with ExitStack() as stack:
        if name:
            PLANTS[name].change(Bed(stack, world))
        yield


def returns(value: Any) -> Callable[[Any], Any]:
    return lambda was: lambda *args, **named: value


def moved(by: timedelta) -> Callable[[Any], Any]:
    """The function is told another moment than it is."""

    def made(was: Any) -> Any:
        def called(*args: Any, **named: Any) -> Any:
            told = [each + by if isinstance(each, datetime) else each for each in args]
            return was(*told, **named)

        return called

    return made
