"""What is over the budget waits for its reader's round-up, and ends as that ends."""

from datetime import datetime, timedelta

import pytest

from bot.beat.kinds import Asked, Material, SendKind
from bot.beat.round_ups import RoundUpSend, RoundUpWatch
from bot.beat.rules.audience import Audience, Named
from bot.beat.rules.outcomes import State
from bot.beat.rules.reach import Four, four_counts
from bot.beat.store import holds, ledger, resends, round_up_ends, sends
from bot.beat.store.holds import Target
from bot.beat.store.round_up_tables import RoundUp
from bot.beat.store.sends import Opening
from bot.beat.store.tables import Delivery, Send
from bot.errors import NotPermitted, OutcomeUnknown
from bot.language import Titles
from bot.message import Buttons, Message, notice
from bot.people.store import people
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Contact, Partner
from content.wording import load_wording
from scheduler.beat import Bounds
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.tick import tick
from tests.scheduler.world import MONDAY, NINE_UTC, World, edition, newsletter

WORDING = load_wording()
TOPICS = Titles({"pulse": "Partner Pulse"})
FRIDAY_TEN = NINE_UTC.replace(day=5, hour=10)
ROUND_UP = "Your week in one message"
DAY = timedelta(days=1)


@pytest.fixture
async def full(world: World) -> World:
    """Ann and Bob, who have had Tuesday's edition, and with it their week."""
    world.kinds = (RoundUpSend(WORDING, TOPICS, 1),)
    for name in ("ann", "bob"):
        await world.person(name)
    await world.promise(newsletter(zone="UTC", catch_up=4 * 24 * 60))
    await strike(world, NINE_UTC)
    return world


async def strike(world: World, now: datetime) -> None:
    world.clock.moment = now
    watch = RoundUpWatch(world.database, WORDING)
    beat = world.beat(limits=Bounds(budget=1, probe=16), watches=(watch.look,))
    await Drum(beat, EmbeddedEngine()).strike(now)


async def three_more(world: World) -> None:
    """Let the editions of Wednesday, Thursday and Friday come, which do not fit."""
    await strike(world, NINE_UTC + 3 * DAY)


async def rows_of(world: World, who: str) -> list[Delivery]:
    """Return somebody's deliveries of editions, by their slots."""
    editions = {one.id: one.slot for one in await world.sends() if one.kind == "edition"}
    found = [row for row in await world.all(Delivery) if row.send_id in editions]
    theirs = [row for row in found if (row.contact_id or row.conversation_id) == who]
    return sorted(theirs, key=lambda row: editions[row.send_id])


async def ends(world: World, who: str) -> list[str]:
    return [
        f"{row.state}: {row.reason}" if row.reason else row.state
        for row in await rows_of(world, who)
    ]


async def counts(world: World) -> Four:
    """Count all deliveries of editions, as a reach report does."""
    async with world.database.read() as session:
        ids = [one.id for one in await world.sends() if one.kind == "edition"]
        tally = await ledger.tally(session, ids)
    return four_counts((one.state, one.reason, one.count) for one in tally)


def titles(world: World, who: str) -> list[str]:
    return [title for reader, title in world.messenger.posts if reader == f"{who}@slack"]


@pytest.mark.both_databases
async def test_what_is_over_the_budget_is_on_the_way_until_the_round_up_and_reached_with_it(
    full: World,
):
    await three_more(full)
    assert await ends(full, "ann") == ["delivered", *["planned: budget"] * 3]
    before = await counts(full)
    assert (before.reached, before.on_the_way, before.rounding) == (2, 6, 6)

    await strike(full, FRIDAY_TEN)

    assert titles(full, "ann") == ["Pulse 1", ROUND_UP]
    after = await counts(full)
    assert (after.reached, after.everybody) == (8, 8)


async def test_it_names_every_text_once_with_the_way_to_read_it(full: World):
    await three_more(full)
    kind = full.kinds[0]
    ann = [row for row in await full.all(RoundUp) if row.contact_id == "ann"]
    assert len(ann) == 1
    await tick(full.beat(watches=(RoundUpWatch(full.database, WORDING).look,)), FRIDAY_TEN)

    [bringing] = [row for row in await full.all(Delivery) if row.contact_id == "ann" and row.lane][
        1:
    ]
    async with full.database.read() as session:
        found = (await round_up_ends.contents(session, [bringing.id]))[bringing.id]
        reader = await people.principal_by_id(session, "ann")
    card = await kind.compose(Asked(bringing.id, bringing.send_id, "", reader), found)

    assert [one.title for one in found] == ["Pulse 2", "Pulse 3", "Pulse 4"]
    pressed = [
        button.action.arguments["d"]
        for element in card.elements
        if isinstance(element, Buttons)
        for button in element.buttons
        if button.action.name == "edition_again"
    ]
    assert pressed == [row.id for row in (await rows_of(full, "ann"))[1:]]


