"""Buttons that lead through us: to where the text says, and counted once a recipient."""

from collections.abc import Mapping

import pytest
from sqlalchemy import func, update

from bot.beat.editions import EditionSend
from bot.beat.rules.taps import button_of
from bot.beat.rules.texts import WrittenText
from bot.beat.store import taps
from bot.beat.store.tables import Delivery, Send
from bot.beat.store.tap_tables import ButtonTap
from bot.beat.store.taps import TapCount
from bot.beat.taps import CountedButtons
from bot.errors import ContentInvalid
from bot.message import Buttons, LinkButton, Message
from bot.people.store.tables import Contact
from bot.ports import Destination, Receipt
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.world import (
    NINE_UTC,
    ScriptedMessenger,
    ScriptedTexts,
    World,
    edition,
    newsletter,
)

pytestmark = pytest.mark.both_databases

PAGE, BASE = "https://cirrus.example/guide", "https://beat.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Buttoned(ScriptedTexts):
    """Every edition has a button that opens a page."""

    page = PAGE

    def buttons(self, text: WrittenText) -> Mapping[str, tuple[str, str]]:
        if self.broken:
            raise ContentInvalid(text.key, 1, "unreadable")
        return {button_of(self.page): ("Open the guide", self.page)}

    async def edition(self, text, reader, presenter=None, *, send_id="") -> Message:
        return Message(text.body, (Buttons((LinkButton("Open the guide", self.page),)),))


class Hearing(ScriptedMessenger):
    """Remembers where each reader's button leads."""

    def __init__(self) -> None:
        super().__init__()
        self.led: dict[str, str] = {}

    async def deliver(self, to: Destination, message: Message, delivery_id: str) -> Receipt:
        self.led[to.external_id.partition("@")[0]] = message.elements[0].buttons[0].url
        return await super().deliver(to, message, delivery_id)


class Town:
    """Two who chat and one with letters, each with an edition that has a button."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.world.messenger, self.world.texts = Hearing(), Buttoned(editions=[edition(1)])
        self.counted = self.counting(BASE)

    def counting(self, base: str, keys: tuple[bytes, ...] = (b"k" * 32,)) -> CountedButtons:
        return CountedButtons(self.world.database, self.world.clock, self.world.texts, keys, base)

    async def send(self) -> None:
        for name, on in (("ann", "slack"), ("bob", "slack"), ("eve", "email")):
            await self.world.person(name, on=(on,))
        await self.world.promise(newsletter(zone="UTC"))
        kinds = {"edition": EditionSend(self.world.texts, counted=self.counted)}
        self.world.clock.moment = NINE_UTC
        await Drum(self.world.beat(kinds=kinds), EmbeddedEngine()).strike(NINE_UTC)

    def token(self, name: str) -> str:
        return self.world.messenger.led[name].removeprefix(f"{BASE}/r/")

    async def follow(self, name: str, agent: str = FIREFOX, *, is_glance: bool = False):
        return await self.counted.follow(self.token(name), agent, is_glance=is_glance)

    async def counts(self) -> list[TapCount]:
        [send] = await self.world.all(Send)
        async with self.world.database.read() as session:
            return list((await taps.tapped(session, [send.id])).get(send.id, ()))


@pytest.fixture
async def town(world: World) -> Town:
    town = Town(world)
    await town.send()
    return town


async def test_each_is_sent_on_and_counted_once_however_often_they_tap(town):
    told = [await town.follow(name) for name in ("ann", "ann", "bob")]

    assert told == [PAGE] * 3
    assert await town.counts() == [TapCount("Open the guide", PAGE, 2, 0)]


async def test_programs_are_sent_on_and_not_counted(town):
    seen = [await town.follow("ann", "Slackbot-LinkExpanding 1.0")]
    seen += [await town.follow("ann", is_glance=True), await town.follow("eve")]
    early = await town.counts()
    town.world.clock.forward(seconds=11)
    late = await town.follow("eve")

    assert seen == [PAGE] * 3
    assert early == []
    assert late == PAGE
    assert await town.counts() == [TapCount("Open the guide", PAGE, 1, 0)]


async def test_nobody_is_led_to_where_no_text_says(town):
    town.world.texts.page = "https://elsewhere.example/"

    assert await town.follow("ann") is None
    assert await town.counted.follow("A" * 51, FIREFOX, is_glance=False) is None
    town.world.texts.broken = ContentInvalid("x", 1, "unreadable")
    assert await town.follow("ann") is None
    assert await town.counts() == []


async def test_what_went_out_leads_on_where_nothing_is_counted_any_more(town):
    silent = town.counting("")
    other_key = town.counting(BASE, (b"o" * 32,))
    both_keys = town.counting(BASE, (b"o" * 32, b"k" * 32))
    ways = (silent, other_key)
    led = [await one.follow(town.token("ann"), FIREFOX, is_glance=False) for one in ways]
    before = await town.counts()
    await both_keys.follow(town.token("ann"), FIREFOX, is_glance=False)
    message = Message("T", (Buttons((LinkButton("Open", PAGE),)),))

    assert led == [PAGE, PAGE]
    assert before == []
    assert len(await town.counts()) == 1
    assert silent.led(message, "5" * 24, "d" * 24) == message


async def test_who_was_erased_is_sent_on_and_nothing_is_noted(town):
    await town.world.change(Contact, "ann", erased_at=NINE_UTC)

    assert await town.follow("ann") == PAGE
    assert await town.world.all(ButtonTap) == []


async def test_a_delivery_that_took_another_name_leads_on_by_its_send(town):
    async with town.world.database.begin() as session:
        await session.execute(update(Delivery).values(id=func.substr(Delivery.id, 2)))

    assert await town.follow("ann") == PAGE
    assert await town.counts() == []
