"""The kind of send that brings an edition or an announcement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.beat.kinds import (
    NEWSLETTER,
    Asked,
    Material,
    Promised,
    SendKind,
    Waits,
    unshared,
)
from bot.beat.ports import EditionHead, Texts
from bot.beat.rules.approving import ANYTHING_GOES, Policy
from bot.beat.rules.audience import Audience
from bot.beat.rules.promised import WhenEmpty, choose_own, evergreen_in
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import TextKind, WrittenText
from bot.beat.store import fillings, sends, summaries, texts
from bot.beat.store.alarm_causes import NO_EDITION, NOT_APPROVED
from bot.beat.store.audiences import EVERYWHERE, Looked
from bot.beat.store.gate import Gate
from bot.beat.store.meant import meant
from bot.beat.store.occurrences import Slot
from bot.beat.store.sends import Opening
from bot.beat.store.tables import Send
from bot.beat.taps import CountedButtons
from bot.errors import ContentInvalid, NothingFound
from bot.message import Message
from bot.people.rules.charge import Presenter
from bot.people.store.presenting import presenters
from bot.store.sessions import AsyncSession


@dataclass(frozen=True, slots=True)
class Given:
    """The text of one delivery, and who says it where that is not the programme."""

    text: WrittenText | None
    presenter: Presenter | None = None


class EditionSend(SendKind[Given]):
    """Brings each reader the edition in their own version; its subject is the edition's key."""

    name = "edition"
    priority = NEWSLETTER
    rounds_up = True
    cadences = frozenset({"newsletter", "announcement"})

    def __init__(
        self,
        texts: Texts,
        looked: Looked = EVERYWHERE,
        counted: CountedButtons | None = None,
        policy: Policy = ANYTHING_GOES,
        when_empty: Callable[[str], WhenEmpty] = lambda _newsletter: WhenEmpty.MISS,
    ) -> None:
        self._texts, self._looked, self._counted = texts, looked, counted
        self._gate, self._when_empty = Gate(policy, looked), when_empty

    async def open(
        self, session: AsyncSession, slot: Slot, now: datetime
    ) -> Opening | Waits | str:
        """Take the edition of this day, or else the next unsent one, as it stands now.

        Where there is none, the evergreen goes that somebody gave to the slot, or that goes by
        itself. One that nobody would get is kept, and the slot is missed with the reason; one
        that is not approved as it stands waits until it is, or gives way to that evergreen.
        """
        del now
        chosen = await self._choose(session, slot)
        if chosen is None:
            return NO_EDITION
        opened = await self._opened(session, slot, *chosen)
        if isinstance(opened, Waits) and slot.kind != "announcement":
            standing = await texts.standing(session, TextKind.EDITION, slot.subject)
            kept = {text.key: text for text in standing}
            head = await self._given(session, slot, [self._texts.head(text) for text in standing])
            instead = await self._opened(session, slot, kept[head.key], head) if head else opened
            return instead if isinstance(instead, Opening) else opened
        return opened

    async def _opened(
        self, session: AsyncSession, slot: Slot, text: WrittenText, head: EditionHead
    ) -> Opening | Waits | str:
        """Return what is opened with this text, or why that is not to be."""
        found = await meant(session, head.audience, self._looked)
        if found.why:
            return f"{head.key}: {found.why}"
        lack = await self._gate.lack(session, text, found.audience)
        if lack is not None:
            return Waits(f"{NOT_APPROVED}: {lack}")
        return replace(
            self.in_slot(slot, head.key, text, head),
            audience=found.audience,
            on_unknown=head.on_unknown,
            must_read=head.must_read,
        )

    async def promised(self, session: AsyncSession, cadence: str, subject: str) -> Promised | None:
        """Return whom the next edition is for, or the last where none is written yet."""
        if cadence == "newsletter":
            standing = await texts.standing(session, TextKind.EDITION, subject)
            sent = await sends.gone_out(session, self.name, [text.key for text in standing])
            waiting = [text for text in standing if text.key not in sent]
            text = waiting[0] if waiting else standing[-1] if standing else None
        else:
            text = await texts.newest(session, TextKind.EDITION, subject)
        if text is None:
            return None
        head = self._texts.head(text)
        return Promised(head.audience, head.topic)

    async def waits(self, session: AsyncSession, send: Send, meant: Audience) -> Waits | None:
        """Let nothing be planned for an audience that grew since its text was approved."""
        kept = await texts.kept(session, [send.text_id] if send.text_id else [])
        lack = [await self._gate.lack(session, text, meant) for text in kept.values()]
        return Waits(f"{NOT_APPROVED}: {lack[0]}") if lack and lack[0] else None

    async def audience(self, session: AsyncSession, subject: str) -> Audience | None:
        """Return whom the edition means as it stands now."""
        text = await texts.newest(session, TextKind.EDITION, subject)
        if text is None:
            return None
        return await self._looked.choosing.read(session, self._texts.head(text).audience)

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Given]]:
        """Take the text each send was opened with, and who says it to each partner now."""
        found = {one.delivery_id: one.text for one in asked}
        for one in asked:
            if one.text is None:
                # Opened before sends kept their text: it says what stands now.
                found[one.delivery_id] = await texts.newest(session, TextKind.EDITION, one.subject)
        written = {text.id: text for text in found.values() if text is not None}
        by_manager = {text.id for text in written.values() if self._is_by_manager(text)}
        theirs = {
            one.delivery_id: one.recipient.partner_id or ""
            for one in (asked if by_manager else ())
            if (text := found[one.delivery_id]) is not None and text.id in by_manager
        }
        present = await presenters(session, theirs.values(), now)
        return {
            one.delivery_id: Material(
                Given(found[one.delivery_id], present.get(theirs.get(one.delivery_id, ""))),
                unshared(one),
            )
            for one in asked
        }

    def _is_by_manager(self, text: WrittenText) -> bool:
        try:
            return self._texts.head(text).by_manager
        except ContentInvalid:
            return False  # it ends its own delivery when it is written, and holds up no other

    async def compose(self, asked: Asked, content: Given) -> Message:
        """Write the edition in this reader's version."""
        if content.text is None:
            raise NothingFound("no text")
        message = await self._written(asked, content.text, content.presenter)
        if self._counted is None:
            return message
        return self._counted.led(message, asked.send_id, asked.delivery_id)

    async def ended(self, session: AsyncSession, send_id: str, now: datetime) -> None:
        """Have whoever sent it told whom it reached."""
        await summaries.tell_owner(session, send_id, now)

    async def _written(
        self, asked: Asked, text: WrittenText, presenter: Presenter | None
    ) -> Message:
        reader, send_id = asked.recipient, asked.send_id
        if isinstance(reader, SharedConversation):
            return self._texts.for_several(text, reader, presenter, send_id=send_id)
        return await self._texts.edition(text, reader, presenter, send_id=send_id)

    async def _choose(
        self, session: AsyncSession, slot: Slot
    ) -> tuple[WrittenText, EditionHead] | None:
        if slot.kind == "announcement":
            text = await texts.newest(session, TextKind.EDITION, slot.subject)
            return (text, self._texts.head(text)) if text else None
        standing = await texts.standing(session, TextKind.EDITION, slot.subject)
        waiting = {text.key: text for text in standing}
        sent = await sends.gone_out(session, self.name, waiting)
        heads = [self._texts.head(text) for text in standing]
        head = choose_own(heads, slot.subject, slot.slot, sent)
        if head is None:
            head = await self._evergreen(session, slot, heads)
        return (waiting[head.key], head) if head else None

    async def _given(
        self, session: AsyncSession, slot: Slot, heads: Sequence[EditionHead]
    ) -> EditionHead | None:
        """Return the evergreen that somebody gave to a slot."""
        given = await fillings.given(session, slot.cadence_id, [slot.slot])
        return evergreen_in(heads, slot.subject, given.get(slot.slot, ""), {}, WhenEmpty.MISS)

    async def _evergreen(
        self, session: AsyncSession, slot: Slot, heads: Sequence[EditionHead]
    ) -> EditionHead | None:
        """Return the evergreen that fills an empty slot: it may have been sent before."""
        given = await fillings.given(session, slot.cadence_id, [slot.slot])
        last_sent = await fillings.last_sent(session, slot.cadence_id)
        alone = self._when_empty(slot.subject)
        return evergreen_in(heads, slot.subject, given.get(slot.slot, ""), last_sent, alone)
