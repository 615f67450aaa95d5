"""Log as a complaint what was said in a reply or an answer; in confidence only its author does."""

from datetime import datetime

from bot.beat.store import exchanges
from bot.beat.store.exchanges import Exchange
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.principal import Principal
from bot.store.sessions import AsyncSession
from bot.voice import answering, closing, reading
from bot.voice.cards import cases as case_cards
from bot.voice.cards import complaints as cards
from bot.voice.context import VoiceContext
from bot.voice.rules.promises import NAMED
from bot.voice.rules.trials import Trial
from bot.voice.store.cases import Complaint
from bot.voice.store.reading import Read
from bot.voice.whole_cases import log_for


async def contact_me(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open a case of an answer given in confidence: its author wants to be contacted."""
    now = context.clock.now()
    async with context.work(event) as session:
        named = event.action.arguments.get("i", "")
        if Trial.read(named):
            return Reply((answering.said(context, "survey_tried"),))
        asked = await context.answers.asked(session, named, now)
        if asked is None or asked.contact_id != asker.contact_id:
            raise ActionUnreadable
        case = await closing.contact_me(context, session, asked, asker)
        if case is None:
            raise ActionUnreadable
        name = await closing.called_for(context, session, case, now)
        until = case_cards.moment(context.wording, case.promised_at, asker)
        said = cards.will_be_contacted(context.wording, name, until)
        return context.owe(session, Reply((said,)))


async def log_it(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open a case of a reply or of an answer, for whoever may read it; of each once."""
    now, arguments = context.clock.now(), event.action.arguments
    answer = await reading.one_of(context, asker, arguments["i"]) if "i" in arguments else None
    async with context.work(event) as session:
        if answer is not None and answer.promise == NAMED:
            complaint = await _of_answer(context, session, answer)
        else:
            complaint = await _of_reply(session, asker, arguments.get("r", ""), now)
        if complaint is None:
            return Reply((case_cards.not_yours(context.wording),))
        return await log_for(context, session, asker, complaint)


async def _of_reply(
    session: AsyncSession, asker: Principal, reply_id: str, now: datetime
) -> Complaint | None:
    found = await exchanges.exchange(session, reply_id, now)
    if found is None or found.partner_id is None:
        return None
    if not await exchanges.may_answer(session, asker, found.partner_id):
        return None
    return Complaint(
        source=closing.REPLY,
        source_id=found.id,
        contact_id=found.contact_id,
        partner_id=found.partner_id,
        about=found.about,
        words=_their_words(found),
    )


async def _of_answer(context: VoiceContext, session: AsyncSession, row: Read) -> Complaint | None:
    titles = await reading.titles(context, session, (), [row])
    partner_id = await exchanges.partner_of(session, row.contact_id)
    if partner_id is None:
        return None
    return Complaint(
        source=closing.ANSWER,
        source_id=row.id,
        contact_id=row.contact_id,
        partner_id=partner_id,
        about=titles[row.asked_by],
        words=row.reason,
        score=row.score,
    )


def _their_words(found: Exchange) -> str:
    return "\n".join(line.words for line in found.lines if not line.ours and line.words)
