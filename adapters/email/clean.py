"""Takes out what no letter may hold: bytes that mail or pages give a meaning of their own."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
SUBJECT_LIMIT = 180


def cleaned(text: str) -> str:
    """Return a text whose only controls are tabs and plain line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROLS.sub("", lines)


def one_line(text: str) -> str:
    """Return a text as a header may carry it: one line, no controls at all."""
    return _CONTROLS.sub("", _SPACE.sub(" ", _CONTROLS.sub(" ", text))).strip()


def subject(title: str, otherwise: str) -> str:
    """Return a subject; a title too long for one stands whole in the letter itself."""
    line = one_line(title) or one_line(otherwise)
    if len(line) <= SUBJECT_LIMIT:
        return line
    return f"{line[: SUBJECT_LIMIT - 1].rstrip()}…"
