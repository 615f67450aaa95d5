from datetime import timedelta

import pytest

from bot import errors
from bot.beat.rules.audience import Audience
from bot.beat.store.tables import Delivery
from bot.people.store.conversations import StoredConversations
from bot.people.store.place_tables import Address, Installation
from bot.people.store.tables import Contact
from bot.ports import Conversation, Presence
from scheduler.beat import Bounds
from scheduler.lanes import Lanes
from scheduler.pace import Pace
from scheduler.tick import lanes_waiting, tick
from tests.scheduler.world import LANE, NINE, NINE_UTC, World, edition, newsletter, survey


async def test_what_is_due_is_delivered_once_and_recorded(due: World):
    lanes = Lanes(due.beat())

    assert await lanes.drain(LANE) is None
    assert await lanes.drain(LANE) is None

    assert due.messenger.readers == ["ann@slack", "bob@slack", "cho@slack"]
    rows = await due.deliveries()
    assert {row.state for row in rows.values()} == {"delivered"}
    ann = rows["ann"]
    assert (ann.message_id, ann.conversation) == (f"m-{ann.id}", "c-ann@slack")
    assert (ann.attempts, ann.recorded_at) == (1, NINE_UTC)
    assert await lanes_waiting(due.beat(), NINE_UTC) == []


async def test_a_delivery_knows_the_service_on_which_its_conversation_lives(due: World):
    talk = Conversation("slack", "T1", "talk-ann", "personal", "https://emea.example/")
    await StoredConversations(due.database).note(talk)
    await due.change(Address, "slack-ann", conversation="talk-ann")
    await due.change(Address, "slack-bob", conversation="talk-bob")
    await Lanes(due.beat()).drain(LANE)

    assert {to.external_id: to.service_url for to in due.messenger.destinations} == {
        "ann@slack": "https://emea.example/",
        "bob@slack": "",
        "cho@slack": "",
    }


