"""A walk over the tags that fills the slots."""

from collections.abc import Callable

from bot.figures.rules.questions.lexicon import (
    CurrencyWord,
    SameLastYear,
    StepBack,
    VagueWord,
    ValueWord,
)
from bot.figures.rules.questions.readings import Clarify, Slot
from bot.figures.rules.questions.slots import SaidPeriod, Slots, VagueSaid
from bot.figures.rules.questions.tag import Tag, Tagged, goes_on, names
from bot.figures.rules.questions.vocabulary import GRAINS, Sign
from bot.figures.rules.windows import Unit

_RANKS = {Sign.HIGHEST, Sign.LOWEST, Sign.BEST, Sign.WORST}
_LISTING = {Sign.AND, Sign.OR}
_FLAGS = {
    Sign.YEAR_ON_YEAR: "year_on_year",
    Sign.PREVIOUS: "previous",
    Sign.TREND: "trend",
    Sign.YEAR_BEFORE: "year_before",
    Sign.ONE_BEFORE: "one_before",
    Sign.PERCENT: "percent",
    Sign.SO_FAR: "so_far",
}
_EVERYDAY = {"partner_stage"}
_INNER = {"of", "from", "among", "amongst", "for", "in", "within"}
_CUSTOMER_NOUN = "active_customers"


