"""What failed, or of which nobody knows, is sent again: the same rows, and nobody else's."""

import json
from collections import Counter
from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot import errors
from bot.beat.editions import EditionSend
from bot.beat.ports import CadenceFile
from bot.beat.resending import resend
from bot.beat.rules.manners import NO_MANNERS, Manners, Quiet
from bot.beat.rules.outcomes import State
from bot.beat.store import resends
from bot.beat.store.resends import Chosen, Resent, Weighed
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Address
from bot.people.store.tables import Contact
from bot.store import audit
from bot.voice.store.tables import Invitation
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.tick import tick
from tests.scheduler.world import NINE, NINE_UTC, DyingDatabase, World, newsletter, survey

PLATFORMS = frozenset({"slack", "email"})
FAILED = errors.NotPermitted("not here")
UNKNOWN = errors.OutcomeUnknown("status 503")


class CountedEnds(EditionSend):
    """An edition that notes how often what follows its end was done."""

    def __init__(self, texts: object) -> None:
        super().__init__(texts)
        self.ends = 0

    async def ended(self, session: object, send_id: str, now: object) -> None:
        del session, send_id, now
        self.ends += 1


@pytest.fixture
async def ended(due: World) -> World:
    """Ann has it, Bob's failed, of Cho's nobody knows; the send has ended at ten."""
    due.script("bob", FAILED)
    due.script("cho", UNKNOWN)
    await strike(due, hours=1)
    await tick(due.beat(), due.clock.now())
    [send] = await due.sends()
    assert send.state == "ended"
    return due


async def strike(world: World, **span: float) -> None:
    world.clock.moment = NINE_UTC + timedelta(**span)
    await Drum(world.beat(), EmbeddedEngine()).strike(world.clock.now())


def chosen(send: Send, *states: State, contact: str | None = None) -> Chosen:
    return Chosen(send, frozenset(states), contact)


async def again(world: World, *states: State, contact: str | None = None) -> Resent:
    [send, *_] = sorted(await world.sends(), key=lambda one: one.created_at)
    wanted = chosen(send, *states, contact=contact)
    return await resend(_context(world, world.database), wanted, PLATFORMS, "root")


async def weighed(world: World, *states: State) -> Weighed:
    [send, *_] = sorted(await world.sends(), key=lambda one: one.created_at)
    async with world.database.read() as session:
        return await resends.weigh(session, chosen(send, *states))


def got(world: World) -> list[str]:
    return [reader for reader, _ in world.messenger.posts]


async def test_whoever_has_quiet_time_has_it_when_that_ends_unless_all_must_read_it(ended: World):
    [send] = await ended.sends()
    wanted, now = chosen(send, State.FAILED), ended.clock.now()
    night = Manners(quiet=Quiet(time(9), time(12), weekend=False))
    context = _context(ended, ended.database, night)
    assert await resend(context, wanted, PLATFORMS, "root") == Resent(planned=1, waiting=1)
    bob = (await ended.deliveries())["bob"]
    assert bob.due_at == now.replace(hour=12, minute=0)

    async with ended.database.begin() as session:
        (await session.get_one(Delivery, bob.id)).state = State.FAILED
        (await session.get_one(Send, send.id)).must_read = "The law changes."
    [send] = await ended.sends()
    done = await resend(context, chosen(send, State.FAILED), PLATFORMS, "root")
    assert done == Resent(planned=1)
    assert (await ended.deliveries())["bob"].due_at == now


async def test_what_failed_is_sent_again_as_the_same_row_with_how_it_ended_before(ended: World):
    before = await ended.deliveries()
    assert await weighed(ended, State.FAILED) == Weighed(failed=1)
    assert await again(ended, State.FAILED) == Resent(planned=1)
    assert (await ended.states())["bob"] == "planned"

    await strike(ended, hours=2)

    after = await ended.deliveries()
    assert await ended.states() == {
        "ann": "delivered",
        "bob": "delivered",
        "cho": "unknown: status 503",
    }
    assert len(after) == len(before)
    assert after["bob"].id != before["bob"].id
    assert (after["ann"], after["cho"].id) == (after["ann"], before["cho"].id)
    [earlier] = after["bob"].earlier
    assert (earlier["id"], earlier["state"], earlier["reason"]) == (
        before["bob"].id,
        "failed",
        "not here",
    )
    assert got(ended).count("bob@slack") == 2
    assert got(ended).count("ann@slack") == got(ended).count("cho@slack") == 1


async def test_what_is_unknown_is_sent_again_only_if_that_was_said(ended: World):
    assert await weighed(ended, State.UNKNOWN) == Weighed(unknown=1)
    await again(ended, State.UNKNOWN)
    await strike(ended, hours=2)

    assert (await ended.states())["cho"] == "delivered"
    assert (await ended.states())["bob"] == "failed: not here"


