"""The kinds of send that go over the copies of another: corrected, written after, recalled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

from bot.beat.kinds import NEWSLETTER, Asked, Copy, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.corrections import noted
from bot.beat.rules.outcomes import State
from bot.beat.rules.recipients import recipient_id
from bot.beat.rules.suppression import Skip
from bot.beat.store import copies
from bot.beat.store.copies import CORRECTION, LETTER, RECALL, Amended, StandingCopy
from bot.errors import NothingFound, NotSent
from bot.language import Wording
from bot.message import Message, paragraph
from bot.principal import Principal
from bot.store.sessions import AsyncSession

NO_PUSH = frozenset({Skip.INACTIVE, Skip.OPTED_OUT, Skip.MUTED, Skip.NO_CONSENT, Skip.BUDGET})
"""What does not hold up an amendment: it brings nothing, and what is wrong stands there."""


@dataclass(frozen=True, slots=True)
class Anew:
    """What takes the place of one copy; with `is_early` its delivery has not ended yet."""

    inner: Material[Any] | None
    original: Asked
    amended: Amended
    is_early: bool = False


class _OfCopies(SendKind[Anew]):
    """Goes over every copy of the send that its subject names, each at its own place."""

    priority = OWED
    disturbs = True
    passes = NO_PUSH
    can_be_found = False
    urgent = False  # as many as it amends

    def __init__(self, of: SendKind[Any], wording: Wording, zone: tzinfo) -> None:
        self._of, self._wording, self._zone = of, wording, zone

    async def audience(self, session: AsyncSession, subject: str) -> Named:
        """Return everybody before whom a copy stands by now."""
        return await copies.readers(session, subject)

    async def addresses(self, session: AsyncSession, subject: str) -> Mapping[str, str]:
        """Return where the copies stand."""
        return await copies.addresses(session, subject)

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Anew]]:
        """Find each copy, and what its kind writes in its place."""
        material: dict[str, Material[Anew]] = {}
        amended = await copies.amended_by(session, {one.send_id for one in asked})
        for send_id, of in amended.items():
            mine = [one for one in asked if one.send_id == send_id]
            material |= await self._load(session, mine, of, now)
        return material

    async def _load(
        self, session: AsyncSession, asked: Sequence[Asked], of: Amended, now: datetime
    ) -> dict[str, Material[Anew]]:
        people = [one for one in asked if isinstance(one.recipient, Principal)]
        places = [one for one in asked if not isinstance(one.recipient, Principal)]
        found = await copies.of_recipients(
            session,
            of.send_id,
            [recipient_id(one.recipient) for one in people],
            [recipient_id(one.recipient) for one in places],
        )
        known = {one.delivery_id: found.get(recipient_id(one.recipient)) for one in asked}
        originals = {
            one.delivery_id: replace(
                one,
                delivery_id=copy.delivery_id,
                send_id=of.send_id,
                subject=of.subject,
            )
            for one in asked
            if (copy := known[one.delivery_id]) is not None
        }
        inner = await self._inner(session, list(originals.values()), now)
        return {
            one.delivery_id: self._material(
                Anew(inner.get(original.delivery_id), original, of), known[one.delivery_id]
            )
            for one in asked
            if (original := originals.get(one.delivery_id)) is not None
        }

    async def _inner(
        self, session: AsyncSession, originals: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Any]]:
        return await self._of.load(session, originals, now)

    def _material(self, anew: Anew, copy: StandingCopy | None) -> Material[Anew]:
        if copy is None or (copy.receipt is None and copy.state is not State.SENDING):
            is_unsure = copy is not None and copy.state is State.UNKNOWN
            return Material(anew, Skip.UNSURE if is_unsure else Skip.NO_COPY)
        if copy.state in {State.SENDING, State.PLANNED} or copy.receipt is None:
            return Material(replace(anew, is_early=True))
        objection = anew.inner.objection if anew.inner is not None else None
        stands = Copy(
            copy.delivery_id,
            copy.receipt,
            copy.address_id,
            copy.since,
            is_taken_back=self.name == RECALL,
        )
        return Material(anew, objection, copy=stands)

    async def compose(self, asked: Asked, content: Anew) -> Message:
        """Write what takes the place of the copy."""
        del asked
        if content.is_early:
            raise NotSent("it is just leaving: its copy is changed when it stands there")
        return await self._written(content)

    async def _written(self, content: Anew) -> Message:
        """Write the new words, below a note that says since when and what is different."""
        inner = content.inner
        if inner is None:
            raise NothingFound("no text")
        message = await self._of.compose(content.original, inner.content)
        wording = self._wording.in_language(content.original.recipient.language)
        return noted(wording, message, self._day(content), content.amended.note)

    def _day(self, content: Anew) -> date:
        return content.amended.at.astimezone(self._zone).date()


class CorrectionSend(_OfCopies):
    """Puts a corrected text in the place of every copy, with a note that says so."""

    name = CORRECTION


class LetterSend(_OfCopies):
    """Writes a letter after each letter, for those cannot be changed; it is as any other."""

    name = LETTER
    priority = NEWSLETTER
    passes = frozenset()

    async def audience(self, session: AsyncSession, subject: str) -> Named:
        """Return whoever has it as a letter."""
        return await copies.readers_of_letters(session, subject)

    def _material(self, anew: Anew, copy: StandingCopy | None) -> Material[Anew]:
        del copy  # it stays as it is
        inner = anew.inner
        return Material(anew, inner.objection if inner is not None else Skip.NO_COPY)

    async def _written(self, content: Anew) -> Message:
        message = await super()._written(content)
        wording = self._wording.in_language(content.original.recipient.language)
        return replace(message, title=wording.say("correction_title", title=message.title))


class RecallSend(_OfCopies):
    """Takes every copy back; where that is not allowed, says in its place that it was recalled."""

    name = RECALL

    async def _inner(
        self, session: AsyncSession, originals: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Any]]:
        del session, now
        return {one.delivery_id: Material(None) for one in originals}

    async def _written(self, content: Anew) -> Message:
        """Say that it was recalled, and nothing of what it said."""
        wording = self._wording.in_language(content.original.recipient.language)
        day = wording.language.day(self._day(content), wording.say("pattern_long_day"))
        title = wording.say("recall_title", title=content.amended.title)
        parts = [wording.say("recall_note", day=day)]
        if content.amended.note:
            parts.append(content.amended.note)
        said = tuple(paragraph(part) for part in parts)
        return Message(title, said, wording.language.tag)
