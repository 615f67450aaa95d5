"""The composition root: opens the house and every configured room, and closes in order."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from bot.clock import Clock
from bot.store.ownership import at_work
from drumbeat.audience_findings import warn_of_doubts
from drumbeat.figure_names import names_in
from drumbeat.gauges import gauge_route
from drumbeat.health import (
    database_check,
    doors_check,
    health_routes,
    sends_check,
    work_check,
)
from drumbeat.house import House
from drumbeat.opening import open_core
from drumbeat.restored import refuse_restored
from drumbeat.rooms import (
    open_email_room,
    open_extract_pages,
    open_live_pages,
    open_platforms,
    open_public_pages,
    open_slack_room,
    open_teams_room,
)
from drumbeat.settings import Settings

OpenRoom = Callable[[House], Awaitable[None]]
"""Opens a room that no setting asks for, such as the demo's."""


@asynccontextmanager
async def open_house(
    settings: Settings,
    clock: Clock | None = None,
    open_more: OpenRoom | None = None,
    *,
    brings_in: bool = True,
) -> AsyncIterator[House]:
    """Open the database and every configured room; content or settings that are wrong raise.

    A platform that only cannot be reached, or refuses us, keeps nobody waiting: `Doorway`.
    One that `brings_in` makes the calendar and the texts those of its content files.
    """
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_core(settings, clock))
        await stack.enter_async_context(at_work(house.database))
        await refuse_restored(house)
        if "slack" in open_platforms(settings):
            await open_slack_room(stack, house)
        if settings.teams_app_id or settings.teams_allow_anonymous:
            await open_teams_room(stack, house)
        if settings.smtp_url is not None:
            await open_email_room(stack, house, settings.smtp_url.get_secret_value())
        if open_more is not None:
            await open_more(house)
        open_live_pages(house)
        open_extract_pages(house)
        open_public_pages(house)
        await house.open_doorways()
        house.looks += [
            database_check(house.database),
            doors_check(house.doorways),
            sends_check(house.database),
            work_check(house.database, house.clock),
        ]
        house.routes += [*health_routes(house.looks), gauge_route(house)]
        if brings_in:
            house.library.asked.know(await names_in(house.database))
            await house.drum.prepare()
            await warn_of_doubts(house)
        yield house
