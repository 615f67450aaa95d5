"""Say how a renewal stands: either side does, and both see who said what."""

from bot.beat.store import ledger
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.figures import renewing
from bot.figures.cards import renewals as cards
from bot.figures.context import FiguresContext
from bot.figures.rules.renewals import Renewal, Status
from bot.figures.store import renewal_words
from bot.message import Message
from bot.principal import Principal
from bot.store.sessions import AsyncSession

LOST = Status.LOST


async def say(context: FiguresContext, asker: Principal, event: ActionPressed) -> Reply:
    """Write down what somebody picks, and show it on the card; of what is lost ask why."""
    status = _status(event)
    delivery_id = await _pressed(context, asker, event)
    if status is LOST:
        return await _ask_why(context, asker, event, delivery_id)
    async with context.work(event) as session:
        return await _said(context, session, asker, event, (status, ""), delivery_id)


async def say_lost(context: FiguresContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Write down that it is lost, and why."""
    reason = event.values.get("reason", "").strip()
    say, write = context.wording.say, context.wording.language.number
    if not reason:
        return Reply(errors={"reason": say("renewal_lost_empty")})
    if len(reason) > cards.REASON_LIMIT:
        length, limit = write(len(reason)), write(cards.REASON_LIMIT)
        return Reply(errors={"reason": say("reason_too_long", length=length, limit=limit)})
    delivery_id = event.action.arguments.get("d", "")
    async with context.work(event) as session:
        return await _said(context, session, asker, event, (LOST, reason), delivery_id)


async def _ask_why(
    context: FiguresContext, asker: Principal, event: ActionPressed, delivery_id: str
) -> Reply:
    async with context.database.read() as session:
        found = await _theirs(session, asker, event)
        if found is None:
            return Reply((cards.gone(context.wording),))
        if found.is_over:
            return await _over(context, session, asker, found, delivery_id)
    mine = [word for word in found.words if word.contact_id == asker.contact_id]
    before = mine[-1].reason if mine else ""
    return Reply(form=cards.lost_form(context.wording, found, delivery_id, before))


async def _said(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
    said: tuple[Status, str],
    delivery_id: str,
) -> Reply:
    found = await _theirs(session, asker, event)
    if found is None or found.id is None:
        return context.owe(session, Reply((cards.gone(context.wording),)))
    if found.is_over:
        over = await _over(context, session, asker, found, delivery_id)
        return context.owe(session, over)
    await renewal_words.say(session, found.id, asker, said, context.clock.now())
    after = await renewing.about(session, found.id, asker) or found
    card = await _card(context, session, asker, after, delivery_id)
    return context.owe(session, Reply(update=card))


async def _theirs(
    session: AsyncSession, asker: Principal, event: ActionPressed | FormSubmitted
) -> Renewal | None:
    """Return what is spoken of, if this person's word on it counts."""
    found = await renewing.about(session, event.action.arguments.get("r", ""), asker)
    if found is None or not renewal_words.may_say(asker, found.partner_id):
        return None
    return found


async def _over(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    found: Renewal,
    delivery_id: str,
) -> Reply:
    """Say that a term is over, and show on the card how it ended."""
    card = await _card(context, session, asker, found, delivery_id)
    return Reply((cards.already(context.wording),), update=card)


async def _card(
    context: FiguresContext,
    session: AsyncSession,
    asker: Principal,
    found: Renewal,
    delivery_id: str,
) -> Message:
    """Draw the card that was pressed anew: the one that was pushed, or that of this term."""
    pushed = None
    if delivery_id:
        pushed = await renewing.pushed(context, session, delivery_id, asker)
    return pushed or await renewing.shown(context, session, found, asker)


async def _pressed(context: FiguresContext, asker: Principal, event: ActionPressed) -> str:
    """Return which delivery was pressed, where it was one of ours to this person."""
    if delivery_id := event.action.arguments.get("d", ""):
        return delivery_id
    if not event.message:
        return ""
    async with context.database.read() as session:
        return await ledger.delivered_as(session, asker.contact_id, event.message) or ""


def _status(event: ActionPressed) -> Status:
    try:
        return Status(event.action.arguments.get("value", ""))
    except ValueError as problem:
        raise ActionUnreadable from problem
