"""What people answered, as whoever asks may read it: for people, and a row each for programs."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from bot.errors import ConfigurationInvalid
from bot.people.store.people import principal_by_email
from bot.plain_text import plain_text
from bot.principal import Principal
from bot.rights import Right, may
from bot.spreadsheets import cell
from bot.voice import reading
from bot.voice.cards.responses import Page, listed
from bot.voice.context import VoiceContext
from bot.voice.rules.scores import LEAST_ANSWERS
from bot.voice.rules.sought import Sought
from bot.voice.store.reading import Read
from bot.voice.store.unnamed import Unnamed
from bot.voice.whole_responses import Sheet, sheets, with_picks
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings

NOBODY = "Nobody answered there."


async def read(settings: Settings, words: str, email: str) -> Report:
    """Return every response this person may read; people see the newest ones as in chat."""
    async with opened(settings) as house:
        context, asker, sought = await _asked(house.context, words, email)
        page = await reading.page_of(context, asker, sought, rows=reading.MOST)
        first = await with_picks(context, await reading.page_of(context, asker, sought))
        said = plain_text(listed(context, asker, sought, first))
        found = await _sheets(context, page)
    unnamed = [
        {"survey": page.titles[wave.wave_id], "promise": wave.promise, "responses": _told(wave)}
        for wave in page.unnamed
    ]
    named = [{**_facts(row, found[row.id]), **_all_said(found[row.id])} for row in page.rows]
    return Report({"responses": named, "unnamed": unnamed}, (said,))


async def rows_of(settings: Settings, words: str, email: str) -> Report:
    """Return the same as rows for a spreadsheet: each further question has its column."""
    async with opened(settings) as house:
        context, asker, sought = await _asked(house.context, words, email)
        page = await reading.page_of(context, asker, sought, rows=reading.MOST)
        found = await _sheets(context, page)
    asked = sorted({key for sheet in found.values() for key in _columns(sheet)})
    empty = dict.fromkeys(asked)
    facts = [
        {**_facts(row, found[row.id]), **empty, **_columns(found[row.id])} for row in page.rows
    ]
    return Report(facts, (_csv(facts),) if facts else (), NOBODY)


async def _asked(
    context: VoiceContext, words: str, email: str
) -> tuple[VoiceContext, Principal, Sought]:
    """Return the ports in this person's language, the person, and what they seek."""
    async with context.database.read() as session:
        asker = await principal_by_email(session, email)
    if asker is None or not may(asker, Right.READ_RESPONSES):
        raise ConfigurationInvalid(f"nobody who reads answers has the email address {email}")
    sought = await reading.sought_by(context, asker, words)
    if sought is None:
        raise ConfigurationInvalid(
            f"{words!r} is no filter: name partners, roles, tiers, promoters or detractors, "
            "a survey, a time, or “with words”"
        )
    return context.for_reader(asker.language), asker, sought


async def _sheets(context: VoiceContext, page: Page) -> dict[str, Sheet]:
    async with context.database.read() as session:
        return await sheets(context, session, page.rows)


def _columns(sheet: Sheet) -> dict[str, str]:
    """Return the answers to further questions by the heads of their columns."""
    return {f"{sheet.survey}: {one.key}": one.answer for one in sheet.further}


def _all_said(sheet: Sheet) -> dict[str, object]:
    """Return the answers to further questions, and what stood in any before it was changed."""
    return {
        "answers": [asdict(one) for one in sheet.further],
        "former": [asdict(one) for one in sheet.former],
    }


def _facts(row: Read, sheet: Sheet) -> dict[str, object]:
    return {
        "id": row.id,
        "survey": sheet.title,
        "wave": row.wave_id,
        "contact_id": row.contact_id,
        "name": row.who,
        "partner": row.partner,
        "role": row.role,
        "occasion": row.occasion or None,
        "scale": row.scale,
        "score": row.score,
        "words": row.reason,
        "source": row.source,
        "recorded_by": row.recorded_by or None,
        "case_id": row.case_id,
        "case_state": row.case_ending or row.case_state,
        "answered_at": row.answered_at,
        "changed_at": row.changed_at,
    }


def _told(wave: Unnamed) -> int | None:
    """Return how many answered a wave that is not named; a few are told from none by nobody."""
    return wave.count if wave.count >= LEAST_ANSWERS else None


def _csv(facts: Sequence[Mapping[str, object]]) -> str:
    written = io.StringIO()
    rows = csv.DictWriter(written, list(facts[0]), lineterminator="\n")
    rows.writeheader()
    rows.writerows({name: _cell(value) for name, value in row.items()} for row in facts)
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return cell(value) if isinstance(value, str) else value
