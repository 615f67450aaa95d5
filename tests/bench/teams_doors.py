"""Our Teams door, and the same door without botbuilder: everything but the turn is one code."""

import asyncio
from typing import Any, NamedTuple

from aiohttp import web

from adapters.intake import Intake
from adapters.teams.api import TeamsApi, new_session
from adapters.teams.door import Core, TeamsDoor
from adapters.teams.hosts import ServiceHosts
from adapters.teams.inbound import Heard
from adapters.teams.keys import SigningKeys
from adapters.teams.notebook import Notebook
from adapters.teams.parts import Part
from adapters.teams.payload import word
from adapters.teams.people import People
from adapters.teams.tokens import AppToken, Credentials
from adapters.teams.verify import Verifier
from bot.event import Event, Reply
from bot.message import Message, notice
from bot.people.store.conversations import StoredConversations
from bot.ports import InboxEntry, Installation
from bot.store.inbox import StoredInbox
from bot.store.owed import StoredDebts
from content.wording import load_wording
from drumbeat.inbox_workers import InboxWorkers
from tests.bench.acks import knows
from tests.bench.serving import serve
from tests.bench.storage import kept_installations, new_database
from tests.fixtures.secrets import BOX

PATH = "/api/messages"
APP_ID = "5f0c2f6e-2c3f-4c0e-9a53-d8d7c1c6a001"
HERE = Installation("i1", "teams", "t1", "", own=True)
OPENID = "/openid"


class DirectTurn(NamedTuple):
    """What a turn offers, without the SDK."""

    api: TeamsApi
    heard: Heard
    entry: InboxEntry

    async def reply(self, activity: Part) -> None:
        """Post into the same conversation."""
        await self.api.post(*self._place, activity)

    async def change(self, activity_id: str, activity: Part) -> None:
        """Put an activity in the place of an earlier one."""
        await self.api.update(*self._place, activity_id, activity)

    @property
    def _place(self) -> tuple[str, str]:
        return word(self.heard.raw, "serviceUrl"), word(self.heard.raw, "conversation", "id")


class DirectDoor(TeamsDoor):
    """The door whose handler is called where the SDK's turn would begin."""

    def __init__(self, api: TeamsApi, verifier: Verifier, core: Core) -> None:
        super().__init__(api, verifier, core)
        self._direct_api = api

    async def work(self, entry: InboxEntry) -> None:
        """Carry out a kept invoke."""
        heard = self._counter.asked(entry)
        assert heard is not None
        turn: Any = DirectTurn(self._direct_api, heard, entry)
        await self._press(turn)


async def teams_with_sdk(receiver: str, openid: str) -> None:
    """Serve our door."""
    await _serve(TeamsDoor, receiver, openid)


async def teams_direct(receiver: str, openid: str) -> None:
    """Serve the door without the SDK."""
    await _serve(DirectDoor, receiver, openid)


async def _serve(kind: type[TeamsDoor], receiver: str, openid: str) -> None:
    async with new_database() as database, new_session() as session:
        await kept_installations(database, HERE)
        inbox = StoredInbox(database)
        workers = InboxWorkers(database, inbox)
        hosts = ServiceHosts([receiver.removeprefix("http://")])
        token = AppToken(session, receiver, Credentials(APP_ID, "password", HERE.external_id))
        api = TeamsApi(session, token, hosts)
        conversations = StoredConversations(database)
        keys = SigningKeys(session, openid + OPENID)
        verifier = Verifier(keys, hosts, app_id=APP_ID, is_open=False, default_tenant="")
        notebook = Notebook(conversations, dispatch)
        people = People(api, conversations, APP_ID)
        debts = StoredDebts(database, BOX)
        intake = Intake(inbox, workers.submit, dispatch, knows, BOX, debts, knows)
        core = Core(intake, notebook, people, load_wording())
        door = kind(api, verifier, core)
        workers.add(door)
        async with asyncio.TaskGroup() as group:
            group.create_task(workers.run())
            await serve([web.post(PATH, door.receive)])


async def dispatch(event: Event) -> Reply:
    """Answer a press as a tap on a scale is answered: the card says what was chosen."""
    del event
    return Reply(update=SCORED)


SCORED: Message = notice("Thank you", "Your score is 9. You can change it until Friday.")
