"""When we last spoke, in the brief of a partner."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.context import BeatContext
from bot.beat.store.last_spoken import last_spoken
from bot.entries import BriefPart, Reviewed
from bot.message import Fact, Facts
from bot.principal import Principal


async def draw_spoken(
    context: BeatContext, asker: Principal, partner: Reviewed
) -> tuple[BriefPart, ...]:
    """Say on which day they last had something from us, and last wrote; never what it was."""
    say = context.wording.say
    async with context.database.read() as session:
        found = await last_spoken(session, partner.partner_id)
    known = {"brief_spoken_ours": found.ours, "brief_spoken_theirs": found.theirs}
    facts = tuple(Fact(say(key), _day(context, asker, at)) for key, at in known.items() if at)
    lacking = tuple(say(key) for key, at in known.items() if not at)
    return (BriefPart(say("brief_spoken"), (Facts(facts),) if facts else (), lacking),)


def _day(context: BeatContext, asker: Principal, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(asker.zone)).date()
    return context.wording.language.day(local, context.wording.say("pattern_day"))
