"""The composition root: builds every room once, hands each its ports, and closes in order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.clock import Clock, MovableClock, SystemClock
from bot.context import Context, Programme
from bot.domain.catalogue import Catalogue
from bot.ports import Directory, Messenger, Wording
from bot.router import Router
from bot.store.chat import StoredChatLog
from bot.store.inbox import StoredInbox
from bot.store.installations import StoredInstallations
from bot.store.migrate import ensure_current
from bot.store.secret_box import SecretBox, check_secret
from bot.store.sessions import Database
from content.catalogue import load_catalogue
from content.library import Library
from content.wording import load_wording
from drumbeat.figures import ProgrammeFigures
from drumbeat.health import health_routes
from drumbeat.inbox_workers import InboxWorkers
from drumbeat.settings import Settings
from drumbeat.stage import DemoStage
from scheduler.beat import Beat
from scheduler.embedded import EmbeddedEngine


@dataclass
class House:
    """Everything that was opened; the dictionaries are filled room by room."""

    settings: Settings
    database: Database
    box: SecretBox
    clock: Clock
    wording: Wording
    catalogue: Catalogue
    library: Library
    inbox: StoredInbox
    workers: InboxWorkers
    context: Context
    router: Router
    messengers: dict[str, Messenger]
    directories: dict[str, Directory]
    routes: list[web.RouteDef] = field(default_factory=list)


@asynccontextmanager
async def open_house(
    settings: Settings, demo_clock: MovableClock | None = None
) -> AsyncIterator[House]:
    """Open the database and every configured room; content or settings that are wrong raise."""
    async with AsyncExitStack() as stack:
        house = await _open_core(stack, settings, demo_clock or SystemClock())
        if settings.slack_signing_secret is not None:
            await _open_slack(stack, house)
        if demo_clock is not None:
            await _open_demo(stack, house, demo_clock)
        house.routes += health_routes(house.database)
        yield house


async def _open_core(stack: AsyncExitStack, settings: Settings, clock: Clock) -> House:
    database = Database(settings.database_url)
    stack.push_async_callback(database.close)
    box = SecretBox(settings.secret_key.get_secret_value())
    async with database.begin() as session:
        await ensure_current(session)
        await check_secret(session, box)
    programme = Programme(
        vendor=settings.vendor,
        currency=settings.currency,
        zone=settings.zone,
        fiscal_year_start_month=settings.fiscal_year_start_month,
    )
    wording, catalogue = load_wording(), load_catalogue()
    figures = ProgrammeFigures(database, clock, catalogue, programme)
    library = Library(settings.content, vendor=settings.vendor, wording=wording, figures=figures)
    directories: dict[str, Directory] = {}
    context = Context(database, clock, library, wording, catalogue, directories, programme)
    inbox = StoredInbox(database)
    return House(
        settings=settings,
        database=database,
        box=box,
        clock=clock,
        wording=wording,
        catalogue=catalogue,
        library=library,
        inbox=inbox,
        workers=InboxWorkers(database, inbox),
        context=context,
        router=Router(context),
        messengers={},
        directories=directories,
    )
