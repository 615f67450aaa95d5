"""Partners to whom nothing is pushed: what the command line does and tells."""

from bot.errors import NothingFound
from bot.people.rules.muting import LONGEST_REASON
from bot.people.store import partner_mutes, partnerships
from bot.people.store.tables import Partner
from bot.store import audit
from bot.store.sessions import AsyncSession
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings


async def mute(settings: Settings, name: str, reason: str) -> Report:
    """Push nothing to a partner from now on, and say so."""
    why = " ".join(reason.split())[:LONGEST_REASON]
    if not why:
        raise NothingFound("say why with --reason: whoever wonders reads it")
    async with opened(settings) as house, house.database.begin() as session:
        found, now = await _partner(session, name), house.clock.now()
        new = await partner_mutes.mute(session, found.id, why, audit.OPERATOR, now)
    said = f"{found.name} is muted." if new else f"{found.name} was muted before."
    return Report({"partner": found.name, "muted": True, "changed": new}, (said,))


async def unmute(settings: Settings, name: str) -> Report:
    """Let things through to a partner again, and say so."""
    async with opened(settings) as house, house.database.begin() as session:
        found, now = await _partner(session, name), house.clock.now()
        gone = await partner_mutes.unmute(session, found.id, audit.OPERATOR, now)
    said = f"{found.name} hears from us again." if gone else f"{found.name} was not muted."
    return Report({"partner": found.name, "muted": False, "changed": gone}, (said,))


async def muted(settings: Settings) -> Report:
    """List the muted partners."""
    async with opened(settings) as house, house.database.read() as session:
        found = await partner_mutes.muted(session)
    value = [
        {"partner": one.name, "since": one.at.isoformat(), "by": one.by, "reason": one.reason}
        for one in found
    ]
    rows = [
        (one.name, f"{one.at:%Y-%m-%d}", one.by or audit.OPERATOR, one.reason) for one in found
    ]
    table = Table(("Partner", "Since", "By", "Why"), rows)
    return Report(value, (table,) if rows else ("No partner is muted.",))


async def _partner(session: AsyncSession, name: str) -> Partner:
    found = await partnerships.partner_named(session, name)
    if found is None:
        raise NothingFound(
            f"there is no partner called {name}: drumbeat contacts coverage has all"
        )
    return found
