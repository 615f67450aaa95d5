"""A vendor's people who see to the cases of a partner, over the scheduler's world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.action import ActionRef
from bot.beat.replies import ReplySend, pass_on
from bot.beat.rules.manners import Manners
from bot.beat.store.replies import Given, Place, Words
from bot.beat.store.reply_tables import StoredReply
from bot.context import Programme
from bot.event import ActionPressed, FormSubmitted, Origin, Reply, Said
from bot.figures.cards.written import quantity_words
from bot.figures.store.questions import Questions
from bot.message import Message
from bot.metrics import METRICS
from bot.people.store.people import principal_by_id
from bot.people.store.tables import Partner
from bot.plain_text import plain_text
from bot.store.columns import new_id
from bot.store.sessions import Database, async_url
from bot.voice.case_sends import CaseNews, CaseSend
from bot.voice.case_watch import CaseWatch
from bot.voice.closing import answered
from bot.voice.context import VoiceContext
from bot.voice.improvement_sends import ImprovementSend
from bot.voice.rules.questions import REASON, Value, Values
from bot.voice.store import surveys
from bot.voice.store.answers import Statement
from bot.voice.store.case_tables import Case, CaseEvent
from bot.voice.subject import VOICE
from content.cases import load_cases
from content.catalogue import load_catalogue
from content.days_off import KnownDaysOff
from content.library import SAMPLE
from content.wording import load_wording
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.fixtures.no_rooms import keep_nothing
from tests.fixtures.secrets import BOX
from tests.scheduler.office import TOPICS, Post, buttons
from tests.scheduler.world import World, survey

WORDING = load_wording()
MORNING = datetime.fromisoformat("2026-06-02T09:00:00+00:00")
VENDOR = {"partner_id": None}


class CaseOffice(World):
    """Mia looks after Ann's company, Max is her deputy, and Root is the administrator."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.clock.moment = MORNING
        self.messenger = Post()
        self.texts.surveys = {"nps": survey()}
        messengers = {"slack": self.messenger, "email": self.messenger}
        policy, catalogue = load_cases(SAMPLE), load_catalogue()
        self.context = VoiceContext(
            database=database,
            clock=self.clock,
            cadences=self.texts,
            desk=None,
            surveys=self.texts,
            topics=TOPICS,
            wording=WORDING,
            catalogue=catalogue,
            questions=Questions(catalogue, METRICS),
            directories={},
            messengers=messengers,
            courier=None,
            digest=str,
            seal=BOX.lock,
            unseal=BOX.unlock,
            recall=keep_nothing,
            edition=None,
            programme=Programme("Stratus", zone="Europe/Berlin"),
            manners=lambda: Manners(days_off=KnownDaysOff()),
            case_policy=lambda: policy,
        )
        self.kinds = (
            *(CaseSend(self.context), CaseNews(self.context), ReplySend(WORDING)),
            ImprovementSend(WORDING),
        )
        self.watch = CaseWatch(self.context, messengers)

    async def open_up(self) -> None:
        await self.settle()
        berlin = {"zone": "Europe/Berlin", "country": "DE", **VENDOR}
        for name, permission in (
            ("mia", "manager"),
            ("max", "manager"),
            ("zoe", "manager"),
            ("root", "administrator"),
        ):
            await self.person(name, permission=permission, **berlin)
        await self.change(Partner, "p1", manager_id="mia", deputy_id="max")
        await self.person("ann", zone="Europe/Berlin")
        await self.person("bob", on=("email",), language="de")

    async def begin_wave(self, promise: str = "named") -> None:
        """Let a wave of the survey begin that is open for a month."""
        now = self.clock.now()
        async with self.database.begin() as session:
            wave = await surveys.start_wave(
                session,
                survey="nps",
                score="nps",
                kind="relationship",
                promise=promise,
                opens_at=now,
                closes_at=now + timedelta(days=30),
            )
        self.wave_id = wave.id

    async def answer(self, who: str, score: int, reason: str = "") -> None:
        """Let somebody give a score, and perhaps a reason."""
        await self._record(who, {"score": Value(number=score)})
        if reason:
            await self._record(who, {REASON: Value(words=reason)})

    async def _record(self, who: str, values: Values) -> None:
        now, origin = self.clock.now(), Origin("slack", "T1", who)
        async with self.database.begin() as session:
            person = await principal_by_id(session, who)
            wave = next(one for one in await self.waves() if one.id == self.wave_id)
            asked = await surveys.invite(session, wave, who, origin, now)
            said = Statement(values, survey().questions)
            recorded = await self.context.answers.record(session, asked, person, said, now)
            await answered(self.context, session, asked, person, recorded)

    async def reply(self, who: str, words: str) -> str:
        """Let somebody say something that is brought to whoever is in charge; return its id."""
        async with self.database.begin() as session:
            person = await principal_by_id(session, who)
            place = Place("slack", f"D-{who}", address_id=f"slack-{who}")
            given = Given(Words(new_id(), who, words), place)
            await pass_on(session, person, given, self.clock.now(), WORDING)
        (row,) = await self.all(StoredReply)
        return row.id

    async def settle_case(self, who: str, cause: str) -> None:
        """Let the manager say what was done about somebody's complaint."""
        (case,) = [one for one in await self.all(Case) if one.contact_id == who]
        meant = ActionRef("case_settle", {"c": case.id})
        await self.fill("mia", meant, cause=cause, action="We looked into it")

    async def press(self, who: str, label: str, card: Message | None = None) -> Reply:
        """Let somebody press a button of the last thing they got, or of a card."""
        action = buttons(card or self.messenger.last(who))[label]
        return await self.act(who, action)

    async def act(self, who: str, action: ActionRef, **on: str) -> Reply:
        """Let somebody do what a button means, or the menu of a message."""
        pressed = ActionPressed(Origin("slack", "T1", who), action, **on)
        context, asker = await self._for(who), await self._asker(who)
        return await VOICE.presses[action.name](context, asker, pressed)

    async def say(self, who: str, words: str) -> Reply:
        """Let somebody say a word of the voice's, and what follows it."""
        context, asker = await self._for(who), await self._asker(who)
        command = next(one for one in VOICE.commands if words.startswith(one.word))
        return await command.handler(context, asker, Said(Origin("slack", "T1", who), words))

    async def fill(self, who: str, meant: ActionRef, /, **values: str) -> Reply:
        """Let somebody fill in the form of an action."""
        filled = FormSubmitted(Origin("slack", "T1", who), meant, values)
        return await VOICE.forms[meant.name](await self._for(who), await self._asker(who), filled)

    async def strike(self, **later: float) -> None:
        """Let the clock strike after this span; what is due goes out."""
        self.clock.forward(**later)
        self.system.forward(**later)
        beat = self.beat(watches=(self.watch.look,))
        running = Drum(beat, EmbeddedEngine())
        await running.strike(self.clock.now())

    async def asks(self, who: str, question: str) -> str:
        """Return the figure that somebody is answered with; empty where there is none for them."""
        asker, footing = await self._asker(who), self.context.footing()
        async with self.database.read() as session:
            answer = await self.context.questions.answer(session, question, asker, footing)
        if answer.result is None:
            return ""
        return quantity_words(WORDING, answer.result.figures[0].cells[0].quantity)

    async def the_case(self) -> Case:
        """Return the one case there is."""
        (case,) = await self.all(Case)
        return case

    async def deeds(self) -> list[str]:
        """Return what happened to cases, in order."""
        rows = sorted(await self.all(CaseEvent), key=lambda row: (row.case_id, row.n))
        return [row.deed for row in rows]

    async def _asker(self, who: str):
        async with self.database.read() as session:
            return await principal_by_id(session, who)

    async def _for(self, who: str) -> VoiceContext:
        return self.context.for_reader((await self._asker(who)).language)


@asynccontextmanager
async def at_work(url: str) -> AsyncIterator[CaseOffice]:
    """Open an office with a wave to answer; at its end no lane may have been forgotten."""
    database = Database(async_url(url))
    office = CaseOffice(database)
    await office.open_up()
    await office.begin_wave()
    yield office
    assert await office.forgotten() == []
    await database.close()


def text(message: Message) -> str:
    return plain_text(message)
