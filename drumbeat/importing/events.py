"""Asks after the events of a file; a file that comes twice asks once."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice

from bot.beat.rules.texts import TextKind
from bot.beat.store import texts
from bot.imports.store.scratch import Plain
from bot.people.store.called import names_of
from bot.store import audit
from bot.store.sessions import AsyncSession
from bot.voice.asking import AskedPeople, Refusal, ask_after, never_after_events
from bot.voice.asking_after import note
from bot.voice.cards.asked import reason
from bot.voice.heads import standing_heads
from bot.voice.rules.occasions import NotAsked, Refused
from drumbeat.house import House
from drumbeat.importing.job import AsksAfter
from drumbeat.importing.outcome import Refused as Told
from drumbeat.importing.outcome import RowCounts
from drumbeat.reports.asking import terms_of

AT_ONCE = 100
"""Rows of one transaction: who is answered meanwhile waits for no more."""
CLOSED = "the survey was closed for this quarter"
_NEVER = {
    NotAsked.ANONYMOUS: "this survey is anonymous: who is asked after an event would be known "
    "by when they answered",
    NotAsked.RELATIONSHIP: "this survey is about the relationship and asked in rounds: name one "
    "about events",
}


class _OnlyTried(Exception):
    """Nothing of it is to be kept."""


class EventsOfFile(AsksAfter):
    """Asks people by the surveys and on the terms of a house that is open."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def known(self) -> tuple[Mapping[str, str], datetime]:
        house = self._house
        async with house.database.read() as session:
            heads = await standing_heads(house.surveys, session)
        whys = {key: never_after_events(head) for key, head in heads.items()}
        found = {key: "" if why is None else _NEVER[why] for key, why in whys.items()}
        return found, house.clock.now()

    async def ask(self, rows: Iterable[Plain], tally: RowCounts, *, dry_run: bool) -> None:
        if dry_run:
            # All in one, so that each is weighed as it would be after those before.
            with suppress(_OnlyTried):
                await self._ask(list(rows), tally, dry_run=True)
            return
        for piece in _pieces(rows):
            await self._ask(piece, tally, dry_run=False)

    async def _ask(self, rows: list[Plain], tally: RowCounts, *, dry_run: bool) -> None:
        async with self._house.database.begin() as session:
            for (survey, occasion), some in groupby(rows, _event_of):
                await self._ask_after(session, survey, occasion, list(some), tally)
            if dry_run:
                raise _OnlyTried

    async def _ask_after(
        self,
        session: AsyncSession,
        survey: str,
        occasion: str,
        rows: list[Plain],
        tally: RowCounts,
    ) -> None:
        house, now = self._house, self._house.clock.now()
        text = await texts.newest(session, TextKind.SURVEY, survey)
        came: AskedPeople | NotAsked = NotAsked.NONE
        if text is not None:
            terms = await terms_of(house, session)
            ids = [row["contact_id"] for row in rows]
            came = await ask_after(terms, session, text, ids, occasion, now)
        names = await names_of(session, [row["contact_id"] for row in rows])
        for row in rows:
            self._count(row, names.get(row["contact_id"], ""), came, tally)
        if isinstance(came, AskedPeople):
            note(session, audit.OPERATOR, survey, came, now)

    def _count(
        self, row: Plain, name: str, came: AskedPeople | NotAsked, tally: RowCounts
    ) -> None:
        refusal = None
        if isinstance(came, AskedPeople):
            refusal = came.refused.get(row["contact_id"])
            if refusal is None:
                tally.new += 1
                return
            if refusal.why is Refused.ALREADY:
                tally.unchanged += 1
                return
        tally.pass_over(self._said(replace(refusal, until=None) if refusal else None))
        where = row["line"], name, row["wave_id"], row["occasion"]
        tally.refused.append(Told(*where, self._said(refusal)))

    def _said(self, refusal: Refusal | None) -> str:
        if refusal is None:
            return CLOSED
        return reason(self._house.wording, refusal, self._house.settings.zone)


def _event_of(row: Plain) -> tuple[str, str]:
    return row["wave_id"], row["occasion"]


def _pieces(rows: Iterable[Plain]) -> Iterator[list[Plain]]:
    left = iter(rows)
    while piece := list(islice(left, AT_ONCE)):
        yield piece
