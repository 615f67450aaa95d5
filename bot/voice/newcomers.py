"""Sends about people met in conversations: who somebody is, and that their tap counts now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.action import ActionRef
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.recipients import recipient_id
from bot.beat.rules.suppression import Skip
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.errors import DeliveryProblem, MessageRejected, NothingFound
from bot.event import Origin
from bot.language import Wording
from bot.message import Button, Buttons, Message, paragraph
from bot.people.store import charges
from bot.people.store.tables import Partner
from bot.ports import Directories
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice.context import VoiceContext
from bot.voice.ports import SurveyHead
from bot.voice.rules.taps import KeptTap
from bot.voice.store import surveys, taps
from bot.voice.store.tables import TAP_KEPT, Wave

THIS_IS = "this_is"
"""The press that says who somebody is, and the form that takes it."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody unknown in a conversation shared with a partner, whose tap still waits."""

    partner: str
    sealed: str


class NewcomerSend(SendKind[Newcomer | None]):
    """Tells of somebody unknown, never of what they did; its subject is the tap that waits."""

    name = "newcomer"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET, Skip.PARTNER_MUTED})

    def __init__(self, context: VoiceContext) -> None:
        self._wording: Wording = context.wording
        self._directories: Directories = context.directories
        self._unseal = context.unseal

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Newcomer | None]]:
        """Look whether the tap still waits; who is known by now needs nobody any more."""
        found: dict[str, Material[Newcomer | None]] = {}
        for one in asked:
            tap = await taps.waiting(session, one.subject, now)
            partner = await session.get(Partner, tap.partner_id) if tap else None
            if tap is None or partner is None:
                found[one.delivery_id] = Material(None, Skip.NOTHING_TO_SAY)
            else:
                found[one.delivery_id] = Material(Newcomer(partner.name, tap.sealed))
        return found

    async def compose(self, asked: Asked, content: Newcomer | None) -> Message:
        """Ask who it is, by the name that their platform gives them."""
        if content is None:
            raise NothingFound("nobody waits there any more")
        if not isinstance(asked.recipient, Principal):
            raise MessageRejected("who somebody is is asked of people, not of conversations")
        wording = self._wording.in_language(asked.recipient.language)
        say = wording.say
        origin = KeptTap.read(self._unseal(content.sealed)).origin
        name = await self._called(origin)
        values = {"name": name, "partner": content.partner, "days": str(TAP_KEPT.days)}
        this_is = Button(say("newcomer_this_is"), ActionRef(THIS_IS, {"t": asked.subject}))
        return Message(
            say("newcomer_title", **values),
            (
                paragraph(say("newcomer", **values)),
                Buttons((this_is,)),
                paragraph(say("newcomer_why", **values), quiet=True),
            ),
            wording.language.tag,
        )

    async def _called(self, origin: Origin) -> str:
        """Return the name their platform shows; where it cannot be asked now, its id of them."""
        directory = self._directories.get(origin.platform)
        if directory is None:
            return origin.user
        try:
            profile = await directory.profile(origin)
        except DeliveryProblem:
            return origin.user
        return profile.name or origin.user


async def tell_of_newcomer(
    context: VoiceContext, session: AsyncSession, tap_id: str, who: str, partner_id: str | None
) -> None:
    """Ask those in charge of a partner once who somebody unknown in its conversation is."""
    if partner_id is None or await taps.is_told_of(session, who):
        return
    now = context.clock.now()
    readers = await charges.who_is_in_charge(session, partner_id, now)
    if not readers:
        return
    opening = Opening(
        kind=NewcomerSend.name,
        subject=tap_id,
        title=context.wording.say("newcomer_ledger"),
        audience=Named(contacts=frozenset(readers)),
        due_at=now,
        catch_up=TAP_KEPT,
        priority=NewcomerSend.priority,
    )
    send = await sends.open_send(session, opening, now)
    await taps.note_told(session, tap_id, send.id)


class CountedSend(SendKind[str | None]):
    """Tells somebody whom others made known that their tap counts; its subject is the wave."""

    name = "counted"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET, Skip.PARTNER_MUTED})

    def __init__(self, context: VoiceContext) -> None:
        self._wording: Wording = context.wording

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[str | None]]:
        """Find their invitation, by which they may say why."""
        del now
        found: dict[str, Material[str | None]] = {}
        for one in asked:
            reader = recipient_id(one.recipient)
            invited = await surveys.invitations(session, one.subject, [reader])
            invitation = invited.get(reader)
            has_none = Skip.NOTHING_TO_SAY if invitation is None else None
            found[one.delivery_id] = Material(invitation.id if invitation else None, has_none)
        return found

    async def compose(self, asked: Asked, content: str | None) -> Message:
        """Thank them, and ask why; a score is never told, whatever was promised."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise NothingFound("no invitation")
        wording = self._wording.in_language(asked.recipient.language)
        say = wording.say
        why = Button(say("say_why"), ActionRef("why", {"i": content}), primary=True)
        return Message(
            say("tap_title", name=asked.recipient.first_name),
            (paragraph(say("tap_counts_now")), Buttons((why,))),
            wording.language.tag,
        )


async def tell_it_counts(
    context: VoiceContext, session: AsyncSession, wave: Wave, head: SurveyHead, person: Principal
) -> None:
    """Tell somebody who was made known by others that what they tapped counts."""
    now = context.clock.now()
    opening = Opening(
        kind=CountedSend.name,
        subject=wave.id,
        title=head.title,
        audience=Named(contacts=frozenset({person.contact_id})),
        due_at=now,
        catch_up=max(wave.closes_at - now, timedelta(0)),
        priority=CountedSend.priority,
    )
    await sends.open_send(session, opening, now)