class _Filler:
    """Walks over the tags once; each step takes one tag, or a run of them."""

    def __init__(self, tagged: Tagged) -> None:
        self.tags = tagged.tags
        self.slots = Slots(comparing=tagged.has(Sign.COMPARE))
        self.at = 0
        self.versus = False
        self.compared: set[str] = set()

    def run(self) -> Slots:
        """Fill the slots."""
        while self.at < len(self.tags):
            self._step(self.tags[self.at])
        self._group_what_is_compared()
        said = self.slots.year_on_year or self.slots.year_before or self.slots.step_back
        if self.versus and not (said or self.slots.previous or self.slots.one_before):
            self.slots.doubts.append(Clarify(Slot.COMPARE))
        return self.slots

    def _step(self, tag: Tag) -> None:
        self.at += 1
        if tag.sign() is not None:
            self._sign(tag)
            return
        if tag.period is not None:
            self.slots.periods.append(SaidPeriod(tag.period, self.versus))
        else:
            self._thing(tag)
        self.versus = False

    def _thing(self, tag: Tag) -> None:
        if tag.metric() is not None:
            self._metric(tag)
        elif tag.dimension() is not None:
            self._dimension(tag)
        elif tag.values():
            self._value(tag, self.slots.values)
        elif tag.meanings:
            self._other(tag)
        elif not (tag.number is not None and self._beside_rank(tag)):
            self.slots.doubts.append(Clarify(Slot.WORD, word=tag.words[0]))

    def _other(self, tag: Tag) -> None:
        for meaning in tag.meanings:
            if isinstance(meaning, VagueWord):
                self.slots.vague.append(VagueSaid(meaning, " ".join(tag.words)))
            elif isinstance(meaning, StepBack):
                self.slots.step_back = meaning.unit
            elif isinstance(meaning, SameLastYear):
                self.slots.year_on_year, self.slots.same_unit = True, meaning.unit
            elif isinstance(meaning, CurrencyWord):
                self.slots.currencies.append(meaning.code)

    def _sign(self, tag: Tag) -> None:
        sign = tag.sign()
        if sign in GRAINS:
            self.slots.grain = Unit(sign.value)
        elif sign in _RANKS:
            self._rank(tag)
        elif sign is Sign.VERSUS:
            self.versus = self.slots.versus = True
        elif sign in {Sign.LOST, Sign.GAINED}:
            self.slots.verb = sign
        elif sign in _FLAGS:
            setattr(self.slots, _FLAGS[sign], True)
        elif sign in _ACTS:
            _ACTS[sign](self)

    def _by(self) -> None:
        """Take the dimensions behind "by", and the metric of "top five partners by …"."""
        taken = False
        while self.at < len(self.tags):
            tag = self.tags[self.at]
            dimension = tag.dimension()
            if dimension is not None:
                self.slots.group_by.append(dimension)
            elif not (taken and tag.sign() is Sign.AND and self._dimension_at(self.at + 1)):
                break
            taken = True
            self.at += 1
        if not taken and self.at < len(self.tags):
            tag = self.tags[self.at]
            if tag.metric() and not self.slots.group_by and self.slots.rank is None:
                self.slots.group_by += self.slots.bare_dimensions
                self.slots.bare_dimensions.clear()
            noun = tag.metric() == _CUSTOMER_NOUN and self._is_noun(tag)
            self.slots.unsupported |= tag.is_unknown or noun
        elif not taken:
            self.slots.doubts.append(Clarify(Slot.GROUP_BY))

    def _dimension_at(self, at: int) -> bool:
        return at < len(self.tags) and self.tags[at].dimension() is not None

    def _wise(self) -> None:
        """Take "region wise" and "breakdown of regions"."""
        if self.slots.bare_dimensions and self._dimension_at(self.at - 2):
            self.slots.group_by.append(self.slots.bare_dimensions.pop())

    def _each(self) -> None:
        if self._dimension_at(self.at):
            tag = self.tags[self.at]
            self.slots.group_by.append(tag.dimension() or "")
            self.slots.ranked_one = not tag.words[-1].endswith("s")
            self.at += 1

    def _rank(self, tag: Tag) -> None:
        sign = tag.sign()
        self.slots.rank = sign
        before = self.tags[self.at - 2] if self.at > 1 else None
        if before is not None and before.number is not None:
            self.slots.number = before.number
        if self.at < len(self.tags) and self.tags[self.at].number is not None:
            self.slots.number = self.tags[self.at].number
            self.at += 1
        if self._dimension_at(self.at):
            ranked = self.tags[self.at]
            self.slots.group_by.append(ranked.dimension() or "")
            self.slots.ranked_one = not ranked.words[-1].endswith("s")
            self.at += 1

    def _beside_rank(self, tag: Tag) -> bool:
        after = self.tags[self.at] if self.at < len(self.tags) else None
        return tag.number is not None and after is not None and after.sign() in _RANKS

    def _metric(self, tag: Tag) -> None:
        metric = tag.metric() or ""
        if metric == _CUSTOMER_NOUN and self._is_noun(tag):
            return
        before = self.tags[self.at - 2].metric() if self.at > 1 else None
        if before not in {None, metric} and _INNER & set(tag.lead):
            # "ARR of new customers" is one figure that we do not have, and not those two.
            self.slots.doubts.append(Clarify(Slot.METRIC, options=(before or "", metric)))
        if metric not in self.slots.metrics:
            self.slots.metrics.append(metric)

    def _is_noun(self, tag: Tag) -> bool:
        """Tell "SMB customers" and "cost of customers" from the count of customers."""
        others = [t for t in self.tags if t.metric() not in {None, _CUSTOMER_NOUN}]
        if not others or len(tag.words) > 1:
            return False
        beside = (self.at - 2, self.at)
        return not any(
            0 <= place < len(self.tags) and self.tags[place].sign() is Sign.AND for place in beside
        )

    def _dimension(self, tag: Tag) -> None:
        dimension = tag.dimension() or ""
        following = self.tags[self.at] if self.at < len(self.tags) else None
        if following and any(value.dimension == dimension for value in following.values()):
            return
        rounds_off = any(names(value, dimension) for value in self._values_at(self.at - 2))
        if rounds_off or (tag.is_noun and following and goes_on(tag, following)):
            return
        self.slots.bare_dimensions.append(dimension)
        self.slots.ranked_one = not tag.words[-1].endswith("s")

    def _values_at(self, at: int) -> tuple[ValueWord, ...]:
        return self.tags[at].values() if 0 <= at < len(self.tags) else ()

    def _value(self, tag: Tag, into: list[ValueWord]) -> None:
        values = self._resolved(tag.values())
        left_out = into is self.slots.excluded
        if len(values) == 1 and (left_out or not self._is_everyday(tag, values[0])):
            into.append(values[0])
            if self.versus:
                self.compared.add(values[0].dimension)
        else:
            named = tuple(value.value for value in values)
            self.slots.doubts.append(
                Clarify(
                    Slot.FILTER,
                    options=named,
                    word=" ".join(tag.words),
                    dimension=values[0].dimension,
                )
            )

    def _is_everyday(self, tag: Tag, value: ValueWord) -> bool:
        """Tell "at scale" from "scale partners": such a word is a stage where more says so."""
        if value.dimension not in _EVERYDAY or len(tag.words) > 1:
            return False
        beside = [self.tags[at].dimension() for at in (self.at, self.at - 2) if self._is_in(at)]
        if any(names(value, dimension) for dimension in beside if dimension):
            return False
        alike = [v for t in self.tags for v in t.values() if v.dimension == value.dimension]
        return len(alike) == 1 and not {"for", "of"} & set(tag.lead)

    def _is_in(self, at: int) -> bool:
        return 0 <= at < len(self.tags)

    def _resolved(self, values: tuple[ValueWord, ...]) -> tuple[ValueWord, ...]:
        """Let a noun beside the value decide: "gold tier", "product gold"."""
        for place in (self.at, self.at - 2):
            dimension = self.tags[place].dimension() if 0 <= place < len(self.tags) else None
            fitting = tuple(value for value in values if value.dimension == dimension)
            if fitting:
                return fitting
        return values

    def _not(self) -> None:
        """Take the values behind "without"; their nouns go with them."""
        taken: set[str] = set()
        joined = True
        while self.at < len(self.tags):
            tag = self.tags[self.at]
            listing = bool(taken) and tag.sign() in _LISTING and self._listed(self.at + 1, taken)
            if not listing and not self._belongs(tag, taken, joined=joined):
                break
            joined = listing
            self.at += 1
            if tag.values():
                self._value(tag, self.slots.excluded)
                taken |= {value.dimension for value in tag.values()}
        if not taken:
            self.slots.doubts.append(Clarify(Slot.FILTER))

    def _listed(self, at: int, taken: set[str]) -> bool:
        """Say whether what follows "and" goes on with the list."""
        values = self._values_at(at)
        if not values:
            return False
        return not self.tags[at].is_led or any(v.dimension in taken for v in values)

    def _belongs(self, tag: Tag, taken: set[str], *, joined: bool) -> bool:
        """Say whether a tag is of what is left out: a word of place begins something else."""
        if tag.dimension() is not None:
            return not (taken and tag.is_led)
        if not tag.values() or (taken and not joined):
            return False
        return joined or not tag.is_led

    def _group_what_is_compared(self) -> None:
        for dimension in dict.fromkeys(value.dimension for value in self.slots.values):
            if not (self.slots.comparing or dimension in self.compared):
                continue
            several = {v.value for v in self.slots.values if v.dimension == dimension}
            if len(several) > 1 and dimension not in self.slots.group_by:
                self.slots.group_by.append(dimension)

    def _or(self) -> None:
        before, after = self.at - 2, self.at
        sides = [self.tags[i].metric() for i in (before, after) if 0 <= i < len(self.tags)]
        if len(sides) > 1 and all(sides):
            self.slots.doubts.append(
                Clarify(Slot.METRIC, options=tuple(side for side in sides if side))
            )


_ACTS: dict[Sign, Callable[[_Filler], None]] = {
    Sign.BY: _Filler._by,  # noqa: SLF001 - the walker's own table
    Sign.WISE: _Filler._wise,  # noqa: SLF001
    Sign.EACH: _Filler._each,  # noqa: SLF001
    Sign.NOT: _Filler._not,  # noqa: SLF001
    Sign.OR: _Filler._or,  # noqa: SLF001
}


def fill_slots(tagged: Tagged) -> Slots:
    """Fill the slots from the tags; what does not fit anywhere becomes a doubt."""
    return _Filler(tagged).run()
