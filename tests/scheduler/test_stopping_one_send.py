"""One send is stopped for good: nothing more of it leaves, and every row says so."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot import errors
from bot.beat.editions import EditionSend
from bot.beat.kinds import Asked
from bot.beat.rules.audience import Audience
from bot.beat.rules.reach import four_counts
from bot.beat.rules.texts import WrittenText
from bot.beat.store import ledger, sends, stopping
from bot.beat.store.tables import Delivery, Send
from bot.message import Message
from bot.people.store.tables import Contact, Partner
from bot.store import audit
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.tick import tick
from tests.scheduler.world import NINE_UTC, PausingDatabase, World, edition, newsletter


async def stop(world: World) -> bool:
    [send] = await world.sends()
    async with world.database.begin() as session:
        return await stopping.stop(session, send.id, "root", world.clock.now())


async def strike(world: World, **span: float) -> None:
    world.clock.moment = NINE_UTC + timedelta(**span)
    await Drum(world.beat(), EmbeddedEngine()).strike(world.clock.now())


class Interrupted(EditionSend):
    """An edition; as the first of it is written, something happens."""

    def __init__(self, texts: object, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(texts)
        self._meanwhile: list[Callable[[], Awaitable[None]]] = [meanwhile]

    async def compose(self, asked: Asked, content: WrittenText | None) -> Message:
        message = await super().compose(asked, content)
        while self._meanwhile:
            await self._meanwhile.pop()()
        return message


def when_written(world: World, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Have something happen between the claim of a delivery and its request."""
    kind = Interrupted(world.texts, meanwhile)
    world.kinds, world._kinds_of_files = (kind,), tuple  # noqa: SLF001 - the world's own


async def crowd(world: World, count: int) -> list[str]:
    """So many people have an edition due now."""
    names = [f"p{number:02}" for number in range(count)]
    for name in names:
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    return names


async def test_what_had_not_left_is_skipped_and_the_send_ends(due: World):
    assert [await stop(due), await stop(due)] == [True, False]
    await strike(due, minutes=1)

    assert due.messenger.posts == []
    assert set((await due.states()).values()) == {"skipped: stopped"}
    [send] = await due.sends()
    assert send.state == "ended"
    async with due.database.read() as session:
        tally = await ledger.tally(session, [send.id])
        [line] = [line for line in await audit.lines(session) if line.act == "stop send"]
    assert four_counts((one.state, one.reason, one.count) for one in tally).left_out == 3
    assert '"kept_back": 3' in line.detail


async def test_it_is_obeyed_before_the_next_request_leaves(world: World):
    names = await crowd(world, 40)

    async def stopped() -> None:
        await stop(world)

    for name in names:
        world.script(name, stopped)
    await strike(world)

    states = list((await world.states()).values())
    assert len(world.messenger.posts) == states.count("delivered") <= 16
    assert states.count("skipped: stopped") == 40 - states.count("delivered")


async def test_a_stop_between_the_claim_and_the_request_is_obeyed(due: World):
    async def stopped() -> None:
        await stop(due)

    when_written(due, stopped)
    await strike(due)

    assert due.messenger.posts == []
    assert set((await due.states()).values()) == {"skipped: stopped"}


async def test_what_a_platform_gave_back_after_the_stop_is_not_tried_again(due: World):
    async def stopped() -> None:
        await stop(due)
        raise errors.NotSent("the network was away")

    due.script("ann", stopped)
    await strike(due)
    due.system.forward(minutes=10)
    await strike(due, minutes=1)

    assert due.messenger.readers.count("ann@slack") == 1
    assert (await due.states())["ann"] == "skipped: stopped"


async def test_a_stop_while_it_is_planned_leaves_nobody_out_of_the_counts(world: World):
    for name in ("ann", "bob", "cho"):
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    world.clock.moment = NINE_UTC

    async def stopped() -> None:
        if await world.sends():
            await stop(world)

    # Whenever it comes: the slot is opened, filled, and its people are planned.
    for after in (3, 4, 5):
        await tick(world.beat(database=PausingDatabase(world.database, after, stopped)), NINE_UTC)
    await strike(world, minutes=1)

    assert set(await world.states()) == {"ann", "bob", "cho"}
    assert set((await world.states()).values()) == {"skipped: stopped"}


async def test_a_paused_send_is_stopped_and_never_resumed(due: World):
    [send] = await due.sends()
    async with due.database.begin() as session:
        await sends.pause(session, send.id, due.clock.now())
    await stop(due)
    async with due.database.begin() as session:
        await sends.pause(session, send.id, due.clock.now())
        await sends.resume(session, send.id)
    await strike(due, minutes=1)

    assert due.messenger.posts == []
    assert set((await due.states()).values()) == {"skipped: stopped"}


async def test_what_has_ended_is_not_stopped(due: World):
    await strike(due)
    await tick(due.beat(), due.clock.now())

    assert await stop(due) is False


@pytest.fixture
async def gold(world: World) -> World:
    """An edition for the sales people of gold partners is due for Ann and Bob."""
    meant = Audience(tiers=frozenset({"gold"}), roles=frozenset({"sales"}))
    await world.write(edition(1, audience=meant))
    for name in ("ann", "bob"):
        await world.person(name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    return world


async def test_who_falls_out_of_the_audience_gets_nothing(gold: World):
    await gold.change(Contact, "bob", role="technical")
    await strike(gold)

    assert await gold.states() == {"ann": "delivered", "bob": "skipped: not meant any more"}


async def test_a_partner_that_loses_its_tier_is_left_out_with_all_its_people(gold: World):
    await gold.change(Partner, "p1", tier="silver")
    await strike(gold)

    assert set((await gold.states()).values()) == {"skipped: not meant any more"}


async def test_who_left_or_opted_out_gets_nothing(gold: World):
    await gold.change(Contact, "ann", active=False)
    await gold.change(Contact, "bob", opted_out_at=NINE_UTC)
    await strike(gold)

    assert await gold.states() == {"ann": "skipped: inactive", "bob": "skipped: opted out"}


async def test_another_text_since_it_was_written_is_obeyed_before_the_request_leaves(due: World):
    [send] = await due.sends()
    await due.write(edition(1, title="Pulse 1, mended"))
    [mended] = [text for text in await due.texts_of("pulse-1") if text.version == 2]

    async def changed() -> None:
        await due.change(Send, send.id, text_id=mended.id)

    when_written(due, changed)
    await strike(due)

    assert {title for _, title in due.messenger.posts} == {"Pulse 1, mended"}
    assert {row.state for row in await due.all(Delivery)} == {"delivered"}
