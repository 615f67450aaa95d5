"""Whom the texts are for: what the doctor and a start say where that is nobody."""

import structlog

from bot.beat.store.audiences import Looked
from bot.beat.store.doubts import doubts
from bot.clock import MovableClock, SystemClock
from bot.errors import DrumbeatError
from bot.store.programme import read_demo_clock
from drumbeat.choosing import choosing_of
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.house import House
from drumbeat.opening import read_content
from drumbeat.settings import Settings

NAMED = 5
"""More texts than this are counted, not named."""

log = structlog.get_logger(__name__)


async def audiences(settings: Settings) -> Finding:
    """Name the texts that nobody would get, and names in their audiences that nobody has."""
    try:
        _, _, library = read_content(settings)
        texts = library.audiences()
    except DrumbeatError:
        return Finding("audiences", "unknown until the content can be read")
    async with reading(settings) as session:
        if session is None:
            return Finding("audiences", "unknown until the database is ready")
        kept = await read_demo_clock(session)
        clock = SystemClock() if kept is None else MovableClock(kept)
        found = await doubts(session, texts, Looked(choosing_of(clock)))
    if not found:
        return Finding("audiences", "every text is for somebody, and every name is somebody's")
    told = "; ".join(f"{one.text}: {one.why}" for one in found[:NAMED])
    more = f"; and {len(found) - NAMED} more" if len(found) > NAMED else ""
    mend = "correct `audience` in the file; `drumbeat audience WORDS` says whom words mean"
    return Finding("audiences", f"{told}{more}", mend)


async def warn_of_doubts(house: House) -> None:
    """Say in the log which texts nobody would get as things stand."""
    async with house.database.read() as session:
        looked = Looked(house.context.choosing)
        for one in await doubts(session, house.library.audiences(), looked):
            log.warning("audience_in_doubt", text=one.text, reason=one.why)
