"""Cards posted to people on Teams: our messenger, and a loop over aiohttp as one writes it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import aiohttp

from adapters.teams.api import TeamsApi, new_session
from adapters.teams.hosts import ServiceHosts
from adapters.teams.messenger import ALERT, TeamsMessenger
from adapters.teams.people import People
from adapters.teams.render import render
from adapters.teams.tokens import AppToken, Credentials
from bot.message import Message
from bot.people.store.conversations import StoredConversations
from bot.ports import Destination, Installation
from content.wording import load_wording
from tests.bench.cards import activity_for, message_for
from tests.bench.compare import Comparison, Measured, compared, in_turns
from tests.bench.load import AT_ONCE
from tests.bench.serving import running
from tests.bench.storage import kept_installations, new_database

PEOPLE = 640
ASKED = 0.8
HERE = Installation("i1", "teams", "t1", "", own=True)
numbers = count(1)


class Way(NamedTuple):
    """One way to post: what is at hand for a person beforehand, and the posting."""

    prepare: Callable[[int], Any]
    post: Callable[[Any], Awaitable[None]]


async def compare(rounds: int) -> Comparison:
    """Compare how many cards a second are posted, by loops of the same width in one process."""
    ours_as_posted = {
        **render(message_for("Ada"), load_wording())[0].activity(),
        "channelData": ALERT,
    }
    assert ours_as_posted == json.loads(activity_for("Ada")), "the cards are not the same"
    async with (
        running("receiver") as receiver,
        our_way(receiver.address) as ours,
        _by_hand(receiver.address) as by_hand,
    ):
        pairs = await in_turns(
            partial(post_to_people, ours, PEOPLE), partial(post_to_people, by_hand, PEOPLE), rounds
        )
    return compared(
        "Teams cards posted",
        pairs,
        asked=ASKED,
        words=(
            f"our messenger, which draws each message; an aiohttp loop that fills and dumps the "
            f"same card of {len(activity_for('Ada')):,} bytes as a dict; both {AT_ONCE} at once"
        ),
    )


async def post_to_people(way: Way, people: int) -> Measured:
    """Post a card to each of so many, some at once, and measure it."""
    waiting = [way.prepare(person) for person in range(people)]

    async def post_all() -> None:
        while waiting:
            await way.post(waiting.pop())

    used, began = time.process_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(post_all())
    took, used = time.perf_counter() - began, time.process_time() - used
    return Measured(people / took, used / people * 1000)


@asynccontextmanager
async def our_way(address: str) -> AsyncIterator[Way]:
    """Deliver with our messenger what the scheduler hands it: a destination and a message."""
    service_url = f"{address}/emea/"
    async with new_database() as database, new_session() as session:
        conversations = StoredConversations(database)
        installations = await kept_installations(database, HERE)
        token = AppToken(session, address, Credentials("app", "password", HERE.external_id))
        api = TeamsApi(session, token, ServiceHosts([address.removeprefix("http://")]))
        messenger = TeamsMessenger(
            api, installations, People(api, conversations, "app"), load_wording()
        )

        def prepare(person: int) -> tuple[Destination, Message]:
            to = Destination("teams", HERE.id, f"u{person}", f"a:{person}", service_url)
            return to, message_for(f"Ada {next(numbers)}")

        async def deliver(prepared: tuple[Destination, Message]) -> None:
            await messenger.deliver(*prepared, "delivery")

        yield Way(prepare, deliver)


@asynccontextmanager
async def _by_hand(address: str) -> AsyncIterator[Way]:
    """Post as one writes it by hand: addresses and token in variables, one session for all."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer bench"}
    async with aiohttp.ClientSession() as session:

        def prepare(person: int) -> tuple[str, str]:
            return f"{address}/emea/v3/conversations/a:{person}/activities", f"Ada {next(numbers)}"

        async def post(prepared: tuple[str, str]) -> None:
            url, name = prepared
            async with session.post(url, data=activity_for(name), headers=headers) as answer:
                assert answer.status == 200
                json.loads(await answer.read())

        yield Way(prepare, post)
