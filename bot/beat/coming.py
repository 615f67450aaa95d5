"""Managers are told once a day what comes for their partners, and authors who was kept out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.beat.cards import coming as cards
from bot.beat.cards.coming import Shown
from bot.beat.context import BeatContext
from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.budget import OWED
from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import FILES, TextKind
from bot.beat.store import coming, holds, sends, texts
from bot.beat.store.audiences import Looked
from bot.beat.store.coming import ComingText
from bot.beat.store.exchanges import name_of
from bot.beat.store.holds import HeldPartner, Target
from bot.beat.store.sends import Opening
from bot.errors import MessageRejected
from bot.message import Message
from bot.people.store.charges import charges
from bot.people.store.people import principal_by_id
from bot.principal import Principal
from bot.store.sessions import AsyncSession

A_DAY = timedelta(days=1)
LOOK_EVERY = timedelta(minutes=1)
DAILY_AT = time(8)
"""When the daily card comes, where its reader lives."""
TELL_AFTER = timedelta(minutes=2)
"""So long an author waits to hear of a hold: a word why is written meanwhile."""

log = structlog.get_logger(__name__)


class ComingSend(SendKind[Sequence[Shown]]):
    """Lists what comes for the partners of one manager, who is its subject."""

    name = "coming"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, context: BeatContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Sequence[Shown]]]:
        """Take what comes as it stands now: what was taken back meanwhile bothers nobody."""
        found: dict[str, Material[Sequence[Shown]]] = {}
        for one in asked:
            shown: Sequence[Shown] = ()
            if isinstance(one.recipient, Principal):
                shown = await shown_to(self._context, session, one.recipient, now)
            found[one.delivery_id] = Material(shown, None if shown else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: Sequence[Shown]) -> Message:
        """Draw the card."""
        if not isinstance(asked.recipient, Principal):
            raise MessageRejected("what comes is told to people, not to conversations")
        wording = self._context.wording.in_language(asked.recipient.language)
        return cards.card(wording, content, asked.recipient)


class HeldSend(SendKind[tuple[str, HeldPartner] | None]):
    """Tells an author which partner was kept out; its subject is the hold."""

    name = "held"
    disturbs = True
    priority = OWED
    passes = frozenset({Skip.BUDGET})

    def __init__(self, context: BeatContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[tuple[str, HeldPartner] | None]]:
        """Take the hold as it stands; one that was lifted meanwhile bothers nobody."""
        del now
        found: dict[str, Material[tuple[str, HeldPartner] | None]] = {}
        for one in asked:
            held = await holds.by_id(session, one.subject)
            content = None
            if held is not None:
                text = await texts.newest(session, TextKind.EDITION, held[0])
                title = self._context.desk.title_of(text) if text else held[0]
                content = (title, held[1])
            found[one.delivery_id] = Material(content, None if content else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: tuple[str, HeldPartner] | None) -> Message:
        """Say who keeps whom out, and why."""
        if content is None or not isinstance(asked.recipient, Principal):
            raise MessageRejected("a hold is told to who wrote it")
        wording = self._context.wording.in_language(asked.recipient.language)
        return cards.told_card(wording, *content)


class ComingWatch:
    """Looks around once a minute for what comes, and tells whoever looks after its partners.

    Each hears of it once, on one card a day; what goes out before the next day's card is told
    at once.
    """

    def __init__(self, context: BeatContext) -> None:
        self._context = context
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        policy = self._context.policy
        fresh = self._looked is None or not timedelta(0) <= now - self._looked < LOOK_EVERY
        if not policy.object_to or not fresh:
            return
        async with self._context.database.read() as session:
            found = await found_for(self._context, session, now)
            due = [
                (who, untold)
                for who, theirs in found.items()
                if (untold := await self._untold(session, who, theirs, now))
            ]
        for who, untold in due:
            async with self._context.database.begin() as session:
                if await coming.note_told(session, who, [one.target for one in untold], now):
                    await self._tell(session, who, untold, now)
        self._looked = now

    async def _untold(
        self, session: AsyncSession, who: str, theirs: Sequence[ComingText], now: datetime
    ) -> list[ComingText]:
        """Return what somebody is to be told of now, if it is time for that."""
        told = await coming.told(session, who)
        new = [one for one in theirs if (one.target.subject, one.target.moment) not in told]
        person = await principal_by_id(session, who) if new else None
        if person is None:
            return []
        last = await coming.told_last(session, who)
        today, tomorrow = _daily_moments(now, person.zone)
        is_time = now >= today and (last is None or last < today)
        is_urgent = any(one.due < tomorrow for one in new)
        return new if is_time or is_urgent else []

    async def _tell(
        self, session: AsyncSession, who: str, untold: Sequence[ComingText], now: datetime
    ) -> None:
        opening = Opening(
            kind=ComingSend.name,
            subject=who,
            title=self._context.wording.say("coming_sent_on"),
            audience=Named(contacts=frozenset({who})),
            due_at=now,
            catch_up=A_DAY,
            priority=OWED,
        )
        await sends.open_send(session, opening, now)
        log.info("coming_told", contact_id=who, texts=len(untold))


async def found_for(
    context: BeatContext, session: AsyncSession, now: datetime
) -> Mapping[str, Sequence[ComingText]]:
    """Return what comes by who looks after a partner that it means, but for their own texts."""
    until = now + context.policy.window + A_DAY
    desk, looked = context.desk, Looked(context.choosing)
    texts_ = await coming.coming_texts(session, desk.head_of, context.policy, (now, until))
    if not texts_:
        return {}
    duties = await coming.duties(session, now)
    found: dict[str, list[ComingText]] = {}
    for one in texts_:
        partners = await coming.with_partners(session, one, looked)
        for who, theirs in duties.items():
            mine = {key: count for key, count in partners.items() if key in theirs}
            if mine and who != one.text.owner:
                found.setdefault(who, []).append(replace(one, partners=mine))
    return found


async def shown_to(
    context: BeatContext, session: AsyncSession, reader: Principal, now: datetime
) -> list[Shown]:
    """Return what comes for the partners of this person, with who is held."""
    theirs = (await found_for(context, session, now)).get(reader.contact_id, ())
    names = {one.partner_id: one.name for one in await charges(session)} if theirs else {}
    shown = []
    for one in theirs:
        held = await holds.of(session, one.target)
        owner, files = one.text.owner, context.wording.say("approval_by_files")
        shown.append(
            Shown(
                text_id=one.text.id,
                cadence_id=one.target.cadence_id,
                moment=one.target.moment,
                title=one.head.title,
                at=one.at,
                zone=one.zone,
                author=files if owner == FILES else await name_of(session, owner),
                partners={key: (names[key], count) for key, count in one.partners.items()},
                held={key: who for key, who in held.items() if key in one.partners},
            )
        )
    return shown


async def tell_author(
    context: BeatContext, session: AsyncSession, target: Target, partner_id: str, now: datetime
) -> None:
    """Have whoever wrote it told of a hold, unless they placed it themselves."""
    held = (await holds.of(session, target)).get(partner_id)
    text = await texts.newest(session, TextKind.EDITION, target.subject)
    if held is None or text is None or text.owner in (FILES, held.by):
        return
    opening = Opening(
        kind=HeldSend.name,
        subject=held.id,
        title=context.wording.say("held_sent_on"),
        audience=Named(contacts=frozenset({text.owner})),
        due_at=now + TELL_AFTER,
        catch_up=A_DAY,
        priority=OWED,
    )
    await sends.open_send(session, opening, now)


def _daily_moments(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return when the card of this day comes in a zone, and that of the next."""
    local = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(local.date(), DAILY_AT, ZoneInfo(zone))
    return today, datetime.combine(local.date() + A_DAY, DAILY_AT, ZoneInfo(zone))
