"""Show administrators who was not found on a platform, where and why, and what can be done."""

from collections.abc import Sequence

from bot.context import Context
from bot.event import Reply, Said
from bot.message import Bullets, Column, Element, Message, Table, notice, paragraph, spans
from bot.people.cards.settling import not_for_you
from bot.people.store import finding
from bot.people.store.finding import Unmatched
from bot.principal import Principal
from bot.rights import Right, may

PEOPLE_SHOWN = 60
WAYS = ("settle_link", "settle_link_there", "unmatched_code", "unmatched_domain_way")


async def tell_unmatched(context: Context, asker: Principal, event: Said) -> Reply:
    """Tell who is linked nowhere on a platform where we vouch for a place, and why."""
    del event
    if not may(asker, Right.SETTLE_PEOPLE):
        return not_for_you(context)
    async with context.database.read() as session:
        found = await finding.unmatched(session, set(context.directories))
    return Reply((_card(context, found),))


def why_words(context: Context, one: Unmatched) -> str:
    """Say why somebody is not linked there."""
    return context.wording.say(f"unmatched_{one.why}")


def others(context: Context, found: Sequence[Unmatched]) -> str:
    """Count those of whom nobody wonders; empty where there are none."""
    count = sum(one.is_expected for one in found)
    return context.wording.say("unmatched_others", count=str(count)) if count else ""


def _card(context: Context, found: Sequence[Unmatched]) -> Message:
    say = context.wording.say
    told = [one for one in found if not one.is_expected]
    rest = others(context, found)
    if not told:
        return notice(say("unmatched_title"), say("unmatched_nobody"), *([rest] if rest else []))
    shown = told[:PEOPLE_SHOWN]
    rows = tuple(
        (one.name, one.email or say("none"), _where(context, one), why_words(context, one))
        for one in shown
    )
    titles = ("unmatched_person", "who_email", "who_place", "unmatched_why")
    columns = tuple(Column(say(title)) for title in titles)
    summary = say("unmatched_summary", shown=str(len(shown)), count=str(len(told)))
    ways = Bullets(tuple(spans(say(key)) for key in WAYS))
    elements: list[Element] = [Table(say("unmatched_title"), columns, rows, summary)]
    elements += [paragraph(rest)] if rest else []
    return Message(say("unmatched_title"), (*elements, paragraph(say("unmatched_ways")), ways))


def _where(context: Context, one: Unmatched) -> str:
    return f"{context.wording.say(f'platform_{one.platform}')}: {one.place}"
