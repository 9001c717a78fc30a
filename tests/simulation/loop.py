"""An event loop of our own: virtual time, a fixed order, and it can be left at any step.

Nothing runs beside it. What the program gives to a thread is done here, in the order it was
given, some milliseconds later. A loop that is left is never run again: what it had in hand stays
undone, as after a SIGKILL.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from asyncio import Future, Handle, Task, TimerHandle
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")


if TYPE_CHECKING:
    Base = asyncio.BaseEventLoop
else:
    # What is not here nobody asks for.
    Base = asyncio.AbstractEventLoop


class Killed(BaseException):
    """The process ends here: nothing after this happens."""


class Loop(Base):
    """`clock`: seconds, moved by whoever runs this; `work_takes`: seconds for one piece of work
    that is given to a thread."""

    def __init__(self, clock: Callable[[], float], work_takes: Callable[[], float]) -> None:
        self._clock = clock
        self._work_takes = work_takes
        self._ready: deque[Handle] = deque()
        self._timers: list[tuple[float, int, TimerHandle]] = []
        self._number = itertools.count()
        self._free_at: dict[int, float] = {}
        self._tasks: set[Task[Any]] = set()
        self.is_left = False
        self.errors: list[str] = []
        """What nobody awaited and nobody caught."""

    # --- run from outside

    def next_at(self) -> float | None:
        """When something is to be done next; None: nothing is, by itself."""
        if self._ready:
            return self._clock()
        while self._timers and self._timers[0][2].cancelled():
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def step(self) -> None:
        """Runs the next callback. Raises Killed when the process died in it."""
        now = self._clock()
        while self._timers and self._timers[0][0] <= now:
            timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled():
                self._ready.append(timer)
        if not self._ready:
            return
        handle = self._ready.popleft()
        if handle.cancelled():
            return
        asyncio._set_running_loop(self)
        try:
            handle._run()
        finally:
            asyncio._set_running_loop(None)
        if self.is_left:
            raise Killed

    def leave(self) -> None:
        """Whatever is still called does nothing."""
        self.is_left = True
        self._ready.clear()
        self._timers.clear()
        for task in list(self._tasks):
            # Said by a task that is thrown away, and here that is the point.
            setattr(task, "_log_destroy_pending", False)  # noqa: B010
            with contextlib.suppress(RuntimeError):
                # Now, and not whenever the memory is tidied: it can reach nothing any more.
                task.get_coro().close()

    # --- what asyncio asks of a loop

    def time(self) -> float:
        return self._clock()

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Handle:
        handle = Handle(callback, args, self, context)
        if not self.is_left:
            self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon  # type: ignore[assignment]

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any,
        context: Context | None = None,
    ) -> TimerHandle:  # fmt: skip
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any,
        context: Context | None = None,
    ) -> TimerHandle:  # fmt: skip
        handle = TimerHandle(when, callback, args, self, context)
        if not self.is_left:
            heapq.heappush(self._timers, (when, next(self._number), handle))
        return handle

    def create_future(self) -> Future[Any]:
        return Future(loop=self)

    def create_task(self, coro: Any, *, name: Any = None, context: Any = None) -> Task[Any]:
        task = Task(coro, loop=self, name=name, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> Future[T]:  # type: ignore[override]
        """One piece after the other for each executor, as if it had one thread."""
        future: Future[T] = self.create_future()
        begins = max(self.time(), self._free_at.get(id(executor), 0.0))
        self._free_at[id(executor)] = ends = begins + self._work_takes()
        self.call_at(ends, self._work, future, func, args)
        return future

    def _work(self, future: Future[T], func: Callable[..., T], args: tuple[Any, ...]) -> None:
        try:
            result = func(*args)
        except Killed:
            self.leave()
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            if not future.cancelled():
                future.set_exception(error)
        else:
            if not future.cancelled():
                future.set_result(result)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        if not self.is_left:
            error = context.get("exception")
            self.errors.append(f"{context.get('message')}: {error!r}")

    def _timer_handle_cancelled(self, handle: TimerHandle) -> None: ...

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return self.is_left

    def run_until(self, work: Coroutine[Any, Any, T], moves: Callable[[float], None]) -> T:
        """For what has nothing around it: `moves` is told the moment to which time goes on."""
        task: Task[T] = self.create_task(work)
        while not task.done():
            moment = self.next_at()
            assert moment is not None, "nothing will ever happen again"
            moves(moment)
            self.step()
        return task.result()
