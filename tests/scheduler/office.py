"""The vendor's people at work over the scheduler's world: they write, approve, hold and send."""

from datetime import datetime

from bot.action import ActionRef
from bot.beat.approving import ApprovalSend
from bot.beat.asking import FilesWatch
from bot.beat.coming import ComingSend, ComingWatch, HeldSend
from bot.beat.context import BeatContext
from bot.beat.editions import EditionSend
from bot.beat.kinds import SendKind
from bot.beat.rules.approving import Policy
from bot.beat.store.audiences import Looked
from bot.beat.store.draft_tables import Draft
from bot.beat.usecases import announce, approve, hold_partners, send_drafts
from bot.context import Programme
from bot.event import ActionPressed, FormSubmitted, Origin, Reply
from bot.language import Titles
from bot.message import Button, Buttons, Message
from bot.people.store.people import principal_by_id
from bot.people.store.tables import Partner
from bot.plain_text import plain_text
from bot.store.sessions import Database
from content.desk import WritingDesk
from content.newsletters import Newsletter, Promised
from content.wording import load_wording
from content.written import Editions
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.fixtures.no_rooms import keep_nothing
from tests.fixtures.secrets import BOX
from tests.scheduler.world import NINE, NINE_UTC, ScriptedMessenger, World

TOPICS = Titles({"news": "News"})
PRESSES = {
    "announce_go": send_drafts.go,
    "announce_back": send_drafts.take_back,
    "announce_open": announce.show,
    "ask_approval": approve.ask,
    "approve": approve.approve,
    "send_back": approve.ask_why,
    "coming": hold_partners.show,
    "hold": hold_partners.hold,
    "lift_hold": hold_partners.lift,
    "hold_why": hold_partners.ask_why,
}
WORDING = load_wording()
PULSE = Newsletter.model_validate(
    {
        "key": "pulse",
        "title": "Pulse",
        "topic": "news",
        "promise": "each day at nine.",
        "cadence": {"rule": "FREQ=DAILY", "starts_on": NINE, "zone": "UTC"},
    }
)


class Post(ScriptedMessenger):
    """Keeps what everybody got, in plain text too."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[str, Message]] = []
        self.look = None

    async def deliver(self, to, message, delivery_id):
        who = to.external_id.partition("@")[0]
        self.got.append((who, message))
        if self.look is not None:
            await self.look(who, plain_text(message), delivery_id)
        return await super().deliver(to, message, delivery_id)

    def of(self, name: str) -> list[str]:
        """Return the titles of all that somebody got."""
        return [message.title for who, message in self.got if who == name]

    def last(self, name: str) -> Message:
        return [message for who, message in self.got if who == name][-1]


class Office(World):
    """A vendor with two managers, an administrator and two partners, and what they do in chat."""

    def __init__(self, database: Database, policy: Policy) -> None:
        super().__init__(database)
        self.clock.moment = NINE_UTC
        self.messenger = Post()
        self.editions = Editions("Stratus", WORDING, None, TOPICS)
        self.context = BeatContext(
            database=database,
            clock=self.clock,
            cadences=self.texts,
            desk=WritingDesk("Stratus", WORDING, lambda: Promised(TOPICS, {"pulse": PULSE})),
            topics=TOPICS,
            wording=WORDING,
            directories={},
            messengers={},
            courier=None,
            digest=str,
            seal=BOX.lock,
            unseal=BOX.unlock,
            recall=keep_nothing,
            edition=self.editions.edition,
            programme=Programme("Stratus"),
            policy=policy,
        )

        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all that a process knows which is not in the database."""
        self.watches = (ComingWatch(self.context), FilesWatch(self.context))

    def _kinds_of_files(self) -> tuple[SendKind, ...]:
        looked = Looked(self.context.choosing, ("slack", "email"))
        return (
            EditionSend(self.editions, looked, policy=self.context.policy),
            *(ApprovalSend(self.context), ComingSend(self.context), HeldSend(self.context)),
        )

    async def open_up(self) -> None:
        await self.settle()
        for name, permission in (
            ("mia", "manager"),
            ("max", "manager"),
            ("root", "administrator"),
        ):
            await self.person(name, partner_id=None, permission=permission)
        async with self.database.begin() as session:
            facts = {"tier": "silver", "region": "emea", "stage": "active"}
            session.add(Partner(id="p2", name="Southwind", manager_id="max", **facts))
            (await session.get_one(Partner, "p1")).manager_id = "mia"
        for name, partner in (("ann", "p1"), ("bob", "p1"), ("cho", "p2")):
            await self.person(name, partner_id=partner)

    async def press(self, who: str, name: str, **arguments: str) -> Reply:
        """Let somebody press a button."""
        return await self.do(PRESSES[name], who, name, **arguments)

    async def do(self, use_case, who: str, name: str, **arguments: str) -> Reply:
        origin = Origin("slack", "T1", who)
        asker = await self._asker(who)
        return await use_case(
            self.context, asker, ActionPressed(origin, ActionRef(name, arguments))
        )

    async def fill(self, use_case, who: str, values, **arguments: str) -> Reply:
        """Let somebody fill in a form."""
        origin, action = Origin("slack", "T1", who), ActionRef("form", arguments)
        asker = await self._asker(who)
        return await use_case(self.context, asker, FormSubmitted(origin, action, values))

    async def write(self, who: str, title: str, draft: str = "", **more: str) -> str:
        """Let somebody write an announcement, or change their draft; return the draft's id."""
        values = {"title": title, "words": "Good news.", "topic": "news", **more}
        reply = await self.fill(announce.keep, who, values, **({"d": draft} if draft else {}))
        assert not reply.errors, reply.errors
        if draft:
            return draft
        rows = sorted(await self.all(Draft), key=lambda row: row.changed_at)
        return next(row.id for row in rows if f'"{title}"' in row.body)

    async def strike(self, moment: datetime | None = None) -> None:
        """Let the clock strike; what is due goes out."""
        self.clock.moment = moment or self.clock.moment
        beat = self.beat(watches=tuple(one.look for one in self.watches))
        await Drum(beat, EmbeddedEngine()).strike(self.clock.moment)

    async def _asker(self, who: str):
        async with self.database.read() as session:
            return await principal_by_id(session, who)


def buttons(message: Message) -> dict[str, ActionRef]:
    """Return what can be pressed on a message, by its labels; of two alike the first."""
    found: dict[str, ActionRef] = {}
    for element in message.elements:
        for button in element.buttons if isinstance(element, Buttons) else ():
            if isinstance(button, Button):
                found.setdefault(button.label, button.action)
    return found


def says(reply: Reply) -> str:
    """Return all that a reply says, in plain text."""
    shown = (*reply.messages, *((reply.update,) if reply.update else ()))
    return "\n".join(plain_text(message) for message in shown)
