"""Reads the words of an audience as people mean them, or asks what is not clear.

Words of one dimension that are listed are each enough: "sales and marketing" are two groups.
Words of several dimensions hold together: "gold partners in EMEA, sales". What is denied of a
list is denied of each: "not sales and marketing" are neither. Our decisions say all of it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.beat.rules.audience import Audience, To
from bot.beat.rules.choosing.dimensions import AGREED, CONSENT, LANGUAGE, PLATFORM
from bot.beat.rules.choosing.joining import Said, all_said, any_said, joined
from bot.beat.rules.choosing.lexicon import Lexicon
from bot.beat.rules.choosing.scanning import Item, Scanner, Unit
from bot.beat.rules.choosing.tokens import Mark, quoted
from bot.beat.rules.conditions import (
    AT_PARTNERS,
    All,
    AnyOf,
    Condition,
    Not,
    simplified,
)
from bot.errors import AudienceUnreadable

LISTING = frozenset({Mark.AND, Mark.OR, Mark.COMMA, Mark.PLUS, Mark.NOR, Mark.WHO})
EXAMPLE = "For example: gold partners in EMEA, sales and marketing."
ADDING = frozenset({Mark.AND, Mark.OR, Mark.PLUS})
LAST = frozenset({CONSENT, PLATFORM, LANGUAGE})
"""Dimensions that may follow what is left out, for nobody takes them for a part of it."""


_HAVING_SPONSORS = re.compile(
    r"\b(?:with|without|have|has)(?: an?| any| no)? sponsors?\b", re.IGNORECASE
)


@dataclass(slots=True)
class Segment:
    """What stands between two joints: `joint` is what it is joined by, `denied` by what."""

    joint: Mark | None
    has_comma: bool = False
    denied: Mark | None = None
    units: list[Unit] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(unit.text for unit in self.units)


def read_audience(words: str, lexicon: Lexicon, to: To = To.PEOPLE) -> Audience:
    """Return whom these words mean; `to` is where partners are spoken to if they do not say.

    What cannot be read, or could be read in two ways, is `AudienceUnreadable` with a question.
    """
    if found := _HAVING_SPONSORS.search(words):
        raise AudienceUnreadable(
            f"“{found[0]}”: I can choose people who are sponsors, not partners that have one. "
            "Please write “sponsors” or “not sponsors”."
        )
    scanned = Scanner(words, lexicon).scan()
    reading = _Reading(lexicon, has_everybody=scanned.has_everybody)
    items = scanned.items
    if items and items[0] in ADDING and (scanned.has_everybody or scanned.has_people):
        items = [Unit(AT_PARTNERS, "everybody", noun=True), *items]
    if not scanned.says_something:
        raise AudienceUnreadable(f"Whom do you mean? {EXAMPLE}")
    if scanned.items and scanned.items[-1] in {Mark.AND, Mark.OR, Mark.PLUS, Mark.WHO}:
        raise AudienceUnreadable(f"Whom else do you mean? The words end too early. {EXAMPLE}")
    condition = reading.whole(items)
    who, consent = _without_consent(lexicon.dimensions.bounded(condition))
    return Audience(who=who, to=scanned.to or to, consent=consent, vendor=True)


def _without_consent(condition: Condition) -> tuple[Condition, bool]:
    """Take out that they agreed: who did not stays meant, so that they are seen to be missed."""
    if condition == AGREED:
        return All(()), True
    if isinstance(condition, All) and AGREED in condition.of:
        rest = tuple(each for each in condition.of if each != AGREED)
        return simplified(All(rest)), True
    return condition, False


class _Reading:
    def __init__(self, lexicon: Lexicon, *, has_everybody: bool) -> None:
        self._lexicon, self._has_everybody = lexicon, has_everybody

    def whole(self, items: Sequence[Item]) -> Condition:
        """Read everything, brackets first."""
        return self._flat(_without_brackets(items, self.whole))

    def _flat(self, items: Sequence[Item]) -> Condition:
        parts = _split_at_plus(_lists(items, self._lexicon))
        read = [self._part(part) for part in parts if part]
        if not read:
            return All(())
        if len(read) == 1:
            return read[0]
        if not all(map(self._lexicon.dimensions.side_of, read)):
            raise AudienceUnreadable(
                "Do you add a group, or do you mean who is all of that? Please write “or” between "
                "groups, and “and” where it is one."
            )
        return AnyOf(tuple(read))

    def _part(self, items: Sequence[Item]) -> Condition:
        segments = _segments(items)
        wanted: list[Segment] = []
        left_out: list[Condition] = []
        at = 0
        while at < len(segments):
            one = segments[at]
            at += 1
            self._refuse_unclear(one)
            if one.denied in {Mark.EXCEPT, Mark.BUT}:
                at, excepted = self._excepted(segments, at, one)
                left_out.append(excepted)
            elif one.denied is Mark.NOT:
                left_out.append(self._denied(one, segments[at : at + 1]))
            else:
                wanted.append(one)
        kept = joined([_said(one, self._lexicon) for one in wanted], self._lexicon)
        return All((*([kept] if kept is not None else []), *map(Not, left_out)))

    def _refuse_unclear(self, one: Segment) -> None:
        if one.denied is Mark.BUT and not self._has_everybody:
            raise AudienceUnreadable(
                f"Is {quoted(one.text)} left out, or wanted? Please write “except” or "
                "“and” in the place of “but”."
            )
        if one.denied is not None and one.joint is Mark.OR:
            raise AudienceUnreadable(
                f"What is joined by “or not {one.text}”? Please put brackets around each "
                "group, as in “(gold partners) or (not in EMEA)”."
            )

    def _denied(self, one: Segment, following: Sequence[Segment]) -> Condition:
        """Read what "not" denies: one list, for of more it is not clear what is meant."""
        units = [unit for unit in one.units if not unit.noun] or one.units
        if len(units) != 1:
            raise AudienceUnreadable(
                f"What is not wanted of “not {one.text}”: all of it together, or only "
                f"“{units[0].text if units else ''}”? Please write “except {one.text}” "
                "for who is all of that, or put a comma before what is wanted."
            )
        for after in following:
            if after.denied is None and after.joint in {Mark.AND, Mark.OR} and not after.has_comma:
                raise AudienceUnreadable(
                    f"After “not {one.text}”: is “{after.text}” wanted, or not wanted "
                    f"either? Please write “not {one.text}, not {after.text}”, or "
                    f"“{after.text}, not {one.text}”."
                )
        return units[0].condition

    def _excepted(
        self, segments: Sequence[Segment], at: int, first: Segment
    ) -> tuple[int, Condition]:
        """Read all that is left out: it goes on until another denial, or the end."""
        groups = [list(first.units)]
        while at < len(segments) and segments[at].denied is None:
            one = segments[at]
            if one.joint is Mark.COMMA or one.has_comma:
                if all(unit.dimension in LAST for unit in one.units):
                    break
                raise AudienceUnreadable(
                    f"Is “{one.text}” left out too, or wanted? Please put what is left out "
                    "last, joined by “and”."
                )
            if one.joint is Mark.WHO:
                groups[-1] += one.units
            else:
                groups.append(list(one.units))
            at += 1
        said = [all_said(units, self._lexicon) for units in groups if units]
        if not said:
            raise AudienceUnreadable("Who is left out? The words end before they say so.")
        return at, any_said(said)


def _said(segment: Segment, lexicon: Lexicon) -> Said:
    condition = all_said(segment.units, lexicon) if segment.units else All(())
    return Said(condition, segment.text, segment.joint, has_comma=segment.has_comma)


def _without_brackets(
    items: Sequence[Item], read: Callable[[Sequence[Item]], Condition]
) -> list[Item]:
    """Put one unit in the place of each pair of brackets and what is between them."""
    stack: list[list[Item]] = [[]]
    for item in items:
        if item is Mark.OPEN:
            stack.append([])
        elif item is Mark.CLOSE:
            if len(stack) == 1:
                raise AudienceUnreadable("A bracket is closed that was never opened.")
            inside = stack.pop()
            stack[-1].append(Unit(read(inside), "( … )"))
        else:
            stack[-1].append(item)
    if len(stack) > 1:
        raise AudienceUnreadable("A bracket is opened and never closed.")
    return stack[0]


def _split_at_plus(items: Sequence[Item]) -> list[list[Item]]:
    parts: list[list[Item]] = [[]]
    for item in items:
        if item is Mark.PLUS:
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def _lists(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """Make one unit of what is listed of one dimension."""
    out: list[Item] = []
    for item in items:
        last = next((at for at in range(len(out) - 1, -1, -1) if isinstance(out[at], Unit)), None)
        before = _before(out, last)
        if isinstance(item, Unit) and before is not None and last is not None:
            joints = [each for each in out[last + 1 :] if isinstance(each, Mark)]
            if item.dimension == before.dimension and set(joints) <= LISTING:
                noun = [each for each in out[_at(out, before) + 1 :] if isinstance(each, Unit)]
                del out[_at(out, before) :]
                out += [_listed(before, item, joints, lexicon), *noun]
                continue
        out.append(item)
    return out


def _before(out: Sequence[Item], last: int | None) -> Unit | None:
    """Return the unit before a joint; a noun behind it is not in the way."""
    while last is not None and last >= 0:
        one = out[last]
        if not isinstance(one, Unit):
            return None
        if not one.noun:
            return one if one.dimension else None
        last -= 1
    return None


def _at(out: Sequence[Item], unit: Unit) -> int:
    return max(at for at, each in enumerate(out) if each is unit)


def _listed(first: Unit, second: Unit, joints: Sequence[Mark], lexicon: Lexicon) -> Unit:
    exclusive = lexicon.dimensions.of(first.dimension).exclusive
    text = f"{first.text} {'and' if Mark.AND in joints else 'or'} {second.text}"
    if not exclusive and Mark.AND in joints:
        return Unit(simplified(All((first.condition, second.condition))), text, first.dimension)
    condition = simplified(AnyOf((first.condition, second.condition)))
    return Unit(condition, text, first.dimension)


def _segments(items: Sequence[Item]) -> list[Segment]:
    """Part what is said at its joints; a denial begins a part of its own."""
    parts = [Segment(None)]
    for item in items:
        now = parts[-1]
        if isinstance(item, Unit):
            now.units.append(item)
        elif item in {Mark.NOT, Mark.EXCEPT, Mark.NOR, Mark.BUT}:
            _deny(parts, item)
        elif now.units or now.denied:
            parts.append(Segment(item, item is Mark.COMMA))
        else:
            now.has_comma = now.has_comma or item is Mark.COMMA
            now.joint = item if now.joint in {None, Mark.COMMA, Mark.WHO} else now.joint
    return [part for part in parts if _is_something(part)]


def _deny(parts: list[Segment], mark: Mark) -> None:
    now = parts[-1]
    if now.units:
        parts.append(Segment(Mark.WHO))
        now = parts[-1]
    elif now.denied is not None and now.denied is not Mark.BUT:
        raise AudienceUnreadable("What is denied twice? Please say it once, and plainly.")
    now.denied = Mark.NOT if mark is Mark.NOR else mark


def _is_something(part: Segment) -> bool:
    if part.denied is not None and not part.units:
        raise AudienceUnreadable("Who is not meant? The words end before they say so.")
    return bool(part.units)
