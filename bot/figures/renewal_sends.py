"""The kind of send that shows what comes due, and the look around that opens and redraws it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.suppression import Skip
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.errors import MessageRejected
from bot.figures import renewing
from bot.figures.cards import renewal_lists
from bot.figures.context import FiguresContext
from bot.figures.renewing import Due
from bot.figures.rules.renewals import TOPIC, Renewal
from bot.figures.rules.windows import add_months
from bot.figures.store import renewal_steps, renewals
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession

AT = time(9)
CATCH_UP = timedelta(days=4)
"""Over a long weekend, and no longer: then the next card says it all."""
LOOK_EVERY = timedelta(minutes=1)
AT_ONCE = 500
"""So many terms are noted in one transaction, which then holds up nobody for long."""
PRIORITY = 40
"""After surveys, before newsletters."""

log = structlog.get_logger(__name__)


class RenewalSend(SendKind[Due]):
    """Shows each reader what comes due at their partners, in one card; its subject is the day."""

    name = renewal_steps.KIND
    priority = PRIORITY

    def __init__(self, context: FiguresContext) -> None:
        self._context = context

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[Due]]:
        """Take what is still to be told: what was renewed or given up meanwhile bothers nobody."""
        duty = await renewing.on_duty(session, now)
        on = await renewing.ground(self._context, session)
        found = dict[str, Material[Due]]()
        for one in asked:
            due = list[Renewal]()
            if isinstance(one.recipient, Principal):
                told = await renewing.on_card(session, one.delivery_id, one.recipient, duty)
                due = [each for each in told if each.waits]
            found[one.delivery_id] = Material(Due(due, on), None if due else Skip.NOTHING_TO_SAY)
        return found

    async def compose(self, asked: Asked, content: Due) -> Message:
        """Draw the card."""
        if not isinstance(asked.recipient, Principal):
            raise MessageRejected("renewals are shown to people, not to conversations")
        wording = self._context.wording.in_language(asked.recipient.language)
        return renewal_lists.pushed(wording, content.found, asked.recipient, content.on)

    async def shown(self, session: AsyncSession, asked: Asked, now: datetime) -> Message | None:
        """Draw what a reader has by now, also of what is over since."""
        del now
        if not isinstance(asked.recipient, Principal):
            return None
        return await renewing.pushed(self._context, session, asked.delivery_id, asked.recipient)


class RenewalWatch:
    """Looks which terms came near to their end, and tells of all of them once a day."""

    def __init__(self, context: FiguresContext) -> None:
        self._context = context
        self._looked: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Look around, unless that was done within the minute."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        today = now.astimezone(ZoneInfo(self._context.programme.zone)).date()
        if not await self._is_known(today):
            return
        while await self._note(today, now):
            pass
        async with self._context.database.read() as session:
            waits = await renewal_steps.are_untold(session)
            if not waits or await renewal_steps.is_opened(session, str(today)):
                return
        await self._tell(today, now)

    async def _is_known(self, today: date) -> bool:
        """Say whether the data is young enough to speak of: who has old data pushes no guesses."""
        async with self._context.database.read() as session:
            until = await renewal_steps.terms_until(session)
        return until is not None and until >= add_months(today, -1)

    async def _note(self, today: date, now: datetime) -> bool:
        """Note some; say whether there may be more."""
        async with self._context.database.read() as session:
            if not await renewal_steps.are_reached(session, today):
                return False
        async with self._context.database.begin() as session:
            return await renewal_steps.note_reached(session, today, now, AT_ONCE) == AT_ONCE

    async def _tell(self, today: date, now: datetime) -> None:
        """Open the one send of a day, and with it mark all that it tells of."""
        async with self._context.database.begin() as session:
            waiting = await renewal_steps.take_untold(session)
            if not waiting or await renewal_steps.is_opened(session, str(today)):
                return
            found = await renewals.of_ids(session, set(waiting.values()))
            who = await self._who(session, [one for one in found if one.waits], now)
            send_id = renewal_steps.NOBODY
            if who:
                send_id = (await sends.open_send(session, self._opening(who, today), now)).id
            await renewal_steps.tell_by(session, send_id)
        log.info("renewals_opened", send_id=send_id, terms=len(found), readers=len(who))

    async def _who(
        self, session: AsyncSession, found: Sequence[Renewal], now: datetime
    ) -> frozenset[str]:
        partners = {one.partner_id for one in found}
        duty = await renewing.on_duty(session, now)
        ours = {who for partner in partners for who in duty.get(partner, ())}
        return frozenset(ours) | await renewal_steps.readers_of(session, partners)

    def _opening(self, who: frozenset[str], today: date) -> Opening:
        return Opening(
            kind=RenewalSend.name,
            subject=str(today),
            title=self._context.wording.say("renewals_ledger"),
            audience=Named(contacts=who),
            priority=RenewalSend.priority,
            topic=TOPIC,
            slot=datetime.combine(today, AT),
            catch_up=CATCH_UP,
        )
