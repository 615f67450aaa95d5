"""Finds the responses that somebody may read, for whoever draws them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.beat.rules.texts import WrittenText
from bot.errors import ContentInvalid
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession
from bot.voice.cards.responses import ON_A_PAGE, Page, Silence
from bot.voice.context import VoiceContext
from bot.voice.rules.sought import OPEN, Sought, named, read_sought
from bot.voice.store import confidants, reading, recordings, silence, tags, unnamed
from bot.voice.store.reading import Reach, Read

MOST = 100_000
"""How many a program gets at once; nobody has more in one place."""


async def sought_by(context: VoiceContext, asker: Principal, words: str) -> Sought | None:
    """Read a filter as this person, with the names they may know; None where it is none."""
    async with context.database.read() as session:
        known = named(
            await reading.surveys_asked(session), list((await tags.known(session)).values())
        )
        tagged = await context.questions.tagger(session, asker, context.footing())
    return read_sought(words, known, tagged)


async def page_of(
    context: VoiceContext,
    asker: Principal,
    sought: Sought,
    number: int = 0,
    *,
    rows: int = ON_A_PAGE,
) -> Page:
    """Find one page of what this person may read."""
    async with context.database.read() as session:
        reach = await reach_of(context, session, asker)
        found = await reading.counted(session, sought, reach)
        shown = await reading.page(session, sought, reach, rows, number * rows)
        others = await unnamed.unnamed(session, sought, reach)
        others += await unnamed.anonymous(session, sought, reach.zone)
        called = await titles(context, session, [wave.wave_id for wave in others], shown)
    return Page(number, shown, found, called, others)


async def silent_of(
    context: VoiceContext, asker: Principal, sought: Sought, number: int = 0
) -> Silence:
    """Find who was asked by an open wave and has not answered."""
    reach = Reach.of(asker, context.programme.zone)
    async with context.database.read() as session:
        found, rates = await silence.silent(
            *(session, sought, reach, context.clock.now()),
            ON_A_PAGE,
            after=number * ON_A_PAGE,
        )
        others = await unnamed.unnamed(session, replace(sought, wave=OPEN), reach)
        called = await titles(context, session, [*rates, *(wave.wave_id for wave in others)])
    return Silence(number, found, rates, called, others)


async def spread_of(context: VoiceContext, asker: Principal, sought: Sought) -> dict[int, int]:
    """Count how often each score was given, as far as this person reads."""
    async with context.database.read() as session:
        reach = await reach_of(context, session, asker)
        return await reading.spread(session, sought, reach)


async def one_of(context: VoiceContext, asker: Principal, response_id: str) -> Read | None:
    """Find one response; None where it is not theirs to read."""
    async with context.database.read() as session:
        return await one_in(context, session, asker, response_id)


async def one_in(
    context: VoiceContext, session: AsyncSession, asker: Principal, response_id: str
) -> Read | None:
    """Find one response in this very session; None where it is not theirs to read."""
    if not may(asker, Right.READ_RESPONSES):
        return None
    return await reading.one(session, response_id, await reach_of(context, session, asker))


async def reach_of(context: VoiceContext, session: AsyncSession, asker: Principal) -> Reach:
    """Return how far this person reads just now."""
    named = await confidants.confidants(session, context.confidants())
    is_named = asker.contact_id in named.values()
    return Reach.of(asker, context.programme.zone, in_confidence=is_named)


async def titles(
    context: VoiceContext,
    session: AsyncSession,
    wave_ids: Sequence[str],
    rows: Sequence[Read] = (),
) -> dict[str, str]:
    """Name what asked by the titles of surveys; what we never asked has the name it came with."""
    return {
        asked_by: title_of(context, *asked)
        for asked_by, asked in (await texts_of(session, wave_ids, rows)).items()
    }


async def texts_of(
    session: AsyncSession, wave_ids: Sequence[str], rows: Sequence[Read] = ()
) -> dict[str, tuple[str, WrittenText | None]]:
    """Return the survey and the text of what asked; what was asked elsewhere has no text."""
    waves = [*wave_ids, *(row.wave_id for row in rows if row.wave_id)]
    recorded = [row.id for row in rows if not row.wave_id]
    found = await reading.texts_of(session, waves)
    asked = {wave_id: (wave.survey, text) for wave_id, (wave, text) in found.items()}
    return {**asked, **(await recordings.texts_of(session, recorded))}


def title_of(context: VoiceContext, survey: str, text: WrittenText | None) -> str:
    """Return a survey's title; the key of one that cannot be read any more."""
    if text is None:
        return survey
    try:
        return context.surveys.head(text).title
    except ContentInvalid:
        return survey
