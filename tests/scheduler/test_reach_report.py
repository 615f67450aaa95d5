"""Whom a send reached, cut by way, partner and role; who was missed; and what came of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import errors
from bot.beat import reaching
from bot.beat.cards import reach as cards
from bot.beat.cards import sends_listed
from bot.beat.rules.outcomes import State
from bot.beat.rules.punctual import OnTime
from bot.beat.rules.suppression import Skip
from bot.beat.store import acknowledgements, reached, resends
from bot.beat.store.reached import CONVERSATION, Missed, Way
from bot.beat.store.resends import Chosen, Weighed
from bot.beat.store.tables import Cadence, Delivery, Send
from bot.people.store.people import principal_by_id
from bot.people.store.tables import Contact, Mute, Partner
from bot.plain_text import plain_text
from content.wording import load_wording
from scheduler.drum import Drum
from scheduler.embedded import EmbeddedEngine
from scheduler.tick import tick
from tests.scheduler.world import NINE_UTC, World, newsletter

WORDING = load_wording()


async def strike(world: World, **span: float) -> None:
    world.clock.moment = NINE_UTC + timedelta(**span)
    await Drum(world.beat(), EmbeddedEngine()).strike(world.clock.now())


@pytest.fixture
async def gone_out(world: World) -> World:
    """Ann has it on Slack, Bob by mail; Cho's failed, Dan has no address, Eve muted it."""
    async with world.database.begin() as session:
        facts = {"tier": "gold", "region": "emea", "stage": "active"}
        session.add(Partner(id="p2", name="Southwind", **facts))
        session.add(Contact(id="mia", name="Mia", role="sales", permission="manager", zone="UTC"))
        await session.flush()
        (await session.get_one(Partner, "p2")).manager_id = "mia"
    await world.person("ann", role="technical")
    await world.person("bob", on=("email",))
    await world.person("cho", partner_id="p2")
    await world.person("dan", partner_id="p2", on=())
    await world.person("eve", partner_id="p2")
    async with world.database.begin() as session:
        session.add(Mute(contact_id="eve", topic="pulse", muted_at=NINE_UTC))
    await world.promise(newsletter(zone="UTC"))
    world.script("cho", errors.NotPermitted("not here"))
    await world.change(Contact, "mia", active=False)
    await world.strike_nine()
    await strike(world, minutes=1)
    return world


async def send_of(world: World) -> Send:
    return next(one for one in await world.sends() if one.kind == "edition")


async def test_the_counts_add_up_by_way_partner_and_role(gone_out: World):
    send = await send_of(gone_out)
    async with gone_out.database.read() as session:
        ways = await reached.ways(session, send.id)
        partners = await reached.by_partner(session, send.id)
        roles = await reached.by_role(session, send.id)

    assert ways == [
        Way("email", is_conversation=False, count=1),
        Way("slack", is_conversation=False, count=1),
    ]
    assert {
        name: (four.reached, four.not_reached, four.left_out) for name, four in partners.items()
    } == {
        "": (0, 0, 1),
        "Northwind": (2, 0, 0),
        "Southwind": (0, 2, 1),
    }
    assert {name: four.everybody for name, four in roles.items()} == {"sales": 5, "technical": 1}
    assert CONVERSATION not in roles


async def test_who_was_missed_is_named_to_those_who_look_after_them(gone_out: World):
    send = await send_of(gone_out)
    async with gone_out.database.read() as session:
        hers = await reached.missed(session, send.id, in_charge="mia")
        nobody = await reached.missed(session, send.id, in_charge="ann")
        every = await reached.count_missed(session, send.id)
        page = await reached.missed(session, send.id, limit=1, after=1)

    assert hers == [
        Missed("cho", "Southwind", State.FAILED, "not here"),
        Missed("dan", "Southwind", State.SKIPPED, "no address"),
        Missed("eve", "Southwind", State.SKIPPED, "muted topic"),
    ]
    assert (nobody, every) == ([], 4)
    assert page == hers[:1]


async def test_who_turns_away_after_it_is_counted_with_it_and_who_did_before_is_not(
    gone_out: World,
):
    send = await send_of(gone_out)
    late = gone_out.clock.now() + timedelta(days=8)
    async with gone_out.database.begin() as session:
        session.add(Mute(contact_id="ann", topic="pulse", muted_at=gone_out.clock.now()))
        session.add(Mute(contact_id="bob", topic="pulse", muted_at=late))
    async with gone_out.database.read() as session:
        assert await reached.turned_away(session, send.id) == 1

    await gone_out.change(Contact, "bob", opted_out_at=gone_out.clock.now())
    async with gone_out.database.read() as session:
        assert await reached.turned_away(session, send.id) == 2


