"""Makes of any words what a letter may hold, and what fits into one of its headers."""

import re

from bot.harmless import harmless

_SPACE = re.compile(r"\s+")
SUBJECT_LIMIT = 180


def one_line(text: str) -> str:
    """Return a text as a header may carry it: one line, no controls at all."""
    return _SPACE.sub(" ", harmless(text)).strip()


def subject(title: str, otherwise: str) -> str:
    """Return a subject; a title too long for one stands whole in the letter itself."""
    line = one_line(title) or one_line(otherwise)
    if len(line) <= SUBJECT_LIMIT:
        return line
    return f"{line[: SUBJECT_LIMIT - 1].rstrip()}…"
