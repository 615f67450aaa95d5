"""An answer to a question of ours: "5", "yes", "by region", "the second one"."""

from collections.abc import Iterable, Sequence

from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.periods.vocabulary import NUMBERS, ORDINALS
from bot.figures.rules.questions.lexicon import Lexicon
from bot.figures.rules.questions.readings import Clarify, Slot
from bot.figures.rules.questions.tag import Tag
from bot.figures.rules.questions.tags import tag_question
from bot.figures.rules.questions.vocabulary import DROPPED, Sign
from bot.figures.rules.questions.vocabulary import words as words_of
from bot.figures.rules.questions.words import tokenise
from bot.figures.rules.windows import Calendar

_YES = words_of("yes yep yeah yup sure ok okay ja exactly right correct please do go ahead")
_RANKS = {Sign.HIGHEST, Sign.LOWEST, Sign.BEST, Sign.WORST}
_FILLING = DROPPED | words_of("one option number please of them")
_LONGEST_ANSWER = 6


def completed(
    reply: str, asked: tuple[str, Clarify], lexicon: Lexicon, calendar: Calendar
) -> str | None:
    """Return the question that was in doubt with this answer in it; None where it is none."""
    question, doubt = asked
    words = tokenise(reply)
    if not words or len(words) > _LONGEST_ANSWER:
        return None
    tags = tag_question(reply, lexicon, calendar).tags
    if doubt.offers:
        return _chosen(words, doubt.offers)
    if doubt.slot in {Slot.METRIC, Slot.FILTER} and doubt.options:
        return _option(words, question, doubt, lexicon.catalogue)
    found = None
    if doubt.slot is Slot.TOP_N:
        found = _with_number(words, question, lexicon, calendar)
    elif doubt.slot is Slot.GROUP_BY:
        found = _with_group(words, tags, question, doubt, lexicon.catalogue)
    elif doubt.slot is Slot.PERIOD and len(tags) == 1 and tags[0].period is not None:
        found = _with_period(reply, question, lexicon, calendar)
    return found


def replaced(question: str, words: str | None, better: str) -> str:
    """Put better words in the place of those in doubt; without any, add them."""
    said = " ".join(tokenise(question))
    if words is None:
        return f"{said} by {better}"
    if f" {words} " not in f" {said} ":
        return better
    return f" {said} ".replace(f" {words} ", f" {better} ", 1).strip()


def named_options(doubt: Clarify, catalogue: Catalogue) -> list[tuple[str, str]]:
    """List the options of a question back: what each is called, and the words that mean it."""
    if doubt.slot is Slot.FILTER:
        return [(option, option) for option in doubt.options]
    metrics = [catalogue.metrics[option] for option in doubt.options]
    return [(metric.label, metric.synonyms[0]) for metric in metrics]


def _chosen(words: Sequence[str], offers: Sequence[str]) -> str | None:
    if len(offers) == 1 and set(words) <= _YES | _FILLING:
        return offers[0]
    return _nth(words, offers)


def _nth(words: Iterable[str], options: Sequence[str]) -> str | None:
    """Read "1", "the second one", "last"."""
    told = [word for word in words if word not in _FILLING]
    if len(told) != 1:
        return None
    number = _number(told[0]) or ORDINALS.get(told[0])
    if told[0] == "last":
        number = len(options)
    return options[number - 1] if number and number <= len(options) else None


def _option(
    words: Sequence[str], question: str, doubt: Clarify, catalogue: Catalogue
) -> str | None:
    options = named_options(doubt, catalogue)
    nth = _nth(words, [better for _, better in options])
    if nth is not None:
        return replaced(question, doubt.word, nth)
    told = {word for word in words if word not in _FILLING}
    near = [
        better
        for (label, better), option in zip(options, doubt.options, strict=True)
        if told and told <= {*tokenise(label), *tokenise(better), *option.lower().split("_")}
    ]
    return replaced(question, doubt.word, near[0]) if len(near) == 1 else None


def _with_number(
    words: Iterable[str], question: str, lexicon: Lexicon, calendar: Calendar
) -> str | None:
    """Put the number behind the word that ranks."""
    told = [word for word in words if word not in _FILLING and word not in {"top", "first"}]
    number = _number(told[0]) if len(told) == 1 else None
    if number is None:
        return None
    parts = []
    for tag in tag_question(question, lexicon, calendar).tags:
        parts += [*tag.lead, *tag.words]
        parts += [str(number)] if tag.sign() in _RANKS else []
    return " ".join(parts)


def _with_group(
    words: Sequence[str],
    tags: tuple[Tag, ...],
    question: str,
    doubt: Clarify,
    catalogue: Catalogue,
) -> str | None:
    dimensions = [tag.dimension() for tag in tags if tag.dimension()]
    by = [tag for tag in tags if tag.dimension() or tag.sign() is Sign.BY]
    named = dimensions[0] if len(dimensions) == 1 and len(by) == len(tags) else None
    if named is None and set(words) <= _YES and doubt.options:
        named = doubt.options[0]
    return f"{question} by {catalogue.dimensions[named].synonyms[0]}" if named else None


def _with_period(reply: str, question: str, lexicon: Lexicon, calendar: Calendar) -> str:
    """Put a time in the place of those that could not be read."""
    parts: list[str] = []
    for tag in tag_question(question, lexicon, calendar).tags:
        if tag.period is None:
            parts += [*tag.lead, *tag.words]
    return f"{' '.join(parts)} {reply}"


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else NUMBERS.get(word)
