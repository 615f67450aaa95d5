"""Reads a file line by line: never more than one line in memory, every oddity with its line."""

from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Self, cast

from bot.errors import ImportRefused

LONGEST_LINE = 1 << 20
_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_AT_ONCE = 1 << 20


class LineUnreadable(Exception):
    """A line is no text we take."""

    def __init__(self, reason: str, *, near: str = "") -> None:
        super().__init__(reason)
        self.near = near


class Lines(Iterator[str]):
    """The lines of a file as text; a bad one raises `LineUnreadable`, and the next one follows.

    `number` is the line handed out last, `position` how many bytes were read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.number = 0
        self.position = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        raw = self._file.readline(LONGEST_LINE)
        if not raw:
            raise StopIteration
        self.number += 1
        self.position += len(raw)
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            self._pass_over_the_rest()
            raise LineUnreadable(
                "this line is longer than a million bytes: close a quotation mark, or shorten it",
                near=raw[:40].decode(errors="replace"),
            )
        if self.number == 1:
            raw = raw.removeprefix(_MARK)
        if b"\0" in raw:
            place = raw.index(b"\0")
            near = raw[max(0, place - 20) : place].decode(errors="replace")
            raise LineUnreadable(
                "there is a NUL byte in this line: export the file once more", near=near
            )
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as problem:
            near = raw[max(0, problem.start - 20) : problem.start + 1].decode(errors="replace")
            raise LineUnreadable(
                "this is not UTF-8: save the file as CSV UTF-8", near=near
            ) from None

    def _pass_over_the_rest(self) -> None:
        while True:
            rest = self._file.readline(LONGEST_LINE)
            self.position += len(rest)
            if not rest or rest.endswith(b"\n"):
                return


def opened(path: Path) -> BinaryIO:
    """Open a file that may be text; one that cannot be is refused with what it is instead.

    What is UTF-16 is read as UTF-8.
    """
    try:
        file = path.open("rb")
    except OSError as problem:
        raise ImportRefused(f"{path} cannot be opened: {problem.strerror}") from None
    try:
        _refuse_what_is_empty(path, file)
        return _in_utf_8(path, file) if file.peek(2)[:2] in _UTF_16 else file
    except BaseException:
        file.close()
        raise


def _in_utf_8(path: Path, file: BufferedReader) -> BinaryIO:
    """Return a file of its own with the same text: lines are told apart by single bytes."""
    same = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - whoever reads it closes it
    try:
        with file, TextIOWrapper(file, encoding="utf-16", newline="") as text:
            while piece := text.read(_AT_ONCE):
                same.write(piece.encode())
    except UnicodeError:
        same.close()
        raise ImportRefused(f"{path} begins as UTF-16 and is none: save it as CSV UTF-8") from None
    same.seek(0)
    if not same.read(LONGEST_LINE).strip():
        same.close()
        raise ImportRefused(f"{path} is empty")
    same.seek(0)
    return same


def _refuse_what_is_empty(path: Path, file: BufferedReader) -> None:
    begin = file.read(4)
    if not begin.removeprefix(_MARK).strip() and not file.read(LONGEST_LINE).strip():
        raise ImportRefused(f"{path} is empty")
    file.seek(0)
