"""A question as tags: every word matched by its longest phrase or time, or left unknown."""

from bot.figures.rules.periods.found import Found
from bot.figures.rules.periods.grammar import period_at
from bot.figures.rules.periods.points import point
from bot.figures.rules.periods.vocabulary import NUMBERS
from bot.figures.rules.questions.everyday import settled
from bot.figures.rules.questions.heads import mended
from bot.figures.rules.questions.lexicon import Lexicon
from bot.figures.rules.questions.tag import Tag, Tagged
from bot.figures.rules.questions.vocabulary import ASKING, OWN, PLACES, STOPS, Sign
from bot.figures.rules.questions.words import tokenise
from bot.figures.rules.windows import Calendar

__all__ = ["Tag", "Tagged", "tag_question"]

_SMALL = STOPS | PLACES | ASKING
_COMPARING = frozenset({"compare", "compared", "comparing", "comparison"})


def tag_question(question: str, lexicon: Lexicon, calendar: Calendar) -> Tagged:
    """Tag a question: longest match over phrases and times, after repair of single words."""
    said = tokenise(question)
    tokens, repairs = mended(question, lexicon)
    own = any(word in OWN for word in said)
    tags = settled(_tags(tokens, lexicon, calendar), lexicon.catalogue, own=own)
    return Tagged(tags, own, said[:1] == ("what",), repairs)


def _tags(tokens: tuple[str, ...], lexicon: Lexicon, calendar: Calendar) -> tuple[Tag, ...]:
    comparing = any(word in _COMPARING for word in tokens)
    tags: list[Tag] = []
    lead: list[str] = []
    at = 0
    while at < len(tokens):
        phrase = lexicon.at(tokens, at)
        time = _time(tokens, at, calendar, comparing=comparing)
        if phrase and (time is None or phrase[0] > time.end):
            tag = Tag(tokens[at : phrase[0]], meanings=phrase[1], lead=tuple(lead))
        elif time:
            tag = Tag(tokens[at : time.end], period=time.period, lead=tuple(lead))
        else:
            tag = Tag(tokens[at : at + 1], number=_number(tokens[at]), lead=tuple(lead))
        at += len(tag.words)
        if tag.sign() is Sign.CHAT or (tag.is_unknown and tag.words[0] in _SMALL):
            lead += tag.words
        elif tags or tag.words != (",",):
            tags.append(tag)
            lead = []
    return tuple(tags)


def _time(
    tokens: tuple[str, ...], at: int, calendar: Calendar, *, comparing: bool
) -> Found | None:
    """Read a time; where two things are compared, "q1 to q2" are two times and no range."""
    if comparing and tokens[at] not in {"since", "from"}:
        return point(tokens, at, calendar)
    return period_at(tokens, at, calendar)


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else NUMBERS.get(word)
