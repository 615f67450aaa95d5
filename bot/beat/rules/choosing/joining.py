"""Puts together what several parts of a sentence say of whom is wanted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.beat.rules.choosing.dimensions import PARTNER, Dimensions
from bot.beat.rules.choosing.lexicon import Lexicon
from bot.beat.rules.choosing.scanning import Unit
from bot.beat.rules.choosing.tokens import Mark
from bot.beat.rules.conditions import All, AnyOf, Condition, simplified, values_of
from bot.errors import AudienceUnreadable

_NAMES_PEOPLE = re.compile(
    r"\b(partner|contact|executive|developer|sponsor|reader|user|colleague)s?\b|\bpeople\b",
    re.IGNORECASE,
)
"""Words for people, and not for what is true of them."""


@dataclass(frozen=True, slots=True)
class Said:
    """One part of a sentence, and what joins it to the part before it."""

    condition: Condition
    text: str
    joint: Mark | None
    has_comma: bool = False


def all_said(units: Sequence[Unit], lexicon: Lexicon) -> Condition:
    """Return that all of this is true of somebody; what cannot be is asked about."""
    others = [unit for unit in units if not unit.noun]
    is_said = any(lexicon.dimensions.side_of(unit.condition) == "partner" for unit in others)
    kept = others if is_said else units
    condition = simplified(All(tuple(unit.condition for unit in kept)))
    clash = _clash([unit.condition for unit in others], lexicon.dimensions)
    if clash:
        said = " ".join(unit.text for unit in others)
        raise AudienceUnreadable(
            f"Nobody can be all of “{said}”: {clash}. Please join with “or” what "
            "are several groups."
        )
    return condition


def any_said(conditions: Sequence[Condition]) -> Condition:
    """Return that one of these is true of somebody."""
    return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))


def joined(parts: Sequence[Said], lexicon: Lexicon) -> Condition | None:
    """Return what these parts say together; None if there is none."""
    if not parts:
        return None
    chunks = _chunks(_tight(parts))
    if len(chunks) > 1 and any(one.joint is Mark.OR for one in chunks[-1][1:]):
        said = ", ".join(one.text for chunk in chunks for one in chunk)
        raise AudienceUnreadable(
            f"Where does “or” begin in “{said}”? Please put brackets around what "
            "belongs together, as in “gold partners, (in EMEA or in sales)”."
        )
    read = [Said(_chunk(chunk, lexicon), _text(chunk), Mark.COMMA) for chunk in chunks]
    return _together(read, lexicon)


def _tight(parts: Sequence[Said]) -> list[Said]:
    """Join what is said of somebody by "who" to what stands before it."""
    out: list[Said] = []
    for part in parts:
        if out and part.joint is Mark.WHO and not part.has_comma:
            before = out.pop()
            both = simplified(All((before.condition, part.condition)))
            part = Said(both, f"{before.text} {part.text}", before.joint, before.has_comma)  # noqa: PLW2901
        out.append(part)
    return out


def _chunks(parts: Sequence[Said]) -> list[list[Said]]:
    """Part the parts at their commas."""
    chunks: list[list[Said]] = []
    for part in parts:
        if chunks and part.joint in {Mark.AND, Mark.OR}:
            chunks[-1].append(part)
        else:
            chunks.append([part])
    return chunks


def _chunk(parts: Sequence[Said], lexicon: Lexicon) -> Condition:
    joints = {part.joint for part in parts[1:]}
    if joints == {Mark.OR}:
        return AnyOf(tuple(part.condition for part in parts))
    if Mark.OR in joints:
        raise AudienceUnreadable(
            f"In “{_text(parts)}”, what do “and” and “or” join? Please put "
            "brackets around what belongs together."
        )
    return _together(parts, lexicon)


def _together(parts: Sequence[Said], lexicon: Lexicon) -> Condition:
    """Join what is said one after the other: groups where it cannot be one, else all of it."""
    dimensions = lexicon.dimensions
    conditions = [part.condition for part in parts]
    sides = [dimensions.side_of(each) for each in conditions]
    if "vendor" in sides and len(parts) > 1:
        return _with_our_own(parts, sides, lexicon)
    clash = _clash(conditions, dimensions)
    if not clash:
        _ask_if_groups(parts)
        return simplified(All(tuple(conditions)))
    if len({_asked(each) for each in conditions}) == 1:
        return AnyOf(tuple(conditions))
    raise AudienceUnreadable(
        f"Nobody can be all of “{_text(parts)}”: {clash}. Please join with “or” "
        "what are several groups."
    )


def _ask_if_groups(parts: Sequence[Said]) -> None:
    """Ask about "gold partners and Acme": people mean both of them, and seldom who is both.

    Likewise where both sides of an "and" name people, as in "gold partners and executives".
    """
    for part in parts[1:]:
        found = values_of(part.condition)
        is_name = found is not None and found[0] == PARTNER
        is_noun = all(_NAMES_PEOPLE.search(one.text) for one in (parts[0], part))
        if part.joint is Mark.AND and (is_name or is_noun):
            raise AudienceUnreadable(
                f"In “{_text(parts)}”, do you mean who is all of that, or several groups? Please "
                "write a comma for the first, and “or” for the second."
            )


def _with_our_own(parts: Sequence[Said], sides: Sequence[str], lexicon: Lexicon) -> Condition:
    """Add our own people to those of partners; nobody is both."""
    pairs = list(zip(parts, sides, strict=True))
    ours = [part.condition for part, side in pairs if side == "vendor"]
    others = [part for part, side in pairs if side != "vendor"]
    if not others:
        return AnyOf(tuple(ours))
    if "partner" not in sides:
        said = _text(parts)
        raise AudienceUnreadable(
            f"In “{said}”, do you mean who is all of that, or several groups? Please leave "
            "out the comma or “and” for the first, and write “or” for the second."
        )
    return AnyOf((_together(others, lexicon), *ours))


def _clash(conditions: Sequence[Condition], dimensions: Dimensions) -> str:
    """Say why nobody can be all of this; empty where somebody can."""
    sides = {side for each in conditions if (side := dimensions.side_of(each))}
    if len(sides) > 1:
        return "our own people have no tier, region, stage or partner"
    seen: dict[str, set[str]] = {}
    for condition in conditions:
        for each in condition.of if isinstance(condition, All) else (condition,):
            found = values_of(each)
            if found is None or not dimensions.of(found[0]).exclusive:
                continue
            values = seen.setdefault(found[0], set(found[1]))
            values &= set(found[1])
            if not values:
                return f"everybody has one {dimensions.of(found[0]).kind or found[0]} only"
    return ""


def _asked(condition: Condition) -> frozenset[str]:
    parts = condition.of if isinstance(condition, All) else (condition,)
    found = (values_of(each) for each in parts)
    return frozenset(each[0] for each in found if each is not None) - {"side"}


def _text(parts: Sequence[Said]) -> str:
    said = [parts[0].text] if parts else []
    for part in parts[1:]:
        glue = {Mark.AND: " and ", Mark.OR: " or "}.get(part.joint or Mark.COMMA, ", ")
        said.append(f"{glue}{part.text}")
    return "".join(said)
