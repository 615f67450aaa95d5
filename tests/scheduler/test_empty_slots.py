"""A slot without an edition: told of three days before and one, and filled by the evergreen."""

from datetime import datetime, timedelta

import pytest

from bot.beat.empty_slots import EmptySlotSend, SlotWatch
from bot.beat.ports import Shelves
from bot.beat.rules.promised import WhenEmpty
from bot.beat.slot_notices import SlotNotice, tell
from bot.beat.store import empty_slots, fillings, resends, slots
from bot.beat.store.resends import Chosen
from bot.beat.store.tables import Cadence, Delivery, Send
from bot.people.store.tables import Contact, Partner
from bot.store.audit_tables import Alarm
from content.wording import load_wording
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from tests.scheduler.world import NINE, NINE_UTC, World, edition, newsletter

VENDOR = {"partner_id": None}
WEEK = timedelta(weeks=1)
EVERGREEN = edition(99, evergreen=True, title="Keep what you have")
EMPTY = "No edition yet: Pulse"


@pytest.fixture
async def promised(world: World) -> World:
    """A weekly newsletter of the files, at nine in UTC; two may write for it, and Ann reads it."""
    world.clock.moment = NINE_UTC - timedelta(days=5)
    shelves = Shelves(world.texts.head, world.texts.when_empty)
    said = (load_wording(), world.texts, shelves)
    world.kinds = (EmptySlotSend(*said), SlotNotice(*said))
    await world.person("root", permission="administrator", **VENDOR)
    await world.person("max", permission="manager", **VENDOR)
    await world.person("ann")
    await world.write()
    await world.promise(newsletter(rule="FREQ=WEEKLY", zone="UTC"))
    return world


def drum(world: World) -> Drum:
    shelves = Shelves(world.texts.head, world.texts.when_empty)
    watch = SlotWatch(world.database, load_wording(), world.texts, shelves)
    return Drum(world.beat(watches=(watch.look,)), EmbeddedEngine())


async def strike(world: World, moment: datetime) -> None:
    """Let a process that has just started look around, and send what is due."""
    world.clock.moment = moment
    await drum(world).strike(moment)


async def alarms(world: World) -> list[tuple[str, bool]]:
    return sorted((row.cause, row.closed_at is None) for row in await world.all(Alarm))


def told(world: World, title: str = EMPTY) -> list[str]:
    return sorted(who for who, said in world.messenger.posts if said == title)


async def give(world: World, slot: datetime = NINE, key: str = EVERGREEN.key) -> None:
    [cadence] = await world.all(Cadence)
    async with world.database.begin() as session:
        await fillings.give(session, cadence.id, slot, key, "max", world.clock.now())


async def test_an_empty_slot_is_told_of_three_days_before_and_one_and_never_again(promised):
    for hours in (73, 72, 71, 48, 25):
        await strike(promised, NINE_UTC - timedelta(hours=hours))
    first = told(promised)
    for hours in (24, 23, 12, 1):
        await strike(promised, NINE_UTC - timedelta(hours=hours))

    assert first == ["max@slack", "root@slack"]
    assert told(promised) == ["max@slack", "max@slack", "root@slack", "root@slack"]
    assert await alarms(promised) == [("slot_empty", False), ("slot_empty_soon", True)]
    await strike(promised, NINE_UTC)
    assert await alarms(promised) == [("slot_empty", False), ("slot_empty_soon", False)]


async def test_who_was_away_for_both_is_told_once(promised):
    await strike(promised, NINE_UTC - timedelta(hours=5))

    assert told(promised) == ["max@slack", "root@slack"]
    assert await alarms(promised) == [("slot_empty_soon", True)]


async def test_an_edition_that_comes_and_goes_closes_the_alarm_and_opens_no_second(promised):
    await strike(promised, NINE_UTC - timedelta(days=3))
    await promised.write(edition(1))
    await strike(promised, NINE_UTC - timedelta(days=2))
    closed = await alarms(promised)
    await promised.write()
    await strike(promised, NINE_UTC - timedelta(hours=40))

    assert closed == await alarms(promised) == [("slot_empty", False)]
    assert told(promised) == ["max@slack", "root@slack"]


