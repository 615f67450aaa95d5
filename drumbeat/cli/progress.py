"""How far an import has come, on standard error: a bar at a terminal, else lines for a log.

Both go on by themselves while one long statement lets nobody say anything.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Task

    from bot.imports.store.write import Progress as Heard

LINE_SECONDS = 10.0
"""Seconds between two lines where no terminal is, so that a log shows that it goes on."""
_ESTIMATED = frozenset({"looking at amounts", "reading"})
"""What is done before all rows were seen: how many they are follows from the file's size."""

_COUNTED = {"comparing with what is here": "ids", "working out figures": "customers"}
"""What is counted where it is not rows."""


class Standing:
    """What is being done, how many rows of it are done, and since when."""

    def __init__(self) -> None:
        self.phase, self.done, self.total = "starting", 0, 0
        self._began = monotonic()

    def hear(self, phase: str, done: int, total: int) -> None:
        """Take note; who does not know how many rows there are says 0."""
        if phase != self.phase:
            self._began = monotonic()
        self.phase, self.done, self.total = phase, done, max(done, total) if total else 0

    @property
    def rows(self) -> str:
        """Say how many rows are done, of how many."""
        what = _COUNTED.get(self.phase, "rows")
        if not self.total:
            return f"{self.done:,} {what}" if self.done else ""
        about = "about " if self.phase in _ESTIMATED and self.done < self.total else ""
        return f"{self.done:,} of {about}{self.total:,} {what}"

    @property
    def time(self) -> str:
        """Say how many seconds are left for it, or else how many have passed."""
        passed = monotonic() - self._began
        if self.done and self.total:
            return f"{passed * (self.total - self.done) / self.done:,.0f} s left"
        return f"{passed:,.0f} s so far"

    @property
    def line(self) -> str:
        """Say all of it."""
        return f"{self.phase}: {', '.join(part for part in (self.rows, self.time) if part)}"


@contextmanager
def progress_bar() -> "Iterator[Heard]":
    """Return a function to call with what is done, how many rows of it, and of how many."""
    standing = Standing()
    with _drawn(standing) if sys.stderr.isatty() else _logged(standing):
        yield standing.hear


@contextmanager
def _drawn(standing: Standing) -> Iterator[None]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn
    from rich.text import Text

    class Said(ProgressColumn):
        """One of the standing's words, as it is when the bar is drawn."""

        def __init__(self, word: Callable[[], str]) -> None:
            super().__init__()
            self._word = word

        def render(self, task: "Task") -> Text:
            task.total, task.completed = standing.total or None, standing.done
            return Text(self._word())

    columns = (
        Said(lambda: standing.phase),
        BarColumn(20),
        Said(lambda: standing.rows),
        Said(lambda: standing.time),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        bar.add_task("", total=None)
        yield


@contextmanager
def _logged(standing: Standing) -> Iterator[None]:
    """Write a line now and then, and one at the end if there was any."""
    from drumbeat.cli.printing import tell

    began, ended, said = monotonic(), Event(), Event()

    def say_so() -> None:
        while not ended.wait(LINE_SECONDS):
            said.set()
            tell(standing.line)

    speaking = Thread(target=say_so, daemon=True)
    speaking.start()
    try:
        yield
    finally:
        ended.set()
        speaking.join()
        if said.is_set():
            tell(f"ended after {monotonic() - began:,.0f} s")
