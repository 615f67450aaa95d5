"""See what partners' people said, answer it, or say that it is done."""

from bot.beat.cards import open_replies
from bot.beat.cards import replies as cards
from bot.beat.context import BeatContext
from bot.beat.replies import answer
from bot.beat.store import exchanges, news, replies
from bot.beat.store.exchanges import Exchange
from bot.beat.store.replies import Words
from bot.beat.store.reply_tables import StoredReply
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.message import Message, notice
from bot.people.store.people import principal_by_id
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.columns import new_id
from bot.store.sessions import AsyncSession


async def show_open(context: BeatContext, asker: Principal, event: Said) -> Reply:
    """List what waits for this person, the longest first."""
    del event  # nothing is written
    if not may(asker, Right.SEE_PARTNER_PEOPLE):
        return _not_yours(context)
    now = context.clock.now()
    async with context.database.read() as session:
        found = await exchanges.open_for(session, asker, now)
    return Reply((open_replies.listed(context.wording, found, now),))


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show one exchange as it stands."""
    async with context.database.read() as session:
        found = await _find(context, session, asker, event)
    return Reply((_card(context, found, asker),)) if found else _not_yours(context)


async def show_about(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show the edition they answered, as they read it."""
    async with context.database.read() as session:
        found = await _find(context, session, asker, event)
        text = await news.text_of(session, found.delivery_id or "") if found else None
        reader = await principal_by_id(session, found.contact_id) if found else None
    if found is None:
        return _not_yours(context)
    if text is None or reader is None:
        return Reply((_notice(context, "edition_gone"),))
    return Reply((await context.edition(text, reader),))


async def ask_for_answer(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for an answer; above it stands how things are by now."""
    now = context.clock.now()
    async with context.database.read() as session:
        found = await _find(context, session, asker, event)
    if found is None:
        return _not_yours(context)
    return Reply(form=cards.answer_form(context.wording, found, asker, now))


async def give_answer(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Send the answer where it was asked for, and let the exchange wait no more."""
    words, now = event.values.get("words", "").strip(), context.clock.now()
    if errors := cards.mistakes(context.wording, words):
        return Reply(errors=errors)
    async with context.work(event) as session:
        found = await _find(context, session, asker, event)
        if found is None:
            return _not_yours(context)
        row = await session.get_one(
            StoredReply, found.id, with_for_update=True, populate_existing=True
        )
        line = Words(event.inbox_id or new_id(), asker.contact_id, words)
        if await replies.add_line(session, row, line, now):
            replies.close(row, "answered", asker.contact_id, now)
            await session.flush()
            await answer(session, row, line.id, now, context.wording)
        shown = _card(context, await _again(context, session, found), asker)
        said = _notice(context, "reply_answered", name=found.who)
        return context.owe(session, Reply((said,), update=shown))


async def say_done(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let an exchange wait no more; who said something is told nothing."""
    now = context.clock.now()
    async with context.work(event) as session:
        found = await _find(context, session, asker, event)
        if found is None:
            return _not_yours(context)
        if found.state == "open":
            row = await session.get_one(StoredReply, found.id, with_for_update=True)
            if row.state == "open":
                replies.close(row, "done", asker.contact_id, now)
                await session.flush()
                who, about = asker.contact_id, About("contact", found.contact_id)
                audit.record(session, who, "reply done", about, now, reply_id=found.id)
        shown = _card(context, await _again(context, session, found), asker)
        return context.owe(session, Reply(update=shown))


async def _find(
    context: BeatContext,
    session: AsyncSession,
    asker: Principal,
    event: ActionPressed | FormSubmitted,
) -> Exchange | None:
    """Return an exchange that this person may answer."""
    arguments = event.action.arguments
    named = arguments.get("r") or arguments.get("value", "")
    found = await exchanges.exchange(session, named, context.clock.now())
    if found is None or not await exchanges.may_answer(session, asker, found.partner_id):
        return None
    return found


async def _again(context: BeatContext, session: AsyncSession, found: Exchange) -> Exchange:
    return await exchanges.exchange(session, found.id, context.clock.now()) or found


def _card(context: BeatContext, found: Exchange, asker: Principal) -> Message:
    return cards.card(context.wording, found, asker, context.clock.now())


def _notice(context: BeatContext, key: str, **values: str) -> Message:
    say = context.wording.say
    return notice(say(f"{key}_title", **values), say(key, **values))


def _not_yours(context: BeatContext) -> Reply:
    return Reply((_notice(context, "reply_not_yours"),))
