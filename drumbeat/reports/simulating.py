"""Whose weeks become too full: what the command line tells."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.beat.rules.announcements import Announcement
from bot.beat.rules.schedule_words.schedule import Question
from bot.beat.rules.simulating import Added, TooMuch
from bot.beat.store import audiences
from bot.errors import AudienceUnreadable, NothingFound
from content.wording import load_wording
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

SHOWN = 20


async def simulated(settings: Settings, whom: str, when: str) -> Report:
    """Walk everybody through the weeks to come, and through one thing more if there is one."""
    async with opened(settings) as house, house.database.read() as session:
        now = house.clock.now()
        local = now.astimezone(ZoneInfo(settings.zone))
        added = _added(whom, when, local) if whom or when else None
        try:
            found = await house.context.simulated.run(session, now, added)
        except AudienceUnreadable as question:
            raise NothingFound(str(question)) from question
        some = found.recipients[:SHOWN]
        names = await audiences.names_of(session, some)
    return _report(found, [names.get(who, who) for who in some])


def _added(whom: str, when: str, now: datetime) -> Added:
    announcement = Announcement(title="", words="", topic="", whom=whom, when=when).at(now)
    if isinstance(announcement, Question):
        raise NothingFound(announcement.said(load_wording()))
    return Added(announcement.audience(), announcement.cadence(now))


def _report(found: TooMuch, names: list[str]) -> Report:
    weeks = [(f"{day:%Y-%m-%d}", count) for day, count in found.weeks()]
    value = {
        "budget": found.budget,
        "recipients": len(found.recipients),
        "months": [
            {"month": f"{day:%Y-%m}", "recipients": count} for day, count in found.months()
        ],
        "weeks": [{"week": day, "recipients": count} for day, count in weeks],
        "some": names,
    }
    if not found.recipients:
        said = f"Nobody gets more than {found.budget} messages within seven days."
        return Report(value, (said,))
    one = len(found.recipients) == 1
    said = (
        f"{len(found.recipients)} {'recipient gets' if one else 'recipients get'} message "
        f"{found.budget + 1} within seven days, which waits for the weekly round-up."
    )
    table = Table(("Week of", "Recipients"), [(day, str(count)) for day, count in weeks])
    return Report(value, (said, table, f"Some of them: {', '.join(names)}."))
