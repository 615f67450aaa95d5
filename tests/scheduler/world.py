"""A small programme for the scheduler's tests: people, a newsletter, a survey."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.beat.editions import EditionSend
from bot.beat.kinds import SendKind
from bot.beat.ports import CadenceFile, EditionHead, Meant
from bot.beat.rules.audience import Audience
from bot.beat.rules.promised import WhenEmpty
from bot.beat.rules.recipients import SharedConversation
from bot.beat.rules.texts import FileText, TextKind, WrittenText
from bot.beat.store import standstill
from bot.beat.store.tables import Delivery, Lane, Occurrence, Send, TextVersion
from bot.fitting import Abilities, Limits
from bot.message import Message, notice
from bot.people.rules.charge import Presenter
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact, Partner
from bot.plain_text import plain_text
from bot.ports import Destination, Presence, Receipt
from bot.principal import Principal
from bot.sender import Sender
from bot.store.sessions import AsyncSession, Database
from bot.voice.ports import Invited, SurveyHead
from bot.voice.rules.answers import Given
from bot.voice.rules.questions import Kind, Question, Questions, Scale
from bot.voice.store.tables import Invitation, Wave
from bot.voice.waves import WaveSend
from scheduler.beat import Beat, Bounds
from scheduler.pace import Pace
from scheduler.tick import bring_in, tick

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
NINE = datetime(2026, 6, 2, 9)  # noqa: DTZ001 - a slot is a wall-clock moment
NINE_UTC = NINE.replace(tzinfo=UTC)
LANE = "slack:w1"
UNLIMITED = Pace(rate=float("inf"), burst=16)


ANYTHING = Abilities(Limits("scripted"), picture_bytes=0, picture_kinds=frozenset())


class StillClock:
    """Stands until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


