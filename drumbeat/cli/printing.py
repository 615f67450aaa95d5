"""Prints: the only place from which the command line writes to a terminal.

Whatever is printed is text. Nothing in it is markup, and nothing in it acts on the terminal:
names come from files and platforms, and whoever chose one may have meant to hide a line.
"""

import json
import sys
from datetime import datetime
from io import StringIO

from bot.harmless import harmless
from drumbeat.reports.report import Report, Table

WIDTH = 120


def show(report: Report, *, as_json: bool = False, is_complaint: bool = False) -> None:
    """Print a report for people, or for a program; a complaint goes to standard error."""
    text = _as_json(report.value) if as_json else _in_words(report)
    _write(text, to_errors=is_complaint and not as_json)
    for note in report.notes:
        tell(note)


def put(text: str) -> None:
    """Print one text, as it is but for what would act on the terminal."""
    _write(harmless(text))


def tell(text: str) -> None:
    """Say on standard error what is going on, so that standard output stays what was asked."""
    _write(harmless(text), to_errors=True)


def complain(text: str) -> None:
    """Say on standard error what went wrong."""
    from rich.console import Console
    from rich.text import Text

    said = Text(f"drumbeat: {harmless(text)}", style="red")
    Console(stderr=True).print(said, soft_wrap=True)


def _in_words(report: Report) -> str:
    parts = [_in_lines(part) for part in report.parts]
    return "".join(parts) or f"{report.empty}\n"


def _in_lines(part: Table | str) -> str:
    if isinstance(part, str):
        return _ended(harmless(part))
    if not part.rows:
        return ""
    return _drawn(part)


def _drawn(table: Table) -> str:
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    def cell(text: str) -> Text:
        return Text(harmless(text))

    drawn = Drawn(title=cell(table.title) if table.title else None)
    for head in table.heads:
        drawn.add_column(cell(head))
    for row in table.rows:
        drawn.add_row(*map(cell, row))
    lines = StringIO()
    Console(file=lines, width=WIDTH).print(drawn)
    return lines.getvalue()


def _as_json(value: object) -> str:
    # Escaped down to ASCII, a terminal finds nothing in it to obey either.
    return json.dumps(value, default=_plain, indent=2) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _write(text: str, *, to_errors: bool = False) -> None:
    stream = sys.stderr if to_errors else sys.stdout
    stream.write(_ended(text))
    stream.flush()
