"""Which column is which field: nothing is guessed, and what is near is named."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.imports.rules.faults import Fault, shown
from bot.imports.rules.fields import AmountIs, Cell, Kind
from bot.imports.rules.meanings import changed_by

HEADER_LINE = 1
SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says about columns."""

    maps: Mapping[str, str]
    constants: Mapping[str, str]
    ignored: Collection[str] = ()
    amount_is: AmountIs | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields by their place in a row, and the column each is called in this file."""

    width: int
    places: Mapping[str, int]
    columns: Mapping[str, str]
    constants: Mapping[str, str]

    @property
    def given(self) -> frozenset[str]:
        """The fields this file says anything about."""
        return frozenset(self.places) | frozenset(self.constants)


def laid_out(header: Sequence[str], kind: Kind, wishes: Wishes) -> Layout | tuple[Fault, ...]:
    """Match a header with the fields of a kind; every fault of it is returned at once."""
    names = [name.strip() for name in header]
    places: dict[str, int] = {}
    faults = list(_unmet_wishes(names, kind, wishes))
    for place, name in enumerate(names):
        fault = _place(name, place, places, kind, wishes)
        if fault is not None:
            faults.append(Fault(HEADER_LINE, shown(name), "", fault))
    faults += _missing(names, places, kind, wishes)
    faults += _unsaid(places, kind, wishes)
    if faults:
        return tuple(faults)
    columns = {field: names[place] for field, place in places.items()}
    columns |= {field: f"--set {field}" for field in wishes.constants}
    return Layout(len(names), places, columns, wishes.constants)


def _place(
    name: str, place: int, places: dict[str, int], kind: Kind, wishes: Wishes
) -> str | None:
    if name in wishes.maps:
        field = wishes.maps[name]
    elif name in wishes.ignored:
        return None
    else:
        field = plain(name)
        if kind.field_named(field) is None:
            return _stranger(name, kind)
    if kind.field_named(field) is None:
        return None  # said by `_unmet_wishes` already
    if field in places:
        return f"two columns say {field}: pass over one with --ignore"
    if field in wishes.constants:
        return f"there is a column for {field} and --set {field}: keep one"
    places[field] = place
    return None


def _stranger(name: str, kind: Kind) -> str:
    if not name:
        return "a column has no name: give it one in the file"
    if any(field.cell is Cell.AMOUNT for field in kind.fields) and (
        changes := changed_by(name, plain(name), has_seats=kind.field_named(SEATS) is not None)
    ):
        return changes
    near = nearest(plain(name), kind)
    meant = f"say --map '{name}={near}' if it is {near}, or " if near else ""
    return f"{kind.name} have no such field: {meant}pass over it with --ignore '{name}'"


def _unmet_wishes(names: Sequence[str], kind: Kind, wishes: Wishes) -> list[Fault]:
    faults = []
    for option, named in (("--map", wishes.maps.values()), ("--set", wishes.constants)):
        for field in named:
            if kind.field_named(field) is None:
                near = nearest(plain(field), kind)
                hint = f"; did you mean {near}?" if near else ""
                reason = f"{kind.name} have no field {field}{hint}"
                faults.append(Fault(HEADER_LINE, f"{option} {shown(field)}", "", reason))
    for option, wanted in (("--map", wishes.maps), ("--ignore", wishes.ignored)):
        faults += [
            Fault(HEADER_LINE, f"{option} {shown(name)}", "", "the file has no such column")
            for name in wanted
            if name not in names
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
    """Ask what the amount is for, where a column says how many there are."""
    given = {*places, *wishes.constants}
    if SEATS in given and wishes.amount_is is None:
        reason = "is the amount for each of them, or for all? say --amount-is each, or total"
        return [Fault(HEADER_LINE, SEATS, "", reason)]
    if wishes.amount_is is AmountIs.EACH and SEATS not in given and kind.field_named(SEATS):
        reason = f"--amount-is each wants a column that says how many: --map COLUMN={SEATS}"
        return [Fault(HEADER_LINE, SEATS, "", reason)]
    return []


def plain(name: str) -> str:
    """Return a column's name as fields are written: small letters, underscores."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def nearest(name: str, kind: Kind) -> str | None:
    """Return the field whose name is most like this one, if any is."""
    names = [field.name for field in kind.fields]
    inside = [each for each in names if each in name.split("_")]
    return next(iter(get_close_matches(name, names, 1, 0.7) or inside), None)
