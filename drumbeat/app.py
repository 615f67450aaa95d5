"""The composition root: builds every room once, hands each its ports, and closes in order."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.clock import Clock, MovableClock, SystemClock
from bot.context import Context, Programme
from bot.ports import Directory, Door, Installation, Messenger, Wording
from bot.router import Router
from bot.store.chat import StoredChatLog
from bot.store.columns import new_id
from bot.store.inbox import StoredInbox
from bot.store.installations import StoredInstallations
from bot.store.mail_addresses import keep_mail_addresses
from bot.store.migrate import ensure_current
from bot.store.personal_links import StoredLinks
from bot.store.secret_box import SecretBox, check_secret
from bot.store.sessions import Database
from bot.usecases.ask.figure import AskedFigures
from content.catalogue import load_catalogue
from content.library import Library
from content.wording import load_wording
from drumbeat.health import health_routes
from drumbeat.inbox_workers import InboxWorkers
from drumbeat.postbox import Postbox
from drumbeat.sample import telling_personas
from drumbeat.settings import Settings
from drumbeat.stage import DemoStage
from scheduler.beat import Beat, Limits
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine


@dataclass
class House:
    """Everything that was opened; the dictionaries are filled room by room."""

    settings: Settings
    database: Database
    box: SecretBox
    clock: Clock
    wording: Wording
    library: Library
    inbox: StoredInbox
    workers: InboxWorkers
    postbox: Postbox
    context: Context
    router: Router
    messengers: dict[str, Messenger]
    directories: dict[str, Directory]
    drum: Drum
    routes: list[web.RouteDef] = field(default_factory=list)
    on_shutdown: list[Callable[[web.Application], Awaitable[None]]] = field(default_factory=list)

    def add(self, door: Door, messenger: Messenger, directory: Directory) -> None:
        """Take a platform in: its requests are worked on, its people can be reached."""
        self.workers.add(door)
        self.messengers[door.platform] = messenger
        self.directories[door.platform] = directory


@asynccontextmanager
async def open_house(
    settings: Settings, demo_clock: MovableClock | None = None
) -> AsyncIterator[House]:
    """Open the database and every configured room; content or settings that are wrong raise."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_core(settings, demo_clock))
        if settings.slack_signing_secret is not None:
            await _open_slack(stack, house, settings.slack_signing_secret.get_secret_value())
        if settings.smtp_url is not None:
            await _open_email(stack, house, settings.smtp_url.get_secret_value())
        if demo_clock is not None:
            await _open_demo(house, demo_clock)
        house.routes += health_routes(house.database)
        await house.drum.prepare()
        yield house


@asynccontextmanager
async def open_core(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """Open the database and the core, with no platform: for commands that only ask."""
    database = Database(settings.database_url)
    try:
        yield await _build(settings, database, clock or SystemClock())
    finally:
        await database.close()


async def _build(settings: Settings, database: Database, clock: Clock) -> House:
    box = SecretBox(settings.secret_key.get_secret_value())
    async with database.begin() as session:
        await ensure_current(session)
        await check_secret(session, box)
    programme = _programme(settings)
    wording, catalogue = load_wording(), load_catalogue()
    figures = AskedFigures(database, clock, programme, catalogue, wording)
    library = Library(settings.content, vendor=settings.vendor, wording=wording, figures=figures)
    directories: dict[str, Directory] = {}
    messengers: dict[str, Messenger] = {}
    postbox = Postbox(messengers)
    context = Context(
        database=database,
        clock=clock,
        composer=library,
        wording=wording,
        catalogue=catalogue,
        directories=directories,
        messengers=messengers,
        courier=postbox,
        digest=box.fingerprint,
        programme=programme,
    )
    beat = Beat(database, clock, library, messengers, Limits(budget=settings.pushes_per_week))
    inbox = StoredInbox(database)
    return House(
        settings=settings,
        database=database,
        box=box,
        clock=clock,
        wording=wording,
        library=library,
        inbox=inbox,
        workers=InboxWorkers(database, inbox),
        postbox=postbox,
        context=context,
        router=Router(context),
        messengers=messengers,
        directories=directories,
        drum=Drum(beat, EmbeddedEngine()),
    )


def _programme(settings: Settings) -> Programme:
    return Programme(
        vendor=settings.vendor,
        currency=settings.currency,
        zone=settings.zone,
        fiscal_year_start_month=settings.fiscal_year_start_month,
    )


async def _open_slack(stack: AsyncExitStack, house: House, secret: str) -> None:
    from adapters.slack.room import describe, open_slack  # noqa: PLC0415 - Slack's SDK is heavy

    settings = house.settings
    installations = StoredInstallations(house.database, house.box)
    if settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        team, name, bot_user = await describe(settings.slack_api_url, token)
        found = Installation(new_id(), "slack", team, token, bot_user, own=True)
        await installations.seed(found, name)
    room = await stack.enter_async_context(
        open_slack(
            signing_secret=secret,
            api_url=settings.slack_api_url,
            inbox=house.inbox,
            submit=house.workers.submit,
            dispatch=house.router.dispatch,
            installations=installations,
        )
    )
    house.add(room.door, room.messenger, room.directory)
    house.routes += room.routes


async def _open_email(stack: AsyncExitStack, house: House, smtp_url: str) -> None:
    from adapters.email.room import MailSettings, open_email  # noqa: PLC0415 - if configured only
    from adapters.web.personal.core import PageCore  # noqa: PLC0415 - likewise
    from adapters.web.personal.room import open_pages  # noqa: PLC0415 - likewise

    settings = house.settings
    links = StoredLinks(house.database, house.context.composer.topics())
    await links.tidy()
    await keep_mail_addresses(house.database, "email", house.clock.now())
    secret = settings.bounce_secret
    mail = MailSettings(
        smtp_url=smtp_url,
        mail_from=settings.mail_from,
        public_url=settings.public_url,
        vendor=settings.vendor,
        bounce_domain=settings.bounce_domain,
        bounce_secret=secret.get_secret_value() if secret is not None else "",
        allow_plain=settings.smtp_allow_plain,
        ca_file=settings.smtp_ca_file,
    )
    room = await stack.enter_async_context(
        open_email(
            mail,
            inbox=house.inbox,
            submit=house.workers.submit,
            dispatch=house.router.dispatch,
            links=links,
            wording=house.wording,
        )
    )
    house.add(room.door, room.messenger, room.directory)
    core = PageCore(links, house.inbox, house.workers.submit, house.router.dispatch, house.wording)
    pages = open_pages(core, seal_key=house.box.derive("personal pages"), vendor=settings.vendor)
    house.workers.add(pages.door)
    house.routes += [*room.routes, *pages.routes]


async def _open_demo(house: House, clock: MovableClock) -> None:
    from adapters.web.core import Core  # noqa: PLC0415 - in the demo only
    from adapters.web.room import open_web  # noqa: PLC0415 - in the demo only

    stage = DemoStage(
        database=house.database,
        clock=clock,
        wording=house.wording,
        personas=await telling_personas(house.database),
        strike=house.drum.strike,
    )
    core = Core(
        chat_log=StoredChatLog(house.database, clock),
        inbox=house.inbox,
        submit=house.workers.submit,
        dispatch=house.router.dispatch,
        stage=stage,
    )
    room = open_web(
        core, cookie_key=house.box.derive("browser chat"), vendor=house.settings.vendor
    )
    house.add(room.door, room.messenger, room.directory)
    house.routes += room.routes

    async def close(_app: web.Application) -> None:
        room.close()

    house.on_shutdown.append(close)
