"""Prove a text before it goes out: what is wrong with it, and how it comes to its author."""

from bot.action import ActionRef
from bot.beat import drafting, trying
from bot.beat.cards import proofs as cards
from bot.beat.context import BeatContext
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.beat.store import sends, texts
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.form import several
from bot.message import notice
from bot.people.store.people import has_stopped_everything
from bot.principal import Principal, Role
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About

EDITION = "edition"
"""The kind of send that brings editions."""
SHOWN = 3
"""So many editions of each newsletter are listed."""


async def list_planned(
    context: BeatContext, asker: Principal, event: Said | ActionPressed
) -> Reply:
    """List the editions that are to go out next, each with what can be done before it does."""
    del event  # nothing is written
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return drafting.said(context, "announce_not_yours")
    found: list[tuple[str, WrittenText]] = []
    async with context.database.read() as session:
        for series in context.desk.newsletters():
            title = context.cadences.title_of("newsletter", series, asker.language)
            standing = await texts.standing(session, TextKind.EDITION, series)
            sent = await sends.gone_out(session, EDITION, [text.key for text in standing])
            waiting = [text for text in standing if text.key not in sent]
            found += [(title, text) for text in waiting[:SHOWN]]
    named = [(series, context.desk.title_of(text), text.id) for series, text in found]
    return Reply((cards.planned(context.wording, named),))


async def show_findings(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show all there is to say of a text, links that do not answer too."""
    async with context.database.read() as session:
        text = await drafting.text_of(context, session, asker, event)
    if text is None:
        return drafting.said(context, "announce_gone")
    found = await context.proofs.findings(text, links=True)
    title = context.desk.head_of(drafting.written(text)).title
    return Reply((cards.findings_card(context.wording, title, found, event.action.arguments),))


async def ask_where(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks at which of their addresses somebody wants a test."""
    async with context.database.read() as session:
        if await drafting.text_of(context, session, asker, event) is None:
            return drafting.said(context, "announce_gone")
        addresses = await trying.addresses_of(context, session, asker)
    if not addresses:
        return drafting.said(context, "test_nowhere")
    action, here = ActionRef(cards.TEST, event.action.arguments), event.origin.platform
    form = cards.test_form(context.wording, action, addresses, here, asker.role)
    return Reply(form=form, update=await drafting.card_again(context, asker, event))


async def send_test(context: BeatContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Send a text to its author alone, by the ledger, wherever they want it."""
    wanted, now = several(event.values.get("where", "")), context.clock.now()
    role = event.values.get("role", "")
    say = context.wording.say
    async with context.work(event) as session:
        text = await drafting.text_of(context, session, asker, event)
        if text is None:
            return drafting.said(context, "announce_gone")
        if await has_stopped_everything(session, asker.contact_id):
            return drafting.said(context, "test_stopped")
        addresses = await trying.addresses_of(context, session, asker)
        chosen = [(rung, label) for rung, label in addresses if rung.address_id in wanted]
        if not chosen:
            return Reply(errors={"where": say("test_where_missing")})
        tried = FileText(TextKind.TEST, text.key, text.body)
        await texts.write(session, tried, asker.contact_id, now)
        kept = await texts.newest(session, TextKind.TEST, text.key)
        assert kept is not None  # noqa: S101 - it was written just now
        as_role = Role(role) if role in frozenset(Role) else asker.role
        title = say("test_title", title=context.desk.head_of(kept).title)
        for rung, _ in chosen:
            at = (rung.address_id, as_role)
            await trying.open_test(session, kept, title, asker, at, now)
        about = About("text", kept.id)
        audit.record(session, asker.contact_id, "test", about, now, places=len(chosen))
        where = context.wording.language.all_of([label for _, label in chosen])
        sent = notice(say("test_sent_title"), say("test_sent", where=where))
        return context.owe(session, Reply((sent,)))
