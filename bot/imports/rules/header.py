"""Which column is which field: nothing is guessed, and what is near is named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.imports.rules.faults import Fault, shown
from bot.imports.rules.fields import AmountIs, Cell, Kind
from bot.imports.rules.meanings import changed_by
from bot.imports.rules.words import Words

HEADER_LINE = 1
SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line and a kept mapping say about columns.

    `joins` are the columns that are one field together, `may_lack` those of a kept mapping, which
    not every file has. With `only_columns` what nobody spoke of is passed over.
    """

    maps: Mapping[str, str]
    constants: Mapping[str, str]
    ignored: Collection[str] = ()
    amount_is: AmountIs | None = None
    joins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)
    only_columns: bool = False
    may_lack: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields by their place in a row, and the column each is called in this file.

    Where the header has faults, and one of them may hide a field, it is not whole: of a row no
    more can be said than what is wrong with single cells.
    """

    width: int
    places: Mapping[str, int]
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
    is_whole: bool = True

    @property
    def given(self) -> frozenset[str]:
        """The fields this file says anything about."""
        return frozenset(self.places) | frozenset(self.constants)


def laid_out(header: Sequence[str], kind: Kind, wishes: Wishes) -> Layout:
    """Match a header with the fields of a kind; every fault of it is told at once."""
    names = [name.strip() for name in header]
    places: dict[str, int] = {}
    unmet = _unmet_wishes(names, kind, wishes)
    strange = {}
    for place, name in enumerate(names):
        fault = _place(name, place, places, kind, wishes)
        if fault is not None:
            strange[place] = Fault(HEADER_LINE, shown(name), "", fault)
    missing = _missing(names, places, kind, wishes)
    faults = (*unmet, *strange.values(), *missing, *_unsaid(places, kind, wishes))
    hidden = any(not names[place] or nearest(plain(names[place]), kind) for place in strange)
    columns = {field: names[place] for field, place in places.items()}
    columns |= {field: f"--set {field}" for field in wishes.constants}
    is_whole = not (unmet or missing or hidden)
    return Layout(len(names), places, columns, wishes.constants, faults, is_whole)


def _place(
    name: str, place: int, places: dict[str, int], kind: Kind, wishes: Wishes
) -> str | None:
    field, is_said = wishes.maps.get(name, plain(name)), name in wishes.maps
    if not is_said and (name in wishes.ignored or _is_left_to_another(field, wishes)):
        return None
    if kind.field_named(field) is None:
        # Of a field that was said, `_unmet_wishes` speaks.
        return None if is_said else _stranger(name, kind, wishes)
    if field in places:
        return f"two columns say {field}: pass over one with --ignore"
    if field in wishes.constants:
        return f"there is a column for {field} and --set {field}: keep one"
    places[field] = place
    return None


def _is_left_to_another(field: str, wishes: Wishes) -> bool:
    """Say whether a column that is merely called like a field stands behind one that was said."""
    return wishes.only_columns and field in wishes.maps.values()


def _stranger(name: str, kind: Kind, wishes: Wishes) -> str | None:
    if not name and not wishes.only_columns:
        return "a column has no name: give it one in the file"
    if any(field.cell is Cell.AMOUNT for field in kind.fields) and (
        changes := changed_by(name, plain(name), has_seats=kind.field_named(SEATS) is not None)
    ):
        return changes
    if wishes.only_columns:
        return None
    near = nearest(plain(name), kind)
    meant = f"say --map '{name}={near}' if it is {near}, or " if near else ""
    return f"{kind.name} have no such field: {meant}pass over it with --ignore '{name}'"


def _unmet_wishes(names: Sequence[str], kind: Kind, wishes: Wishes) -> list[Fault]:
    faults = []
    named = [
        ("--join" if each in wishes.joins else "--map", each) for each in wishes.maps.values()
    ]
    named += [("--set", each) for each in wishes.constants]
    named += [("--map-value", each) for each in wishes.values]
    for option, name in named:
        if kind.field_named(name) is None:
            near = nearest(plain(name), kind)
            hint = f"; did you mean {near}?" if near else ""
            reason = f"{kind.name} have no field {name}{hint}"
            faults.append(Fault(HEADER_LINE, f"{option} {shown(name)}", "", reason))
    joined = [name for parts in wishes.joins.values() for name in parts]
    for option, wanted in (
        ("--map", wishes.maps),
        ("--ignore", wishes.ignored),
        ("--join", joined),
    ):
        faults += [
            Fault(HEADER_LINE, f"{option} {shown(name)}", "", "the file has no such column")
            for name in wanted
            if name not in names and name not in wishes.may_lack
        ]
    return faults


def _missing(
    names: Sequence[str], places: Mapping[str, int], kind: Kind, wishes: Wishes
) -> list[Fault]:
    given = {*places, *wishes.constants}
    hint = ""
    if len(names) == 1 and any(mark in names[0] for mark in ",;\t|"):
        hint = " (the whole header came as one column: is --delimiter right?)"
    return [
        Fault(
            HEADER_LINE,
            field.name,
            "",
            f"this column is missing: add it, or say --map COLUMN={field.name} "
            f"or --set {field.name}=VALUE{hint}",
        )
        for field in kind.fields
        if field.required and not field.instead_of and not given & kind.ways_to_say(field.name)
    ]


def _unsaid(places: Mapping[str, int], kind: Kind, wishes: Wishes) -> list[Fault]:
    """Ask what the amount is for where a column says how many, and for what values are of."""
    given = {*places, *wishes.constants}
    faults = [
        Fault(HEADER_LINE, f"--map-value {shown(name)}", "", "no column of the file says this")
        for name, words in wishes.values.items()
        if words.unused() and name not in places and kind.field_named(name)
    ]
    if SEATS in given and wishes.amount_is is None:
        reason = "is the amount for each of them, or for all? say --amount-is each, or total"
        faults.append(Fault(HEADER_LINE, SEATS, "", reason))
    if wishes.amount_is is AmountIs.EACH and SEATS not in given and kind.field_named(SEATS):
        reason = f"--amount-is each wants a column that says how many: --map COLUMN={SEATS}"
        faults.append(Fault(HEADER_LINE, SEATS, "", reason))
    return faults


def plain(name: str) -> str:
    """Return a column's name as fields are written: small letters, underscores."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def nearest(name: str, kind: Kind) -> str | None:
    """Return the field whose name is most like this one, if any is."""
    names = [field.name for field in kind.fields]
    inside = [each for each in names if each in name.split("_")]
    return next(iter(get_close_matches(name, names, 1, 0.7) or inside), None)
