"""Proofs of a text: what every room says of it, put together before anything is sent."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.web.link_check import LinkCheck
from bot.beat.ports import Proofs
from bot.beat.rules.proofs import CHECKED, REFUSED, Drawn, Finding, in_order
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import FileText, WrittenText
from bot.figures.store.names import HOUSE
from bot.message import Message
from bot.people.rules.charge import Presenter
from bot.people.store.called import tiers
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from content.compose import SAMPLE_VALUES
from content.editions import Edition, kept_edition
from content.parts import by_tier
from content.proofreading import Proofread, proofread
from content.sources import has_head, lines_above
from content.written import Editions
from drumbeat.differences import differences
from drumbeat.drawings import Drawings
from drumbeat.settings import Settings

ANYBODY = "reader@partner.example"
"""Whose letter is drawn where it is nobody's."""
ANYWHERE = SharedConversation("draft", "UTC", "none", SAMPLE_VALUES["partner"])
"""Where a text for several is drawn that is not in any conversation yet."""


@dataclass(frozen=True, slots=True)
class HouseProofs(Proofs):
    """Proofs by the renderers, the questions and the web, as this house has them."""

    context: VoiceContext
    drawings: Drawings
    editions: Editions
    link_check: LinkCheck | None
    own: str = ""
    """Where our own pages begin: nothing that they lead to is asked, for a link can hold a key."""

    @property
    def asks_links(self) -> bool:
        return self.link_check is not None

    async def findings(self, text: FileText, *, links: bool = False) -> tuple[Finding, ...]:
        found: list[Finding] = []
        for place in _places(text):
            some = await self.of_edition(place.edition, place.path, links=links)
            found += map(place.named, some)
        return in_order(found)

    async def dead_links(self, text: FileText) -> tuple[Finding, ...]:
        found: list[Finding] = []
        for place in _places(text):
            read = await asyncio.to_thread(proofread, place.edition, place.path)
            found += map(place.named, await self._dead(read))
        return in_order(found)

    async def of_edition(
        self, edition: Edition, path: Path, *, links: bool
    ) -> tuple[Finding, ...]:
        """Return what there is to say of an edition, by the lines of its file."""
        # Drawing a long text for every reader on every platform takes its time.
        read = await asyncio.to_thread(proofread, edition, path)
        found = await asyncio.to_thread(lambda: [*read.advice(), *self.refusals(read)])
        async with self.context.database.read() as session:
            found += [one async for one in self._figures(session, read)]
            found += list(read.unknown_tiers(await tiers(session)))
        if links:
            found += await self._dead(read)
        return in_order(found)

    async def _dead(self, read: Proofread) -> list[Finding]:
        if self.link_check is None:
            return []
        leads = [one for one in read.leads() if not self._is_ours(one.url)]
        why = await self.link_check.dead(one.url for one in leads)
        return [
            Finding(one.line, "dead_link", told=(("url", one.url), ("why", why[one.url])))
            for one in leads
            if one.url in why
        ]

    def _is_ours(self, url: str) -> bool:
        return bool(self.own) and (url == self.own or url.startswith(f"{self.own}/"))

    def drawn(self, message: Message) -> tuple[Drawn, ...]:
        return tuple(self._drawn(platform, message) for platform in CHECKED)

    def for_several(
        self, text: WrittenText, place: SharedConversation, presenter: Presenter | None = None
    ) -> Message:
        return self.editions.for_several(text, place, presenter)

    def _drawn(self, platform: str, message: Message) -> Drawn:
        preview = self.drawings.draw(platform, message, ANYBODY)
        if preview.refused:
            return Drawn(platform, refused=preview.refused)
        differing = differences(platform, message, preview.payloads)
        return Drawn(platform, len(preview.payloads), differences=differing)

    def refusals(self, read: Proofread) -> Iterator[Finding]:
        """Draw every reader's version on every platform, and name the line of what is refused."""
        for message in self._messages(read.edition, read):
            for drawn in self.drawn(message):
                if drawn.refused:
                    told = (("reason", drawn.refused),)
                    for line in self._lines_of(read, drawn) or (0,):
                        yield Finding(line, REFUSED, is_fault=True, told=told)

    def _messages(self, edition: Edition, read: Proofread) -> Iterator[Message]:
        """Yield what its readers get, and what all in a conversation read where it goes there."""
        for elements in read.versions():
            yield Message(edition.head.title, elements)
        if edition.head.audience.to.has_conversations:
            for tier in by_tier(edition.parts, edition.head.audience.tiers):
                yield self.editions.written_for_several(edition, replace(ANYWHERE, tier=tier))

    def _lines_of(self, read: Proofread, refused: Drawn) -> Sequence[int]:
        """Return where the parts begin that this platform refuses for this very reason."""
        alone = (
            (line, self._drawn(refused.platform, Message("", (element,))))
            for line, element in read.drawn_alone()
        )
        return [line for line, drawn in alone if drawn.refused == refused.refused]

    async def _figures(self, session: AsyncSession, read: Proofread) -> AsyncIterator[Finding]:
        """Read each figure as somebody at a partner would ask, and name what is no one number."""
        questions, footing = self.context.questions, self.context.footing()
        for line, label, question in read.figures():
            why = await questions.unfit(session, question, HOUSE, footing)
            if why is not None:
                told = (("label", label), ("question", question))
                yield Finding(line, why.value, is_fault=True, told=told)


@dataclass(frozen=True, slots=True)
class _Place:
    """A text in one of its languages, and where its lines are counted."""

    edition: Edition
    path: Path
    file: str
    tag: str

    def named(self, finding: Finding) -> Finding:
        """Return a finding by the lines of its file, or of the words alone where none is known."""
        if self.file:
            return replace(finding, file=self.file)
        above = 0
        if has_head(self.edition.source):
            above = lines_above(self.path, self.edition.source)
        return replace(finding, line=max(0, finding.line - above), language=self.tag)


def _places(text: FileText) -> Iterator[_Place]:
    for tag, said in kept_edition(text).by_language():
        ending = f".{tag}.md" if tag else ".md"
        file = f"editions/{text.place}{ending}" if text.place else ""
        yield _Place(said, Path(f"{text.key}{ending}"), file, tag)


def proofs_of(
    context: VoiceContext, drawings: Drawings, editions: Editions, settings: Settings
) -> HouseProofs:
    """Return what proves texts with this house's rooms."""
    own = settings.public_url.rstrip("/")
    return HouseProofs(
        context, drawings, editions, LinkCheck() if context.proofs.asks_links else None, own
    )
