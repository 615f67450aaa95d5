"""See what comes for one's partners, and keep one of them out of it, or let it in again."""

from datetime import datetime

import structlog

from bot.beat import coming
from bot.beat.cards import coming as cards
from bot.beat.context import BeatContext
from bot.beat.rules.texts import WrittenText
from bot.beat.store import exchanges, holds, texts
from bot.beat.store.holds import Kept, Target
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.message import Message, notice
from bot.people.store.tables import Partner
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession

log = structlog.get_logger(__name__)

Named = tuple[WrittenText, Target, Partner]
"""The text that a button is about, what a hold of it names, and whose partner."""


async def show(context: BeatContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """List what comes for the partners of this person."""
    del event  # nothing is written
    if not may(asker, Right.SEE_PARTNER_PEOPLE):
        return _said(context, "hold_not_yours")
    async with context.database.read() as session:
        card = await _card(context, session, asker, context.clock.now())
    return Reply((card,))


async def hold(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Keep a partner out of a text, and of what has not left of it too."""
    now = context.clock.now()
    async with context.work(event) as session:
        found = await _named(session, asker, event)
        if found is None:
            return _said(context, "hold_not_yours")
        text, target, partner = found
        kept = await holds.place(session, target, partner.id, asker.contact_id, now)
        if kept is not None:
            await coming.tell_author(context, session, target, partner.id, now)
            log.info("partner_held", partner_id=partner.id, kept=kept.kept, left=kept.left)
        title = context.desk.title_of(text)
        of = {**event.action.arguments, "p": partner.id}
        of.pop("value", None)
        said = cards.held_card(context.wording, title, partner.name, kept or Kept(), of)
        return context.owe(
            session, Reply((said,), update=await _update(context, session, asker, now))
        )


async def lift(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Let a partner in again; what a hold kept goes out after all, if it is not too late."""
    now = context.clock.now()
    async with context.work(event) as session:
        found = await _named(session, asker, event)
        if found is None:
            return _said(context, "hold_not_yours")
        text, target, partner = found
        await holds.lift(session, target, partner.id, asker.contact_id, now)
        title = context.desk.title_of(text)
        said = _notice(context, "hold_lifted", partner=partner.name, title=title)
        return context.owe(session, Reply(update=said))


async def ask_why(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form for a word on why a partner is kept out."""
    async with context.database.read() as session:
        found = await _named(session, asker, event)
    if found is None:
        return _said(context, "hold_not_yours")
    text, _, partner = found
    title = context.desk.title_of(text)
    of = event.action.arguments
    return Reply(form=cards.why_form(context.wording, title, partner.name, of))


async def say_why(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep the word why: the author reads it, and it stands beside the hold."""
    why = event.values.get("why", "").strip()[: cards.LONGEST_WHY]
    if not why:
        return Reply(errors={"why": context.wording.say("hold_why_missing")})
    async with context.work(event) as session:
        found = await _named(session, asker, event)
        if found is None:
            return _said(context, "hold_not_yours")
        _, target, partner = found
        if not await holds.say_why(session, target, partner.id, why):
            return _said(context, "hold_gone")
        said = _notice(context, "hold_why_kept", partner=partner.name)
        return context.owe(session, Reply((said,)))


async def _named(
    session: AsyncSession, asker: Principal, event: ActionPressed | FormSubmitted
) -> Named | None:
    """Return what is named there, if this person looks after that partner."""
    given = event.action.arguments.get
    partner_id = given("p") or given("value", "")
    if not await exchanges.may_answer(session, asker, partner_id):
        return None
    text = (await texts.kept(session, [given("t", "")])).get(given("t", ""))
    partner = await session.get(Partner, partner_id)
    if text is None or partner is None:
        return None
    return text, Target(text.key, given("m", ""), given("c", "")), partner


async def _card(
    context: BeatContext, session: AsyncSession, asker: Principal, now: datetime
) -> Message:
    shown = await coming.shown_to(context, session, asker, now)
    return cards.card(context.wording, shown, asker)


async def _update(
    context: BeatContext, session: AsyncSession, asker: Principal, now: datetime
) -> Message | None:
    """Draw the card anew that was pressed; what has gone out by now stands on it no more."""
    shown = await coming.shown_to(context, session, asker, now)
    return cards.card(context.wording, shown, asker) if shown else None


def _notice(context: BeatContext, key: str, **values: str) -> Message:
    say = context.wording.say
    return notice(say(f"{key}_title", **values), say(key, **values))


def _said(context: BeatContext, key: str) -> Reply:
    return Reply((_notice(context, key),))
