"""What a stranger's file seems to be, for people and programs, and a mapping to begin with."""

from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import ConfigurationInvalid
from content.mappings import written
from drumbeat.importing.guess import Guess, SeenColumn, Wanted, guess
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

_MARKS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def guessed(settings: Settings, wanted: Wanted, target: Path | None) -> Report:
    """Look at a file; write the mapping into `target`, or print it and nothing else."""
    found = guess(wanted, settings.content / "mappings", ZoneInfo(settings.zone))
    text = _with_comments(found)
    if target is not None:
        try:
            with target.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as problem:
            raise ConfigurationInvalid(f"--write {target}: {problem.strerror}") from None
    value = {
        "kind": found.mapping.kind,
        "other_kinds": found.other_kinds,
        "based_on": found.kept,
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "sheet": found.sheet,
        "rows_looked_at": found.rows,
        "columns": [asdict(column) for column in found.columns],
        "written": found.written,
        "asked": found.asked,
        "mapping": text,
    }
    if target is None:
        return Report(value, (text,))
    table = Table(("Column", "Field", "Filled", "Such as"), [_row(one) for one in found.columns])
    asked = ["To be said:", *(f"- {each}" for each in found.asked)] if found.asked else []
    command = f"drumbeat import {found.mapping.kind} {wanted.path} --mapping {_name(target)}"
    how = f"Import it with: {command}"
    return Report(value, (*_seen(found), table, *asked, how))


def _row(column: SeenColumn) -> tuple[str, str, str, str]:
    return column.name, column.field, f"{column.filled:,}", " | ".join(column.examples)


def _name(target: Path) -> str:
    return str(target) if len(target.parts) > 1 or target.suffix == ".yaml" else f"./{target}"


def _seen(found: Guess) -> list[str]:
    mark = _MARKS.get(found.delimiter, repr(found.delimiter))
    kept = f", like the mapping {found.kept}" if found.kept else ""
    how = f"sheet {found.sheet}" if found.sheet else f"cells divided by {mark}"
    first = "" if found.is_whole else "the first "
    lines = [
        f"{found.file}: {found.encoding}, {how}; {first}{found.rows:,} rows looked at.",
        f"It looks like {found.mapping.kind}{kept}.",
    ]
    if found.other_kinds:
        lines.append(f"It may be {' or '.join(found.other_kinds)} as well: say --kind.")
    if found.mapping.skip_rows:
        lines.append(f"Lines above the header: {found.mapping.skip_rows}.")
    if found.mapping.date_format:
        lines.append(f"Days can only be {found.mapping.date_format} in all of its rows.")
    return [*lines, *found.written]


def _with_comments(found: Guess) -> str:
    asked = ["To be said, here or on the command line:", *(f"- {each}" for each in found.asked)]
    lines = [*_seen(found), *(asked if found.asked else [])]
    return "".join(f"# {' '.join(line.split())}\n" for line in lines) + written(found.mapping)