async def test_what_is_not_due_yet_waits(world: World):
    await world.person("ann", "America/New_York")
    await world.promise(newsletter())
    await world.strike_nine()

    await Lanes(world.beat()).drain(LANE)
    assert world.messenger.posts == []

    world.clock.forward(hours=4)
    await Lanes(world.beat()).drain(LANE)
    assert world.messenger.readers == ["ann@slack"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (errors.OutcomeUnknown("no answer"), "unknown: no answer"),
        (errors.NotPermitted("closed"), "failed: closed"),
        (errors.MessageRejected("51 blocks"), "failed: 51 blocks"),
        (errors.RecipientGone("left"), "failed: left"),
        (TimeoutError(), "unknown: no answer in time"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_every_end_is_recorded_with_its_reason(due: World, error: Exception, state: str):
    due.script("bob", error)

    await Lanes(due.beat()).drain(LANE)
    due.system.forward(hours=1)
    await Lanes(due.beat()).drain(LANE)

    assert await due.states() == {"ann": "delivered", "bob": state, "cho": "delivered"}
    assert due.messenger.readers.count("bob@slack") == 1


async def test_a_limited_lane_rests_as_long_as_the_platform_asked(due: World):
    due.script("bob", errors.RateLimited(30))
    lanes = Lanes(due.beat())

    wait = await lanes.drain(LANE)
    assert wait == 30
    assert await lanes_waiting(due.beat(), NINE_UTC) == []
    assert await lanes.drain(LANE) == 30

    due.system.forward(seconds=30)
    await lanes.drain(LANE)
    assert set((await due.states()).values()) == {"delivered"}
    assert (await due.deliveries())["bob"].attempts == 1


async def test_what_did_not_leave_is_tried_again_after_a_rest(due: World):
    due.script("bob", errors.NotSent("refused"))
    lanes = Lanes(due.beat())

    assert await lanes.drain(LANE) == 5
    assert (await due.states())["bob"] == "planned: refused"

    due.system.forward(seconds=5)
    assert await lanes.drain(LANE) is None
    assert (await due.states())["bob"] == "delivered"
    assert (await due.deliveries())["bob"].attempts == 2


@pytest.mark.one_database
async def test_what_never_leaves_is_tried_until_it_would_come_too_late(due: World):
    due.script("bob", *[errors.NotSent("refused")] * 500)
    lanes = Lanes(due.beat(limits=Bounds(tries=3)))

    for _ in range(12 * 13):
        await lanes.drain(LANE)
        due.system.forward(minutes=5)
        due.clock.forward(minutes=5)

    assert (await due.states())["bob"] == "skipped: too late: refused"
    assert due.messenger.readers.count("bob@slack") > 12 * 12 - 5


async def test_a_surprise_while_posting_is_unknown_and_never_repeated(due: World):
    due.script("bob", KeyError("ts"))

    await Lanes(due.beat()).drain(LANE)
    due.system.forward(hours=1)
    await Lanes(due.beat()).drain(LANE)

    states = await due.states()
    assert states["bob"].startswith("unknown: surprise ")
    assert (states["ann"], states["cho"]) == ("delivered", "delivered")


async def test_every_part_of_a_message_is_kept_so_that_it_can_be_found_again(due: World):
    due.messenger.further = ("part-2", "part-3")

    await Lanes(due.beat()).drain(LANE)

    rows = await due.all(Delivery)
    assert [row.more for row in rows if row.lane == LANE] == [["part-2", "part-3"]] * 3


async def test_a_send_that_prefers_a_repeat_is_heard_again(world: World):
    await world.person("ann")
    world.texts.editions = [edition(1, on_unknown="repeat")]
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    world.script("ann", errors.OutcomeUnknown("no answer"))

    await Lanes(world.beat()).drain(LANE)
    world.system.forward(minutes=1)
    await Lanes(world.beat()).drain(LANE)

    assert await world.states() == {"ann": "delivered"}
    assert len(world.messenger.posts) == 2


async def test_a_text_that_cannot_be_written_fails_and_leaves_nothing_half_sent(due: World):
    due.texts.broken = errors.DrumbeatError("no such figure")

    await Lanes(due.beat()).drain(LANE)

    assert set((await due.states()).values()) == {"failed: no such figure"}
    assert due.messenger.posts == []


async def test_a_surprise_while_writing_is_tried_again_before_it_fails(due: World):
    due.texts.broken = ZeroDivisionError()
    lanes = Lanes(due.beat(limits=Bounds(tries=2)))

    assert await lanes.drain(LANE) == 5
    assert {row.state for row in (await due.deliveries()).values()} == {"planned"}

    due.system.forward(seconds=5)
    await lanes.drain(LANE)
    assert {row.state for row in (await due.deliveries()).values()} == {"failed"}
    assert due.messenger.posts == []


async def test_who_is_gone_from_one_platform_is_reached_on_the_next(world: World):
    await world.person("ann", on=("slack", "email"))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    world.script("ann", errors.RecipientGone("account deactivated"))
    lanes = Lanes(world.beat())

    await lanes.drain(LANE)
    assert await lanes_waiting(world.beat(), NINE_UTC) == ["email"]
    await lanes.drain("email")

    assert await world.states() == {"ann": "delivered"}
    assert world.messenger.readers == ["ann@email", "ann@slack"]
    [dead] = [row for row in await world.all(Address) if row.state == "dead"]
    assert (dead.id, dead.reason) == ("slack-ann", "account deactivated")
    assert len(await world.all(Delivery)) == 1


async def test_where_we_were_removed_the_whole_lane_moves_or_fails(world: World):
    for number in range(20):
        await world.person(f"ann{number:02}")
    await world.person("bob", on=("slack", "email"))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    for row in await world.all(Address):
        world.messenger.script[row.external_id] = [errors.InstallationGone()]
    world.messenger.script["bob@email"] = []
    world.messenger.presences = [Presence.GONE]
    lanes = Lanes(world.beat())

    await lanes.drain(LANE)
    await lanes.drain("email")

    states = await world.states()
    assert states.pop("bob") == "delivered"
    assert {state.partition(":")[0] for state in states.values()} == {"failed"}
    assert [row.state for row in await world.all(Installation)] == ["removed"]
    assert len([who for who in world.messenger.readers if who.endswith("@slack")]) == 16
    assert await lanes_waiting(world.beat(), NINE_UTC) == []


async def test_an_address_that_died_since_planning_is_replaced(world: World):
    await world.person("ann", on=("slack", "email"))
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await world.change(Address, "slack-ann", state="dead")
    lanes = Lanes(world.beat())

    await lanes.drain(LANE)
    await lanes.drain("email")

    assert world.messenger.readers == ["ann@email"]


async def test_who_opted_out_since_planning_gets_nothing(due: World):
    await due.change(Contact, "bob", opted_out_at=NINE_UTC)

    await Lanes(due.beat()).drain(LANE)

    assert (await due.states())["bob"] == "skipped: opted out"
    assert due.messenger.readers == ["ann@slack", "cho@slack"]


async def test_who_took_their_consent_back_since_planning_gets_nothing_that_wants_it(world: World):
    world.texts.editions = [edition(1, audience=Audience(consent=True))]
    for name in ("ann", "bob"):
        await world.person(name, consent_at=NINE_UTC, consent_how="form", consent_by=name)
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    await world.change(Contact, "bob", consent_at=None, consent_how=None, consent_by=None)

    await Lanes(world.beat()).drain(LANE)

    assert await world.states() == {"ann": "delivered", "bob": "skipped: no consent"}
    assert world.messenger.readers == ["ann@slack"]


async def test_what_waited_in_the_lane_too_long_is_not_sent_by_surprise(due: World):
    due.clock.forward(hours=13)

    await Lanes(due.beat()).drain(LANE)

    assert set((await due.states()).values()) == {"skipped: too late"}
    assert due.messenger.posts == []


async def test_nobody_is_pushed_more_often_than_the_budget_allows(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC"))
    lanes = Lanes(world.beat(limits=Bounds(budget=2)))

    for day in range(4):
        world.clock.moment = NINE_UTC + timedelta(days=day)
        await tick(world.beat(), world.clock.now())
        await lanes.drain(LANE)
    states = [row.state for row in sorted(await world.all(Delivery), key=lambda r: r.due_at)]
    assert states == ["delivered", "delivered", "planned", "planned"]

    world.clock.moment = NINE_UTC + timedelta(days=7, seconds=1)
    await tick(world.beat(), world.clock.now())
    await lanes.drain(LANE)
    assert len(world.messenger.posts) == 3


async def test_two_messages_due_together_count_against_the_budget_both(world: World):
    await world.person("ann")
    await world.promise(newsletter(zone="UTC", catch_up=3 * 24 * 60))
    world.clock.moment = NINE_UTC + timedelta(days=1)
    await tick(world.beat(), world.clock.now())

    await Lanes(world.beat(limits=Bounds(budget=1))).drain(LANE)

    assert sorted(row.state for row in await world.all(Delivery)) == ["delivered", "planned"]
    assert len(world.messenger.posts) == 1


async def test_an_invitation_is_marked_once_it_was_delivered(world: World):
    await world.person("ann")
    await world.person("bob")
    world.texts.surveys = {"nps": survey()}
    file = newsletter()
    await world.promise(type(file)("survey", "nps", "FREQ=MONTHLY", NINE, "UTC", 720))
    await world.strike_nine()
    world.script("bob", errors.NotPermitted())

    await Lanes(world.beat()).drain(LANE)

    invited = await world.invitations()
    assert invited["ann"].delivered_at == NINE_UTC
    assert invited["bob"].delivered_at is None
    assert ("ann@slack", f"nps {invited['ann'].id}") in world.messenger.posts


async def test_who_was_asked_lately_is_not_asked_again_by_the_next_wave(world: World):
    await world.person("ann")
    world.texts.surveys = {"nps": survey()}
    file = newsletter()
    await world.promise(type(file)("survey", "nps", "FREQ=MONTHLY", NINE, "UTC", 720))
    await world.strike_nine()
    await Lanes(world.beat()).drain(LANE)

    await tick(world.beat(), NINE_UTC + timedelta(days=30))

    assert (await world.states())["ann"] == "skipped: asked lately"


async def test_no_more_than_sixteen_are_on_their_way_at_once(world: World):
    for number in range(40):
        await world.person(f"ann{number:02}")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()

    await Lanes(world.beat()).drain(LANE)

    assert len(world.messenger.posts) == 40
    assert world.messenger.most_at_once == 16


async def test_a_lane_keeps_its_platforms_pace(world: World):
    for number in range(7):
        await world.person(f"ann{number}")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()

    await Lanes(world.beat(paces={"slack": Pace(rate=1, burst=3)})).drain(LANE)

    assert len(world.messenger.posts) == 7
    assert sum(world.rests) == pytest.approx(4)
