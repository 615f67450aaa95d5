"""A bout of trouble with the database: told to the log at its beginning and its end."""

import time
from secrets import token_hex
from typing import Any

from bot.errors import DatabaseTrouble


def _log() -> Any:  # noqa: ANN401 - a logger is what structlog was told to make
    import structlog  # noqa: PLC0415 - a command that only asks has nothing to log

    return structlog.get_logger(__name__)


class Bout:
    """Remembers what is wrong with the database, so that the log says it once, not per request."""

    def __init__(self) -> None:
        self.trouble: DatabaseTrouble | None = None
        self._only_writing = False
        self._since = 0.0
        self._turned_away = 0
        self._reference = ""

    def note(self, trouble: DatabaseTrouble, *, writes: bool) -> None:
        """Take in that something failed; told the first time, and of a new cause."""
        if self.trouble is None:
            self._since, self._turned_away = time.monotonic(), 0
            self._reference = token_hex(4)
            self._only_writing = True
        self._turned_away += 1
        # Who reads in vain reads in vain until somebody has read.
        self._only_writing = self._only_writing and writes
        if self.trouble is None or self.trouble.cause != trouble.cause:
            told = {"cause": trouble.cause, "step": trouble.step}
            _log().error("database_trouble", **told, reference=self._reference)
        trouble.reference = self._reference
        self.trouble = trouble

    def well(self, *, writes: bool) -> None:
        """Take in that something succeeded; what may only be read is not well yet."""
        if self.trouble is None or (self._only_writing and not writes):
            return
        _log().info(
            "database_well_again",
            cause=self.trouble.cause,
            seconds=round(time.monotonic() - self._since, 1),
            turned_away=self._turned_away,
            reference=self._reference,
        )
        self.trouble = None
