"""Improve what several complained of: begin it, say how far it is, and tell all who complained."""

from datetime import timedelta

from bot.beat.rules.audience import Named
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.errors import ActionUnreadable
from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.principal import Principal
from bot.rights import Right, may
from bot.voice.cards import improvements as cards
from bot.voice.cards.case_forms import mistakes
from bot.voice.cards.cases import not_yours
from bot.voice.context import VoiceContext
from bot.voice.improvement_sends import ImprovementSend
from bot.voice.rules.improvements import Progress, steps_from
from bot.voice.store import case_views, improvements

GOOD_FOR = timedelta(days=7)


async def show_list(context: VoiceContext, asker: Principal, event: Said) -> Reply:
    """List what is improved, and what was."""
    del event  # it says no more
    if not may(asker, Right.SEE_PARTNER_PEOPLE):
        return Reply((not_yours(context.wording),))
    async with context.database.read() as session:
        found = await improvements.listed(session, cards.SHOWN)
    return Reply((cards.listed(context.wording, context.case_policy(), found),))


async def show(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Show one improvement."""
    async with context.database.read() as session:
        found = await improvements.view(session, event.action.arguments.get("value", ""))
    if found is None or not may(asker, Right.SEE_PARTNER_PEOPLE):
        return Reply((not_yours(context.wording),))
    return Reply((cards.card(context.wording, context.case_policy(), found),))


async def ask_what(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks what is to be improved about the cause of a case."""
    async with context.database.read() as session:
        case = await case_views.view(session, event.action.arguments.get("c", ""))
        if case is None or not await case_views.may_see(session, asker, case):
            return Reply((not_yours(context.wording),))
        if case.improvement_id is not None:
            found = await improvements.view(session, case.improvement_id)
            if found is not None:
                return Reply((cards.card(context.wording, context.case_policy(), found),))
    if not case.cause:
        raise ActionUnreadable
    return Reply(form=cards.begin_form(context.wording, context.case_policy(), case))


async def begin(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Begin an improvement: all settled cases with the same cause are rolled into it."""
    title, now = " ".join(event.values.get("title", "").split()), context.clock.now()
    if not title or len(title) > cards.LONGEST_TITLE:
        return Reply(errors={"title": context.wording.say("improvement_title_wrong")})
    async with context.work(event) as session:
        case = await case_views.view(session, event.action.arguments.get("c", ""))
        if case is None or not await case_views.may_see(session, asker, case):
            return Reply((not_yours(context.wording),))
        if not case.cause:
            raise ActionUnreadable
        made = case.improvement_id or ""
        if not made:
            made = (await improvements.begin(session, case.cause, title, asker.contact_id, now)).id
        found = await improvements.view(session, made)
        if found is None:
            raise ActionUnreadable
        card = cards.card(context.wording, context.case_policy(), found)
        return context.owe(session, Reply((card,)))


async def ask_how_far(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Open the form that asks how far an improvement is."""
    async with context.database.read() as session:
        found = await improvements.view(session, event.action.arguments.get("m", ""))
    if found is None or not may(asker, Right.SEE_PARTNER_PEOPLE):
        return Reply((not_yours(context.wording),))
    if not steps_from(found.progress):
        return Reply(update=cards.card(context.wording, context.case_policy(), found))
    return Reply(form=cards.step_form(context.wording, found))


async def say_how_far(context: VoiceContext, asker: Principal, event: FormSubmitted) -> Reply:
    """Keep a step, and tell it once to everybody who complained."""
    words, now = event.values.get("words", "").strip(), context.clock.now()
    if errors := mistakes(context.wording, "words", words):
        return Reply(errors=errors)
    async with context.work(event) as session:
        row = await improvements.held(session, event.action.arguments.get("m", ""))
        if row is None or not may(asker, Right.SEE_PARTNER_PEOPLE):
            return Reply((not_yours(context.wording),))
        progress = event.values.get("state", "")
        if progress not in steps_from(Progress(row.state)):
            return Reply(errors={"state": context.wording.say("improvement_state_wrong")})
        by = asker.contact_id
        step = await improvements.step(session, row, Progress(progress), words, by, now)
        people = await improvements.complained(session, row.id)
        opening = Opening(
            kind=ImprovementSend.name,
            subject=step.id,
            title=row.title,
            audience=Named(contacts=people),
            due_at=now,
            catch_up=GOOD_FOR,
            priority=ImprovementSend.priority,
        )
        await sends.open_send(session, opening, now)
        found = await improvements.view(session, row.id)
        if found is None:
            raise ActionUnreadable
        card = cards.card(context.wording, context.case_policy(), found)
        return context.owe(session, Reply(update=card))
