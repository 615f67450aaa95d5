"""Try a survey on oneself: as its readers see it, on the way it takes to them."""

from bot.action import ActionRef
from bot.beat.cards.proofs import test_form
from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.beat.trying import addresses_of
from bot.event import ActionPressed, FormSubmitted, Reply
from bot.form import several
from bot.people.store.people import has_stopped_everything
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.voice import answering, trying, writing
from bot.voice.context import VoiceContext
from bot.voice.rules.wishes import TRY


async def look(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show a survey as its readers see it, to be tried, to whoever is to approve it."""
    text_id = event.action.arguments.get("t", "")
    async with context.database.read() as session:
        text = (await texts.kept(session, [text_id])).get(text_id)
    if text is None or text.kind is not TextKind.SURVEY or not may(asker, Right.APPROVE_SENDS):
        return Reply((answering.said(context, "survey_gone"),))
    head = context.surveys.head(text)
    to_try = trying.to_try(text, head, context.clock.now())
    return Reply((context.surveys.card(text, asker, to_try),))


async def ask_where(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks at which of their addresses somebody wants a test."""
    key = event.action.arguments.get("s", "")
    async with context.database.read() as session:
        if await writing.readable(session, asker, key) is None:
            return Reply((answering.said(context, "survey_gone"),))
        addresses = await addresses_of(context, session, asker)
    if not addresses:
        return Reply((answering.said(context, "test_nowhere"),))
    action = ActionRef(TRY, {"s": key})
    platform = event.origin.platform
    return Reply(form=test_form(context.wording, action, addresses, platform, None))


async def send(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Send a survey to its author alone, by the ledger, wherever they want it."""
    wanted, now = several(event.values.get("where", "")), context.clock.now()
    key, wording = event.action.arguments.get("s", ""), context.wording
    async with context.work(event) as session:
        text = await writing.readable(session, asker, key)
        if text is None:
            return Reply((answering.said(context, "survey_gone"),))
        if await has_stopped_everything(session, asker.contact_id):
            return Reply((answering.said(context, "test_stopped"),))
        addresses = await addresses_of(context, session, asker)
        chosen = [(rung, label) for rung, label in addresses if rung.address_id in wanted]
        if not chosen:
            return Reply(errors={"where": wording.say("test_where_missing")})
        title = wording.say("test_title", title=context.surveys.head(text).title)
        for rung, _ in chosen:
            await trying.open_test(session, text, title, asker, rung.address_id, now)
        about, places = About("text", text.id), len(chosen)
        audit.record(session, asker.contact_id, "test", about, now, places=places)
        where = wording.language.all_of([label for _, label in chosen])
        return context.owe(session, Reply((answering.said(context, "test_sent", where=where),)))
