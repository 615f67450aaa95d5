"""What the doctor finds of sources."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import ContentInvalid
from bot.imports.rules.sources import Place, Source, placed
from bot.imports.store import sources as store
from bot.people.store.people import principal_by_email
from bot.store.programme import read_demo_clock
from content.data_sources import load_sources
from drumbeat.database_findings import reading
from drumbeat.findings import Finding
from drumbeat.settings import Settings


async def data_sources(settings: Settings) -> Finding:
    """Say whether every source can be asked, has an owner, and came when it was expected."""
    try:
        sources = placed(load_sources(settings.content), settings.zone)
    except ContentInvalid as problem:
        return Finding("sources", str(problem), "correct the file")
    if not sources:
        return Finding("sources", "none: figures come in by `drumbeat import` alone")
    wrong = [why for one in sources for why in _unreachable(one)]
    async with reading(settings) as session:
        if session is not None:
            now = await read_demo_clock(session) or datetime.now(UTC)
            states = await store.states_of(session)
            for one in sources:
                owner = await principal_by_email(session, one.owner)
                if owner is None or not owner.is_vendor:
                    wrong.append(f"{one.key}: its owner {one.owner} is nobody of yours")
                state = states.get(one.key)
                if state is not None and (trouble := store.trouble_of(state, now)):
                    wrong.append(f"{one.key}: {trouble}")
    if not wrong:
        return Finding("sources", f"{len(sources)}, and each came when it was expected")
    mend = "mend what it says, then `drumbeat sources run NAME`: docs/how-to/import.md"
    return Finding("sources", "; ".join(wrong), mend)


def _unreachable(source: Source) -> Iterator[str]:
    if source.at_variable and not os.environ.get(source.at_variable):
        yield f"{source.key}: {source.at_variable} is not set in the environment"
    if source.place is Place.FOLDER:
        folder = Path(source.at)
        if not folder.is_dir():
            yield f"{source.key}: there is no folder {folder}"
        elif not os.access(folder, os.W_OK):
            yield f"{source.key}: {folder} cannot be written to, so that nothing is taken there"
