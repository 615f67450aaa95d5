"""Who looks after whom, and who did what: what the command line does and tells."""

import json

from bot.beat.usecases import assign_partners
from bot.errors import NothingFound
from bot.people.rules.handing import Assignment
from bot.plain_text import plain_text
from bot.store import audit
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings


async def assign(settings: Settings, wanted: Assignment) -> Report:
    """Settle one thing as the operator, and say what came of it; a refusal raises."""
    async with opened(settings) as house:
        async with house.database.begin() as session:
            assigned = await assign_partners.carry_out(
                house.context, session, wanted, audit.OPERATOR
            )
        sentence = plain_text(assigned.message).partition("\n\n")[2]
        if not assigned.done:
            raise NothingFound(sentence)
    return Report({"said": sentence}, (sentence,))


async def audit_lines(settings: Settings, most: int) -> Report:
    """Return who did what about whom, the latest first."""
    async with opened(settings) as house, house.database.read() as session:
        found = await audit.lines(session, most)
    value = [
        {
            "at": line.at.isoformat(),
            "by": line.by,
            "act": line.act,
            "about": {"kind": line.about_kind, "id": line.about_id},
            "detail": json.loads(line.detail),
        }
        for line in found
    ]
    rows = [
        (
            f"{line.at:%Y-%m-%d %H:%M}Z",
            line.by,
            line.act,
            f"{line.about_kind} {line.about_id}",
            line.detail,
        )
        for line in found
    ]
    return Report(value, (Table(("When", "By", "Did", "About", "Detail"), rows),))
