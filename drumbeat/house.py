"""The house without its rooms: the database, the core, and what every room is handed."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.language import Wording
from bot.ports import Directory, Door, Engine, Messenger
from bot.store.mark import Mark
from bot.store.secret_box import SecretBox
from bot.store.sessions import Database
from bot.voice.context import VoiceContext
from content.library import Library
from content.survey_cards import SurveyCards
from drumbeat.postbox import Postbox
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Middleware

    from adapters.intake import Intake
    from bot.beat.kinds import Kinds
    from bot.beat.taps import CountedButtons
    from bot.people.store.installations import StoredInstallations
    from bot.people.usecases.find_people import PeopleFinder
    from bot.router import Router
    from bot.store.inbox import StoredInbox
    from content.written import Editions
    from drumbeat.checks import Look
    from drumbeat.doorways import Doorway
    from drumbeat.inbox_workers import InboxWorkers
    from drumbeat.proofs import HouseProofs
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
    postbox: Postbox
    context: VoiceContext
    messengers: dict[str, Messenger]
    directories: dict[str, Directory]
    mark: Mark
    routes: "list[web.RouteDef]" = field(default_factory=list)
    on_shutdown: "list[Callable[[web.Application], Awaitable[None]]]" = field(default_factory=list)
    beside: list[Callable[[], Coroutine[None, None, None]]] = field(default_factory=list)
    """What runs beside the server for a while; what is not done by its end is cancelled."""

    guards: "list[Middleware]" = field(default_factory=list)
    """What stands before every route beside what always does."""
    doorways: "list[Doorway]" = field(default_factory=list)
    """The platforms that have to be asked before they open."""
    looks: "list[Look]" = field(default_factory=list)
    """What `/readyz` looks at beside the database and the doors."""

    @cached_property
    def installations(self) -> "StoredInstallations":
        """Where we stand, and the tokens that let us speak there."""
        from bot.people.store.installations import (  # noqa: PLC0415 - a figure wants none
            StoredInstallations,
        )

        return StoredInstallations(self.database, self.box)

    @cached_property
    def editions(self) -> "Editions":
        """What writes editions for their readers."""
        from bot.figures.usecases.ask.figure import AskedFigures  # noqa: PLC0415 - for texts only
        from content.written import Editions  # noqa: PLC0415 - likewise

        context = self.context
        figures = AskedFigures(
            self.database, self.clock, context.programme, context.questions, self.wording
        )
        return Editions(
            *(self.settings.vendor, self.wording, figures),
            *(self.library.topics(), self.settings.pictures_at),
            confidants=lambda: self.library.confidants,
        )

    @cached_property
    def counted(self) -> "CountedButtons":
        """What leads the buttons of our messages through us, where taps are counted."""
        from bot.beat.taps import CountedButtons  # noqa: PLC0415 - likewise

        keys = self.box.keys("counted buttons")
        base = self.settings.public_url.rstrip("/") if self.settings.count_taps else ""
        return CountedButtons(self.database, self.clock, self.editions, keys, base)

    @cached_property
    def proofs(self) -> "HouseProofs":
        """What finds out how a text would be drawn, and what is wrong with it."""
        from drumbeat.drawings import drawings_of  # noqa: PLC0415 - with every renderer
        from drumbeat.proofs import proofs_of  # noqa: PLC0415 - likewise

        return proofs_of(self.context, drawings_of(self), self.editions, self.settings)

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
        from bot.beat.redrawing import Redrawing  # noqa: PLC0415 - likewise
        from bot.router import Router  # noqa: PLC0415 - it brings every use case

        redrawing = Redrawing(self.database, self.clock, lambda: self.kinds)
        return Router(replace(self.context, redrawn=redrawing))

    @cached_property
    def intake(self) -> "Intake":
        """What every door is given."""
        from adapters.intake import Intake  # noqa: PLC0415 - only a door wants it
        from bot.beat.store.threads import Threads  # noqa: PLC0415 - likewise
        from bot.people.store.finding import is_expected  # noqa: PLC0415 - likewise
        from bot.people.store.people import is_known  # noqa: PLC0415 - likewise
        from bot.store.owed import StoredDebts  # noqa: PLC0415 - likewise
        from bot.voice.store.wave_keys import WaveSeals  # noqa: PLC0415 - likewise

        debts = StoredDebts(self.database, self.box)
        knows = partial(is_known, self.database)
        began = Threads(self.database).began
        return Intake(
            self.inbox,
            self.workers.submit,
            self.router.dispatch,
            knows,
            self.box,
            debts,
            partial(is_expected, self.database),
            began,
            WaveSeals(self.context.wave_keys),
        )

    @cached_property
    def housekeeping(self) -> "Housekeeping":
        """What closes what is over and forgets what is due."""
        from drumbeat.engines import is_distributed  # noqa: PLC0415 - with the scheduler
        from drumbeat.housekeeping import (  # noqa: PLC0415 - likewise
            DailyLook,
            StoredTurns,
            housekeeping_of,
            portraits_of,
        )

        turns = StoredTurns(self.database) if is_distributed(self.settings) else None
        more = {
            "conversations": DailyLook(self.database, self.context.places).look,
            "portraits": portraits_of(self.database, self.directories),
        }
        keys = self.context.wave_keys
        return housekeeping_of(self.database, turns=turns, more=more, wave_keys=keys)

    @cached_property
    def finder(self) -> "PeopleFinder":
        """What looks contacts up on their platforms before they speak."""
        from drumbeat.beating import finder_of  # noqa: PLC0415 - with the whole scheduler

        return finder_of(self)

    @cached_property
    def kinds(self) -> "Kinds":
        """Every kind of send, by name."""
        from drumbeat.beating import kinds_of  # noqa: PLC0415 - likewise

        return kinds_of(self)

    @cached_property
    def drum(self) -> "Drum":
        """What speaks on the beat."""
        from drumbeat.beating import drum_of  # noqa: PLC0415 - likewise

        return drum_of(self)

    @cached_property
    def engine(self) -> Engine:
        """What makes the drum strike."""
        from drumbeat.engines import engine_of  # noqa: PLC0415 - with the scheduler

        return engine_of(self.settings, self.database)

    def add(self, door: Door, messenger: Messenger, directory: Directory) -> None:
        """Take a platform in: its requests are worked on, its people can be reached."""
        self.workers.add(door)
        self.messengers[door.platform] = messenger
        self.directories[door.platform] = directory

    def add_once_open(
        self, doorway: "Doorway", door: Door, messenger: Messenger, directory: Directory
    ) -> None:
        """Take a platform in when its doorway opens; until then all that concerns it waits."""
        from drumbeat.doorways import ClosedMessenger  # noqa: PLC0415 - only a door wants it

        self.doorways.append(doorway)
        self.messengers[door.platform] = ClosedMessenger(doorway, messenger.abilities)
        doorway.once_open(partial(self.add, door, messenger, directory))

    async def open_doorways(self) -> None:
        """Ask every platform; who does not take us now is asked again beside the server."""
        from drumbeat.doorways import open_all  # noqa: PLC0415 - likewise

        closed = await open_all(self.doorways)
        self.beside += [doorway.keep_trying for doorway in closed]