async def test_two_that_look_at_once_tell_once(promised):
    promised.clock.moment = moment = NINE_UTC - timedelta(days=2)
    first, second = drum(promised), drum(promised)
    for one in (first, second):
        await one.strike(moment)

    assert told(promised) == ["max@slack", "root@slack"]
    assert len(await promised.sends()) == 1


async def test_every_slot_of_a_daily_newsletter_is_told_of_by_itself(promised):
    await promised.promise(newsletter(zone="UTC"))
    await promised.write(edition(1))
    await strike(promised, NINE_UTC - timedelta(days=1))

    # The first slot has its edition; those of the two days after have none.
    assert [cause for cause, _ in await alarms(promised)] == ["slot_empty", "slot_empty"]


@pytest.mark.parametrize(
    ("owner", "away", "readers"),
    [
        ("max", (), ["max@slack"]),
        ("max", ("max",), ["mia@slack"]),
        ("max", ("max", "mia"), ["root@slack"]),
    ],
)
async def test_the_owner_is_told_then_the_deputy_then_who_may_write(
    promised, owner, away, readers
):
    [cadence] = await promised.all(Cadence)
    await promised.person("mia", permission="manager", **VENDOR)
    await promised.change(Partner, "p1", manager_id="max", deputy_id="mia")
    await promised.change(Cadence, cadence.id, owner=owner)
    for who in away:
        await promised.change(Contact, who, away_until=NINE_UTC + WEEK)
    await strike(promised, NINE_UTC - timedelta(days=3))

    assert told(promised) == readers


async def test_a_paused_or_skipped_slot_is_nobody_s_alarm(promised):
    [cadence] = await promised.all(Cadence)
    async with promised.database.begin() as session:
        await slots.skip_slot(session, cadence.id, NINE, "max", "holidays", promised.clock.now())
    await strike(promised, NINE_UTC - timedelta(days=1))

    assert await alarms(promised) == []


async def test_the_evergreen_goes_where_somebody_gave_it_and_an_edition_before_it(promised):
    await promised.write(EVERGREEN)
    await strike(promised, NINE_UTC - timedelta(days=3))
    await give(promised)
    await give(promised, NINE + WEEK)
    await strike(promised, NINE_UTC - timedelta(days=1))
    assert await alarms(promised) == [("slot_empty", False)]

    await strike(promised, NINE_UTC)
    await promised.write(EVERGREEN, edition(2))
    await strike(promised, NINE_UTC + WEEK)
    sends = [send for send in await promised.sends() if send.kind == "edition"]
    titles = [send.title for send in sorted(sends, key=lambda send: send.slot)]

    assert titles == ["Keep what you have", "Pulse 2"]


async def test_nobody_s_word_is_no_word_for_the_evergreen(promised):
    await promised.write(EVERGREEN)
    await strike(promised, NINE_UTC)

    assert (await promised.occurrences())[0] == (NINE, "missed: no edition")


async def test_by_itself_the_evergreen_goes_and_never_twice_in_a_row(promised):
    promised.texts.empty = WhenEmpty.EVERGREEN
    await promised.write(EVERGREEN)
    for week in range(2):
        await strike(promised, NINE_UTC + week * WEEK)
    await promised.write(EVERGREEN, edition(1))
    await strike(promised, NINE_UTC + 2 * WEEK)
    await promised.write(EVERGREEN)
    await strike(promised, NINE_UTC + 3 * WEEK)

    states = [state for _, state in await promised.occurrences()]
    assert states == ["planned", "missed: no edition", "planned", "planned"]
    sent = [send.title for send in await promised.sends() if send.kind == "edition"]
    assert sorted(sent) == ["Keep what you have", "Keep what you have", "Pulse 1"]


