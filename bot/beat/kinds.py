"""Kinds of send: one entry each, and all that tells one kind of send from another."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from bot.beat.rules.audience import Audience, Named
from bot.beat.rules.foreseen import Foreseen
from bot.beat.rules.recipients import Recipient, SharedConversation
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import WrittenText
from bot.beat.store.occurrences import Slot
from bot.beat.store.sends import Opening
from bot.beat.store.tables import Send
from bot.message import Message
from bot.ports import Receipt
from bot.store.sessions import AsyncSession

Content = TypeVar("Content")

CASE, SURVEY, NEWSLETTER = 10, 30, 50
"""Priorities, the lower before the higher: kept with every send. What is `OWED` is before all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A delivery that is about to leave, as its kind sees it, with the text of its send.

    `resent` is one that ended before and was planned anew: what was noted of it then, such as
    that its reader has it, was told by an end that did not hold.
    """

    delivery_id: str
    send_id: str
    subject: str
    recipient: Recipient
    text: WrittenText | None = None
    resent: bool = False


@dataclass(frozen=True, slots=True)
class Below:
    """The message of theirs below which it is said, at this address; at none in a conversation."""

    thread: str
    address_id: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """What an earlier delivery left before somebody, which is to be amended, or taken back.

    It stands where the `receipt` says, reached by this address, `since` that moment.
    """

    delivery_id: str
    receipt: Receipt
    address_id: str | None
    since: datetime
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Material(Generic[Content]):
    """What a kind's text needs for one delivery, and what the kind has against it by now.

    What answers somebody stands `below` what they said; what amends a `copy` takes its place.
    """

    content: Content
    objection: Skip | None = None
    below: Below | None = None
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """That a slot has its text, which may not go out yet, and why; it is asked again soon."""

    reason: str


def unshared(asked: Asked) -> Skip | None:
    """Leave out a conversation that is no partner's any more: nobody there was meant."""
    recipient = asked.recipient
    is_nobodys = isinstance(recipient, SharedConversation) and recipient.partner_id is None
    return Skip.NO_CONVERSATION if is_nobodys else None


@dataclass(frozen=True, slots=True)
class Promised:
    """Whom something is for that is promised and has not come, as far as is known."""

    audience: Audience
    topic: str
    priority: int = NEWSLETTER
    zone: str | None = None
    must_read: bool = False


class Head(Protocol):
    """What is said of a text that is to be sent, whatever kind it is."""

    @property
    def title(self) -> str:
        """The title everybody sees."""

    @property
    def topic(self) -> str:
        """What its readers can mute."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""


class SendKind(ABC, Generic[Content]):
    """All that tells this kind of send from the others; what it leaves out is as for any send.

    `name` is in every send of this kind. `cadences` are the kinds of cadence whose slots it
    fills. `passes` are the reasons that do not hold it up, such as the budget; a person's own
    wish to hear nothing is never among them.
    """

    name: str
    priority: int = NEWSLETTER
    cadences: frozenset[str] = frozenset()
    passes: frozenset[Skip] = frozenset()
    disturbs: bool = False
    """Whether one that no slot asked for comes at any hour: it answers, or wants a hand now."""

    rounds_up: bool = False
    """Whether what is over the budget waits for its recipient's round-up; else it is left out."""
    can_be_found: bool = True
    """Whether what was delivered stands where a conversation is read, and not in a thread."""

    @property
    def urgent(self) -> bool:
        """Whether it leaves before what else is due in its lane: for few, who wait for it."""
        return self.disturbs

    async def open(
        self, session: AsyncSession, slot: Slot, now: datetime
    ) -> Opening | Waits | str:
        """Choose what is said in a slot of a cadence, or say why there is nothing, or not yet."""
        del session, slot, now
        raise LookupError(f"{self.name}: no cadence promises this kind of send")

    def in_slot(self, slot: Slot, subject: str, text: WrittenText, head: Head) -> Opening:
        """Return the opening of a send of this kind that fills a slot with a text."""
        return Opening(
            kind=self.name,
            subject=subject,
            text_id=text.id,
            title=head.title,
            topic=head.topic,
            audience=head.audience,
            slot=slot.at,
            kept=slot.kept,
            zone=slot.zone,
            catch_up=slot.catch_up,
            priority=self.priority,
            occurrence_id=slot.occurrence_id,
        )

    async def promised(self, session: AsyncSession, cadence: str, subject: str) -> Promised | None:
        """Return whom slots to come of a cadence of this kind are for; None where nobody knows."""
        del session, cadence, subject
        return None

    async def audience(self, session: AsyncSession, subject: str) -> Audience | Named | None:
        """Return whom a send is for that was opened without saying so."""
        del session, subject
        return None

    async def waits(self, session: AsyncSession, send: Send, meant: Audience) -> Waits | None:
        """Say why a send that was opened must not be planned yet; None where it may."""
        del session, send, meant
        return None

    async def left_out(
        self, session: AsyncSession, subject: str, contact_ids: Collection[str], now: datetime
    ) -> Mapping[str, Skip]:
        """Return which of these contacts this kind leaves out when it is planned, and why."""
        del session, subject, contact_ids, now
        return {}

    async def is_sampled(self, session: AsyncSession, subject: str) -> bool:
        """Say whether only some are asked of those who can be."""
        del session, subject
        return False

    async def draw(
        self, session: AsyncSession, subject: str, met: Sequence[Foreseen], now: datetime
    ) -> frozenset[str]:
        """Draw the sample once, of all who are meant, and return it; later it stays as drawn."""
        del session, subject, now
        return frozenset(one.contact_id for one in met)

    async def planned(
        self, session: AsyncSession, subject: str, contact_ids: Sequence[str], now: datetime
    ) -> None:
        """Do what belongs to planning these contacts, in the same transaction."""
        del session, subject, contact_ids, now

    async def addresses(self, session: AsyncSession, subject: str) -> Mapping[str, str]:
        """Return the address of each contact who is to hear it there, and not by the ladder."""
        del session, subject
        return {}

    @abstractmethod
    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Content]]:
        """Return by delivery what the texts need; who is left out here has no text."""

    @abstractmethod
    async def compose(self, asked: Asked, content: Content) -> Message:
        """Write the message for this recipient; it may only look, for it may be tried again.

        What cannot be known yet is `NotSent`: it is asked for again a little later.
        """

    async def shown(self, session: AsyncSession, asked: Asked, now: datetime) -> Message | None:
        """Write what a recipient has by now, with all they did on it; None where nothing is."""
        material = (await self.load(session, (asked,), now)).get(asked.delivery_id)
        return await self.compose(asked, material.content) if material is not None else None

    async def delivered(
        self, session: AsyncSession, send_id: str, contact_ids: Sequence[str], now: datetime
    ) -> None:
        """Do what belongs to these contacts having it, in the same transaction."""
        del session, send_id, contact_ids, now

    async def settled(
        self, session: AsyncSession, delivery_ids: Sequence[str], now: datetime
    ) -> None:
        """Do what belongs to how these deliveries stand now, in the same transaction."""
        del session, delivery_ids, now

    async def ended(self, session: AsyncSession, send_id: str, now: datetime) -> None:
        """Do what follows when nothing of a send can leave any more, in the same transaction."""
        del session, send_id, now


Kinds = Mapping[str, SendKind[Any]]