async def test_it_takes_from_no_budget(full: World):
    await three_more(full)
    await strike(full, FRIDAY_TEN)
    await strike(full, NINE_UTC + 7 * DAY)

    assert titles(full, "ann") == ["Pulse 1", ROUND_UP, "Pulse 5"]


async def test_there_is_one_a_week_and_what_comes_after_it_waits_for_the_next(full: World):
    await three_more(full)
    await strike(full, FRIDAY_TEN)
    await strike(full, NINE_UTC + 4 * DAY)
    await strike(full, FRIDAY_TEN + 7 * DAY)

    assert titles(full, "ann") == ["Pulse 1", ROUND_UP, ROUND_UP]
    assert await ends(full, "ann") == ["delivered"] * 5


async def test_an_unknown_round_up_stays_unknown_until_it_is_found(full: World):
    await three_more(full)
    full.script("ann", OutcomeUnknown("no answer"))
    await strike(full, FRIDAY_TEN)

    assert await ends(full, "ann") == ["delivered", *["unknown: no answer"] * 3]
    [bringing] = [row for row in await full.all(Delivery) if row.state == "unknown" and row.lane]
    await full.change(Delivery, bringing.id, state=State.DELIVERED, reason=None)
    await strike(full, FRIDAY_TEN + timedelta(minutes=5))

    assert await ends(full, "ann") == ["delivered"] * 4


async def test_what_waited_in_a_round_up_that_failed_is_not_reached_and_can_be_resent(
    full: World,
):
    await three_more(full)
    full.script("ann", NotPermitted("closed"))
    await strike(full, FRIDAY_TEN)
    assert (await counts(full)).missed == {"closed": 3}

    [send] = [one for one in await full.sends() if one.kind == "round-up"]
    chosen = resends.Chosen(send, frozenset({State.FAILED}))
    async with full.database.begin() as session:
        ids = await resends.meant(session, chosen)
        await resends.plan_again(session, chosen, ids, ["slack"], full.clock.now())
    await strike(full, FRIDAY_TEN + timedelta(minutes=5))

    assert await ends(full, "ann") == ["delivered"] * 4


async def test_a_topic_that_was_muted_meanwhile_falls_out_as_muted(full: World):
    await three_more(full)
    async with full.database.begin() as session:
        await people.mute(session, "ann", "pulse", full.clock.now())
    await strike(full, FRIDAY_TEN)

    assert titles(full, "ann") == ["Pulse 1"]
    assert await ends(full, "ann") == ["delivered", *["skipped: muted topic"] * 3]
    assert (await counts(full)).spared == {"muted topic": 3}


async def test_who_stopped_everything_gets_no_round_up_and_is_left_out(full: World):
    await three_more(full)
    async with full.database.begin() as session:
        await people.stop_everything(session, "ann", full.clock.now())
    await strike(full, FRIDAY_TEN)
    await strike(full, FRIDAY_TEN + timedelta(minutes=1))

    assert await ends(full, "ann") == ["delivered", *["skipped: opted out"] * 3]


async def test_what_is_paused_when_its_round_up_comes_waits_as_all_that_is_paused(full: World):
    await three_more(full)
    paused = (await rows_of(full, "ann"))[3].send_id
    async with full.database.begin() as session:
        await sends.pause(session, paused, full.clock.now())
    # A limit that its own moment is long past, and the round-up is not.
    await full.change(Send, paused, catch_up_minutes=30)
    await strike(full, FRIDAY_TEN)
    assert await ends(full, "ann") == [*["delivered"] * 3, "planned"]

    async with full.database.begin() as session:
        await sends.resume(session, paused)
    await strike(full, FRIDAY_TEN + timedelta(minutes=5))

    # The week is still full, so it waits for the next.
    assert await ends(full, "ann") == [*["delivered"] * 3, "planned: budget"]


@pytest.mark.parametrize(
    ("let_go_at", "then"),
    [
        (FRIDAY_TEN - timedelta(minutes=5), "delivered"),
        (FRIDAY_TEN + timedelta(minutes=5), "planned: budget"),
    ],
)
async def test_what_was_held_meanwhile_falls_out_and_comes_when_it_is_let_go(
    full: World, let_go_at: datetime, then: str
):
    await three_more(full)
    target = Target("pulse-4")
    async with full.database.begin() as session:
        await holds.place(session, target, "p1", "max", full.clock.now())
    assert (await ends(full, "ann"))[3] == "skipped: held"
    for moment in sorted((FRIDAY_TEN, let_go_at)):
        if moment == let_go_at:
            async with full.database.begin() as session:
                await holds.lift(session, target, "p1", "max", moment)
        await strike(full, moment)

    assert await ends(full, "ann") == [*["delivered"] * 3, then]


