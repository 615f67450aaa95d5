"""Opening the house: content read, database checked, the core put together."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.beat.ports import Foresees, LeftOut, Proofs, Shelves, Simulates
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.clock import Clock, SystemClock
from bot.context import Programme
from bot.errors import ContentInvalid
from bot.event import Event
from bot.figures.rules.catalogue import with_targets
from bot.figures.store.questions import Questions
from bot.language import Wording
from bot.message import Message
from bot.metrics import answering
from bot.ports import Directory, Messenger
from bot.principal import Principal
from bot.store.mark import Mark
from bot.store.programme import lineage_of
from bot.store.revision import ensure_current
from bot.store.secret_box import SecretBox, check_secret
from bot.store.sessions import AsyncSession, Database
from bot.voice.context import VoiceContext
from bot.voice.store.wave_keys import WaveKeys
from content.desk import WritingDesk
from content.library import Library, read_library
from content.survey_cards import SurveyCards
from content.targets import load_targets
from content.vendor_figures import read_catalogue
from content.wording import load_wording
from drumbeat.choosing import choosing_of
from drumbeat.house import House
from drumbeat.postbox import Postbox
from drumbeat.settings import Settings

if TYPE_CHECKING:
    from bot.beat.rules.foreseen import Foreseen, Wished
    from bot.beat.rules.proofs import Drawn, Finding
    from bot.beat.rules.simulating import Added, TooMuch
    from bot.people.rules.charge import Presenter


class _Later:
    """What use cases are given of a house that is still being built around them."""

    house: House

    def __init__(self) -> None:
        self.directories = dict[str, Directory]()
        self.messengers = dict[str, Messenger]()
        self.postbox = Postbox(self.messengers)

    async def recall(self, entry_id: str) -> Event | None:
        """Read a request again that the inbox keeps."""
        return await self.house.workers.recall(entry_id)

    async def edition(self, text: WrittenText, reader: Principal) -> Message:
        """Write an edition for a reader, from whoever would say it to them now.

        Of a survey all is read that it asks.
        """
        if text.kind is TextKind.SURVEY:
            return self._survey(text, reader)
        from bot.people.store.presenting import presenters  # noqa: PLC0415 - for texts only

        house, presenter = self.house, None
        if reader.partner_id and house.editions.head(text).by_manager:
            async with house.database.read() as session:
                found = await presenters(session, (reader.partner_id,), house.clock.now())
                presenter = found.get(reader.partner_id)
        return await house.editions.edition(text, reader, presenter)

    def _survey(self, text: WrittenText, reader: Principal) -> Message:
        from bot.voice.trying import to_try  # noqa: PLC0415 - only who approves one

        surveys = self.house.surveys
        return surveys.to_read(
            text, reader, to_try(text, surveys.head(text), self.house.clock.now())
        )

    @staticmethod
    async def first_delivery(session: AsyncSession, platform: str, place: str) -> datetime | None:
        """Find when the first message arrived at an installation."""
        from bot.beat.store.arrivals import first_delivery  # noqa: PLC0415 - who installs us

        return await first_delivery(session, platform, place)

    def lasts(self, lanes: Mapping[str, int]) -> timedelta:
        """Return how long it takes until so many messages have left each of these lanes."""
        from bot.people.store.rungs import platform_of  # noqa: PLC0415 - only who announces
        from scheduler.pace import UNHURRIED, paces_with, time_for  # noqa: PLC0415 - likewise

        paces = paces_with(mail=self.house.settings.smtp_pace)
        each = (
            time_for(paces.get(platform_of(lane), UNHURRIED), messages)
            for lane, messages in lanes.items()
        )
        return max(each, default=timedelta(0))


class _LaterProofs(Proofs):
    """Proofs of texts by a house that is still being built: its renderers come when wanted."""

    def __init__(self, later: _Later) -> None:
        self._later = later

    async def findings(self, text: FileText, *, links: bool = False) -> "tuple[Finding, ...]":
        return await self._later.house.proofs.findings(text, links=links)

    @property
    def asks_links(self) -> bool:
        # Behind a proxy none is: what a name means is decided there, so that nothing here could
        # keep a text from leading the proxy into its own network.
        settings = self._later.house.settings
        return settings.check_links and not settings.proxy.address

    async def dead_links(self, text: FileText) -> "tuple[Finding, ...]":
        return await self._later.house.proofs.dead_links(text)

    def drawn(self, message: Message) -> "tuple[Drawn, ...]":
        return self._later.house.proofs.drawn(message)

    def for_several(
        self, text: WrittenText, place: SharedConversation, presenter: "Presenter | None" = None
    ) -> Message:
        return self._later.house.proofs.for_several(text, place, presenter)


class _LaterSimulation(Simulates):
    """Simulates with all that a house sends, once it is built."""

    def __init__(self, later: _Later) -> None:
        self._later = later

    async def run(
        self, session: AsyncSession, now: datetime, added: "Added | None" = None
    ) -> "TooMuch":
        """Walk everybody through the weeks to come."""
        from bot.beat.simulating import Simulation  # noqa: PLC0415 - only who announces
        from bot.beat.store.audiences import Looked  # noqa: PLC0415 - likewise

        house = self._later.house
        looked = Looked(house.context.choosing)
        budget = house.settings.pushes_per_week
        return await Simulation(house.kinds, looked, budget).run(session, now, added)


class _LaterForesight(Foresees):
    """Foresees by the steps by which a house plans, once it is built."""

    def __init__(self, later: _Later) -> None:
        self._later = later

    async def would_reach(
        self, wished: "Wished", left_out: LeftOut, now: datetime
    ) -> "Sequence[Foreseen]":
        """Return everybody who is meant, each with the reason why they would be left out."""
        from drumbeat.beating import foresight_of  # noqa: PLC0415 - only who asks people
        from drumbeat.rooms import open_platforms  # noqa: PLC0415 - likewise

        house = self._later.house
        platforms = frozenset(house.messengers) or open_platforms(house.settings)
        return await foresight_of(house, platforms).would_reach(wished, left_out, now)


@asynccontextmanager
async def open_core(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """Open the database and the core, with no platform: for commands that only ask."""
    database = Database(settings.database_url)
    try:
        house = await _build(settings, database, clock or SystemClock(), _Later())
        yield house
        await house.mark.close()
    finally:
        await database.close()


async def _checked(settings: Settings, database: Database) -> tuple[SecretBox, str]:
    """Refuse a database that is not ours, or not of this version; return box and lineage."""
    box = settings.new_box()
    async with database.begin() as session:
        await ensure_current(session)
        await check_secret(session, box)
        return box, await lineage_of(session)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was opened and read before anything is put together."""

    settings: Settings
    database: Database
    clock: Clock
    box: SecretBox
    content: tuple[Wording, Questions, Library]


