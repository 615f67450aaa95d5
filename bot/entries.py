"""What a subject brings: a closed list of entries, put together in one place."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.message import Element, Message
from bot.principal import Principal
from bot.rights import Right, may

Called = Callable[[Any, Principal, Said], Awaitable[Reply | None]]
"""Does what a word means; None where these words, from this person, were no command of it."""
Pressed = Callable[[Any, Principal, ActionPressed], Awaitable[Reply]]
Filled = Callable[[Any, Principal, FormSubmitted], Awaitable[Reply]]
StrangePress = Callable[[Any, ActionPressed], Awaitable[Reply]]
StrangeWords = Callable[[Any, Said], Awaitable[Reply]]
StrangeForm = Callable[[Any, FormSubmitted], Awaitable[Reply]]
AwaitsWords = Callable[[Any, Principal, Said], Awaitable[Reply | None]]
"""Takes the words that this subject asked for, whatever they are; None if it asked for none."""


class BecameKnown(Protocol):
    """Does what waited for somebody to be known there, in the transaction that makes them so."""

    async def __call__(
        self,
        context: Any,  # noqa: ANN401 - the context of the subject that brings it
        session: Any,  # noqa: ANN401 - entries know no database
        person: Principal,
        origin: Origin,
        *,
        is_here: bool,
    ) -> tuple[Message, ...]:
        """Return what to tell them at once, if they are here, in the context's language."""


TakesNumber = Callable[[Any, Principal, Said, int], Awaitable[Reply | None]]
"""Takes a number that answers what this subject asked there; None if it asked nothing."""
DrawsSection = Callable[[Any, Principal, Origin], Awaitable[tuple[Element, ...]]]
"""Draws, for somebody who looks from there, what one subject has to show on a page."""


class Certainty(StrEnum):
    """How surely words were understood as a question."""

    READ = "read"
    """Exactly: what comes back is the answer."""
    ASKED = "asked"
    """Nearly: it was asked back, or a word was taken for another."""
    UNREAD = "unread"
    """They are no question that we know."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a question, and how surely it was one."""

    reply: Reply
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of words; it stands alone, or `below` what they got as a question."""

    reply: Reply
    below: bool = False


Asks = Callable[[Any, Principal, Said], Awaitable[Answered]]
TakesSmallWords = Callable[[Any, Principal, Said], Awaitable[Reply | None]]
"""Takes words that ask for nothing, such as thanks; None if they are none."""
TakesWords = Callable[[Any, Principal, Said, Certainty], Awaitable[Taken | None]]
"""Takes words that are for a person; None if they are none of this subject's business."""

ANYTHING = re.compile(r".+")


@dataclass(frozen=True, slots=True)
class Command:
    """A word that does something, in whatever way it is said; `also` are others for the same.

    `more` is what may follow the word. It is shown to who holds the `right`; the handler
    refuses all others. Where it is not for the vendor's people (`vendor_too`), to them the
    word is part of a question. What it does stands in the wording under its `key`.
    """

    word: str
    handler: Called
    more: re.Pattern[str] | None = None
    right: Right | None = None
    also: tuple[str, ...] = ()
    vendor_too: bool = True
    slash: bool = False
    """Whether Slack has it as a slash command too."""
    listed: bool = True
    """Whether a platform's short list of words names it; a word that another says need not."""
    in_letters: bool = False
    """Whether it is understood in a short answer to a letter too: what harms nobody if forged."""

    @property
    def key(self) -> str:
        """The stem of its sentences in the wording."""
        return "command_" + self.word.replace(" ", "_")

    def means_something_to(self, person: Principal) -> bool:
        """Say whether this word is a command when this person says it."""
        return self.vendor_too or not person.is_vendor

    def is_shown_to(self, person: Principal) -> bool:
        """Say whether help lists this word for this person."""
        allowed = self.right is None or may(person, self.right)
        return allowed and self.means_something_to(person)


class Page(StrEnum):
    """The pages to which every subject may add a section."""

    HOME = "home"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of one page or of several, drawn below what the page itself says."""

    draw: DrawsSection
    pages: frozenset[Page]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The partner that a brief is about."""

    partner_id: str
    name: str


@dataclass(frozen=True, slots=True)
class BriefPart:
    """What stands below one heading of a brief.

    `lacking` names what there is no data for: a brief says all of it in one quiet line.
    """

    heading: str = ""
    elements: tuple[Element, ...] = ()
    lacking: tuple[str, ...] = ()


DrawsBrief = Callable[[Any, Principal, Reviewed], Awaitable[tuple[BriefPart, ...]]]
"""Draws what one subject knows of a partner, as far as whoever asks may see it."""


@dataclass(frozen=True, slots=True)
class BriefSection:
    """What one subject adds to the brief of a partner; the lower `place` stands above."""

    draw: DrawsBrief
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """All that one subject brings for people to say, press and fill in.

    `strange_presses`, `strange_forms` and `strange_words` are all that somebody unknown may do;
    `became_known` follows when they are known by a claim, a code or a hand.
    """

    commands: tuple[Command, ...] = ()
    presses: Mapping[str, Pressed] = field(default_factory=dict)
    forms: Mapping[str, Filled] = field(default_factory=dict)
    strange_presses: Mapping[str, StrangePress] = field(default_factory=dict)
    strange_forms: Mapping[str, StrangeForm] = field(default_factory=dict)
    strange_words: StrangeWords | None = None
    sections: tuple[Section, ...] = ()
    briefs: tuple[BriefSection, ...] = ()
    takes_number: TakesNumber | None = None
    awaits_words: AwaitsWords | None = None
    became_known: BecameKnown | None = None
    takes_small_words: TakesSmallWords | None = None
    takes_words: TakesWords | None = None
    question: Asks | None = None
    """Answers what is no command and no answer of ours; one subject brings it."""
