"""Cases for whoever has the command line, and for the ticket system that they feed."""

from datetime import datetime

from bot.errors import NothingFound
from bot.voice.rules.case_filter import read_filter
from bot.voice.store import case_lists, case_views
from bot.voice.store.case_views import CaseView, Happened
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

MOST = 10_000
NONE = "There is no such case."


async def standing(settings: Settings, *, words: str) -> Report:
    """Return every case that these words let in, the oldest first."""
    async with opened(settings) as house, house.database.read() as session:
        wanted = read_filter(words)
        found, _ = await case_lists.found_by(session, None, wanted, house.clock.now(), MOST)
    heads = ("Case", "Who", "Partner", "State", "Opened (UTC)", "Promised by (UTC)", "Seen to by")
    rows = [
        (
            *(case.id, case.who, case.partner, _state(case)),
            *(_moment(case.opened_at), _moment(case.promised_at), case.owner),
        )
        for case in found
    ]
    return Report([_facts(case) for case in found], (Table(heads, rows),), NONE)


async def one(settings: Settings, *, case_id: str) -> Report:
    """Return one case with all that happened to it."""
    async with opened(settings) as house, house.database.read() as session:
        case = await case_views.view(session, case_id)
    if case is None:
        raise NothingFound(f"there is no case {case_id}")
    facts = _facts(case)
    told = [(name.replace("_", " "), str(value)) for name, value in facts.items() if value]
    happened = [
        (_moment(each.at), each.deed.value.replace("_", " "), each.who, each.words)
        for each in case.happened
    ]
    value = {**facts, "events": [_event(each) for each in case.happened]}
    return Report(
        value,
        (Table(("What", ""), told), Table(("When (UTC)", "What", "Who", "Words"), happened)),
    )


def _facts(case: CaseView) -> dict[str, object]:
    return {
        "id": case.id,
        "state": case.state.value,
        "ending": case.ending.value if case.ending else None,
        "contact_id": case.contact_id,
        "name": case.who,
        "partner_id": case.partner_id,
        "partner": case.partner,
        "source": case.source,
        "about": case.about,
        "score": case.score,
        "words": case.words,
        "owner_id": case.owner_id,
        "owner": case.owner,
        "cause": case.cause,
        "action": case.action,
        "opened_at": case.opened_at,
        "promised_at": case.promised_at,
        "touched_at": case.touched_at,
        "closed_at": case.closed_at,
    }


def _event(each: Happened) -> dict[str, object]:
    return {
        "n": each.n,
        "deed": each.deed.value,
        "by": each.who,
        "words": each.words,
        "score": each.score,
        "until": each.until,
        "at": each.at,
    }


def _state(case: CaseView) -> str:
    ending = f" ({case.ending.value.replace('_', ' ')})" if case.ending else ""
    return f"{case.state.value}{ending}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
