"""Say before it is planned what a draft does to the weeks of those it is for."""

from bot.beat import drafting
from bot.beat.cards import simulating as cards
from bot.beat.context import BeatContext
from bot.beat.rules.simulating import Added
from bot.beat.store import audiences
from bot.errors import AudienceUnreadable
from bot.event import ActionPressed, Reply
from bot.principal import Principal


async def show(context: BeatContext, asker: Principal, event: ActionPressed) -> Reply:
    """Walk everybody through the weeks to come, with this draft and without it."""
    now = context.clock.now()
    async with context.database.read() as session:
        draft = await drafting.mine(session, asker, event)
        if draft is None or draft.state == "dropped":
            return drafting.said(context, "announce_gone")
        announcement = draft.announcement
        added = Added(
            announcement.audience(),
            announcement.cadence(now),
            topic=announcement.topic,
            must_read=bool(announcement.must_read),
            planned_as=draft.cadence_id or "",
            newsletter=announcement.newsletter,
        )
        try:
            found = await context.simulated.run(session, now, added)
        except AudienceUnreadable:
            return drafting.said(context, "announce_gone")
        some = found.recipients[: cards.NAMED]
        names = list((await audiences.names_of(session, some)).values())
    return Reply((cards.card(context.wording, announcement.title, found, sorted(names)),))
