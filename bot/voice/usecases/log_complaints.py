"""Log as a complaint what somebody said elsewhere: in a reply, or in confidence, if they agree."""

from bot.beat.store import exchanges
from bot.beat.store.exchanges import Exchange
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, Reply
from bot.principal import Principal
from bot.voice import closing
from bot.voice.cards import cases as case_cards
from bot.voice.cards import complaints as cards
from bot.voice.case_sends import whole_case
from bot.voice.context import VoiceContext
from bot.voice.store import cases
from bot.voice.store.cases import Complaint


async def contact_me(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open a case of an answer given in confidence: its author wants to be contacted."""
    now = context.clock.now()
    async with context.work(event) as session:
        named = event.action.arguments.get("i", "")
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


async def of_reply(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open a case of what somebody replied, for whoever may answer it; of each reply once."""
    now, reply_id = context.clock.now(), event.action.arguments.get("r", "")
    async with context.work(event) as session:
        found = await exchanges.exchange(session, reply_id, now)
        if found is None or not await exchanges.may_answer(session, asker, found.partner_id):
            return Reply((case_cards.not_yours(context.wording),))
        if found.partner_id is None:
            raise ActionUnreadable
        complaint = Complaint(
            source=closing.REPLY,
            source_id=found.id,
            contact_id=found.contact_id,
            partner_id=found.partner_id,
            about=found.about,
            words=_their_words(found),
        )
        case = await closing.open_case(context, session, complaint, asker.contact_id)
        is_new = case is not None
        known = case or await cases.of_source(session, closing.REPLY, found.id)
        whole = await whole_case(context, session, known.id, asker, now) if known else None
        shown = (case_cards.card(context.wording, whole, asker),) if whole else ()
        said = cards.logged(context.wording, is_new=is_new)
        return context.owe(session, Reply((said, *shown)))


def _their_words(found: Exchange) -> str:
    return "\n".join(line.words for line in found.lines if not line.ours and line.words)
