"""Who works on this database: each process says so itself, every few seconds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.sessions import AsyncSession
from bot.store.tables import InboxRow, ProgrammeFact

EVERY = timedelta(seconds=20)
SILENT = timedelta(seconds=60)
"""Who was not heard of for so long does not work any more, or not for now."""
FORGOTTEN = timedelta(days=1)
_NAMED = "worker "


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that drains lanes: where it runs, in which version, and when it last said so.

    `refused` are the messages of its that left and did not arrive, by platform and class.
    """

    id: str
    host: str
    process: int
    version: str
    engine: str
    seen_at: datetime
    refused: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def works(self, now: datetime) -> bool:
        """Whether it was heard of lately."""
        return now - self.seen_at <= SILENT


async def be_seen(session: AsyncSession, worker: Worker) -> None:
    """Say that this process works, and forget those that have not said so for a day."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    told = {**asdict(worker), "seen_at": worker.seen_at.isoformat()}
    insert = dialect.insert(ProgrammeFact)
    row = insert.values(name=f"{_NAMED}{worker.id}", value=json.dumps(told))
    await session.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"value": row.excluded.value})
    )
    long_gone = [
        other.id for other in await workers(session) if worker.seen_at - other.seen_at > FORGOTTEN
    ]
    for worker_id in long_gone:
        await be_gone(session, worker_id)


async def be_gone(session: AsyncSession, worker_id: str) -> None:
    """Say that this process has stopped working."""
    await session.execute(
        delete(ProgrammeFact).where(ProgrammeFact.name == f"{_NAMED}{worker_id}")
    )


async def workers(session: AsyncSession) -> Sequence[Worker]:
    """Return all who said within a day that they work, the latest first."""
    told = await session.scalars(
        select(ProgrammeFact.value).where(ProgrammeFact.name.startswith(_NAMED))
    )
    found = [_read(json.loads(value)) for value in told]
    return sorted(found, key=lambda worker: worker.seen_at, reverse=True)


async def oldest_request(session: AsyncSession) -> datetime | None:
    """Return when the oldest request came that nobody has carried out yet."""
    return await session.scalar(
        select(InboxRow.received_at)
        .where(InboxRow.state == "waiting")
        .order_by(InboxRow.received_at)
        .limit(1)
    )


async def take_turn(session: AsyncSession, name: str, now: datetime, until: datetime) -> bool:
    """Take a turn at what only one process is to do; False before the one before is over."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(ProgrammeFact)
    row = insert.values(name=f"turn {name}", value=_moment(until))
    taken = await session.execute(
        row.on_conflict_do_update(
            index_elements=["name"],
            set_={"value": row.excluded.value},
            where=ProgrammeFact.value <= _moment(now),
        ).returning(ProgrammeFact.name)
    )
    return taken.scalar_one_or_none() is not None


async def end_turn(session: AsyncSession, name: str, until: datetime) -> None:
    """Let the next turn begin at `until`."""
    row = await session.get(ProgrammeFact, f"turn {name}")
    if row is not None:
        row.value = _moment(until)


def _moment(moment: datetime) -> str:
    # Of one length and in one zone, so that texts compare as moments do.
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _read(told: dict[str, Any]) -> Worker:
    return Worker(
        id=told["id"],
        host=told["host"],
        process=told["process"],
        version=told["version"],
        engine=told["engine"],
        seen_at=datetime.fromisoformat(told["seen_at"]),
        refused=told.get("refused", {}),
    )
