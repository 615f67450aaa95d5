"""The look around that lets cases rise by their age, ends them, and draws them as they stand."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.beat.store import exchanges
from bot.beat.store.cards_out import CardOut, cards_of
from bot.errors import DeliveryProblem, MessageRejected, NotSent, OutcomeUnknown, RateLimited
from bot.people.rules.charge import Charge, in_charge
from bot.people.store.charges import colleagues
from bot.people.store.people import principal_by_id
from bot.ports import Messengers
from bot.principal import Permission
from bot.store.sessions import AsyncSession
from bot.voice import closing
from bot.voice.cards import cases as cards
from bot.voice.context import VoiceContext
from bot.voice.rules.cases import HIGHEST, Deed, State
from bot.voice.store import cases
from bot.voice.store.case_tables import Case
from bot.voice.store.cases import Happening
from bot.voice.whole_cases import whole_case

AT_ONCE = 50
REST = timedelta(minutes=1)
"""So long no card is drawn anew after a platform could not do it."""

WORTH_IT = timedelta(days=1)
"""So long after a change its cards are tried again; later the list of cases must do."""

log = structlog.get_logger(__name__)


class CaseWatch:
    """Looks once a tick for cases that waited too long, and for cards that show what is over."""

    def __init__(self, context: VoiceContext, messengers: Messengers) -> None:
        self._context, self._messengers = context, messengers
        self._rests_until: datetime | None = None

    async def look(self, now: datetime) -> None:
        """Let rise, or end, what nobody saw to; draw anew what changed."""
        database = self._context.database
        due, stale = await cases.due(database, now, AT_ONCE), await self._stale(now)
        for case_id in due:
            async with database.begin() as session:
                case = await cases.held(session, case_id)
                if case is not None and case.due_at is not None and case.due_at <= now:
                    await self._wait_no_more(session, case, now)
        for case in stale:
            await self._draw(case, now)

    async def _wait_no_more(self, session: AsyncSession, case: Case, now: datetime) -> None:
        context = self._context
        if case.state == State.ASKED.value:
            event = await closing.move(context, session, case, Happening(Deed.NOT_CONFIRMED))
            if event is not None:
                await closing.tell(context, session, case, event.n)
            return
        people, is_last = await _next_ones(session, case, now)
        if await closing.move(context, session, case, Happening(Deed.ESCALATED)) is None:
            return
        if is_last:
            case.level, case.due_at = HIGHEST, None
        await closing.show(context, session, case, people)
        log.info("case_escalated", case_id=case.id, level=case.level)

    async def _draw(self, case: Case, now: datetime) -> None:
        """Draw every card of a case anew where that can be done, once a change.

        Where a platform could not do it just now, all of them are drawn again a while later.
        """
        async with self._context.database.begin() as session:
            if not await cases.mark_drawn(session, case.id, case.changed_at):
                return
        async with self._context.database.read() as session:
            copies = await cards_of(session, closing.CASE, case.id)
        drawn = [await self._draw_one(case, copy, now) for copy in copies]
        if all(drawn) or case.changed_at <= now - WORTH_IT:
            return
        self._rests_until = now + REST
        async with self._context.database.begin() as session:
            await cases.mark_undrawn(session, case.id, case.changed_at)

    async def _stale(self, now: datetime) -> Sequence[Case]:
        """Return what is to be drawn anew, unless a platform is left alone for a while."""
        database, rests_until = self._context.database, self._rests_until
        if rests_until is not None and now < rests_until:
            return ()
        if not await cases.any_to_draw(database):
            return ()
        async with database.read() as session:
            return await cases.to_draw(session, AT_ONCE)

    async def _draw_one(self, case: Case, copy: CardOut, now: datetime) -> bool:
        """Draw one card anew; False where that may succeed another time."""
        messenger = self._messengers.get(copy.to.platform)
        if messenger is None or not messenger.abilities.can_amend(now - copy.since):
            return True
        async with self._context.database.read() as session:
            reader = await principal_by_id(session, copy.contact_id)
            if reader is None:
                return True
            whole = await whole_case(self._context, session, case.id, reader, now)
        if whole is None:
            return True
        card = cards.card(self._context.wording.in_language(reader.language), whole, reader)
        try:
            await messenger.amend(copy.to, copy.receipt, card, copy.delivery_id)
        except (DeliveryProblem, MessageRejected) as problem:
            # The case stands as it stands; its list shows it.
            log.info("case_card_not_drawn", case_id=case.id, reason=str(problem))
            return not isinstance(problem, RateLimited | NotSent | OutcomeUnknown)
        return True


async def _next_ones(
    session: AsyncSession, case: Case, now: datetime
) -> tuple[tuple[str, ...], bool]:
    """Return who is shown a case next that waited too long, and whether nobody comes after."""
    if case.level == 0:
        deputy = await exchanges.deputy_of(session, case.partner_id, now)
        if deputy is not None and deputy != case.owner_id:
            return (deputy,), False
    known = await colleagues(session, Permission.ADMINISTRATOR)
    return tuple(one.contact_id for one in in_charge(Charge(), known.values(), now)), True
