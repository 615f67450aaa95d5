"""A case with all that stands on its card, and a complaint that somebody logged as one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.event import Reply
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice import closing
from bot.voice.cards import cases as cards
from bot.voice.cards.cases import Whole
from bot.voice.cards.complaints import logged
from bot.voice.context import VoiceContext
from bot.voice.store import case_views, cases
from bot.voice.store.cases import Complaint


async def whole_case(
    context: VoiceContext, session: AsyncSession, case_id: str, reader: Principal, now: datetime
) -> Whole | None:
    """Return a case with all that stands on its card; None for whom it is not."""
    case = await case_views.view(session, case_id)
    if case is None or not await case_views.may_see(session, reader, case):
        return None
    today = now.astimezone(ZoneInfo(context.programme.zone)).date()
    worth = await case_views.worth(session, reader, case.partner_id, today)
    touches = await case_views.touches(session, case)
    policy, currency = context.case_policy(), context.programme.currency
    people = await closing.seen_to_by(session, case, now)
    who = context.wording.language.all_of(await closing.called_by_name(session, people))
    return Whole(case, worth, tuple(touches), policy, currency, people, who)


async def log_for(
    context: VoiceContext, session: AsyncSession, asker: Principal, complaint: Complaint
) -> Reply:
    """Open a case of a complaint that somebody logs, once, and show it to them."""
    case = await closing.open_case(context, session, complaint, asker.contact_id)
    is_new = case is not None
    known = case or await cases.of_source(session, complaint.source, complaint.source_id)
    now = context.clock.now()
    whole = await whole_case(context, session, known.id, asker, now) if known else None
    shown = (cards.card(context.wording, whole, asker),) if whole else ()
    return context.owe(session, Reply((logged(context.wording, is_new=is_new), *shown)))
