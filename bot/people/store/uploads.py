"""What of our pictures lies in which workspace, read and written down."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.people.store.picture_tables import StoredUpload
from bot.people.store.place_tables import Installation
from bot.ports import Upload
from bot.store.alarms import Concern
from bot.store.sessions import AsyncSession, Database

LATELY = timedelta(days=1)
"""What nobody sent for longer than this is no picture whose upload anybody waits for."""


class StoredUploads:
    """What lies where, kept in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, installation_id: str, digest: str) -> Upload | None:
        """Return how a picture stands there; None where it was never handed over."""
        async with self._database.read() as session:
            row = await session.get(StoredUpload, (installation_id, digest))
        return Upload(row.since, row.file_id, row.problem, row.times) if row is not None else None

    async def put(self, installation_id: str, digest: str, upload: Upload) -> None:
        """Write down how a picture stands there by now."""
        row = StoredUpload(
            installation_id=installation_id,
            digest=digest,
            since=upload.since,
            file_id=upload.file_id,
            problem=upload.problem[:255],
            times=upload.times,
        )
        async with self._database.begin() as session:
            await session.merge(row)


async def failed_uploads(session: AsyncSession, now: datetime) -> Sequence[Concern]:
    """Find where pictures stand at our own address alone, with why: one concern a workspace."""
    rows = await session.execute(
        select(Installation.id, Installation.name, StoredUpload.problem)
        .join(StoredUpload, StoredUpload.installation_id == Installation.id)
        .where(
            Installation.state == "live",
            StoredUpload.problem != "",
            StoredUpload.since > now - LATELY,
        )
        .order_by(Installation.name, StoredUpload.since)
    )
    return [
        Concern(place, f"{name}: {problem}")
        for place, (name, problem) in {row[0]: (row[1], row[2]) for row in rows}.items()
    ]
