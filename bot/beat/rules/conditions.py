"""Conditions on people and partners: facts, and what is made of them by all, any and not."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.name_keys import name_key

Known = Mapping[str, Collection[str]]
"""What is true of somebody: for each dimension the keys of the values they have."""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """Somebody has this value in this dimension; names are compared by their keys."""

    dimension: str
    value: str


@dataclass(frozen=True, slots=True)
class All:
    """Each of these holds; of none it always holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds at least; of none it never does."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Denies one condition."""

    one: "Condition"


Condition = Fact | All | AnyOf | Not

AT_PARTNERS = Fact("side", "partner")
OUR_OWN = Fact("side", "vendor")


def holds(condition: Condition, known: Known) -> bool:
    """Say whether a condition is true of whom this is known."""
    match condition:
        case Fact(dimension, value):
            return name_key(value) in known.get(dimension, ())
        case All(of):
            return all(holds(each, known) for each in of)
        case AnyOf(of):
            return any(holds(each, known) for each in of)
        case Not(one):
            return not holds(one, known)


def may_hold(condition: Condition, known: Known) -> bool:
    """Say whether it can be true; of a dimension that is not `known` anything can."""
    return _truth(condition, known) is not False


def _truth(condition: Condition, known: Known) -> bool | None:
    """Return whether it is true; None where that is not known."""
    match condition:
        case Fact(dimension, value):
            return name_key(value) in known[dimension] if dimension in known else None
        case Not(one):
            inner = _truth(one, known)
            return None if inner is None else not inner
        case All(of):
            return _decided([_truth(each, known) for each in of], by=False)
        case AnyOf(of):
            return _decided([_truth(each, known) for each in of], by=True)


def _decided(parts: Sequence[bool | None], *, by: bool) -> bool | None:
    """Return what several come to where one of them decides: by being true, or false."""
    if by in parts:
        return by
    return None if None in parts else not by


def facts_in(condition: Condition) -> Iterator[Fact]:
    """Walk every fact of a condition."""
    match condition:
        case Fact():
            yield condition
        case All(of) | AnyOf(of):
            for each in of:
                yield from facts_in(each)
        case Not(one):
            yield from facts_in(one)


def any_of(dimension: str, values: Iterable[str]) -> Condition:
    """Return that one of these values is had, in one order."""
    facts = tuple(Fact(dimension, value) for value in sorted(set(values)))
    return facts[0] if len(facts) == 1 else AnyOf(facts)


def values_of(condition: Condition) -> tuple[str, tuple[str, ...]] | None:
    """Return dimension and values of one fact, or of several facts of one dimension."""
    match condition:
        case Fact(dimension, value):
            return dimension, (value,)
        case AnyOf(of):
            facts = [each for each in of if isinstance(each, Fact)]
            dimensions = {fact.dimension for fact in facts}
            if len(facts) == len(of) and len(dimensions) == 1:
                return dimensions.pop(), tuple(fact.value for fact in facts)
        case _:
            pass
    return None


def simplified(condition: Condition) -> Condition:
    """Write a condition in the one way in which equal ones look alike.

    What stands in another of its own kind is taken out of it, two denials cancel, what is
    denied of one dimension is denied at once, and all is put in one order, each thing once.
    """
    match condition:
        case Not(one):
            inner = simplified(one)
            return inner.one if isinstance(inner, Not) else Not(inner)
        case All(of):
            flat = _flat(All, (simplified(each) for each in of))
            return _joined(All, _denied_at_once(flat))
        case AnyOf(of):
            return _joined(AnyOf, _flat(AnyOf, (simplified(each) for each in of)))
        case _:
            return condition


def _flat(kind: type[All] | type[AnyOf], parts: Iterable[Condition]) -> list[Condition]:
    flat: list[Condition] = []
    for part in parts:
        flat += part.of if isinstance(part, All | AnyOf) and type(part) is kind else (part,)
    return flat


def _joined(kind: type[All] | type[AnyOf], parts: Iterable[Condition]) -> Condition:
    unlike = {repr(part): part for part in parts}
    ordered = tuple(sorted(unlike.values(), key=_place))
    return ordered[0] if len(ordered) == 1 else kind(ordered)


def _place(condition: Condition) -> tuple[int, str]:
    order = (Fact, AnyOf, All, Not)
    return order.index(type(condition)), repr(condition)


def _denied_at_once(parts: Iterable[Condition]) -> list[Condition]:
    """Put together what is denied of one dimension: neither this nor that."""
    kept: list[Condition] = []
    denied: dict[str, set[str]] = {}
    for part in parts:
        found = values_of(part.one) if isinstance(part, Not) else None
        if found is None:
            kept.append(part)
        else:
            denied.setdefault(found[0], set()).update(found[1])
    return [*kept, *(Not(any_of(name, values)) for name, values in denied.items())]


def written(condition: Condition) -> list[Any]:
    """Return a condition as lists of texts, which `unwritten` reads back."""
    match condition:
        case Fact(dimension, value):
            return ["fact", dimension, value]
        case All(of):
            return ["all", *(written(each) for each in of)]
        case AnyOf(of):
            return ["any", *(written(each) for each in of)]
        case Not(one):
            return ["not", written(one)]


def unwritten(lists: list[Any]) -> Condition:
    """Read what `written` wrote; anything else is `ValueError`."""
    match lists:
        case ["fact", str(dimension), str(value)]:
            return Fact(dimension, value)
        case ["all", *of]:
            return All(tuple(unwritten(each) for each in of))
        case ["any", *of]:
            return AnyOf(tuple(unwritten(each) for each in of))
        case ["not", one]:
            return Not(unwritten(one))
        case _:
            raise ValueError("no condition")
