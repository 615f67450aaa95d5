"""A maildir or an mbox file that reports and answers come to; nothing in it is ever changed."""

import mailbox
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.email.answered import MailedReply, read_answer
from adapters.email.letter import Letterhead
from adapters.email.reports import Report, read_report
from bot.errors import ConfigurationInvalid

AT_ONCE = 500
"""Messages of one look: whoever is asked to stop is not kept by a mailbox of years."""
LONGEST = 2 * 1024 * 1024
_FIRST = b"From "
_ENDING = 4096


@dataclass(frozen=True, slots=True)
class Look:
    """Some messages of a mailbox, by their names there, and what among them is for us."""

    names: tuple[object, ...] = ()
    reports: tuple[Report | MailedReply, ...] = field(default=(), repr=False)


def read(raw: bytes, head: Letterhead) -> Report | MailedReply | None:
    """Read what came back, or what a person answered; None for anything else."""
    return read_answer(raw, head) or read_report(raw, head)


class Mailbox:
    """Shows every message until it is put away, which is forgotten when the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._away: set[object] = set()
        self._last: object = None
        self._maildir: mailbox.Maildir | None = None
        self._changed = (0, 0)
        self._ending = b""
        self._is_empty = False

    def look(self, head: Letterhead) -> Look:
        """Read the next messages, none if all were put away; `ConfigurationInvalid` if it cannot.

        It takes its time: call it in a thread.
        """
        try:
            if self.path.exists() and not self._is_mailbox():
                raise ConfigurationInvalid(f"{self.path} is neither a maildir nor an mbox file")
            return self._in_maildir(head) if self.path.is_dir() else self._in_mbox(head)
        except (OSError, mailbox.Error) as problem:
            reason = getattr(problem, "strerror", None) or type(problem).__name__
            raise ConfigurationInvalid(f"cannot read the mailbox {self.path}: {reason}") from None

    def put_away(self, look: Look) -> None:
        """Show these messages no more."""
        self._away.update(look.names)
        self._last = look.names[-1]

    def _is_mailbox(self) -> bool:
        if self.path.is_dir():
            return all((self.path / name).is_dir() for name in ("new", "cur"))
        if not self.path.is_file():
            return False
        with self.path.open("rb") as file:
            return file.read(len(_FIRST)) in (b"", _FIRST)

    def _in_maildir(self, head: Letterhead) -> Look:
        self._maildir = self._maildir or mailbox.Maildir(self.path, create=False)
        names = self._maildir.keys()
        self._away.intersection_update(names)
        return self._read(self._maildir, names, head)

    def _in_mbox(self, head: Letterhead) -> Look:
        """Look into a file; its messages have no names but their places."""
        state = self.path.stat()
        if (state.st_size, state.st_mtime_ns) != self._changed:
            if self._ending_at(self._changed[0]) == self._ending:
                # It only grew; what was its last message may not have been whole.
                self._away.discard(self._last)
            else:
                self._away.clear()
            self._changed = (state.st_size, state.st_mtime_ns)
            self._ending = self._ending_at(state.st_size)
            self._is_empty = False
        if self._is_empty:
            return Look()
        with closing(mailbox.mbox(self.path, create=False)) as box:
            look = self._read(box, box.keys(), head)
        self._is_empty = not look.names
        return look

    def _ending_at(self, end: int) -> bytes:
        """Return what stands in the file right before this place."""
        length = min(end, _ENDING)
        with self.path.open("rb") as file:
            file.seek(end - length)
            return file.read(length)

    def _read(self, box: "mailbox.Mailbox[Any]", names: Sequence[Any], head: Letterhead) -> Look:
        chosen = [name for name in names if name not in self._away][:AT_ONCE]
        reports = []
        for name in chosen:
            with suppress(KeyError):  # somebody put it elsewhere meanwhile
                raw = box.get_bytes(name)
                report = read(raw, head) if len(raw) <= LONGEST else None
                reports += [report] if report is not None else []
        return Look(tuple(chosen), tuple(reports))
