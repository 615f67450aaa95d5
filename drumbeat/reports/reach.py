"""Whom one send reached: in numbers, by name, and conversation by conversation."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from bot.beat.rules.reach import Four
from bot.beat.store import (
    acknowledgements,
    punctuality,
    reached,
    replies,
    shared_conversations,
    taps,
)
from bot.beat.store.shared_conversations import ConversationReach
from bot.beat.store.tables import Send
from bot.language import Wording
from bot.people.cards.places import called, next_step
from bot.people.rules.place_states import PlaceState
from bot.store.sessions import AsyncSession
from drumbeat.reports import on_time
from drumbeat.reports.beat import sends_table
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.reports.sends import send_called
from drumbeat.settings import Settings
from scheduler.reach import reach_of


async def shown(settings: Settings, send: str) -> Report:
    """Return the reach of one send: its counts, cut by way, partner and role, and every miss."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await send_called(session, send)
            places = await shared_conversations.reached(session, found.id)
            kept = (await punctuality.of_sends(session, [found.id])).get(found.id)
            cut = await _cut(session, found)
        reach = await reach_of(house.database, [found.id])
    places = [_named(house.wording, place) for place in places]
    steps = [_step(house.wording, place) for place in places]
    value = {
        "sends": [asdict(one) for one in reach.sends],
        **cut,
        "conversations": [
            {**asdict(place), "next": step} for place, step in zip(places, steps, strict=True)
        ],
        "on_time": on_time.value_of(kept) if kept else None,
    }
    rows = [
        (
            place.conversation,
            place.partner or "",
            place.outcome,
            place.reason or place.because,
            place.stands,
            step,
        )
        for place, step in zip(places, steps, strict=True)
    ]
    heads = ("Conversation", "Partner", "Outcome", "Why", "Stands", "What to do")
    promise = (on_time.one(found.title, kept),) if kept else ()
    tables = (*promise, *_tables(cut), Table(heads, rows, title="Conversations"))
    return Report(value, (sends_table(reach), *tables))


async def _cut(session: AsyncSession, send: Send) -> dict[str, Any]:
    """Count it by way, partner and role, and name everybody who does not have it."""
    tapped = await taps.tapped(session, [send.id])
    return {
        "ways": [asdict(one) for one in await reached.ways(session, send.id)],
        "partners": _counts(await reached.by_partner(session, send.id)),
        "roles": _counts(await reached.by_role(session, send.id)),
        "missed": [asdict(one) for one in await reached.missed(session, send.id)],
        "replied": await replies.people_who_answered(session, send.id),
        "tapped": [asdict(one) for one in tapped.get(send.id, ())],
        **(await _acknowledged(session, send)),
        "turned_away": await reached.turned_away(session, send.id),
        "silent_partners": await reached.silent_partners(session, send),
    }


async def _acknowledged(session: AsyncSession, send: Send) -> dict[str, Any]:
    """Count who says that they have read what everybody must read, and name who is awaited."""
    if not send.must_read:
        return {"acknowledged": None, "awaited": []}
    awaited = await acknowledgements.awaited(session, send.id)
    return {
        "acknowledged": await acknowledgements.count(session, send.id),
        "awaited": [{"name": name, "partner": partner} for name, partner in awaited],
    }


def _counts(found: Mapping[str, Four]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "everybody": four.everybody,
            "reached": four.reached,
            "on_the_way": four.on_the_way,
            "not_reached": four.not_reached,
            "left_out": four.left_out,
        }
        for name, four in sorted(found.items())
    ]


def _tables(cut: dict[str, Any]) -> Iterator[Table]:
    heads = ("To", "Reached", "On the way", "Not reached", "Left out")
    names = ("everybody", "reached", "on_the_way", "not_reached", "left_out")
    for key, title, head in (("partners", "By partner", "Partner"), ("roles", "By role", "Role")):
        rows = [
            (one["name"] or "our own people", *(str(one[name]) for name in names))
            for one in cut[key]
        ]
        yield Table((head, *heads), rows, title=title)
    if cut["acknowledged"] is not None:
        awaited = [(one["name"], one["partner"]) for one in cut["awaited"]]
        title = f"Read it by their own word: {cut['acknowledged']}. Not yet"
        yield Table(("Who", "Partner"), awaited, title=title)
    missed = [
        (one["name"], one["partner"], one["state"].value, one["reason"]) for one in cut["missed"]
    ]
    yield Table(("Who", "Partner", "Outcome", "Why"), missed, title="Who does not have it")


def _step(wording: Wording, place: ConversationReach) -> str:
    return next_step(wording, PlaceState(place.stands), place.platform)


def _named(wording: Wording, place: ConversationReach) -> ConversationReach:
    name = called(wording, place.conversation, place.kind, place.since)
    return replace(place, conversation=name)
