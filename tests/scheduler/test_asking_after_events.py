"""Who is asked after an event: once each, by the ledger, within the rules, or with a reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from bot.beat.rules.suppression import Skip
from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.people.store.tables import Contact, Mute, PartnerMute
from bot.store.columns import Base
from bot.voice.asking import AskedPeople, Refusal, Terms, ask_after
from bot.voice.reminders import ReminderWatch
from bot.voice.rules.occasions import NotAsked, Refused
from bot.voice.store import wave_ends
from bot.voice.store.tables import Invitation, Wave
from scheduler.lanes import Lanes
from scheduler.tick import tick
from tests.scheduler.world import LANE, World, survey

MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
CSAT = replace(survey(), key="csat", score="csat", kind="transactional", open_days=10)


async def ask(
    world: World, *who: str, after: str = "case 4711", key: str = "csat", budget: int = 5
) -> AskedPeople | NotAsked:
    terms = Terms(world.texts, {"slack", "email"}, budget, "UTC")
    async with world.database.begin() as session:
        text = await texts.newest(session, TextKind.SURVEY, key)
        return await ask_after(terms, session, text, who, after, world.clock.now())


async def strike(world: World, **later: float) -> None:
    """Let the drum strike after this time, and all that is due leave."""
    world.clock.moment += timedelta(**later)
    await ReminderWatch(world.database, world.texts).look(world.clock.moment)
    await tick(world.beat(), world.clock.moment)
    await Lanes(world.beat()).drain(LANE)


async def answer(world: World, invitation: Invitation) -> None:
    facts = {"wave_id": invitation.wave_id, "invitation_id": invitation.id, "role": "sales"}
    whose = {"contact_id": invitation.contact_id, "partner_id": "p1", "score": 4}
    async with world.database.begin() as session:
        row = {"id": f"r-{invitation.id}", "answered_at": world.clock.now(), **facts, **whose}
        await session.execute(insert(Base.metadata.tables["response"]), [row])


async def invitations(world: World) -> list[Invitation]:
    return sorted(await world.all(Invitation), key=lambda one: (one.contact_id, one.occasion))


@pytest.fixture
async def office(world: World) -> World:
    world.clock.moment = MONDAY
    await world.person("ann")
    await world.person("bob")
    await world.write(CSAT)
    return world


async def test_an_event_is_asked_after_once_by_one_send_however_often_it_is_said(office: World):
    first = await ask(office, "ann", "bob")
    at_once = await ask(office, "ann")
    await strike(office)
    again = await ask(office, "ann", after="Case 4711")

    assert first.asked == ("ann", "bob")
    assert at_once.refused == again.refused == {"ann": Refusal(Refused.ALREADY)}
    assert office.messenger.readers == ["ann@slack", "bob@slack"]
    assert len(await office.sends()) == 1
    [wave] = await office.waves()
    assert (wave.quarter, wave.closes_at) == ("2026-Q4", datetime(2027, 1, 1, tzinfo=UTC))
    for one in await invitations(office):
        assert (one.occasion, one.closes_at) == ("case 4711", MONDAY + timedelta(days=10))
        assert one.delivered_at == MONDAY


async def test_a_second_event_waits_ninety_days_and_then_asks_in_the_wave_of_its_quarter(office):
    await ask(office, "ann")
    unsent = await ask(office, "ann", after="case 4712")
    await strike(office)
    sent = await ask(office, "ann", after="case 4712")
    await strike(office, days=89)
    too_soon = await ask(office, "ann", after="case 4713")
    await strike(office, days=1)
    later = await ask(office, "ann", after="case 4713")
    same = await ask(office, "ann")
    await strike(office)

    free = MONDAY + timedelta(days=90)
    lately = {"ann": Refusal(Skip.ASKED_LATELY, free)}
    assert unsent.refused == sent.refused == too_soon.refused == lately
    assert later.asked == ("ann",)
    assert same.refused == {"ann": Refusal(Refused.ALREADY)}
    assert [title.split()[0] for _, title in office.messenger.posts] == ["csat", "csat"]
    assert {wave.quarter for wave in await office.waves()} == {"2026-Q4", "2027-Q1"}


async def test_two_events_of_one_quarter_have_an_invitation_each_and_their_own_end(office: World):
    office.clock.moment = datetime(2026, 10, 1, 10, tzinfo=UTC)
    await ask(office, "ann", after="start")
    await strike(office)
    await strike(office, days=90, hours=3)
    await ask(office, "ann", after="end")
    await strike(office)

    first, second = (one for one in sorted(await invitations(office), key=lambda i: i.invited_at))
    [wave] = await office.waves()
    assert first.delivered_at < second.delivered_at
    assert second.closes_at == wave.closes_at == datetime(2027, 1, 9, 13, tzinfo=UTC)
    assert first.send_id != second.send_id
    titles = [title for _, title in office.messenger.posts]
    assert titles == [f"csat {first.id}", f"csat {second.id}"]


async def refused(world: World) -> Refusal:
    found = await ask(world, "ann")
    assert found.asked == ()
    assert await world.sends() == []
    return found.refused["ann"]


async def test_who_may_not_be_asked_is_told_with_the_reason(office: World):
    await office.change(Contact, "ann", active=False)
    gone = await refused(office)
    await office.change(Contact, "ann", active=True, opted_out_at=MONDAY)
    opted_out = await refused(office)
    await office.change(Contact, "ann", opted_out_at=None)
    async with office.database.begin() as session:
        session.add(Mute(contact_id="ann", topic="nps", muted_at=MONDAY))
    muted = await refused(office)
    async with office.database.begin() as session:
        await session.execute(Base.metadata.tables["mute"].delete())
        session.add(PartnerMute(id="m", partner_id="p1", reason="", muted_at=MONDAY, muted_by="x"))
    partner_muted = await refused(office)
    async with office.database.begin() as session:
        await session.execute(Base.metadata.tables["partner_mute"].delete())
    await office.person("mia", partner_id=None, permission="manager")
    await office.person("far", on=())
    others = await ask(office, "mia", "far", "nobody")

    found = [one.why for one in (gone, opted_out, muted, partner_muted)]
    assert found == [Skip.INACTIVE, Skip.OPTED_OUT, Skip.MUTED, Skip.PARTNER_MUTED]
    assert {who: one.why for who, one in others.refused.items()} == {
        "mia": Refused.OURS,
        "far": Skip.NO_ADDRESS,
        "nobody": Skip.INACTIVE,
    }


async def test_who_has_had_enough_this_week_is_not_asked_and_who_missed_it_may_be_again(office):
    await ask(office, "ann")
    await strike(office)
    full = await ask(office, "bob", budget=0)
    await ask(office, "bob")
    [waiting] = [one for one in await office.sends() if one.state == "open"]
    await office.change(type(waiting), waiting.id, stopped_at=office.clock.now())
    await strike(office)
    anew = await ask(office, "bob")
    await strike(office)

    assert full.refused == {"bob": Refusal(Skip.BUDGET)}
    assert anew.asked == ("bob",)
    assert office.messenger.readers == ["ann@slack", "bob@slack"]
    assert [one.contact_id for one in await invitations(office)] == ["ann", "bob"]


async def test_the_relationship_is_asked_about_first(office: World):
    await office.write(CSAT, replace(survey(), open_days=14))
    await office.promise(*office.texts.files)
    async with office.database.begin() as session:
        facts = {"survey": "nps", "score": "nps", "kind": "relationship", "promise": "named"}
        window = {"opens_at": MONDAY, "closes_at": MONDAY + timedelta(days=14)}
        session.add(Wave(id="round", **facts, **window))
        await session.flush()
        whose = {"wave_id": "round", "contact_id": "ann", "invited_at": MONDAY}
        session.add(Invitation(id="i-ann", delivered_at=MONDAY, **whose))
    waits = await ask(office, "ann")
    await answer(office, (await invitations(office))[0])
    free = await ask(office, "ann")

    until = MONDAY + timedelta(days=14)
    assert waits.refused == {"ann": Refusal(Skip.RELATIONSHIP_FIRST, until)}
    assert free.asked == ("ann",)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"promise": "anonymous"}, NotAsked.ANONYMOUS),
        ({"kind": "relationship"}, NotAsked.RELATIONSHIP),
    ],
)
async def test_some_surveys_are_never_asked_after_an_event(office: World, changes, why):
    await office.write(replace(CSAT, **changes))

    assert await ask(office, "ann") is why
    assert await office.waves() == []


async def test_a_wave_that_was_closed_by_hand_asks_nobody_more_in_its_quarter(office: World):
    await ask(office, "ann")
    await strike(office)
    [wave] = await office.waves()
    async with office.database.begin() as session:
        await wave_ends.end_now(session, wave.id, office.clock.now())
    async with office.database.read() as session:
        over = await wave_ends.over(session, office.clock.now())

    assert await ask(office, "bob", after="case 4712") is NotAsked.CLOSED
    assert over == [(wave.id, False)]


async def test_each_is_reminded_once_by_the_day_on_which_they_were_asked(office: World):
    await office.person("cat")
    await ask(office, "ann", "cat")
    await strike(office)
    await answer(office, (await invitations(office))[1])
    await strike(office, days=1)
    await ask(office, "bob", after="case 4712")
    await strike(office)
    await strike(office, days=6, hours=-1)
    on_monday = office.messenger.readers
    await strike(office, days=1)
    await strike(office, days=1)

    assert on_monday == ["ann@slack", "ann@slack", "bob@slack", "cat@slack"]
    assert office.messenger.readers == [*on_monday[:3], "bob@slack", "cat@slack"]
    states = {who: row.state for who, row in (await office.deliveries()).items()}
    assert states == {"ann": "delivered", "bob": "delivered", "cat": "skipped"}
