"""Which responses somebody wants to read: a filter, and how it is read out of words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.figures.rules.questions.lexicon import ValueWord
from bot.figures.rules.questions.tags import Tag, Tagged
from bot.figures.rules.questions.vocabulary import Sign
from bot.figures.rules.questions.words import tokenise
from bot.figures.rules.windows import Window

PARTNER, TIER, REGION, STAGE, ROLE = "partner", "partner_tier", "region", "partner_stage", "role"
BAND, SURVEY, SCORE, TAG = "band", "survey", "score", "tag"
DIMENSIONS = frozenset({PARTNER, TIER, REGION, STAGE, ROLE})
"""What a response may be chosen by that a figure can be cut by too."""
BANDS = ("promoters", "passives", "detractors")
OPEN, LATEST = "open", "latest"
"""The waves that can be named without their survey."""

Phrase = tuple[str, ...]
Named = Mapping[Phrase, tuple[str, str]]
"""What words mean beside what a question knows: a kind of filter, and its value."""
_OWN: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("with words", "in words", "with reason", "with a reason"), ("words", "")),
    **dict.fromkeys(("with comment", "with comments", "with a comment"), ("words", "")),
    **dict.fromkeys(("missing", "not answered", "no answer", "silent"), ("missing", "")),
    **dict.fromkeys(("who has not answered", "who have not answered"), ("missing", "")),
    **dict.fromkeys(("promoter", "promoters", "fans"), (BAND, "promoters")),
    **dict.fromkeys(("passive", "passives"), (BAND, "passives")),
    **dict.fromkeys(("detractor", "detractors", "critics"), (BAND, "detractors")),
    **dict.fromkeys(("open wave", "this wave", "current wave", "open round"), ("wave", OPEN)),
    **dict.fromkeys(("last wave", "latest wave", "newest wave", "last round"), ("wave", LATEST)),
    **{word: (SCORE, word) for word in ("nps", "csat", "ces")},
}
_IDLE = frozenset({Sign.AND, Sign.OR, Sign.EVERYTHING})


@dataclass(frozen=True, slots=True)
class Sought:
    """Which responses: values by what they are chosen by; several of one are joined by "or"."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    window: Window | None = None
    wave: str = ""
    with_words: bool = False
    is_missing: bool = False
    """Whether those are sought who were asked and have not answered."""

    words: str = ""
    """The words it was read from."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.is_only_a_time and self.window is None

    @property
    def is_only_a_time(self) -> bool:
        """Whether it names nothing, but perhaps a time."""
        return not (self.values or self.wave or self.with_words or self.is_missing)

    def of(self, dimension: str) -> tuple[str, ...]:
        """Return the values of one dimension that are let in; none means all."""
        return self.values.get(dimension, ())

    def with_value(self, dimension: str, value: str) -> "Sought":
        """Let in one more value."""
        values = tuple(dict.fromkeys((*self.of(dimension), value)))
        return replace(self, values={**self.values, dimension: values})


def named(surveys: Sequence[str] = (), tags: Sequence[str] = ()) -> Named:
    """Return what words mean here and now, with these surveys' keys and these tags."""
    own = {tuple(said.split()): meant for said, meant in _OWN.items()}
    own |= {tokenise(key): (SURVEY, key) for key in surveys}
    own |= {tokenise(name): (TAG, name) for name in tags}
    return {phrase: meant for phrase, meant in own.items() if phrase}


def read_sought(words: str, known: Named, tagged: Callable[[str], Tagged]) -> Sought | None:
    """Read a filter; None where a word says something else, so that it may be a question."""
    sought, left = _own_words(Sought(words=" ".join(words.split())), words, known)
    if not left:
        return sought
    for tag in tagged(" ".join(left)).tags:
        more = _tagged(sought, tag)
        if more is None:
            return None
        sought = more
    return sought


def _own_words(sought: Sought, words: str, known: Named) -> tuple[Sought, list[str]]:
    """Take out the words that only this reader knows; return what is left."""
    tokens, left, at = tokenise(words), list[str](), 0
    longest = max(map(len, known), default=0)
    while at < len(tokens):
        ends = range(min(len(tokens), at + longest), at, -1)
        end = next((end for end in ends if tokens[at:end] in known), None)
        if end is None:
            left.append(tokens[at])
            at += 1
            continue
        sought = _meant(sought, *known[tokens[at:end]])
        at = end
    return sought, left


def _meant(sought: Sought, kind: str, value: str) -> Sought:
    if kind == "words":
        return replace(sought, with_words=True)
    if kind == "missing":
        return replace(sought, is_missing=True)
    if kind == "wave":
        return replace(sought, wave=value)
    return sought.with_value(kind, value)


def _tagged(sought: Sought, tag: Tag) -> Sought | None:
    if tag.period is not None:
        unclear = tag.period.window is None or sought.window is not None
        return None if unclear else replace(sought, window=tag.period.window)
    if tag.sign() is not None:
        return sought if tag.sign() in _IDLE else None
    return _valued(sought, tag.values())


def _valued(sought: Sought, values: Sequence[ValueWord]) -> Sought | None:
    """Let in what a name means; where it is the name of several, all of them."""
    if not values or not all(each.dimension in DIMENSIONS for each in values):
        return None
    if len({each.dimension for each in values}) > 1:
        return None
    for each in values:
        sought = sought.with_value(each.dimension, each.value)
    return sought
