"""What a header may be: every mapping and every kind, by how well it fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.imports.rules.fields import Cell, Kind
from bot.imports.rules.guesses import fit, likely
from bot.imports.rules.header import plain
from bot.imports.rules.kinds import KINDS
from bot.imports.rules.meanings import changed_by
from content.mappings import SHIPPED, KeptMapping, mappings_in, read_mapping


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mapping of this file's columns, the kept one it comes from, and how well it fits."""

    mapping: KeptMapping
    kept: str
    points: float


def candidates(header: Sequence[str], own: Path) -> list[Candidate]:
    """Return all that fit at all, the best first; of two that fit alike a kept one."""
    found = [
        _of_kept(path.stem, read_mapping(path), header)
        for folder in (own, SHIPPED)
        for path in mappings_in(folder)
    ]
    found += [_of_kind(kind, header) for kind in KINDS.values()]
    return sorted((each for each in found if each.points), key=lambda each: -each.points)


def _of_kept(name: str, mapping: KeptMapping, header: Sequence[str]) -> Candidate:
    joins = {
        field: [each for each in columns if each in header]
        for field, columns in mapping.joins.items()
    }
    here = mapping.model_copy(
        update={
            "about": "",
            "columns": {each: field for each, field in mapping.columns.items() if each in header},
            "joins": {field: columns for field, columns in joins.items() if columns},
            "ignored": [each for each in mapping.ignored if each in header],
        }
    )
    given = {*here.columns.values(), *here.joins}
    share = len(given) / max(len({*mapping.columns.values(), *mapping.joins}), 1)
    points = fit(given, KINDS[mapping.kind], share) if given else 0
    return Candidate(here, name, points)


def _of_kind(kind: Kind, header: Sequence[str]) -> Candidate:
    seems = likely(header, kind)
    named = {*seems.columns, *(part for parts in seems.joins.values() for part in parts)}
    mapping = KeptMapping(
        kind=kind.name,
        columns=dict(seems.columns),
        joins={field: list(parts) for field, parts in seems.joins.items()},
        ignored=[name for name in header if name not in named and not _is_asked(name, kind)],
    )
    given = {*seems.columns.values(), *seems.joins}
    return Candidate(mapping, "", fit(given, kind, len(named) / len(header)) if given else 0)


def _is_asked(name: str, kind: Kind) -> bool:
    """Say whether this column is never passed over unasked."""
    has_amounts = any(field.cell is Cell.AMOUNT for field in kind.fields)
    return not name or (has_amounts and bool(changed_by(name, plain(name), has_seats=False)))
