"""Note that somebody is away, or back: meanwhile what is theirs goes to those who are here."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.event import Reply, Said
from bot.message import notice
from bot.people.rules.absence import read_absence
from bot.people.store import charges
from bot.principal import Principal


async def go_away(context: Context, asker: Principal, event: Said) -> Reply:
    """Keep the day until which somebody is away, in their own zone; ask where it is unclear."""
    say = context.wording.say
    zone = ZoneInfo(asker.zone)
    now = context.clock.now()
    last = read_absence(event.text, now.astimezone(zone).date()).last
    if last is None:
        return Reply((notice(say("away_how_title"), say("away_how")),))
    until = datetime.combine(last + timedelta(days=1), time.min, zone)
    async with context.work(event) as session:
        await charges.set_away(session, asker.contact_id, until, now)
    day = context.wording.language.day(last, say("pattern_weekday"))
    key = "away_noted" if asker.is_vendor else "away_noted_partner"
    return Reply((notice(say("away_title"), say(key, date=day)),))


async def come_back(context: Context, asker: Principal, event: Said) -> Reply:
    """End somebody's absence."""
    say = context.wording.say
    async with context.work(event) as session:
        changed = await charges.set_away(session, asker.contact_id, None, context.clock.now())
    return Reply((notice(say("back_title"), say("back" if changed else "back_already")),))
