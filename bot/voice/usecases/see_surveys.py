"""List the surveys that are asked and that come, and end a wave: closed, or stopped."""

import structlog

from bot.beat.rules.texts import FILES, TextKind, WrittenText
from bot.beat.store import promises, texts
from bot.errors import ContentInvalid
from bot.event import ActionPressed, Reply, Said
from bot.message import notice
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession
from bot.voice import answering, writing
from bot.voice.cards import waves as cards
from bot.voice.cards.waves import Listed, Running, Standing
from bot.voice.context import VoiceContext
from bot.voice.store import surveys, wave_ends, wave_lists
from bot.voice.store.tables import Wave
from bot.voice.store.wave_lists import WaveRow

SHOWN = 10
SURVEY = "survey"

log = structlog.get_logger(__name__)


async def show(context: VoiceContext, asker: Principal, event: Said | ActionPressed) -> Reply:
    """List waves, surveys out of files and own drafts, each with what can be done with it."""
    del event  # nothing is written
    if not may(asker, Right.WRITE_ANNOUNCEMENTS):
        return Reply((answering.said(context, "survey_not_yours"),))
    now = context.clock.now()
    async with context.database.read() as session:
        running = [
            await _as_seen(context, session, asker, row)
            for row in await wave_lists.running(session, now, SHOWN)
        ]
        standing, drafts = await _written(context, session, asker)
    found = Listed(running, standing[:SHOWN], drafts[:SHOWN])
    return Reply((cards.listed(context.wording, found, asker.zone),))


async def ask_how(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Say what it means to close a wave and to stop it; nothing is done yet."""
    async with context.database.read() as session:
        found = await _mine(context, session, asker, event)
    if found is None:
        return _not_yours(context)
    return Reply((cards.to_end(context.wording, found),))


async def close(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """End a wave now: what was answered counts."""
    return await _end(context, asker, event, is_stopped=False)


async def stop(context: VoiceContext, asker: Principal, event: ActionPressed) -> Reply:
    """Stop a wave that should not have been asked: what was answered counts in no score."""
    return await _end(context, asker, event, is_stopped=True)


async def _end(
    context: VoiceContext, asker: Principal, event: ActionPressed, *, is_stopped: bool
) -> Reply:
    now, by = context.clock.now(), asker.contact_id
    async with context.work(event) as session:
        found = await _mine(context, session, asker, event)
        if found is None:
            return _not_yours(context)
        if found.row.state != "open" or found.row.closes_at <= now:
            say = context.wording.say
            over = notice(say("wave_ended_title"), say("wave_ended"))
            return Reply(update=over)
        if is_stopped:
            await wave_ends.stop_now(session, found.row.id, by, now)
        else:
            await wave_ends.end_now(session, found.row.id, now)
        act, about = "stop wave" if is_stopped else "close wave", About("wave", found.row.id)
        audit.record(session, by, act, about, now)
        log.warning("wave_ended", wave_id=found.row.id, by=by, stopped=is_stopped)
        told = cards.ended(context.wording, found, is_stopped=is_stopped)
        return context.owe(session, Reply(update=told))


async def _mine(
    context: VoiceContext, session: AsyncSession, asker: Principal, event: ActionPressed
) -> Running | None:
    """Return the wave that is named there, if this person may end it."""
    row = await wave_lists.one(session, event.action.arguments.get("w", ""))
    found = await _as_seen(context, session, asker, row) if row is not None else None
    return found if found is not None and found.may_end else None


async def _as_seen(
    context: VoiceContext, session: AsyncSession, asker: Principal, row: WaveRow
) -> Running:
    """Return a wave as this person sees it; who wrote it ends it, and administrators any."""
    wave = await session.get_one(Wave, row.id, populate_existing=True)
    text = await surveys.text_of(session, wave)
    is_theirs = text is not None and text.owner == asker.contact_id
    may_write = may(asker, Right.WRITE_ANNOUNCEMENTS)
    may_end = may(asker, Right.STOP_SENDS) or (is_theirs and may_write)
    return Running(row, _title(context, text) or row.survey, may_end)


async def _written(
    context: VoiceContext, session: AsyncSession, asker: Principal
) -> tuple[list[Standing], list[tuple[str, str]]]:
    """Return the surveys out of files with their next day, and the drafts this person settles."""
    slots = {
        one.subject: one.next_slot
        for one in await promises.promises(session)
        if one.kind == SURVEY and not one.paused
    }
    standing: list[Standing] = []
    drafts: list[tuple[str, str]] = []
    for text in await texts.standing(session, TextKind.SURVEY):
        title = _title(context, text) or text.key
        if text.owner == FILES:
            day = cards.day_of(context.wording, slots.get(text.key))
            standing.append(Standing(text.key, title, day))
        elif await writing.mine(session, asker, text.key) is not None:
            drafts.append((text.key, title))
    return standing, drafts


def _title(context: VoiceContext, text: WrittenText | None) -> str:
    try:
        return context.surveys.head(text).title if text is not None else ""
    except ContentInvalid:
        return ""


def _not_yours(context: VoiceContext) -> Reply:
    return Reply((answering.said(context, "wave_not_yours"),))
