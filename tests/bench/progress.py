"""One line that says what is going on: rewritten at a terminal, now and then elsewhere."""

import sys
import time

SELDOM = 30.0
"""Seconds between two lines where nobody looks at a terminal."""


class Progress:
    """Says on standard error how far something long has come."""

    def __init__(self, what: str) -> None:
        self._what, self._began = what, time.monotonic()
        self._said = -SELDOM
        self._is_seen = sys.stderr.isatty()

    def say(self, words: str) -> None:
        """Say where it stands."""
        passed = time.monotonic() - self._began
        line = f"{self._what}: {passed:,.0f} s, {words}"
        if self._is_seen:
            sys.stderr.write(f"\r\033[K{line}")
        elif passed - self._said >= SELDOM:
            self._said = passed
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away again."""
        if self._is_seen:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
