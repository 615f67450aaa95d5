"""Slack's own way of writing text: escaped on the way out, plain on the way in."""

import re

_ENTITY = re.compile(r"<([^<>]*)>")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKS = {"@": "@", "#": "#"}


def escape(words: str) -> str:
    """Write words so that Slack shows exactly these, and no mention comes alive."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_words(written: str) -> str:
    """Read what a person typed as they saw it: no entities, no angle brackets."""
    shown = _ENTITY.sub(_shown, written)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def without_mention(written: str, user: str) -> str:
    """Drop the mention by which a person called us."""
    if user:
        return re.sub(rf"<@{re.escape(user)}(\|[^<>]*)?>", " ", written)
    return re.sub(r"^\s*<@[^<>]*>", "", written)


def _shown(found: re.Match[str]) -> str:
    target, bar, label = found[1].partition("|")
    if target[:1] in _MARKS:
        return _MARKS[target[0]] + (label or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    return label if bar and label else target.removeprefix("mailto:")


def split_words(words: str, limit: int) -> list[str]:
    """Break words into pieces that fit when escaped, between words where there are any."""
    pieces = []
    while len(escape(words)) > limit:
        end = _fitting(words, limit)
        gap = max(words.rfind(" ", 0, end), words.rfind("\n", 0, end)) + 1
        end = gap if gap > end // 2 else end
        pieces.append(words[:end])
        words = words[end:]
    return [*pieces, words] if words else pieces


def _fitting(words: str, limit: int) -> int:
    taken = 0
    for index, letter in enumerate(words):
        taken += len(_SIGNS.get(letter, letter))
        if taken > limit:
            return index
    return len(words)
