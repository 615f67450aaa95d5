"""Whatever partners share with us, and wherever a send goes: who is planned for, and how often."""

import random
from collections.abc import Collection
from dataclasses import dataclass

import pytest
from sqlalchemy import delete

from bot.beat.rules.audience import Audience, To
from bot.beat.store import sends
from bot.beat.store.sends import Opening
from bot.beat.store.tables import Delivery, Send
from bot.people.store.place_tables import Conversation
from bot.people.store.tables import Partner
from scheduler.tick import tick
from tests.fixtures.tiers import times
from tests.scheduler.world import MONDAY, World

PARTNERS = ("p1", "p2", "p3")
STAFF = {"p1": ("ann", "tom"), "p2": ("sue",), "p3": ()}
STATES = ("live", "archived", None)
LOST = ("ann", "sue", "mia", "p1-0", "p2-1")


@dataclass(frozen=True)
class Drawn:
    """Where a send goes, what the partners share with us, and where planning was cut off."""

    to: To
    meant: frozenset[str]
    rooms: dict[str, tuple[str | None, ...]]
    lost: frozenset[str]
    later: dict[str, str]


def drawn_by(dice: random.Random) -> Drawn:
    """Return what one throw of the dice makes of it."""
    rooms = {name: (dice.choice(STATES), dice.choice(STATES)) for name in PARTNERS}
    return Drawn(
        to=dice.choice(list(To)),
        meant=frozenset(name for name in PARTNERS if dice.random() < 0.5),
        rooms=rooms,
        lost=frozenset(who for who in LOST if dice.random() < 0.5),
        later={
            f"{name}-{number}": dice.choice(STATES[:2]) for name in PARTNERS for number in (0, 1)
        },
    )


async def furnish(world: World) -> None:
    async with world.database.begin() as session:
        for name in PARTNERS[1:]:
            facts = {"tier": "gold", "region": "emea", "stage": "active"}
            session.add(Partner(id=name, name=f"Partner {name}", **facts))
    for partner, people in STAFF.items():
        for person in people:
            await world.person(person, partner_id=partner)
    await world.person("mia", partner_id=None, permission="manager")
    async with world.database.begin() as session:
        for partner in PARTNERS:
            for number in (0, 1):
                room = f"{partner}-{number}"
                where = {"installation_id": "w1", "external_id": room, "service_url": ""}
                session.add(Conversation(id=room, kind="group", noted_at=MONDAY, **where))


async def let_be(world: World, room: str, state: str | None) -> None:
    """Let a room be in this state; without one it is nobody's."""
    partner = room[:2] if state else None
    await world.change(Conversation, room, state=state or "live", partner_id=partner)


async def plan(world: World, drawn: Drawn) -> tuple[str, dict[str, str]]:
    names = {"p1": "Northwind", "p2": "Partner p2", "p3": "Partner p3"}
    meant = frozenset(names[one] for one in drawn.meant)
    audience = Audience(partners=meant, vendor=True, to=drawn.to)
    opening = Opening(
        kind="edition",
        subject="pulse-1",
        title="Pulse",
        audience=audience,
        due_at=MONDAY,
        priority=50,
    )
    async with world.database.begin() as session:
        send = await sends.open_send(session, opening, MONDAY)
    await tick(world.beat(), MONDAY)
    return send.id, await rows_of(world, send.id)


async def rows_of(world: World, send_id: str) -> dict[str, str]:
    found = [row for row in await world.all(Delivery) if row.send_id == send_id]
    rows = {row.contact_id or row.conversation_id or "": row.reason or row.state for row in found}
    assert len(rows) == len(found)
    return rows


def partners_in(rows: Collection[str]) -> tuple[set[str], set[str]]:
    """Return the partners spoken to in a room, and those whose people are."""
    rooms = {row[:2] for row in rows if row[:2] in PARTNERS}
    people = {partner for partner, staff in STAFF.items() if set(staff) & set(rows)}
    return rooms, people


def hold(drawn: Drawn, rows: dict[str, str], *, at_first: bool = True) -> None:
    meant = drawn.meant or set(PARTNERS)
    in_rooms, as_people = partners_in(rows)
    live = {one for one in meant if "live" in drawn.rooms[one]}
    shared = {one for one in meant if set(drawn.rooms[one]) - {None}}
    staffed = {one for one in meant if STAFF[one]}
    assert "mia" in rows
    assert in_rooms | as_people <= meant
    spoken_in = [row[:2] for row, state in rows.items() if state == "planned" and "-" in row]
    assert len(spoken_in) == len(set(spoken_in))
    if drawn.to in {To.EITHER, To.CONVERSATIONS}:
        assert not in_rooms & as_people
    if not at_first:
        return
    match drawn.to:
        case To.PEOPLE:
            assert (in_rooms, as_people) == (set(), staffed)
        case To.CONVERSATIONS:
            assert (in_rooms, as_people) == (shared, staffed - shared)
            missed = {rows[who] for one in as_people for who in STAFF[one]}
            assert missed <= {"no conversation"}
        case To.EITHER:
            assert (in_rooms, as_people) == (live, staffed - live)
        case To.BOTH:
            assert (in_rooms, as_people) == (shared, staffed)


@pytest.mark.every_change
async def test_each_partner_is_planned_for_as_the_audience_says_and_nobody_twice(world: World):
    dice = random.Random(times(20))  # noqa: S311 - a story that can be told again, no secret
    await furnish(world)
    for _ in range(times(20)):
        await try_it(world, drawn_by(dice))


async def try_it(world: World, drawn: Drawn) -> None:
    for partner, rooms in drawn.rooms.items():
        for number, state in enumerate(rooms):
            await let_be(world, f"{partner}-{number}", state)
    send_id, rows = await plan(world, drawn)
    hold(drawn, rows)
    # Cut off in the middle, with rooms that come and go before it is planned again.
    mine = Delivery.contact_id.in_(drawn.lost) | Delivery.conversation_id.in_(drawn.lost)
    async with world.database.begin() as session:
        await session.execute(delete(Delivery).where(Delivery.send_id == send_id, mine))
    for room, state in drawn.later.items():
        await let_be(world, room, state)
    await world.change(Send, send_id, state="open")
    await tick(world.beat(), MONDAY)

    hold(drawn, await rows_of(world, send_id), at_first=False)
