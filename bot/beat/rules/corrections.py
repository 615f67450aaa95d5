"""What a correction says, and how it differs from what stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from bot.beat.rules.announcements import InLanguage
from bot.language import Wording
from bot.message import Bold, Italic, Message, Spans, Struck, Text, paragraph

LONGEST_NOTE = 300
AROUND = 4
"""So many words are shown on either side of a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The words that are to stand, with a `note` for readers; `letters` follow letters.

    Without words the text says what the version `text_id` says, the newest when it was shown.
    In `languages` stand the words of each other language that it has.
    """

    title: str = ""
    words: str = ""
    note: str = ""
    letters: bool = False
    text_id: str = ""
    languages: tuple[InLanguage, ...] = ()


def noted(wording: Wording, message: Message, day: date, note: str) -> Message:
    """Set above a corrected text since when it is so, and what was wrong."""
    said = wording.language.day(day, wording.say("pattern_long_day"))
    key = "correction_note" if note else "correction_note_bare"
    above = paragraph(Italic(wording.say(key, day=said, note=note)))
    return replace(message, elements=(above, *message.elements))


def differences(before: str, after: str) -> list[Spans]:
    """Return each place in which words differ: what goes is struck, what comes is bold."""
    old, new = re.findall(r"\S+", before), re.findall(r"\S+", after)
    found: list[Spans] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        parts = [part for step in group for part in _parts(step, old, new)]
        spaced = [each for part in parts for each in (part, Text(" "))]
        found.append(tuple(spaced[:-1]))
    return found


def _parts(
    step: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]
) -> Iterator[Text | Struck | Bold]:
    what, old_from, old_to, new_from, new_to = step
    if what == "equal":
        yield Text(" ".join(old[old_from:old_to]))
        return
    if old_from < old_to:
        yield Struck(" ".join(old[old_from:old_to]))
    if new_from < new_to:
        yield Bold(" ".join(new[new_from:new_to]))
