"""What every use case is given: the ports and the programme's own facts, nothing global."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from bot.clock import Clock, SystemClock
from bot.entries import (
    BecameKnown,
    BriefPart,
    BriefSection,
    Command,
    Page,
    Reviewed,
    Section,
    Subject,
)
from bot.event import Event, Origin, Reply
from bot.language import Titles, Wording
from bot.message import Element, Message
from bot.ports import (
    Authority,
    Courier,
    Directories,
    Leaver,
    Messengers,
    Owed,
    Places,
)
from bot.principal import Principal
from bot.store import fence, inbox
from bot.store.owed import seal
from bot.store.sessions import AsyncSession, Database

_OWED = "drumbeat_owed"


Redraws = Callable[[str, str], Awaitable[Message | None]]


async def nothing_redrawn(_contact_id: str, _message_id: str) -> Message | None:
    """Know of nothing that was sent."""
    return None


@dataclass(frozen=True, slots=True)
class Programme:
    """What is true of the whole deployment; pages of ours begin at its `address`, if any do.

    With `figures_apart` no figure is shown where more than its asker is.
    """

    vendor: str
    currency: str = "USD"
    zone: str = "UTC"
    fiscal_year_start_month: int = 7
    address: str = ""
    figures_apart: bool = False


async def _none_yet(_session: AsyncSession, _platform: str, _place: str) -> datetime | None:
    """Stand in where nothing is ever sent."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The ports a use case may use; built once, by the composition root.

    A subject that needs more has a context of its own that adds to this one. `topics` are what
    can be muted, with their titles. `commands` are all words that do something, `sections` all
    that subjects add to pages, `briefs` to a partner's review, and `became_known` what follows
    when somebody is known. `digest`
    makes fingerprints with the programme's own key, and `seal` seals with it what `unseal`
    opens. `system` is the machine's time, for what must not wait or hurry with the
    business clock. `authorities` let workspaces install us and `leavers` take us out, by platform;
    `first_delivery` finds when the first message arrived at an installation.
    `redrawn` draws anew what was sent to somebody, by the platform's name for it.
    `places` are the conversations of several, by platform.
    """

    database: Database
    clock: Clock
    wording: Wording
    topics: Titles
    directories: Directories
    messengers: Messengers
    courier: Courier
    digest: Callable[[str], str]
    seal: Callable[[str], str]
    unseal: Callable[[str], str]
    recall: Callable[[str], Awaitable[Event | None]]
    programme: Programme
    commands: tuple[Command, ...] = ()
    sections: tuple[Section, ...] = ()
    briefs: tuple[BriefSection, ...] = ()
    became_known: tuple[BecameKnown, ...] = ()
    system: Clock = field(default_factory=SystemClock)
    places: dict[str, Places] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    leavers: dict[str, Leaver] = field(default_factory=dict)
    first_delivery: Callable[[AsyncSession, str, str], Awaitable[datetime | None]] = _none_yet
    redrawn: Redraws = nothing_redrawn

    @asynccontextmanager
    async def work(self, event: Event) -> AsyncIterator[AsyncSession]:
        """Open the one transaction of a use case; with it the event's request is handled."""
        kept: tuple[Owed, str] | None = None
        async with self.database.begin() as session:
            yield session
            if event.inbox_id is not None:
                if owed := session.info.get(_OWED):
                    kept = owed, seal(owed, self.seal)
                await inbox.mark_handled(session, event.inbox_id, kept[1] if kept else "")
        if event.inbox_id is not None:
            fence.note_done(event.inbox_id, kept)

    def owe(self, session: AsyncSession, reply: Reply) -> Reply:
        """Have the answer kept by the very commit of what it tells of; return it.

        Whoever leaves this out has it kept a moment later, by a commit more.
        """
        said = reply.in_language(reply.language or self.wording.language.tag)
        session.info[_OWED] = Owed(said)
        return said

    def bringing(self, subjects: Sequence[Subject]) -> Self:
        """Return the same ports with all that these subjects bring to be found there."""
        return replace(
            self,
            commands=tuple(c for subject in subjects for c in subject.commands),
            sections=tuple(section for subject in subjects for section in subject.sections),
            briefs=tuple(one for subject in subjects for one in subject.briefs),
            became_known=tuple(s.became_known for s in subjects if s.became_known),
        )

    async def make_known(
        self, session: AsyncSession, person: Principal, origin: Origin, *, is_here: bool
    ) -> tuple[Message, ...]:
        """Do what waited for this person to be known there; return what to tell them of it.

        Whoever links an address calls this in the same transaction. `is_here` says that it is
        they who are answered; where it is somebody else there is nothing to tell.
        """
        reader = self.for_reader(person.language)
        told = [
            await each(reader, session, person, origin, is_here=is_here)
            for each in self.became_known
        ]
        return tuple(message for messages in told for message in messages)

    async def sections_of(
        self, page: Page, reader: Principal, origin: Origin
    ) -> tuple[Element, ...]:
        """Draw what the subjects add to this page, for a reader who looks from there."""
        found = [s for s in self.sections if page in s.pages]
        drawn = [await section.draw(self, reader, origin) for section in found]
        return tuple(element for elements in drawn for element in elements)

    async def parts_of_brief(self, reader: Principal, partner: Reviewed) -> tuple[BriefPart, ...]:
        """Draw what the subjects know of a partner, in the order in which it is read."""
        placed = sorted(self.briefs, key=lambda one: one.place)
        drawn = [await section.draw(self, reader, partner) for section in placed]
        return tuple(part for parts in drawn for part in parts)

    def for_reader(self, language: str) -> Self:
        """Return the same ports for somebody who reads this language."""
        wording = self.wording.in_language(language)
        return replace(self, wording=wording, topics=self.topics.in_language(language))
