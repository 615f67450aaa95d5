"""Whatever is done to a send while it runs, in whatever order, and whenever the process dies."""

import random
from collections import Counter
from contextlib import suppress
from datetime import UTC, timedelta

import pytest

from bot import errors
from bot.beat.amending import CorrectionSend, RecallSend
from bot.beat.editions import EditionSend
from bot.beat.rules.reach import four_counts
from bot.beat.rules.texts import FileText, TextKind
from bot.beat.store import amendments, ledger, sends, stopping, texts
from bot.beat.store.amendments import Amending
from bot.beat.store.copies import CORRECTION
from bot.beat.store.tables import Delivery, Send
from content.wording import load_wording
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.fixtures.tiers import times
from tests.scheduler.world import NINE_UTC, DyingDatabase, World, newsletter

PEOPLE = [f"p{number}" for number in range(6)]
HALF = 0.5
STEPS = ("strike", "strike", "die", "pause", "resume", "correct", "late", "stop")


class Walk:
    """One send, and somebody who cannot leave it alone."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice, self.words = world, dice, 1
        self.refused = Counter[str]()

    async def edition(self) -> Send:
        return next(one for one in await self.world.sends() if one.kind == "edition")

    async def strike(self, **changes: object) -> None:
        await Drum(self.world.beat(**changes), EmbeddedEngine()).strike(self.world.clock.now())
        self.world.clock.forward(minutes=1)
        self.world.system.forward(minutes=10)

    async def die(self) -> None:
        dying = DyingDatabase(self.world.database, self.dice.randrange(6))
        with suppress(OSError, ExceptionGroup):
            await self.strike(database=dying)
        self.world.system.forward(minutes=10)

    async def late(self) -> None:
        """Let a reader's moment come later, or a request fail once."""
        who = self.dice.choice(PEOPLE)

        async def away() -> None:
            self.refused[f"{who}@slack"] += 1
            raise errors.NotSent("the network was away")

        if self.dice.random() < HALF:
            self.world.script(who, away)
            return
        row = (await self.of(await self.edition()))[who]
        if row.state == "planned":
            due = self.world.clock.now() + timedelta(minutes=3)
            await self.world.change(Delivery, row.id, due_at=due)

    async def pause(self) -> None:
        send = await self.edition()
        async with self.world.database.begin() as session:
            await sends.pause(session, send.id, self.world.clock.now())

    async def resume(self) -> None:
        send = await self.edition()
        async with self.world.database.begin() as session:
            await sends.resume(session, send.id)

    async def stop(self) -> None:
        send = await self.edition()
        async with self.world.database.begin() as session:
            await stopping.stop(session, send.id, "root", self.world.clock.now())

    async def correct(self) -> None:
        send, now = await self.edition(), self.world.clock.now()
        self.words += 1
        said = f"Pulse, words {self.words}"
        async with self.world.database.begin() as session:
            await texts.write(session, FileText(TextKind.EDITION, send.subject, said), "root", now)
            text = await texts.newest(session, TextKind.EDITION, send.subject)
            await amendments.reword(session, send.id, text.id, said)
            amending = Amending(kind=CORRECTION, priority=0, title=said, text_id=text.id)
            await amendments.begin(session, send, amending, now)

    async def of(self, send: Send) -> dict[str, Delivery]:
        rows = await self.world.all(Delivery)
        return {row.contact_id: row for row in rows if row.send_id == send.id}

    async def settle(self) -> None:
        """Let everything that can still happen happen."""
        await self.resume()
        for _ in range(8):
            await self.strike()


def stands(world: World, rows: dict[str, Delivery]) -> dict[str, str]:
    """Return by reader what their copy says by now, as the platform was told."""
    said = {who.partition("@")[0]: title for who, title in world.messenger.posts}
    names = {row.message_id: who for who, row in rows.items()}
    for _, message, text in world.messenger.amended:
        said[names[message]] = text
    return said


@pytest.mark.parametrize("seed", range(times(3)))
async def test_everybody_is_in_one_count_nobody_has_it_twice_and_all_say_the_same(
    world: World, seed: int
):
    dice = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    over = EditionSend(world.texts), load_wording(), UTC
    world.kinds = (CorrectionSend(*over), RecallSend(*over))
    for name in PEOPLE:
        await world.person(name)
    await world.promise(newsletter(zone="UTC", rule="FREQ=DAILY;COUNT=1"))
    world.clock.moment = NINE_UTC
    await world.strike_nine()
    walk = Walk(world, dice)
    for _ in range(dice.randrange(3, 10)):
        await getattr(walk, dice.choice(STEPS))()
    await walk.settle()

    send = await walk.edition()
    rows = await walk.of(send)
    async with world.database.read() as session:
        tally = await ledger.tally(session, [send.id])
    four = four_counts((one.state, one.reason, one.count) for one in tally)
    assert (four.everybody, four.on_the_way) == (len(PEOPLE), 0)
    taken = Counter(who for who, _ in world.messenger.posts)
    taken.subtract(walk.refused)
    assert set(taken.values()) <= {0, 1}
    said = stands(world, rows)
    newest = f"Pulse, words {walk.words}" if walk.words > 1 else "Pulse 1"
    has_it = {who for who, row in rows.items() if row.state == "delivered"}
    assert {who: said[who] for who in has_it if newest not in said[who]} == {}