async def _build(settings: Settings, database: Database, clock: Clock, later: _Later) -> House:
    box, lineage = await _checked(settings, database)
    found = _Found(settings, database, clock, box, read_content(settings))
    wording, _, library = found.content
    named = (settings.vendor, wording, library.topics())
    surveys = SurveyCards(*named, confidants=lambda: library.confidants)
    later.house = House(
        settings=settings,
        database=database,
        box=box,
        clock=clock,
        wording=wording,
        library=library,
        surveys=surveys,
        postbox=later.postbox,
        context=_context(found, later, surveys),
        messengers=later.messengers,
        directories=later.directories,
        mark=Mark(settings.mark_file, lineage),
    )
    return later.house


def _context(found: _Found, later: _Later, surveys: SurveyCards) -> VoiceContext:
    """Return what use cases are given."""
    settings, (wording, questions, library) = found.settings, found.content
    desk = WritingDesk(settings.vendor, wording, lambda: library.promised, lambda: library.asked)
    return VoiceContext(
        database=found.database,
        clock=found.clock,
        cadences=library,
        desk=desk,
        surveys=surveys,
        wave_keys=WaveKeys(settings.wave_keys),
        topics=library.topics(),
        wording=wording,
        catalogue=questions.catalogue,
        questions=questions,
        directories=later.directories,
        messengers=later.messengers,
        courier=later.postbox,
        digest=found.box.fingerprint,
        seal=found.box.lock,
        unseal=found.box.unlock,
        recall=later.recall,
        edition=later.edition,
        programme=_programme(settings),
        first_delivery=later.first_delivery,
        choosing=choosing_of(found.clock),
        manners=lambda: library.manners,
        case_policy=lambda: library.cases,
        pushes_per_week=settings.pushes_per_week,
        confidants=lambda: library.confidants,
        policy=library.approval,
        proofs=_LaterProofs(later),
        lasts=later.lasts,
        simulated=_LaterSimulation(later),
        foreseen=_LaterForesight(later),
        shelves=Shelves(desk.head_of, library.when_empty),
    )


def read_content(settings: Settings) -> tuple[Wording, Questions, Library]:
    """Read every content file; mistakes raise `ContentInvalid`."""
    try:
        wording = load_wording(settings.content / "wording")
        catalogue = read_catalogue(settings.content)
        aims = load_targets(settings.content, settings.currency)
        catalogue = with_targets(catalogue, aims.targets, aims.touches_a_month)
        questions = Questions(catalogue, answering(catalogue))
        library = read_library(
            settings.content, settings.vendor, settings.content_base_url, settings.pictures_at
        )
        library.currency = settings.currency
    except ContentInvalid as problem:
        raise _every_fault(settings, problem) from problem
    return wording, questions, library


def _every_fault(settings: Settings, problem: ContentInvalid) -> ContentInvalid:
    """Return all that is wrong with the content, where something is: it is mended at once."""
    from content.check import faults_of  # noqa: PLC0415 - with all of Markdown
    from content.figures_asked import FigureQuestions  # noqa: PLC0415 - likewise

    base, pictures_at = settings.content_base_url, settings.pictures_at
    asked = FigureQuestions(settings.content, settings.currency)
    faults = faults_of(settings.content, settings.vendor, base, pictures_at, asked)
    return ContentInvalid.of_all((problem, *faults))


def _programme(settings: Settings) -> Programme:
    year = settings.fiscal_year_start_month
    address = settings.public_url.rstrip("/")
    return Programme(
        settings.vendor, settings.currency, settings.zone, year, address, settings.figures_apart
    )
