"""What a subject brings: a closed list of entries, put together in one place."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.message import Element
from bot.principal import Principal
from bot.rights import Right, may

Called = Callable[[Any, Principal, Said], Awaitable[Reply]]
Pressed = Callable[[Any, Principal, ActionPressed], Awaitable[Reply]]
Filled = Callable[[Any, Principal, FormSubmitted], Awaitable[Reply]]
StrangePress = Callable[[Any, ActionPressed], Awaitable[Reply]]
StrangeForm = Callable[[Any, FormSubmitted], Awaitable[Reply]]
TakesNumber = Callable[[Any, Principal, Said, int], Awaitable[Reply | None]]
"""Takes a number that answers what this subject asked there; None if it asked nothing."""
DrawsSection = Callable[[Any, Principal, Origin], Awaitable[tuple[Element, ...]]]
"""Draws, for somebody who looks from there, what one subject has to show on a page."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """All that one subject brings for people to say, press and fill in.

    `strange_presses` and `strange_forms` are all that somebody unknown may do.
    """

    commands: tuple[Command, ...] = ()
    presses: Mapping[str, Pressed] = field(default_factory=dict)
    forms: Mapping[str, Filled] = field(default_factory=dict)
    strange_presses: Mapping[str, StrangePress] = field(default_factory=dict)
    strange_forms: Mapping[str, StrangeForm] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    takes_number: TakesNumber | None = None
    question: Called | None = None
    """Answers what is no command and no answer of ours; one subject brings it."""
