"""Words as they were meant before they are tagged: glued, misspelt, and one noun for two."""

from collections.abc import Iterator

from bot.figures.rules.periods.vocabulary import WORDS
from bot.figures.rules.questions.lexicon import Lexicon, MetricWord
from bot.figures.rules.questions.vocabulary import DROPPED, STOPS
from bot.figures.rules.questions.words import tokenise

_LEAST_GLUED = 6
_LEAST_PART = 3
_JOINTS = frozenset({"by", "in", "vs"})
_SINGULAR = frozenset({"customer", "logo", "client", "subscriber"})
_LONGEST_HEAD = 4


def mended(question: str, lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return a question's words without articles, mended; and what was mended into what."""
    repairs: list[tuple[str, str]] = []
    tokens: list[str] = []
    for word in tokenise(question):
        if word in DROPPED:
            continue
        parts = unglued(word, lexicon)
        better = " ".join(parts) if parts else lexicon.repaired(word)
        tokens += better.split() if better else [word]
        if better:
            repairs.append((word, better))
    return shared_heads(tuple(tokens), lexicon), tuple(repairs)


def unglued(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Split "lastquarter" and "newmrr" where that can be done in one way only."""
    if len(word) < _LEAST_GLUED or lexicon.knows(word) or not word.isalpha():
        return ()
    for count in (2, 3):
        found = [parts for parts in _splits(word, count, lexicon) if _stands(parts, lexicon)]
        if found:
            return found[0] if len(found) == 1 else ()
    return ()


def _splits(word: str, count: int, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    if count == 1:
        if _is_part(word, lexicon):
            yield (word,)
        return
    for end in range(2, len(word) - 1):
        if _is_part(word[:end], lexicon):
            for rest in _splits(word[end:], count - 1, lexicon):
                yield (word[:end], *rest)


def _stands(parts: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Say whether these words are a phrase, or each of them is one by itself."""
    return lexicon.is_phrase(parts) or all(
        part in _JOINTS or part in WORDS or lexicon.is_phrase((part,)) for part in parts
    )


def _is_part(part: str, lexicon: Lexicon) -> bool:
    if part in _JOINTS:
        return True
    return len(part) >= _LEAST_PART and lexicon.knows(part) and part not in STOPS


def shared_heads(tokens: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Read "gross and net revenue retention" as two figures with one noun."""
    for at, word in enumerate(tokens):
        if word not in {"and", "vs", "or", "versus"} or at == 0:
            continue
        tail = _tail(tokens, at, lexicon)
        if tail:
            return (*tokens[:at], *tail, *shared_heads(tokens[at:], lexicon))
    return tokens


def _tail(tokens: tuple[str, ...], at: int, lexicon: Lexicon) -> tuple[str, ...]:
    """Find the words that the metric behind this joint lends to the word before it."""
    before = tokens[at - 1 : at]
    if _is_metric(before, lexicon) and before[0] not in _SINGULAR:
        return ()
    for end in range(min(len(tokens), at + 1 + _LONGEST_HEAD), at + 2, -1):
        if not _is_metric(tokens[at + 1 : end], lexicon):
            continue
        for start in range(at + 2, end):
            if _is_metric((*before, *tokens[start:end]), lexicon):
                return tokens[start:end]
    return ()


def _is_metric(phrase: tuple[str, ...], lexicon: Lexicon) -> bool:
    found = lexicon.shared.get(phrase, ())
    return any(isinstance(meaning, MetricWord) for meaning in found)
