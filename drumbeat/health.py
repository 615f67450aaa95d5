"""What a machine may ask: are you there, can you work, how much is waiting."""

from aiohttp import web

from bot.beat.store.alarm_causes import CAUSES
from bot.beat.store.counts import waiting_counts
from bot.store.alarms import open_counts
from bot.store.revision import readiness
from bot.store.sessions import Database
from scheduler.housekeeping import Housekeeping


def health_routes(database: Database, kept: Housekeeping) -> list[web.RouteDef]:
    """Return `/healthz`, `/readyz` and `/metrics`; `kept` is what the housekeeping did here."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        reason = await readiness(database)
        if reason is not None:
            return web.json_response({"status": "not ready", "reason": reason}, status=503)
        return web.json_response({"status": "ready"})

    async def metrics(_request: web.Request) -> web.Response:
        async with database.read() as session:
            counts = await waiting_counts(session)
            alarms = await open_counts(session, CAUSES)
        lines = [f'drumbeat_{table}{{state="{state}"}} {count}' for table, state, count in counts]
        lines += [f'drumbeat_alarms_open{{cause="{cause}"}} {n}' for cause, n in alarms.items()]
        lines += housekeeping_lines(kept)
        return web.Response(text="\n".join(lines) + "\n")

    return [
        web.get("/healthz", healthz),
        web.get("/readyz", readyz),
        web.get("/metrics", metrics),
    ]


def housekeeping_lines(kept: Housekeeping) -> list[str]:
    """Say what the housekeeping of this process did, and when it last looked around."""
    ran = kept.last_run.timestamp() if kept.last_run is not None else 0
    done = sorted(kept.totals.items())
    lines = [f'drumbeat_housekeeping_rows_total{{what="{what}"}} {rows}' for what, rows in done]
    return [*lines, f"drumbeat_housekeeping_last_run_timestamp_seconds {ran:.0f}"]
