"""Small words of people, which want a kind word and no more: thanks, an emoji, ok, good day."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from unicodedata import category

from bot.language import Wording

KINDS = ("thanks", "sorry", "sad", "hello", "bye", "laugh", "glad", "agreed", "sign")
"""What a small word may be, the stronger before the weaker: "ok, thanks!" is thanks."""
SIGN = "sign"
"""An emoji that no list names."""
LONGEST = 80
"""Characters of the longest text that is looked at: what says more is no small word."""
MOST_WORDS = 4
"""Words of the longest phrase in a list."""

_FACES = {":)": "🙂", ":-)": "🙂", ";)": "🙂", ";-)": "🙂", ":d": "😀", ":-d": "😀", "<3": "❤"}
_FACES |= {":(": "🙁", ":-(": "🙁", ":'(": "😢"}
_SHORTCODE = r":[a-z0-9_+'-]+:"
_TONE = re.compile(r":skin-tone-\d:|[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d]")
_TOKEN = re.compile(rf"{_SHORTCODE}|[^\W_]+|\S")
_AGAIN = re.compile(r"(.)\1+")
_LAUGH = re.compile(r"(?:ha|he|hi|ah){2,}h?|lo+l|rofl|x+d")
_PICTURES = 0x2190
"""Below it stand letters, and signs such as a degree's, which are no emoji."""


def small_word(said: str, wording: Wording) -> str | None:
    """Say what kind of small word this is; None for whatever says more than that.

    Every language we speak is listened for, whichever the reader's is.
    """
    if len(said) > LONGEST:
        return None
    tokens = list(_tokens(said))
    words, fillers = _lists(wording)
    found: set[str] = set()
    at = 0
    while at < len(tokens):
        length, kind = _longest(tokens, at, words)
        if kind is not None:
            found.add(kind)
        elif tokens[at] not in fillers:
            return None
        at += length
    return min(found, key=KINDS.index) if found else None


def _longest(tokens: list[str], at: int, words: Mapping[str, str]) -> tuple[int, str | None]:
    """Return how many tokens the longest phrase there takes, and what kind of word it is."""
    for length in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
        kind = words.get(" ".join(tokens[at : at + length]))
        if kind is not None:
            return length, kind
    token = tokens[at]
    if _LAUGH.fullmatch(token):
        return 1, "laugh"
    return 1, SIGN if _is_emoji(token) else None


def _tokens(said: str) -> Iterator[str]:
    """Take words and emoji out of a text: no punctuation, no letter twice, no tone of skin."""
    text = _TONE.sub("", said.casefold().replace("\u2019", "'").replace("'", ""))
    for face, emoji in _FACES.items():
        text = text.replace(face, f" {emoji} ")
    for token in _TOKEN.findall(text):
        if token[0] == ":" and len(token) > 1:
            yield token
        elif token[0].isalnum():
            yield token if _LAUGH.fullmatch(token) else _AGAIN.sub(r"\1", token)
        elif _is_emoji(token):
            yield token


def _is_emoji(token: str) -> bool:
    if re.fullmatch(_SHORTCODE, token):
        return True
    return len(token) == 1 and ord(token) >= _PICTURES and category(token) == "So"


@lru_cache(maxsize=8)
def _lists(wording: Wording) -> tuple[Mapping[str, str], frozenset[str]]:
    """Return the kind of each phrase in the lists, and the words that may stand beside them."""
    words: dict[str, str] = {}
    fillers: set[str] = set()
    for tag in wording.spoken():
        say = wording.in_language(tag).say
        for kind in KINDS[:-1]:
            for phrase in say(f"small_{kind}").split(", "):
                words.setdefault(" ".join(_tokens(phrase)), kind)
        for phrase in say("small_beside").split(", "):
            fillers.update(_tokens(phrase))
    return words, frozenset(fillers)
