"""What is said of a text before it goes out: what is wrong with it, and how it would be drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

CHECKED = ("slack", "teams", "email", "web", "text")
"""Where a message can be read, in the order in which that is told; the last is plain text."""

REFUSED = "refused"
"""The kind of finding that says that a platform would not take a part at all."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing about one line of a text: a fault keeps it from being sent, advice does not.

    `kind` names the sentence that says it and what to do, and `told` are that sentence's values
    by name. Line 0 is the whole text. Its line is that of the `file` it lies in, or of the words
    in that `language`; of neither where it is of the text's own words.
    """

    line: int
    kind: str
    is_fault: bool = False
    told: tuple[tuple[str, str], ...] = ()
    file: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a platform shows otherwise than it was written, and how often; `kind` names how."""

    kind: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one platform would make of a message: so many messages, or why it refuses it."""

    platform: str
    parts: int = 0
    refused: str = ""
    differences: tuple[Difference, ...] = field(default=())


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once: the faults first, then by file or language, and by line."""

    def place(one: Finding) -> tuple[bool, str, str, Finding]:
        return (not one.is_fault, one.file, one.language, one)

    return tuple(sorted(set(findings), key=place))


def faults_in(findings: Iterable[Finding]) -> Sequence[Finding]:
    """Return what keeps a text from being sent."""
    return [one for one in findings if one.is_fault]