async def test_the_catch_up_limit_counts_from_the_resend(ended: World):
    ended.clock.moment = NINE_UTC + timedelta(days=3)
    await again(ended, State.FAILED)
    await strike(ended, days=3, hours=1)

    assert (await ended.states())["bob"] == "delivered"

    ended.clock.moment = NINE_UTC + timedelta(days=4)
    await again(ended, State.UNKNOWN)
    await strike(ended, days=4, hours=13)
    assert (await ended.states())["cho"] == "skipped: too late"


async def test_a_slot_in_readers_own_time_does_not_pull_back_what_was_resent(world: World):
    await world.person("ann")
    await world.promise(newsletter(rule="FREQ=DAILY;COUNT=1"))
    await world.strike_nine()
    world.script("ann", FAILED)
    await strike(world, hours=1)
    world.clock.moment = NINE_UTC + timedelta(hours=12.5)
    await again(world, State.FAILED)

    await strike(world, hours=12.5)

    assert await world.states() == {"ann": "delivered"}


async def test_what_follows_the_end_of_a_send_is_done_once(due: World):
    kind = CountedEnds(due.texts)
    due.kinds, due._kinds_of_files = (kind,), tuple  # noqa: SLF001 - the world's own
    due.script("bob", FAILED)
    await strike(due, hours=1)
    await tick(due.beat(), due.clock.now())
    await again(due, State.FAILED)
    [send] = await due.sends()
    assert (send.state, kind.ends) == ("planned", 1)

    await strike(due, hours=2)
    await tick(due.beat(), due.clock.now())

    [send] = await due.sends()
    assert (send.state, kind.ends) == ("ended", 1)


async def test_a_running_send_goes_on_and_what_is_planned_or_leaving_is_not_touched(due: World):
    await due.change(Delivery, (await due.deliveries())["ann"].id, state="failed", reason="x")
    await due.change(Delivery, (await due.deliveries())["bob"].id, state="sending")
    before = await due.deliveries()

    assert await again(due, State.FAILED, State.UNKNOWN) == Resent(planned=1)

    after = await due.deliveries()
    assert {who for who in after if after[who].id == before[who].id} == {"bob", "cho"}
    assert {who: row.state for who, row in after.items()} == {
        "ann": "planned",
        "bob": "sending",
        "cho": "planned",
    }
    [send] = await due.sends()
    assert (send.state, send.reopened_at) == ("planned", None)


async def test_only_whom_it_is_for(ended: World):
    assert await again(ended, State.FAILED, State.UNKNOWN, contact="cho") == Resent(planned=1)

    assert (await ended.states())["bob"] == "failed: not here"


async def test_who_had_the_same_text_by_another_send_since_is_left_out(ended: World):
    [send] = await ended.sends()
    async with ended.database.begin() as session:
        session.add(
            Send(
                id="second",
                kind=send.kind,
                subject=send.subject,
                text_id=send.text_id,
                title=send.title,
                topic=send.topic,
                due_at=ended.clock.now(),
                created_at=ended.clock.now(),
            )
        )
        await session.flush()
        row = {"send_id": "second", "due_at": NINE_UTC, "lane": None}
        later = ended.clock.now() + timedelta(hours=1)
        session.add(
            Delivery(id="d2", contact_id="bob", state="delivered", recorded_at=later, **row)
        )

    assert await weighed(ended, State.FAILED, State.UNKNOWN) == Weighed(unknown=1, reached=1)
    assert await again(ended, State.FAILED, State.UNKNOWN) == Resent(planned=1)
    async with ended.database.read() as session:
        first = await session.get_one(Delivery, (await _of(ended, "bob", send.id)).id)
    assert (first.state, first.earlier) == ("failed", None)


async def _of(world: World, who: str, send_id: str) -> Delivery:
    rows = await world.all(Delivery)
    return next(row for row in rows if (row.contact_id, row.send_id) == (who, send_id))


async def test_it_goes_the_way_that_reaches_the_person_now(ended: World):
    await ended.reach_by_mail("bob", "bob@elsewhere.example")
    await ended.change(Address, "slack-bob", state="dead")
    await again(ended, State.FAILED)
    await Drum(ended.beat(), EmbeddedEngine()).strike(ended.clock.now())

    row = (await ended.deliveries())["bob"]
    assert (row.state, row.address_id, row.lane) == ("delivered", "email-bob", "email")


async def test_who_cannot_be_reached_is_left_as_it_was(ended: World):
    await ended.change(Address, "slack-bob", state="dead")

    assert await again(ended, State.FAILED) == Resent(nowhere=1)
    assert (await ended.states())["bob"] == "failed: not here"


