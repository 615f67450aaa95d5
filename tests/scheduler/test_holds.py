"""A partner that is held gets nothing of a send, and what had left by then is said."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.beat.rules.approving import Policy
from bot.beat.rules.outcomes import State
from bot.beat.rules.reach import four_counts
from bot.beat.store import holds, ledger, resends, sends
from bot.beat.store.holds import Kept, Target
from bot.beat.store.resends import Chosen
from bot.beat.store.tables import Delivery
from bot.beat.usecases import announce
from bot.store.sessions import Database, async_url
from scheduler.tick import tick
from tests.scheduler.office import Office, says
from tests.scheduler.world import NINE_UTC

SOON = NINE_UTC + timedelta(minutes=3)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    database = Database(async_url(database_url))
    office = Office(database, Policy())
    await office.open_up()
    yield office
    assert await office.forgotten() == []
    await database.close()


async def planned(office: Office) -> Target:
    """Write something that goes out in three minutes."""
    draft = await office.write("mia", "Prices")
    await office.press("mia", "announce_go", d=draft)
    return Target(f"announcements/{draft}")


async def hold(office: Office, target: Target, partner: str = "p2") -> Kept | None:
    async with office.database.begin() as session:
        return await holds.place(session, target, partner, "max", office.clock.now())


async def lift(office: Office, target: Target, partner: str = "p2") -> bool:
    async with office.database.begin() as session:
        return await holds.lift(session, target, partner, "max", office.clock.now())


async def test_a_partner_that_is_held_is_left_out_and_counted_so(office: Office):
    target = await planned(office)
    done = [await hold(office, target), await hold(office, target)]
    await office.strike(SOON)
    [send] = await office.sends()
    async with office.database.read() as session:
        tally = await ledger.tally(session, [send.id])
    four = four_counts((one.state, one.reason, one.count) for one in tally)

    assert done == [Kept(0, 0), None]
    assert (office.messenger.of("ann"), office.messenger.of("cho")) == (["Prices"], [])
    assert (four.reached, four.left_out, four.spared) == (2, 1, {"held": 1})


async def test_what_was_planned_is_kept_before_the_next_request_leaves(office: Office):
    target = await planned(office)
    office.clock.moment = SOON
    await tick(office.beat(), SOON)
    kept = await hold(office, target)
    await office.strike(SOON)

    assert kept == Kept(1, 0)
    assert (await office.states())["cho"] == "skipped: held"
    assert office.messenger.of("cho") == []


async def test_what_had_left_is_said_and_stays(office: Office):
    target = await planned(office)
    await office.strike(SOON)

    assert await hold(office, target) == Kept(0, 1)
    assert (await office.states())["cho"] == "delivered"


async def test_a_hold_that_is_lifted_lets_go_out_what_it_kept_once(office: Office):
    target = await planned(office)
    await hold(office, target)
    await office.strike(SOON)
    lifted = [await lift(office, target), await lift(office, target)]
    await office.strike(SOON + timedelta(minutes=1))
    await office.strike(SOON + timedelta(minutes=2))

    assert lifted == [True, False]
    assert office.messenger.of("cho") == ["Prices"]
    assert office.messenger.of("ann") == ["Prices"]


async def test_who_has_no_address_is_missed_for_that_when_a_hold_is_lifted(office: Office):
    await office.person("dan", on=(), partner_id="p2")
    target = await planned(office)
    await hold(office, target)
    await office.strike(SOON)
    await lift(office, target)

    assert (await office.states())["dan"] == "skipped: no address"


async def test_a_hold_of_one_slot_leaves_the_others_alone(office: Office):
    draft = await office.write("mia", "Prices", when="every day at 10, UTC time")
    await office.press("mia", "announce_go", d=draft)
    first = NINE_UTC + timedelta(hours=1)
    target = Target(f"announcements/{draft}", holds.moment_of(first.replace(tzinfo=None)))
    await hold(office, target)
    seen = says(await office.do(announce.show, "mia", "announce_open", d=draft))
    await office.strike(first)
    after_one = office.messenger.of("cho")
    await office.strike(first + timedelta(days=1))

    assert "Kept out: Southwind" in seen
    assert (after_one, office.messenger.of("cho")) == ([], ["Prices"])
    assert office.messenger.of("ann") == ["Prices", "Prices"]


async def test_what_is_taken_back_and_sent_again_is_held_still(office: Office):
    target = await planned(office)
    await hold(office, target)
    draft = target.subject.partition("/")[2]
    await office.press("mia", "announce_back", d=draft)
    await office.press("mia", "announce_go", d=draft)
    await office.strike(SOON)

    assert (office.messenger.of("ann"), office.messenger.of("cho")) == (["Prices"], [])


async def test_what_failed_is_not_sent_again_to_a_partner_that_is_held(office: Office):
    target = await planned(office)
    await office.strike(SOON)
    cho = (await office.deliveries())["cho"]
    await office.change(Delivery, cho.id, state=State.FAILED)
    await hold(office, target)

    async with office.database.begin() as session:
        [send] = await sends.recent(session, 1, {"edition"})
        chosen = Chosen(send, frozenset({State.FAILED}))
        weighed = await resends.weigh(session, chosen)
        done = await resends.plan_again(session, chosen, [cho.id], {"slack"}, SOON)

    assert (weighed.total, done.planned) == (0, 0)
