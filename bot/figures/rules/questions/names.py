"""The short forms of names: how people write a company or a product they both know."""

import re
from collections.abc import Iterable

from bot.figures.rules.questions.vocabulary import words
from bot.figures.rules.questions.words import tokenise

Phrase = tuple[str, ...]

_COMMON = words(
    "it services systems system solutions cloud partners partner managed msp var csp telecom"
    " consulting group inc ltd llc gmbh pro plus suite the and of technologies networks"
    " company"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def aliases(names: Iterable[str]) -> dict[Phrase, tuple[str, ...]]:
    """List the short forms of names: beginnings and telling single words; some fit several."""
    found: dict[Phrase, dict[str, None]] = {}
    whole: dict[str, Phrase] = {}
    for name in names:
        whole[name] = tokenise(name)
        split = _HUMP.sub(" ", name)
        for parts in (whole[name],) if split == name else (whole[name], tokenise(split)):
            starts = {parts[:end] for end in range(1, len(parts) + 1)}
            alone = {(word,) for word in parts if word not in _COMMON and not word.isdecimal()}
            joined = {("".join(parts[:end]),) for end in range(2, len(parts) + 1)}
            owned = {(f"{word}s",) for (word,) in alone if not word.endswith("s")}
            for alias in sorted(starts | alone | joined | owned):
                if alias != (parts[0],) or parts[0] not in _COMMON:
                    found.setdefault(alias, {})[name] = None
    return {alias: _exact_first(alias, owners, whole) for alias, owners in found.items()}


def _exact_first(
    alias: Phrase, owners: Iterable[str], whole: dict[str, Phrase]
) -> tuple[str, ...]:
    """Prefer the one owner whose full name this is."""
    exact = tuple(owner for owner in owners if whole[owner] == alias)
    return exact or tuple(owners)


def slips(short: str) -> set[str]:
    """List what hasty fingers make of a short word."""
    swapped = {short[:n] + short[n + 1] + short[n] + short[n + 2 :] for n in range(len(short) - 1)}
    return swapped | {short[:n] + short[n - 1 :] for n in range(1, len(short) + 1)}
