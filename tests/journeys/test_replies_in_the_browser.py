"""In the demo's browser chat a partner answers, and the manager sees the card and replies."""

import re

import pytest
from aiohttp import ClientSession, CookieJar

from tests.journeys.replying import MANAGER, PERSON, give_to, kept_words
from tests.journeys.test_slack import TUESDAY
from tests.web.visitor import Visitor

WORDS = "We lost two deals because of the price"


@pytest.fixture
async def visitors(demo):
    """Two browsers, one of the partner's person and one of their manager."""
    await give_to(demo.house.database)
    found, clients = [], []
    for contact_id in (PERSON, MANAGER):
        client = ClientSession(demo.url, cookie_jar=CookieJar(unsafe=True))
        clients.append(client)
        visitor = Visitor(client)
        await visitor.be(contact_id)
        found.append(visitor)
    yield found
    for client in clients:
        await client.close()


async def strike(demo, clock):
    """Let the beat do what is due; the demo's own clock says when."""
    await demo.house.drum.strike(clock.now())


async def test_words_after_an_edition_reach_the_manager_and_come_back(demo, visitors, clock):
    ada, bob = visitors
    clock.move_to(TUESDAY)
    await strike(demo, clock)
    assert "CloudBackup" in await ada.look()
    await ada.say(WORDS)
    confirmed = await ada.look()
    await strike(demo, clock)
    card = await bob.look()
    (packed,) = set(re.findall(r"answer_reply\?r=[0-9a-f]+", card))
    await bob.press(packed)
    await bob.look()
    await bob.submit(words="I call you tomorrow")
    await strike(demo, clock)
    back = await ada.look()

    assert "has your words" in confirmed
    assert WORDS in card
    assert "I call you tomorrow" in back
    assert [words for _, words, _ in await kept_words(demo.house.database)] == [
        WORDS,
        "I call you tomorrow",
    ]
