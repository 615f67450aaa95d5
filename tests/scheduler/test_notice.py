"""A send that no slot asked for: to a person and to a conversation, through the whole ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from bot import errors
from bot.beat.kinds import CASE, Asked, Material, SendKind
from bot.beat.rules.audience import Named
from bot.beat.rules.suppression import Skip
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.message import Message, notice
from bot.people.store.place_tables import Conversation
from bot.store.sessions import AsyncSession
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.reach import recent_reach
from tests.scheduler.world import MONDAY, NINE_UTC, World


class CaseNotice(SendKind[None]):
    """Tells a person, or everybody in a conversation, what became of a complaint."""

    name = "case notice"
    priority = CASE
    passes = frozenset({Skip.BUDGET})

    def __init__(self) -> None:
        self.ended_sends: list[str] = []

    async def load(
        self, session: AsyncSession, asked: Sequence[Asked], now: datetime
    ) -> Mapping[str, Material[None]]:
        return {one.delivery_id: Material(None) for one in asked}

    async def compose(self, asked: Asked, content: None) -> Message:
        return notice(f"Case {asked.subject}", "It is closed.")

    async def ended(self, session: AsyncSession, send_id: str, now: datetime) -> None:
        self.ended_sends.append(send_id)


@pytest.fixture
async def told(world: World) -> World:
    """Ann, and the conversation with her company, are to hear of a case at nine."""
    world.kinds = (CaseNotice(),)
    world.clock.moment = NINE_UTC
    await world.person("ann")
    async with world.database.begin() as session:
        session.add(
            Conversation(
                id="room",
                installation_id="w1",
                external_id="C1",
                kind="group",
                service_url="",
                partner_id="p1",
                noted_at=MONDAY,
            )
        )
    await tell(world)
    return world


async def tell(world: World) -> str:
    meant = Named(contacts=frozenset({"ann"}), conversations=frozenset({"room"}))
    opening = Opening(
        kind=CaseNotice.name,
        subject="c7",
        title="Case c7",
        audience=meant,
        due_at=NINE_UTC,
        priority=CaseNotice.priority,
    )
    async with world.database.begin() as session:
        return (await sends.open_send(session, opening, NINE_UTC)).id


def drum(world: World, **limits: int) -> Drum:
    return Drum(world.beat(limits=Bounds(**limits)), EmbeddedEngine())


async def test_a_notice_reaches_a_person_and_a_conversation_and_both_are_accounted_for(
    told: World,
):
    [reach] = (await drum(told).strike(NINE_UTC)).sends

    assert told.messenger.readers == ["C1", "ann@slack"]
    assert (reach.kind, reach.delivered, reach.total) == ("case notice", 2, 2)
    rows = await told.deliveries()
    assert {rows["room"].lane, rows["ann"].lane} == {"slack:w1"}
    assert rows["room"].contact_id is None


async def test_a_paused_notice_waits_until_it_is_resumed(told: World):
    [send] = await told.sends()
    async with told.database.begin() as session:
        await sends.pause(session, send.id, NINE_UTC)
    await drum(told).strike(NINE_UTC)
    assert told.messenger.posts == []
    assert await told.states() == {"ann": "planned", "room": "planned"}

    async with told.database.begin() as session:
        await sends.resume(session, send.id)
    await drum(told).strike(NINE_UTC)

    assert await told.states() == {"ann": "delivered", "room": "delivered"}


async def test_a_pause_is_obeyed_before_the_next_request_leaves(told: World):
    [send] = await told.sends()

    async def paused_meanwhile() -> None:
        async with told.database.begin() as session:
            await sends.pause(session, send.id, NINE_UTC)

    beat = told.beat(before=[paused_meanwhile])

    await Drum(beat, EmbeddedEngine()).strike(NINE_UTC)

    assert told.messenger.posts == []


@pytest.mark.parametrize("budget", [0, 1])
async def test_what_passes_the_budget_is_sent_and_what_does_not_is_skipped(
    told: World, budget: int
):
    told.kinds[0].passes = frozenset({Skip.BUDGET}) if budget else frozenset()
    await drum(told, budget=1).strike(NINE_UTC)
    await tell(told)

    await drum(told, budget=1).strike(NINE_UTC + timedelta(minutes=1))

    second = "delivered" if budget else "skipped: budget"
    ends = sorted(
        f"{row.state}: {row.reason}" if row.reason else row.state
        for row in await told.all(type((await told.deliveries())["ann"]))
    )
    assert ends == sorted(["delivered", "delivered", second, second])


async def test_a_conversation_that_is_gone_keeps_the_reason_and_is_not_tried_again(told: World):
    gone = errors.RecipientGone("it is archived", state="archived")
    told.messenger.script["C1"] = [gone]
    await drum(told).strike(NINE_UTC)

    assert (await told.states())["room"] == "failed: it is archived"
    [room] = [row for row in await told.all(Conversation) if row.id == "room"]
    assert (room.state, room.reason) == ("archived", "it is archived")

    await tell(told)
    await drum(told).strike(NINE_UTC + timedelta(minutes=1))
    newest = (await recent_reach(told.database)).sends
    assert sum(reach.skipped.get("conversation archived", 0) for reach in newest) == 1
    assert sum(reader == "C1" for reader in told.messenger.readers) == 1


async def test_what_follows_the_end_of_a_send_is_done_once(told: World):
    kind = told.kinds[0]
    running = drum(told)
    await running.strike(NINE_UTC)
    await running.strike(NINE_UTC + timedelta(minutes=1))
    await running.strike(NINE_UTC + timedelta(minutes=2))

    [send] = await told.sends()
    assert (kind.ended_sends, send.state) == ([send.id], "ended")