async def test_who_got_the_evergreen_since_is_not_sent_it_again_for_an_earlier_slot(promised):
    """Two slots are two sends; the text is one, whichever of them brought it."""
    await promised.write(EVERGREEN)
    promised.texts.empty = WhenEmpty.EVERGREEN
    await promised.person("bob")
    await strike(promised, NINE_UTC)
    [first] = [send for send in await promised.sends() if send.kind == "edition"]
    rows = [row for row in await promised.all(Delivery) if row.send_id == first.id]
    bob = next(row.id for row in rows if row.contact_id == "bob")
    await promised.change(Delivery, bob, state="failed", reason="the mailbox was full")
    await give(promised, NINE + WEEK)

    async with promised.database.read() as session:
        before = await resends.weigh(session, Chosen(first, resends.RESENDABLE))
    await strike(promised, NINE_UTC + WEEK)
    async with promised.database.read() as session:
        after = await resends.weigh(session, Chosen(first, resends.RESENDABLE))

    assert (before.failed, before.reached) == (1, 0)
    assert (after.failed, after.reached) == (0, 1)


async def test_readers_of_the_latest_edition_are_told_of_a_skipped_slot(promised):
    await promised.write(edition(1))
    await strike(promised, NINE_UTC)
    second = NINE + WEEK
    await strike(promised, NINE_UTC + timedelta(days=5))
    [cadence] = await promised.all(Cadence)
    now, shelves = promised.clock.now(), Shelves(promised.texts.head, promised.texts.when_empty)
    async with promised.database.begin() as session:
        name = empty_slots.about(cadence.id, second)
        seen = await empty_slots.find(session, shelves, now, name)
        assert await tell(session, seen, "Pulse does not come this time", now)
        await slots.skip_slot(session, cadence.id, second, "max", "We are on holiday.", now)
    await strike(promised, NINE_UTC + WEEK - timedelta(minutes=1))
    early = told(promised, "Pulse does not come this time")
    await strike(promised, NINE_UTC + WEEK)

    assert early == []
    assert told(promised, "Pulse does not come this time") == [
        "ann@slack",
        "max@slack",
        "root@slack",
    ]
    [_, missed] = await promised.occurrences()
    assert missed[1].startswith("missed: skipped")


async def test_a_slot_that_was_put_back_is_not_said_to_be_skipped(promised):
    await promised.write(edition(1))
    await strike(promised, NINE_UTC)
    [cadence] = await promised.all(Cadence)
    second, now = NINE + WEEK, NINE_UTC + timedelta(days=5)
    shelves = Shelves(promised.texts.head, promised.texts.when_empty)
    async with promised.database.begin() as session:
        name = empty_slots.about(cadence.id, second)
        seen = await empty_slots.find(session, shelves, now, name)
        await slots.skip_slot(session, cadence.id, second, "max", "", now)
        await tell(session, seen, "Pulse does not come this time", now)
        await slots.put_back(session, cadence.id, second, "max", now)
    await strike(promised, NINE_UTC + WEEK)

    assert told(promised, "Pulse does not come this time") == []
    assert sorted(row.kind for row in await promised.all(Send)) == ["edition", "slot notice"]


async def test_readers_are_told_once_of_a_slot_that_two_people_skip(promised):
    await promised.write(edition(1))
    await strike(promised, NINE_UTC)
    [cadence] = await promised.all(Cadence)
    second, now = NINE + WEEK, NINE_UTC + timedelta(days=5)
    shelves = Shelves(promised.texts.head, promised.texts.when_empty)
    for who in ("max", "root"):
        async with promised.database.begin() as session:
            name = empty_slots.about(cadence.id, second)
            seen = await empty_slots.find(session, shelves, now, name)
            assert await slots.skip_slot(session, cadence.id, second, who, "", now)
            assert await tell(session, seen, "Pulse does not come this time", now)
    await strike(promised, NINE_UTC + WEEK)

    assert told(promised, "Pulse does not come this time") == [
        "ann@slack",
        "max@slack",
        "root@slack",
    ]
