"""What a machine may ask: are you there, and can you work."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.beat.store import standstill
from bot.clock import Clock
from bot.errors import DatabaseTrouble
from bot.store.columns import new_id
from bot.store.revision import readiness
from bot.store.sessions import Database
from drumbeat.checks import Check, Look
from drumbeat.reports.standstill import standstill_warning
from drumbeat.working import at_hand

if TYPE_CHECKING:
    from drumbeat.doorways import Doorway

log = structlog.get_logger(__name__)


def database_check(database: Database) -> Look:
    """Return what tells whether the database answers and is up to date."""

    async def look() -> Check:
        reason = await readiness(database)
        return Check("database", reason or "ready", is_well=reason is None)

    return look


def sends_check(database: Database) -> Look:
    """Return what tells whether an administrator stopped every send: nobody is served less."""

    async def look() -> Check:
        try:
            async with database.read() as session:
                warning = standstill_warning(await standstill.since(session))
        except DatabaseTrouble:
            return Check("sends", "unknown while the database is away", matters=False)
        return Check("sends", warning or "go out", is_well=not warning, matters=False)

    return look


def work_check(database: Database, clock: Clock) -> Look:
    """Return what tells who works, and what waits that nobody works on."""

    async def look() -> Check:
        try:
            async with database.read() as session:
                work = await at_hand(session, clock.now())
        except DatabaseTrouble:
            return Check("work", "unknown while the database is away", matters=False)
        said = work.undone or "nothing waits for want of somebody"
        return Check("work", said, not work.undone, matters=False, facts=work.summary())

    return look


def doors_check(doorways: Sequence["Doorway"]) -> Look:
    """Return what names every door that is closed; it matters once there is no other.

    Who can still be served is served: a balancer that took this process away for one closed
    door would close the others too.
    """

    async def look() -> Check:
        closed = [doorway for doorway in doorways if not doorway.is_open]
        said = "; ".join(f"{doorway.platform}: {doorway.reason}" for doorway in closed)
        none_is_open = bool(doorways) and len(closed) == len(doorways)
        return Check("doors", said or "open", is_well=not closed, matters=none_is_open)

    return look


async def _looked(look: Look) -> Check:
    try:
        return await look()
    except Exception:
        reference = new_id()
        log.exception("look_stumbled", reference=reference)
        said = f"a surprise, reference {reference}"
        return Check("look", said, is_well=False, matters=False)


async def ready_answer(looks: Sequence[Look]) -> web.Response:
    """Look at everything; 503 where something that matters is not well, with its reason."""
    checks = [await _looked(look) for look in looks]
    reasons = [check.said for check in checks if check.matters and not check.is_well]
    answer: dict[str, object] = {"status": "not ready" if reasons else "ready"}
    if reasons:
        answer["reason"] = "; ".join(reasons)
    for check in checks:
        answer |= check.facts
    answer["checks"] = {check.name: {"ok": check.is_well, "said": check.said} for check in checks}
    return web.json_response(answer, status=503 if reasons else 200)


def health_routes(looks: Sequence[Look]) -> list[web.RouteDef]:
    """Return `/healthz` and `/readyz`."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        return await ready_answer(looks)

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
