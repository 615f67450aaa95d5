"""Conversations in the store: how they stand, and where somebody was greeted."""

import asyncio

from sqlalchemy import select

from bot.event import Origin
from bot.people.store.conversations import StoredConversations, greet_once
from bot.people.store.place_tables import Conversation
from bot.ports import ARCHIVED, DISCONNECTED, LIVE
from bot.ports import Conversation as Told
from tests.fixtures.moments import NOON

TEAM = "19:team@thread.tacv2"
WHY = "the team was archived"


def told(name, team=TEAM, kind="team", **more):
    return Told("teams", "t1", name, kind, "https://smba.example/", team=team, **more)


async def stands(database):
    async with database.read() as session:
        rows = await session.execute(
            select(Conversation.external_id, Conversation.state, Conversation.reason)
        )
        return {name: (state, reason) for name, state, reason in rows}


async def test_a_team_closes_with_all_its_channels_and_what_was_closed_before_stays_so(database):
    kept = StoredConversations(database)
    for name in (TEAM, "19:plans", "19:gone"):
        await kept.note(told(name))
    await kept.note(told("19:other", team="19:another-team"))
    await kept.note(told("a:ada", team="", kind="personal", user="ada"))
    await kept.change("teams", "t1", "19:gone", DISCONNECTED, "no longer shared")
    await kept.change("teams", "t1", TEAM, ARCHIVED, WHY)
    await kept.change("teams", "elsewhere", "19:other", ARCHIVED, WHY)
    closed = await stands(database)
    await kept.change("teams", "t1", TEAM, LIVE, WHY)
    opened = await stands(database)

    assert closed[TEAM] == closed["19:plans"] == (ARCHIVED, WHY)
    assert closed["19:gone"] == (DISCONNECTED, "no longer shared")
    assert closed["19:other"] == closed["a:ada"] == (LIVE, None)
    assert opened[TEAM] == opened["19:plans"] == (LIVE, None)
    assert opened["19:gone"] == (DISCONNECTED, "no longer shared")


async def test_a_sign_of_life_opens_a_conversation_and_forgets_why_it_was_closed(database):
    kept = StoredConversations(database)
    await kept.note(told("19:plans"))
    await kept.change("teams", "t1", "19:plans", ARCHIVED, WHY)
    found = await kept.find("teams", "t1", "19:plans")
    await kept.note(told("19:plans"))

    assert found is not None
    assert found.state == ARCHIVED
    assert await stands(database) == {"19:plans": (LIVE, None)}


async def test_however_many_tell_of_an_arrival_one_is_greeted(database):
    await StoredConversations(database).note(told("a:ada", team="", kind="personal", user="ada"))

    async def greet():
        async with database.begin() as session:
            return await greet_once(session, Origin("teams", "t1", "ada", "a:ada"), NOON)

    assert sorted(await asyncio.gather(*(greet() for _ in range(4)))) == [False] * 3 + [True]
    async with database.begin() as session:
        nowhere = await greet_once(session, Origin("teams", "t1", "ada", "a:nobody"), NOON)
    assert nowhere is False
