"""The composition root: opens the house and every configured room, and closes in order."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from bot.clock import Clock
from drumbeat.health import health_routes
from drumbeat.house import House, open_core
from drumbeat.rooms import (
    open_email_room,
    open_public_pages,
    open_slack_room,
    open_teams_room,
)
from drumbeat.settings import Settings

OpenRoom = Callable[[House], Awaitable[None]]
"""Opens a room that no setting asks for, such as the demo's."""


@asynccontextmanager
async def open_house(
    settings: Settings, clock: Clock | None = None, open_more: OpenRoom | None = None
) -> AsyncIterator[House]:
    """Open the database and every configured room; content or settings that are wrong raise."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_core(settings, clock))
        if settings.slack_signing_secret is not None:
            await open_slack_room(stack, house, settings.slack_signing_secret.get_secret_value())
        if settings.teams_app_id or settings.teams_allow_anonymous:
            await open_teams_room(stack, house)
        if settings.smtp_url is not None:
            await open_email_room(stack, house, settings.smtp_url.get_secret_value())
        if open_more is not None:
            await open_more(house)
        open_public_pages(house)
        house.routes += health_routes(house.database, house.housekeeping)
        await house.drum.prepare()
        yield house