class ScriptedMessenger:
    """Notes what it is given, and answers as the script says: an error, or an action first."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, str]] = []
        self.destinations: list[Destination] = []
        self.script: dict[str, list[Exception | Callable[[], Awaitable[None]]]] = {}
        self.further: tuple[str, ...] = ()
        self.presences: list[Presence] = []
        self.asked_for_presence: list[str | None] = []
        self.at_once = 0
        self.most_at_once = 0
        self.abilities = ANYTHING
        self.amended: list[tuple[str, str, str]] = []
        self.retracted: list[str] = []

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        self.posts.append((to.external_id, message.title))
        self.destinations.append(to)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(0)
            steps = self.script.get(to.external_id, [])
            step = steps.pop(0) if steps else None
            if isinstance(step, Exception):
                raise step
            if step is not None:
                await step()
        finally:
            self.at_once -= 1
        return Receipt(f"m-{delivery_id}", f"c-{to.external_id}", self.further)

    async def amend(
        self, to: Destination, receipt: Receipt, message: Message, delivery_id: str
    ) -> Receipt:
        await self._next_step(f"change {to.external_id}")
        self.amended.append((to.external_id, receipt.message_id, plain_text(message)))
        return replace(receipt, more=self.further)

    async def retract(self, to: Destination, receipt: Receipt) -> None:
        await self._next_step(f"delete {to.external_id}")
        self.retracted.append(receipt.message_id)

    async def _next_step(self, what: str) -> None:
        steps = self.script.get(what, [])
        step = steps.pop(0) if steps else None
        if isinstance(step, Exception):
            raise step
        if step is not None:
            await step()

    async def presence(self, installation_id: str | None) -> Presence:
        self.asked_for_presence.append(installation_id)
        return self.presences.pop(0) if self.presences else Presence.UNSURE

    @property
    def readers(self) -> list[str]:
        return sorted(reader for reader, _ in self.posts)


@dataclass
class ScriptedTexts:
    """A newsletter "pulse" with numbered editions, and a survey "nps"."""

    files: tuple[CadenceFile, ...] = ()
    editions: list[EditionHead] = field(default_factory=list)
    surveys: dict[str, SurveyHead] = field(default_factory=dict)
    broken: Exception | None = None
    empty: WhenEmpty = WhenEmpty.MISS

    def cadences(self) -> tuple[CadenceFile, ...]:
        return self.files

    def texts(self) -> tuple[FileText, ...]:
        heads = (*self.editions, *self.surveys.values())
        return tuple(file_of(head) for head in heads)

    def head(self, text: WrittenText) -> Any:
        return {**self.surveys, **{head.key: head for head in self.editions}}[text.key]

    def buttons(self, text: WrittenText) -> Mapping[str, tuple[str, str]]:
        return {}

    async def edition(
        self,
        text: WrittenText,
        reader: Principal,
        presenter: Presenter | None = None,
        *,
        send_id: str = "",
    ) -> Message:
        if self.broken:
            raise self.broken
        said = notice(text.body, f"Dear {reader.first_name}")
        return replace(said, sender=Sender(presenter.name, "", "")) if presenter else said

    def for_several(
        self,
        text: WrittenText,
        place: SharedConversation,
        presenter: Presenter | None = None,
        *,
        send_id: str = "",
    ) -> Message:
        del presenter, send_id
        return notice(text.body, f"Dear all of {place.partner_name}")

    def card_for_several(
        self, text: WrittenText, place: SharedConversation, *, wave_id: str, closes_at: datetime
    ) -> Message:
        del wave_id
        return notice(f"{text.key} for {place.partner_name}", closes_at.isoformat())

    def card(
        self, text: WrittenText, reader: Principal, invited: Invited, given: Given | None = None
    ) -> Message:
        del given, reader
        return notice(f"{text.key} {invited.invitation_id}", invited.closes_at.isoformat())

    def title_of(self, kind: str, subject: str, language: str) -> str:
        del kind, language
        return subject.title()

    def when_empty(self, newsletter: str) -> WhenEmpty:
        del newsletter
        return self.empty

    def meant_by(self, kind: str, subject: str) -> Meant:
        del kind
        return Meant(subject)


def file_of(head: EditionHead | SurveyHead) -> FileText:
    if isinstance(head, SurveyHead):
        return FileText(TextKind.SURVEY, head.key, head.title)
    named = {"series": head.newsletter, "place": head.place or head.key, "words": head.title}
    return FileText(TextKind.EDITION, head.key, head.title, **named)


def newsletter(
    *, rule: str = "FREQ=DAILY", zone: str | None = None, catch_up: int = 720
) -> CadenceFile:
    return CadenceFile("newsletter", "pulse", rule, NINE, zone, catch_up)


def edition(number: int, **changes: object) -> EditionHead:
    head = EditionHead(
        f"pulse-{number}", "pulse", f"Pulse {number}", "pulse", Audience(vendor=True)
    )
    return replace(head, **changes)


def survey() -> SurveyHead:
    lead = Question("score", Kind.SCALE, "Would you?", Scale(0, 10))
    facts = ("nps", "NPS", "nps", "nps", "relationship", "named", 14, Audience())
    return SurveyHead(*facts, Questions(lead))


class DyingDatabase:
    """Lets a few writing transactions through, then the power goes."""

    def __init__(self, database: Database, lives: int) -> None:
        self._database, self.lives = database, lives
        self.read, self.ask = database.read, database.ask

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        if not self.lives:
            raise OSError("the power went")
        self.lives -= 1
        async with self._database.begin() as session:
            yield session


class PausingDatabase:
    """Holds its user up after a certain transaction, while other things happen."""

    def __init__(
        self, database: Database, after: int, meanwhile: Callable[[], Awaitable[None]]
    ) -> None:
        self._database, self._after, self._meanwhile = database, after, meanwhile
        self.read, self.ask = database.read, database.ask

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        async with self._database.begin() as session:
            yield session
        self._after -= 1
        if self._after == 0:
            await self._meanwhile()


class World:
    """A database with people in it, and the beat over it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StillClock(MONDAY)
        self.system = StillClock(datetime(2031, 1, 1, tzinfo=UTC))
        self.ticks = 0.0
        self.rests: list[float] = []
        self.texts = ScriptedTexts(editions=[edition(n) for n in range(1, 6)])
        self.messenger = ScriptedMessenger()
        self.kinds: tuple[SendKind, ...] = ()

    def beat(self, **changes: object) -> Beat:
        beat = Beat(
            database=self.database,
            clock=self.clock,
            cadences=self.texts,
            shelf=self.texts,
            messengers={"slack": self.messenger, "email": self.messenger},
            kinds={kind.name: kind for kind in (*self.kinds, *self._kinds_of_files())},
            limits=Bounds(probe=16),
            paces={"slack": UNLIMITED, "email": UNLIMITED},
            system=self.system,
            monotonic=lambda: self.ticks,
            rest=self._rest,
        )
        return replace(beat, **changes)

    def _kinds_of_files(self) -> tuple[SendKind, ...]:
        return (EditionSend(self.texts, when_empty=self.texts.when_empty), WaveSend(self.texts))

    async def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.ticks += seconds
        await asyncio.sleep(0)

    async def settle(self) -> None:
        """One partner, one workspace."""
        async with self.database.begin() as session:
            session.add(
                Partner(id="p1", name="Northwind", tier="gold", region="emea", stage="active")
            )
            session.add(
                Installation(
                    id="w1",
                    platform="slack",
                    external_id="T1",
                    name="Northwind",
                    token="",
                    installed_at=MONDAY,
                )
            )

    async def promise(self, *files: CadenceFile) -> None:
        self.texts.files = files
        await bring_in(self.beat(), self.clock.now())

    async def write(self, *heads: EditionHead | SurveyHead) -> None:
        """Let the files hold these texts and no others from now on."""
        self.texts.editions = [head for head in heads if isinstance(head, EditionHead)]
        self.texts.surveys = {head.key: head for head in heads if isinstance(head, SurveyHead)}
        await bring_in(self.beat(), self.clock.now())

    async def person(
        self, name: str, zone: str = "UTC", *, on: tuple[str, ...] = ("slack",), **facts: object
    ) -> None:
        contact = {"partner_id": "p1", "role": "sales", "permission": "partner", **facts}
        async with self.database.begin() as session:
            session.add(Contact(id=name, name=name, zone=zone, **contact))
            await session.flush()
            for platform in on:
                session.add(
                    Address(
                        id=f"{platform}-{name}",
                        contact_id=name,
                        platform=platform,
                        installation_id="w1" if platform == "slack" else None,
                        external_id=f"{name}@{platform}",
                        linked_at=MONDAY,
                    )
                )

    async def reach_by_mail(self, name: str, address: str) -> None:
        """Give a person an email address besides."""
        async with self.database.begin() as session:
            session.add(
                Address(
                    id=f"email-{name}",
                    contact_id=name,
                    platform="email",
                    external_id=address,
                    linked_at=MONDAY,
                )
            )

    async def strike_nine(self) -> None:
        """Let the clock strike nine, so that the first slot is planned."""
        self.clock.moment = NINE_UTC
        await tick(self.beat(), NINE_UTC)

    def script(self, name: str, *steps: Exception | Callable[[], Awaitable[None]]) -> None:
        """Say how posts to this person on Slack end, one after the other."""
        self.messenger.script[f"{name}@slack"] = list(steps)

    async def change(self, table: type, row_id: str, **values: object) -> None:
        async with self.database.begin() as session:
            await session.execute(update(table).where(table.id == row_id).values(**values))

    async def all(self, table: type) -> list:
        async with self.database.read() as session:
            return list(await session.scalars(select(table)))

    async def deliveries(self) -> dict[str, Delivery]:
        rows = sorted(await self.all(Delivery), key=lambda row: row.due_at)
        return {row.contact_id or row.conversation_id: row for row in rows}

    async def deliveries_of(self, name: str) -> list[Delivery]:
        return [row for row in await self.all(Delivery) if row.contact_id == name]

    async def states(self) -> dict[str, str]:
        """How each contact's latest delivery stands, with the reason if there is one."""
        return {
            who: f"{row.state}: {row.reason}" if row.reason else row.state
            for who, row in (await self.deliveries()).items()
        }

    async def forgotten(self) -> list[str]:
        """Return what waits and is sooner than its lane knows of: nobody would look for it."""
        lanes = {lane.name: lane for lane in await self.all(Lane)}
        async with self.database.read() as session:
            if await standstill.since(session) is not None:
                return []
        paused = {send.id for send in await self.all(Send) if send.paused_at}
        return [
            row.id
            for row in await self.all(Delivery)
            if row.state == "planned"
            and row.lane
            and row.send_id not in paused
            and not _is_expected(lanes.get(row.lane), row)
        ]

    async def occurrences(self) -> list[tuple[datetime, str]]:
        rows = sorted(await self.all(Occurrence), key=lambda row: row.slot)
        return [(r.slot, f"{r.state}: {r.reason}" if r.reason else r.state) for r in rows]

    async def texts_of(self, key: str) -> list[TextVersion]:
        return [text for text in await self.all(TextVersion) if text.key == key]

    async def sends(self) -> list[Send]:
        return await self.all(Send)

    async def waves(self) -> list[Wave]:
        return await self.all(Wave)

    async def invitations(self) -> dict[str, Invitation]:
        return {row.contact_id: row for row in await self.all(Invitation)}


def _is_expected(lane: Lane | None, row: Delivery) -> bool:
    if lane is None:
        return False
    held = lane.holder is not None
    tried = row.rests_until and lane.next_try_at and lane.next_try_at <= row.rests_until
    return bool(held or tried or (lane.next_due_at and lane.next_due_at <= row.due_at))
