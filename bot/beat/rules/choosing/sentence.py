"""Says whom an audience means, in one sentence that reads back to the same rule."""

from collections.abc import Sequence

from bot.beat.rules.audience import Audience, To
from bot.beat.rules.choosing.dimensions import AGREED, SIDE
from bot.beat.rules.choosing.lexicon import Lexicon
from bot.beat.rules.conditions import (
    All,
    AnyOf,
    Condition,
    Fact,
    Not,
    facts_in,
    simplified,
    values_of,
)

_PLACES = {
    To.PEOPLE: "",
    To.CONVERSATIONS: ", in their conversations",
    To.EITHER: ", in their conversations or else as people",
    To.BOTH: ", as people and in their conversations",
}


def sentence(audience: Audience, lexicon: Lexicon) -> str:
    """Say whom an audience means and where its partners are spoken to."""
    who = audience.condition()
    if audience.consent:
        who = simplified(All((who, AGREED)))
    if isinstance(who, AnyOf) and values_of(who) is None:
        said = _alternatives(who.of, lexicon)
    else:
        said = _clauses(who, lexicon)
    return f"all people {said}{_PLACES[audience.to]}"


def _clauses(condition: Condition, lexicon: Lexicon) -> str:
    """Say what all holds of somebody; what is said twice of one dimension stands in brackets."""
    parts = sorted(condition.of if isinstance(condition, All) else (condition,), key=_place)
    listed = _listed(parts, lexicon)
    rest = [each for each in parts if each not in listed]
    several = {name for name in map(_named, rest) if _often(name, rest)}
    said = [
        f"({_clause(each, lexicon)})" if _named(each) in several else _clause(each, lexicon)
        for each in rest
    ]
    if listed:
        wanted = sum(not isinstance(each, Not) for each in rest)
        said.insert(wanted, _phrase(AnyOf(tuple(listed)), lexicon, joint="and"))
    # A comma would add our own people to those of partners: nobody is both.
    is_ours = any(lexicon.dimensions.side_of(each) == "vendor" for each in parts)
    return (" who are also " if is_ours or several else ", ").join(said)


def _listed(parts: Sequence[Condition], lexicon: Lexicon) -> list[Fact]:
    """Return facts that somebody may have together, so that one "and" can say them."""
    facts = [
        each
        for each in parts
        if isinstance(each, Fact) and not lexicon.dimensions.of(each.dimension).exclusive
    ]
    first = facts[0].dimension if facts else ""
    alike = [each for each in facts if each.dimension == first]
    return alike if len(alike) > 1 and not _lists_of(first, parts) else []


def _lists_of(dimension: str, parts: Sequence[Condition]) -> bool:
    return any(not isinstance(each, Fact) and _named(each) == dimension for each in parts)


def _often(name: str, parts: Sequence[Condition]) -> bool:
    return bool(name) and sum(_named(each) == name for each in parts) > 1


def _named(condition: Condition) -> str:
    """Return the dimension of which something is wanted here."""
    found = values_of(condition)
    return found[0] if found else ""


def _place(condition: Condition) -> tuple[int, int]:
    """Whose people come first, what is denied last."""
    order = (SIDE, "tier", "partner", "permission", "region", "country", "stage", "role")
    name = _named(condition)
    return isinstance(condition, Not), order.index(name) if name in order else len(order)


def _clause(condition: Condition, lexicon: Lexicon) -> str:
    if values_of(condition) is not None:
        return _phrase(condition, lexicon)
    match condition:
        case Not(one) if values_of(one) is not None:
            return _phrase(one, lexicon, denied=True)
        case Not(one):
            return f"not ({_clause(one, lexicon)})"
        case AnyOf(of):
            return f"({_alternatives(of, lexicon)})"
        case All():
            return _clauses(condition, lexicon)
        case _:
            return ""


def _alternatives(of: tuple[Condition, ...], lexicon: Lexicon) -> str:
    """Say each of several groups in brackets; facts of one dimension are one group."""
    listed: dict[str, list[Fact]] = {}
    others = []
    for each in of:
        if isinstance(each, Fact):
            listed.setdefault(each.dimension, []).append(each)
        else:
            others.append(each)
    groups = [*(AnyOf(tuple(facts)) for facts in listed.values()), *others]
    return " or ".join(f"({_clause(group, lexicon)})" for group in groups)


def _phrase(
    condition: Condition, lexicon: Lexicon, *, denied: bool = False, joint: str = "or"
) -> str:
    facts = list(facts_in(condition))
    dimension = lexicon.dimensions.of(facts[0].dimension)
    shown = [lexicon.shown(fact) for fact in facts]
    listed = f"{', '.join(shown[:-1])} {joint} {shown[-1]}" if len(shown) > 1 else shown[0]
    return (dimension.denied if denied else dimension.said).format(listed)