async def test_whose_row_is_gone_by_then_is_left_out_and_waits_for_ever_nowhere(full: World):
    await three_more(full)
    await full.change(Contact, "ann", erased_at=full.clock.now())
    await strike(full, FRIDAY_TEN)
    await strike(full, FRIDAY_TEN + timedelta(minutes=1))

    assert await ends(full, "ann") == ["delivered", *["skipped: inactive"] * 3]
    assert {row.state for row in await full.all(RoundUp)} == {"done"}


async def test_a_conversation_has_a_round_up_of_its_own(world: World):
    world.kinds = (Note(), RoundUpSend(WORDING, TOPICS, 1))
    place = {"installation_id": "w1", "external_id": "C1", "kind": "group", "service_url": ""}
    async with world.database.begin() as session:
        session.add(Conversation(id="room", partner_id="p1", noted_at=MONDAY, **place))
    for minute in range(2):
        await note(world, NINE_UTC + timedelta(minutes=minute))
        await strike(world, NINE_UTC + timedelta(minutes=minute))
    assert sorted((await world.all(Delivery)), key=lambda row: row.due_at)[1].reason == "budget"

    await strike(world, FRIDAY_TEN)

    assert [title for _, title in world.messenger.posts] == ["Note", ROUND_UP]
    assert {row.state for row in await world.all(Delivery)} == {"delivered"}


async def test_what_cannot_be_rounded_up_is_left_out_for_the_budget(full: World):
    Note.rounds_up = False
    full.kinds = (*full.kinds, Note())
    await note(full, NINE_UTC + timedelta(hours=1), "ann")
    await strike(full, NINE_UTC + timedelta(hours=1))
    Note.rounds_up = True

    assert (await full.states())["ann"] == "skipped: budget"


@pytest.mark.both_databases
async def test_a_newsletter_leaves_room_for_what_comes_before_it_and_is_planned(world: World):
    world.kinds = (Note(), RoundUpSend(WORDING, TOPICS, 1))
    await world.person("ann")
    await world.promise(newsletter(zone="UTC", rule="FREQ=WEEKLY"))
    Note.priority = 10
    await note(world, NINE_UTC + DAY, "ann")
    await tick(world.beat(), MONDAY)

    await strike(world, NINE_UTC)
    assert await ends(world, "ann") == ["planned: budget"]
    await strike(world, NINE_UTC + DAY)
    Note.priority = 50

    assert titles(world, "ann") == ["Note"]


async def test_what_did_not_begin_before_the_power_went_begins_afterwards(full: World):
    await three_more(full)
    watch = RoundUpWatch(full.database, WORDING)
    full.clock.moment = FRIDAY_TEN
    await watch.look(FRIDAY_TEN)
    await watch.look(FRIDAY_TEN)
    assert len([one for one in await full.sends() if one.kind == "round-up"]) == 1

    await strike(full, FRIDAY_TEN + timedelta(minutes=1))

    assert titles(full, "ann") == ["Pulse 1", ROUND_UP]


class Note(SendKind[None]):
    """Something short that is said whenever it is opened."""

    name = "note"
    rounds_up = True

    async def load(self, session, asked, now):
        return {one.delivery_id: Material(None) for one in asked}

    async def compose(self, asked: Asked, content: None) -> Message:
        return notice("Note", "It is short.")


async def note(world: World, due_at: datetime, who: str = "") -> None:
    whom = Named(contacts=frozenset({who})) if who else Named(conversations=frozenset({"room"}))
    opening = Opening(
        kind="note",
        subject="n",
        title="Note",
        audience=whom,
        due_at=due_at,
        priority=Note.priority,
    )
    async with world.database.begin() as session:
        await sends.open_send(session, opening, due_at)


async def test_who_fell_out_of_an_audience_is_told_nothing_of_it_in_their_round_up(full: World):
    gold = Audience(tiers=frozenset({"gold"}))
    await full.write(edition(2, audience=gold), edition(3), edition(4, audience=gold))
    await three_more(full)
    await full.change(Partner, "p1", tier="silver")
    await strike(full, FRIDAY_TEN)

    out = "skipped: not meant any more"
    assert await ends(full, "ann") == ["delivered", out, "delivered", out]
