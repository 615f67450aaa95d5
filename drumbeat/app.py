"""The composition root: opens the house and every configured room, and closes in order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.clock import MovableClock
from drumbeat.health import health_routes
from drumbeat.house import House, open_core
from drumbeat.rooms import (
    open_demo_room,
    open_email_room,
    open_public_pages,
    open_slack_room,
    open_teams_room,
)
from drumbeat.settings import Settings


@asynccontextmanager
async def open_house(
    settings: Settings, demo_clock: MovableClock | None = None
) -> AsyncIterator[House]:
    """Open the database and every configured room; content or settings that are wrong raise."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_core(settings, demo_clock))
        if settings.slack_signing_secret is not None:
            await open_slack_room(stack, house, settings.slack_signing_secret.get_secret_value())
        if settings.teams_app_id or settings.teams_allow_anonymous:
            await open_teams_room(stack, house)
        if settings.smtp_url is not None:
            await open_email_room(stack, house, settings.smtp_url.get_secret_value())
        if demo_clock is not None:
            await open_demo_room(house, demo_clock)
        open_public_pages(house)
        house.routes += health_routes(house.database)
        await house.drum.prepare()
        yield house
