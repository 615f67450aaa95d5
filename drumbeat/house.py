"""The house without its rooms: the database, the core, and what every room is handed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.clock import Clock, SystemClock
from bot.context import Programme
from bot.figures.store.questions import Questions
from bot.language import Wording
from bot.metrics import METRICS
from bot.people.store.installations import StoredInstallations
from bot.ports import Directory, Door, Messenger
from bot.store.revision import ensure_current
from bot.store.secret_box import SecretBox, check_secret
from bot.store.sessions import Database
from bot.voice.context import VoiceContext
from content.catalogue import load_catalogue
from content.library import Library, read_library
from content.surveys import SurveyCards
from content.wording import load_wording
from drumbeat.postbox import Postbox
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from aiohttp import web

    from adapters.intake import Intake
    from bot.router import Router
    from bot.store.inbox import StoredInbox
    from content.written import Editions
    from drumbeat.inbox_workers import InboxWorkers
    from scheduler.drum import Drum
    from scheduler.housekeeping import Housekeeping


@dataclass
class House:
    """Everything that was opened; the dictionaries are filled room by room.

    Commands that only ask want no inbox, router or drum, so these come when they are wanted.
    """

    settings: Settings
    database: Database
    box: SecretBox
    clock: Clock
    wording: Wording
    library: Library
    surveys: SurveyCards
    installations: StoredInstallations
    postbox: Postbox
    context: VoiceContext
    messengers: dict[str, Messenger]
    directories: dict[str, Directory]
    routes: "list[web.RouteDef]" = field(default_factory=list)
    on_shutdown: "list[Callable[[web.Application], Awaitable[None]]]" = field(default_factory=list)
    beside: list[Callable[[], Coroutine[None, None, None]]] = field(default_factory=list)
    """What runs beside the server for a while; what is not done by its end is cancelled."""

    @cached_property
    def editions(self) -> "Editions":
        """What writes editions for their readers."""
        from bot.figures.usecases.ask.figure import AskedFigures  # noqa: PLC0415 - for texts only
        from content.written import Editions  # noqa: PLC0415 - likewise

        context = self.context
        figures = AskedFigures(
            self.database, self.clock, context.programme, context.questions, self.wording
        )
        return Editions(self.settings.vendor, self.wording, figures, self.library.topics())

    @cached_property
    def inbox(self) -> "StoredInbox":
        """Where every request is kept before it is acknowledged."""
        from bot.store.inbox import StoredInbox  # noqa: PLC0415 - only a door wants it

        return StoredInbox(self.database)

    @cached_property
    def workers(self) -> "InboxWorkers":
        """Who works on what the inbox keeps."""
        from drumbeat.inbox_workers import InboxWorkers  # noqa: PLC0415 - likewise

        return InboxWorkers(self.database, self.inbox)

    @cached_property
    def router(self) -> "Router":
        """What everything that people do is handed to."""
        from bot.router import Router  # noqa: PLC0415 - it brings every use case

        return Router(self.context)

    @cached_property
    def intake(self) -> "Intake":
        """What every door is given."""
        from adapters.intake import Intake  # noqa: PLC0415 - only a door wants it
        from bot.people.store.people import is_known  # noqa: PLC0415 - likewise

        knows = partial(is_known, self.database)
        return Intake(self.inbox, self.workers.submit, self.router.dispatch, knows, self.box)

    @cached_property
    def housekeeping(self) -> "Housekeeping":
        """What closes what is over and forgets what is due."""
        from drumbeat.housekeeping import housekeeping_of  # noqa: PLC0415 - with the scheduler

        return housekeeping_of(self.database)

    @cached_property
    def drum(self) -> "Drum":
        """What speaks on the beat."""
        from bot.beat.alarms import AlarmSend, Watch  # noqa: PLC0415 - with the whole scheduler
        from bot.beat.editions import EditionSend  # noqa: PLC0415 - likewise
        from bot.voice.waves import WaveSend  # noqa: PLC0415 - likewise
        from scheduler.beat import Beat, Bounds  # noqa: PLC0415 - with the whole scheduler
        from scheduler.drum import Drum  # noqa: PLC0415 - likewise
        from scheduler.embedded import EmbeddedEngine  # noqa: PLC0415 - likewise

        sent = (EditionSend(self.editions), WaveSend(self.surveys), AlarmSend(self.wording))
        kinds = {kind.name: kind for kind in sent}
        limits = Bounds(budget=self.settings.pushes_per_week)
        watch = Watch(self.database, self.wording)
        beat = Beat(
            self.database,
            self.clock,
            self.library,
            self.library,
            self.messengers,
            kinds,
            limits,
            watches=(watch.look, self.housekeeping.look),
        )
        return Drum(beat, EmbeddedEngine())

    def add(self, door: Door, messenger: Messenger, directory: Directory) -> None:
        """Take a platform in: its requests are worked on, its people can be reached."""
        self.workers.add(door)
        self.messengers[door.platform] = messenger
        self.directories[door.platform] = directory


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
    wording, questions, library = read_content(settings)
    surveys = SurveyCards(settings.vendor, wording, library.topics())
    directories: dict[str, Directory] = {}
    messengers: dict[str, Messenger] = {}
    postbox = Postbox(messengers)
    context = VoiceContext(
        database=database,
        clock=clock,
        cadences=library,
        surveys=surveys,
        topics=library.topics(),
        wording=wording,
        catalogue=questions.catalogue,
        questions=questions,
        directories=directories,
        messengers=messengers,
        courier=postbox,
        digest=box.fingerprint,
        programme=_programme(settings),
    )
    return House(
        settings=settings,
        database=database,
        box=box,
        clock=clock,
        wording=wording,
        library=library,
        surveys=surveys,
        installations=StoredInstallations(database, box),
        postbox=postbox,
        context=context,
        messengers=messengers,
        directories=directories,
    )


def read_content(settings: Settings) -> tuple[Wording, Questions, Library]:
    """Read every content file; a mistake in one raises `ContentInvalid`."""
    wording = load_wording(settings.content / "wording")
    questions = Questions(load_catalogue(own=settings.content / "catalogue"), METRICS)
    return wording, questions, read_library(settings.content, settings.vendor)


def _programme(settings: Settings) -> Programme:
    return Programme(
        vendor=settings.vendor,
        currency=settings.currency,
        zone=settings.zone,
        fiscal_year_start_month=settings.fiscal_year_start_month,
    )