async def test_it_may_be_done_again_and_every_end_is_kept(ended: World):
    ended.script("bob", FAILED, FAILED)
    for hours in (2, 3, 4):
        ended.clock.moment = NINE_UTC + timedelta(hours=hours)
        await again(ended, State.FAILED)
        await strike(ended, hours=hours)

    row = (await ended.deliveries())["bob"]
    assert (row.state, [one["state"] for one in row.earlier]) == ("delivered", ["failed"] * 3)
    assert len({row.id, *(one["id"] for one in row.earlier)}) == 4


async def test_in_the_middle_of_a_running_send_nobody_is_doubled(world: World):
    for number in range(40):
        await world.person(f"p{number:02}")
    await world.promise(newsletter(zone="UTC"))
    await world.strike_nine()
    first = await world.deliveries()
    for who in ("p00", "p01"):
        world.script(who, FAILED)
        await world.change(Delivery, first[who].id, due_at=NINE_UTC - timedelta(minutes=1))

    async def resent() -> None:
        counts.append((await again(world, State.FAILED, State.UNKNOWN)).planned)

    counts: list[int] = []
    for number in range(2, 40):
        world.script(f"p{number:02}", resent)
    await strike(world, hours=1)

    assert sum(counts) == 2
    assert set((await world.states()).values()) == {"delivered"}
    posts = Counter(got(world))
    assert {who for who, count in posts.items() if count > 1} == {"p00@slack", "p01@slack"}
    assert sum(posts.values()) == 42


async def test_what_is_broken_off_is_finished_by_asking_again(ended: World):
    people = [f"q{number:03}" for number in range(resends.CHUNK + 10)]
    [send] = await ended.sends()
    async with ended.database.begin() as session:
        known = {"partner_id": "p1", "role": "sales", "permission": "partner", "zone": "UTC"}
        session.add_all(Contact(id=who, name=who, **known) for who in people)
        await session.flush()
        session.add_all(_address(who) for who in people)
        session.add_all(
            Delivery(
                id=f"d-{who}", send_id=send.id, contact_id=who, due_at=NINE_UTC, state="failed"
            )
            for who in people
        )
    meant = chosen(send, State.FAILED)
    with pytest.raises(OSError, match="the power went"):
        await resend(_context(ended, DyingDatabase(ended.database, 1)), meant, PLATFORMS, "root")
    half = Counter((await ended.states()).values())

    rest = await resend(_context(ended, ended.database), meant, PLATFORMS, "root")

    assert half["planned"] == resends.CHUNK
    assert rest.planned == len(people) + 1 - resends.CHUNK
    assert Counter((await ended.states()).values())["planned"] == len(people) + 1
    async with ended.database.read() as session:
        lines = [line for line in await audit.lines(session) if line.act == "resend"]
    assert sorted(json.loads(line.detail)["deliveries"] for line in lines) == [
        rest.planned,
        resends.CHUNK,
    ]


def _address(who: str) -> Address:
    place = {"platform": "slack", "installation_id": "w1", "linked_at": NINE_UTC}
    return Address(id=f"slack-{who}", contact_id=who, external_id=f"{who}@slack", **place)


def _context(world: World, database: object, manners: Manners = NO_MANNERS) -> Any:
    """What the use case asks of its context: a database, the time, and quiet hours."""
    return SimpleNamespace(database=database, clock=world.clock, manners=lambda: manners)


async def test_a_question_that_came_back_is_asked_again_and_not_of_who_has_it(world: World):
    for name in ("ann", "bob", "cho"):
        await world.person(name)
    await world.write(survey())
    await world.promise(CadenceFile("survey", "nps", "FREQ=MONTHLY", NINE, "UTC", 720))
    await world.strike_nine()
    await strike(world, hours=1)
    for count in (2, 3):
        # It came back for all of them, though Bob asked for the question himself meanwhile.
        for row in (await world.deliveries()).values():
            await world.change(Delivery, row.id, state="failed", reason="bounced: 5.7.1")
        invited = await world.invitations()
        later = world.clock.now() + timedelta(minutes=5)
        await world.change(Invitation, invited["bob"].id, shown_at=later)
        world.clock.moment += timedelta(hours=1)
        assert await again(world, State.FAILED) == Resent(planned=3)
        await Drum(world.beat(), EmbeddedEngine()).strike(world.clock.now())

        assert await world.states() == {
            "ann": "delivered",
            "bob": "skipped: asked lately",
            "cho": "delivered",
        }
        assert Counter(got(world)) == {"ann@slack": count, "bob@slack": 1, "cho@slack": count}


@pytest.mark.parametrize("state", [State.PLANNED, State.SENDING, State.DELIVERED, State.SKIPPED])
async def test_nothing_else_can_be_meant(ended: World, state: State):
    [send] = await ended.sends()

    with pytest.raises(ValueError, match=state):
        chosen(send, state)
