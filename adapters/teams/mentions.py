"""What people typed in Teams, read as they saw it: no markup, and without calling us by name."""

import html
import re
from collections.abc import Sequence

from adapters.teams.payload import Raw, at, entities, word

_MENTION = re.compile(r"<at\b[^<>]*>(.*?)</at>", re.DOTALL | re.IGNORECASE)
_GAP = re.compile(r"[ \t\N{NO-BREAK SPACE}]+")


def is_called(raw: Raw) -> bool:
    """Whether a message mentions us, or was sent to us alone by a slash command."""
    us = word(raw, "recipient", "id")
    return bool(us) and (
        any(word(one, "mentioned", "id") == us for one in entities(raw, "mention"))
        or at(raw, "recipient", "isTargeted") is True
    )


def said_words(raw: Raw) -> str:
    """Return what a person said; our own mention is dropped, others' names stay."""
    us = word(raw, "recipient", "id")
    waiting = entities(raw, "mention")

    def shown(found: re.Match[str]) -> str:
        mention = _meant(found, waiting)
        if mention is not None:
            waiting.remove(mention)
            if us and word(mention, "mentioned", "id") == us:
                return " "
        return found[1]

    words = html.unescape(_MENTION.sub(shown, word(raw, "text")))
    return _GAP.sub(" ", words).strip()


def _meant(found: re.Match[str], waiting: Sequence[Raw]) -> Raw | None:
    """Find what a mention in the text stands for; two people may have one name, so in order."""
    for one in waiting:
        if word(one, "text") == found[0] or (
            not word(one, "text") and html.unescape(found[1]) == word(one, "mentioned", "name")
        ):
            return one
    return None
