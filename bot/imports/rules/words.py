"""What a file's own words mean in ours: each value of a column, told beforehand."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.imports.rules.faults import CellUnreadable
from bot.imports.rules.fields import Value
from bot.name_keys import name_key

EVERY_OTHER = "*"
"""Stands for each value that nobody mapped and that the field would refuse."""
REMEMBERED = 20_000


class LeftOut(str):
    """A cell whose row is left out; the text is what it says."""

    __slots__ = ()


class Words:
    """The values of one field; letter case and spaces tell none apart."""

    def __init__(
        self,
        said: Mapping[str, str],
        *,
        must_be_there: Iterable[str] = (),
        left_out: Iterable[str] = (),
    ) -> None:
        self.said = said
        self._ours = {name_key(theirs): ours for theirs, ours in said.items()}
        self._ours |= {name_key(theirs): LeftOut(theirs) for theirs in left_out}
        self._unused = {name_key(each): each for each in must_be_there if each != EVERY_OTHER}
        self._known: dict[str, str] = {}
        self._read: Callable[[str], Value] | None = None

    def read_by(self, read: Callable[[str], Value]) -> Iterator[tuple[str, str]]:
        """Take what reads the field; yield each of our values that it refuses, and why."""
        self._read = read
        for ours in dict.fromkeys(self.said.values()):
            try:
                if ours:
                    read(ours)
            except CellUnreadable as problem:
                yield ours, str(problem)

    def ours(self, cell: str) -> str:
        """Return what a cell says in our words; one that nobody mapped stays as it is."""
        if cell in self._known:
            return self._known[cell]
        key = name_key(cell)
        found = self._ours.get(key)
        self._unused.pop(key, None)
        if found is None:
            found = self._other(cell)
        if len(self._known) < REMEMBERED:
            self._known[cell] = found
        return found

    def unused(self) -> tuple[str, ...]:
        """Return the values that were to be there, and that no cell had."""
        return tuple(self._unused.values())

    def _other(self, cell: str) -> str:
        every_other = self._ours.get(EVERY_OTHER)
        text = cell.strip()
        if every_other is None or not text or self._read is None:
            return cell
        try:
            self._read(text)
        except CellUnreadable:
            return every_other
        return cell
