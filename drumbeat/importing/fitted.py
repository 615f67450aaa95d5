"""A source whose rows were made to fit: joined columns, and values in our words."""

from collections.abc import Iterator, Sequence

from bot.imports.rules.faults import Fault, wrong_width
from bot.imports.rules.joins import Joined
from bot.imports.rules.words import Words
from drumbeat.importing.sheets import Record, Source


class FittedSource:
    """Reads another source, and hands out what the wishes made of its rows."""

    def __init__(self, source: Source, joined: Joined, words: dict[int, Words]) -> None:
        self.name, self.size = source.name, source.size
        self.header_line = source.header_line
        self._source, self._joined, self._words = source, joined, words
        self._width = len(joined.header) - len(joined.parts)

    def header(self) -> Sequence[str]:
        """Return the names of the columns, with those that are made."""
        return self._joined.header

    def records(self) -> Iterator[Record | Fault]:
        """Yield the rows as they fit."""
        for record in self._source.records():
            if isinstance(record, Fault):
                yield record
            elif len(record.cells) != self._width:
                yield wrong_width(record.line, record.cells[0], len(record.cells), self._width)
            else:
                yield Record(record.line, self._fitted(record.cells))

    def _fitted(self, given: Sequence[str]) -> list[str]:
        cells = self._joined.cells(given)
        for place, words in self._words.items():
            cells[place] = words.ours(cells[place])
        return cells

    def position(self) -> int:
        """Return how much of `size` has been read."""
        return self._source.position()

    def told(self) -> Sequence[str]:
        """Return sentences about how it was read."""
        return self._source.told()

    def close(self) -> None:
        """Let go of it."""
        self._source.close()
