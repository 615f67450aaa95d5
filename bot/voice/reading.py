"""Finds the responses that somebody may read, for whoever draws them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.errors import ContentInvalid
from bot.principal import Principal
from bot.rights import Right, may
from bot.store.sessions import AsyncSession
from bot.voice.cards.responses import ON_A_PAGE, Page, Silence
from bot.voice.context import VoiceContext
from bot.voice.rules.sought import OPEN, Sought, named, read_sought
from bot.voice.store import reading, silence, tags
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
    reach = reach_of(context, asker)
    async with context.database.read() as session:
        found = await reading.counted(session, sought, reach)
        shown = await reading.page(session, sought, reach, rows, number * rows)
        others = await reading.unnamed(session, sought, reach.zone)
        others += await reading.anonymous(session, sought, reach.zone)
        wave_ids = [*(row.wave_id for row in shown), *(wave.wave_id for wave in others)]
        called = await titles(context, session, wave_ids)
    return Page(number, shown, found, called, others)


async def silent_of(
    context: VoiceContext, asker: Principal, sought: Sought, number: int = 0
) -> Silence:
    """Find who was asked by an open wave and has not answered."""
    reach = reach_of(context, asker)
    async with context.database.read() as session:
        found, rates = await silence.silent(
            session, sought, reach, ON_A_PAGE, after=number * ON_A_PAGE
        )
        others = await reading.unnamed(session, replace(sought, wave=OPEN), reach.zone)
        called = await titles(context, session, [*rates, *(wave.wave_id for wave in others)])
    return Silence(number, found, rates, called, others)


async def spread_of(context: VoiceContext, asker: Principal, sought: Sought) -> dict[int, int]:
    """Count how often each score was given, as far as this person reads."""
    async with context.database.read() as session:
        return await reading.spread(session, sought, reach_of(context, asker))


async def one_of(
    context: VoiceContext, asker: Principal, response_id: str
) -> tuple[Read, str] | None:
    """Find one response with the title of its survey; None where it is not theirs to read."""
    if not may(asker, Right.READ_RESPONSES):
        return None
    async with context.database.read() as session:
        row = await reading.one(session, response_id, reach_of(context, asker))
        if row is None:
            return None
        return row, (await titles(context, session, [row.wave_id]))[row.wave_id]


def reach_of(context: VoiceContext, asker: Principal) -> Reach:
    """Return how far this person reads."""
    return Reach.of(asker, context.programme.zone)


async def titles(
    context: VoiceContext, session: AsyncSession, wave_ids: Sequence[str]
) -> dict[str, str]:
    """Name waves by the titles of their surveys; what we never asked has the name it came with."""
    found = {}
    for wave_id, (wave, text) in (await reading.texts_of(session, wave_ids)).items():
        found[wave_id] = wave.survey
        if text is not None:
            try:
                found[wave_id] = context.surveys.head(text).title
            except ContentInvalid:
                continue
    return found