async def test_a_partner_silent_for_three_editions_is_told_until_somebody_says_a_word(due: World):
    for days in (0, 1, 2):
        due.clock.moment = NINE_UTC + timedelta(days=days)
        await tick(due.beat(), due.clock.now())
        await strike(due, days=days, minutes=1)
    sent = sorted(await due.sends(), key=lambda one: one.created_at)
    async with due.database.read() as session:
        after = [await reached.silent_partners(session, one) for one in sent]
    last = [row for row in await due.all(Delivery) if row.send_id == sent[-1].id]
    await due.change(Delivery, last[0].id, heard_at=due.clock.now())

    assert after == [[], [], ["Northwind"]]
    async with due.database.read() as session:
        assert await reached.silent_partners(session, sent[-1]) == []


async def test_who_is_new_or_was_left_out_of_one_is_not_silent(due: World):
    facts = {"tier": "gold", "region": "emea", "stage": "active"}
    async with due.database.begin() as session:
        session.add_all(
            Partner(id=one, name=one.title(), **facts) for one in ("new", "out", "old")
        )
    await due.person("out", partner_id="out")
    await due.person("old", partner_id="old")
    await due.change(Contact, "out", opted_out_at=NINE_UTC)
    for days in (1, 2, 3):
        due.clock.moment = NINE_UTC + timedelta(days=days)
        await tick(due.beat(), due.clock.now())
        await strike(due, days=days, minutes=1)
        if days == 1:
            await due.change(Contact, "out", opted_out_at=None)
            await due.person("new", partner_id="new")
    last = max(await due.sends(), key=lambda one: one.created_at)
    async with due.database.read() as session:
        silent = await reached.silent_partners(session, last)
    async with due.database.begin() as session:
        await acknowledgements.note(session, last.id, "old", due.clock.now())
    async with due.database.read() as session:
        after = await reached.silent_partners(session, last)

    assert (silent, after) == (["Northwind", "Old"], ["Northwind"])


async def test_of_a_survey_that_has_gone_out_it_is_said_why_its_words_stay(due: World):
    await strike(due, minutes=1)
    send = await send_of(due)
    async with due.database.read() as session:
        asker = await principal_by_id(session, "ann")
        seen = await reaching.seen(session, await session.get_one(Send, send.id), asker)
    told = [
        plain_text(cards.card(WORDING, replace(seen, kind=kind, may_hold=True)))
        for kind in ("edition", "wave")
    ]

    assert ["keeps its words" in one for one in told] == [False, True]


async def test_what_is_still_on_its_way_is_said_in_the_list_and_is_no_miss(due: World):
    await due.change(Delivery, (await due.deliveries())["cho"].id, due_at=NINE_UTC + timedelta(1))
    await strike(due, minutes=1)
    async with due.database.read() as session:
        asker = await principal_by_id(session, "ann")
        seen = await reaching.seen(
            session, await session.get_one(Send, (await send_of(due)).id), asker
        )
    said = plain_text(sends_listed.listed(WORDING, [seen], "UTC", OnTime()))

    assert "reached 2 of 3. 1 is still on the way." in said


async def test_who_had_no_way_or_was_too_late_is_sent_to_again_once_they_can_be_reached(
    gone_out: World,
):
    send = await send_of(gone_out)
    meant = Chosen(send, frozenset(), reasons=frozenset({Skip.NO_ADDRESS, Skip.TOO_LATE}))
    async with gone_out.database.read() as session:
        assert await resends.weigh(session, meant) == Weighed(missed=1)
    await gone_out.reach_by_mail("dan", "dan@southwind.example")
    async with gone_out.database.begin() as session:
        ids = await resends.meant(session, meant)
        await resends.plan_again(session, meant, ids, {"slack", "email"}, gone_out.clock.now())
    await strike(gone_out, minutes=2)

    assert (await gone_out.states())["dan"] == "delivered"
    with pytest.raises(ValueError, match="muted"):
        Chosen(send, frozenset(), reasons=frozenset({Skip.MUTED}))


async def test_who_announced_it_is_told_once_whom_it_reached(due: World):
    [cadence] = await due.all(Cadence)
    await due.change(Cadence, cadence.id, owner="ann")
    await strike(due, minutes=1)
    for minutes in (2, 3):
        await tick(due.beat(), NINE_UTC + timedelta(minutes=minutes))

    summaries = [one for one in await due.sends() if one.kind == "summary"]
    [edition] = [one for one in await due.sends() if one.kind == "edition"]
    assert [one.subject for one in summaries] == [edition.id]
    assert '"ann"' in summaries[0].audience


async def test_what_came_from_files_tells_nobody(due: World):
    await strike(due, minutes=1)
    await tick(due.beat(), NINE_UTC + timedelta(minutes=2))

    assert {one.kind for one in await due.sends()} == {"edition"}


async def test_ways_that_are_no_chat_are_said_too(gone_out: World):
    send = await send_of(gone_out)
    await gone_out.change(Delivery, (await gone_out.deliveries())["ann"].id, lane=None)
    await gone_out.change(Contact, "mia", active=True)
    async with gone_out.database.read() as session:
        asker = await principal_by_id(session, "mia")
        here = await session.get_one(Send, send.id)
        seen = await reaching.report(session, here, asker)

    assert "1 whose data was erased since and 1 by mail" in plain_text(cards.card(WORDING, seen))
