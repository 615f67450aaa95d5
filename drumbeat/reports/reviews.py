"""The brief of a partner, and the goals of all, for whoever has the command line."""

from collections.abc import Iterator

from bot.entries import BriefPart
from bot.errors import NothingFound
from bot.goals.rules.goals import GoalView, Said, Side
from bot.goals.store.goals import goals_of
from bot.message import Facts
from bot.people.cards import briefing
from bot.people.store import partnerships, reviewed
from bot.plain_text import plain_text
from bot.subjects import SUBJECTS
from drumbeat.reports.askers import asker_of
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings


async def brief_of(settings: Settings, *, name: str, read_as: str) -> Report:
    """Return the brief of a partner as this person may have it."""
    async with opened(settings) as house:
        context = house.context.bringing(SUBJECTS)
        async with house.database.read() as session:
            asker = await asker_of(session, read_as)
            partner = await reviewed.named(session, asker, name)
        if partner is None:
            raise NothingFound(f"{read_as} has no brief of a partner called {name!r}")
        parts = await context.parts_of_brief(asker, partner)
        said = plain_text(briefing.whole(context, partner, parts, has_page=False))
    value = {
        "partner_id": partner.partner_id,
        "partner": partner.name,
        "as_of": context.clock.now(),
        "parts": [_part(part) for part in parts if part.elements],
        "lacking": [each for part in parts for each in part.lacking],
        "brief": said,
    }
    return Report(value, (said,))


async def standing(settings: Settings, *, partner: str) -> Report:
    """Return every goal, or those of one partner, what is due first above."""
    async with opened(settings) as house, house.database.read() as session:
        found = await partnerships.partner_named(session, partner) if partner else None
        if partner and found is None:
            raise NothingFound(f"no partner is called {partner!r} here")
        goals = await goals_of(session, found.id if found else None)
    heads = ("Goal", "Partner", "Due", "State", "At the partner", "At the vendor")
    rows = [
        (
            *(goal.words, goal.partner, goal.due_on.isoformat(), goal.state.value),
            *(_standing(goal, side) for side in (Side.PARTNER, Side.VENDOR)),
        )
        for goal in goals
    ]
    return Report([_goal(goal) for goal in goals], (Table(heads, rows),), "There is no goal yet.")


def _part(part: BriefPart) -> dict[str, object]:
    return {"heading": part.heading, "facts": dict(_facts(part))}


def _facts(part: BriefPart) -> Iterator[tuple[str, str]]:
    for element in part.elements:
        if isinstance(element, Facts):
            yield from ((fact.label, fact.value) for fact in element.facts)


def _standing(goal: GoalView, side: Side) -> str:
    owner = goal.vendor_owner if side is Side.VENDOR else goal.partner_owner
    last = goal.last_of(side)
    said = "no word yet" if last is None else f"{last.colour.value} ({last.slot_on.isoformat()})"
    return f"{owner}: {said}" if owner else said


def _goal(goal: GoalView) -> dict[str, object]:
    return {
        "id": goal.id,
        "partner_id": goal.partner_id,
        "partner": goal.partner,
        "words": goal.words,
        "due_on": goal.due_on,
        "state": goal.state.value,
        "ended_on": goal.ended_on,
        "reason": goal.reason or None,
        "vendor_owner": goal.vendor_owner or None,
        "partner_owner": goal.partner_owner or None,
        "said": [_said(one) for one in goal.said],
    }


def _said(one: Said) -> dict[str, object]:
    return {
        "slot_on": one.slot_on,
        "side": one.side.value,
        "colour": one.colour.value,
        "by": one.who or None,
        "note": one.note or None,
    }
