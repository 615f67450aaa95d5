"""Whom one send reached: in numbers, and conversation by conversation."""

from dataclasses import asdict, replace

from bot.beat.store import punctuality, shared_conversations
from bot.beat.store.shared_conversations import ConversationReach
from bot.language import Wording
from bot.people.cards.places import called, next_step
from bot.people.rules.place_states import PlaceState
from drumbeat.reports import on_time
from drumbeat.reports.beat import sends_table
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.reports.sends import send_called
from drumbeat.settings import Settings
from scheduler.reach import reach_of


async def shown(settings: Settings, send: str) -> Report:
    """Return the reach of one send, with every conversation that it was meant for."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await send_called(session, send)
            places = await shared_conversations.reached(session, found.id)
            kept = (await punctuality.of_sends(session, [found.id])).get(found.id)
        reach = await reach_of(house.database, [found.id])
    places = [_named(house.wording, place) for place in places]
    steps = [_step(house.wording, place) for place in places]
    value = {
        "sends": [asdict(one) for one in reach.sends],
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
    tables = (sends_table(reach), *promise, Table(heads, rows, title="Conversations"))
    return Report(value, tables)


def _step(wording: Wording, place: ConversationReach) -> str:
    return next_step(wording, PlaceState(place.stands), place.platform)


def _named(wording: Wording, place: ConversationReach) -> ConversationReach:
    name = called(wording, place.conversation, place.kind, place.since)
    return replace(place, conversation=name)
