"""What people said once stays said: no later file takes back a no, or evidence of a yes.

Whoever comes back does so by their own word, and a file that knows less does not undo that.
"""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)

from bot.clock import UNSAID
from bot.imports.rules.kinds_contacts import BETWEEN
from bot.imports.store.batches import Batch
from bot.imports.store.before import Change, as_they_are, keep
from bot.imports.store.scratch import Plain, Scratch
from bot.people.store.tables import Contact, Mute, WantedAgain
from bot.store.columns import Base, UtcDateTime
from bot.store.inserts import insert_new
from bot.store.sessions import AsyncSession, Database

PAGE, PIECE = 2000, 500
EVERYTHING = ""
"""The topic of who came back after they had stopped everything."""
NOTHING_MORE = (
    "say that somebody wants nothing: nothing goes to them until they say “start” themselves"
)
STAY_OUT = (
    "do not say that somebody wants nothing, as is known here: nothing goes to them until they "
    "say “start” themselves"
)
CAME_BACK = (
    "say no for somebody who has said themselves since then that they want it: their own word "
    "stands; only an `opted_out` of a later moment goes before it"
)
STAY_MUTED = "leave out a topic that is muted here: it stays so"
EVIDENCE_STAYS = (
    "have no evidence of consent, or older one than is known here: what is known stays"
)


async def heed_wishes(database: Database, scratch: Scratch, given: frozenset[str]) -> None:
    """Leave in a file of contacts only what is news of their wishes; the rest is counted."""
    if not scratch.kind.beside:
        return
    said = Table(
        "said",
        MetaData(),
        *(Column(name, Text, primary_key=True) for name in ("contact_id", "topic")),
        Column("again_at", UtcDateTime),
        Column("is_block", Integer),
    )
    said.create(scratch.connection)
    if given & {"opted_out", "mutes"}:
        await _learn(database, scratch, said)
    if "opted_out" in given:
        _heed_opt_outs(scratch, said)
    if "consent_at" in given:
        _heed_evidence(scratch)
    if "mutes" in given:
        _list_mutes(scratch)
        _heed_mutes(scratch, said)


async def _learn(database: Database, scratch: Scratch, said: Table) -> None:
    """Learn what is muted, and who came back to what; where both are known, it is muted again."""
    is_block = case((Mute.blocked_on != "", 1), else_=0).label("is_block")
    columns = (Mute.contact_id, Mute.topic, null().label("again_at"), is_block)
    wanted = WantedAgain
    back = (wanted.contact_id, wanted.topic, wanted.said_at.label("again_at"))
    for walk in (select(*columns), select(*back, literal(0).label("is_block"))):
        async for rows in _walked(database, walk):
            scratch.connection.execute(insert(said).prefix_with("OR IGNORE"), rows)


async def _walked(
    database: Database, walk: Select[*tuple[Any, ...]]
) -> AsyncIterator[list[Plain]]:
    """Yield everything said of people and topics, some at a time."""
    key = tuple_(*list(walk.selected_columns)[:2])
    page, after = walk.order_by(*key.clauses).limit(PAGE), ("", "")
    while True:
        async with database.read() as session:
            found = await session.execute(page.where(key > tuple_(*map(literal, after))))
            rows = [dict(row) for row in found.mappings()]
        if not rows:
            return
        yield rows
        after = (rows[-1]["contact_id"], rows[-1]["topic"])


def _heed_opt_outs(scratch: Scratch, said: Table) -> None:
    ready, old = scratch.ready, scratch.old
    now, then = ready.c.opted_out_at, old.c.opted_out_at
    came_back = exists().where(
        said.c.contact_id == old.c.old_id, said.c.topic == EVERYTHING, said.c.again_at >= now
    )
    taken_back = and_(then.is_(None), came_back)
    scratch.note(STAY_OUT, _count(scratch, then.is_not(None), now.is_(None)))
    scratch.note(CAME_BACK, _count(scratch, taken_back))
    _say_nothing(scratch, ("opted_out_at",), or_(then.is_not(None), taken_back))
    news = select(func.count()).select_from(ready).where(now.is_not(None))
    scratch.note(NOTHING_MORE, scratch.connection.execute(news).scalar_one())


def _heed_evidence(scratch: Scratch) -> None:
    """Newer evidence takes the place of older, never the other way round."""
    ready, old = scratch.ready.c, scratch.old.c
    less = or_(ready.consent_at.is_(None), ready.consent_at < old.consent_at)
    evidence = ("consent_at", "consent_how", "consent_by")
    same = and_(*(ready[name] == old[name] for name in evidence))
    known = old.consent_at.is_not(None)
    scratch.note(EVIDENCE_STAYS, _count(scratch, known, less))
    _say_nothing(scratch, evidence, and_(known, or_(less, same)))


def _say_nothing(
    scratch: Scratch, columns: tuple[str, ...], condition: ColumnElement[bool]
) -> None:
    lines = select(scratch.ready.c.line).select_from(_known(scratch)).where(condition)
    rows = update(scratch.ready).where(scratch.ready.c.line.in_(lines.scalar_subquery()))
    scratch.connection.execute(rows.values(dict.fromkeys(columns)))


def _count(scratch: Scratch, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(_known(scratch)).where(*conditions)
    return scratch.connection.execute(counted).scalar_one()


def _known(scratch: Scratch) -> Any:  # noqa: ANN401 - a join
    return scratch.ready.join(scratch.old, scratch.old.c.key == scratch.ready.c.key)


def _list_mutes(scratch: Scratch) -> None:
    """List the topics of every row one by one."""
    ready, old = scratch.ready, scratch.old
    rows = (
        select(ready.c.line, ready.c.mutes, old.c.old_id)
        .select_from(ready.outerjoin(old, old.c.key == ready.c.key))
        .where(ready.c.mutes.is_not(None))
        .order_by(ready.c.line)
        .limit(PAGE)
    )
    last = 0
    while found := scratch.connection.execute(rows.where(ready.c.line > last)).all():
        last = found[-1].line
        scratch.connection.execute(
            insert(scratch.muting),
            [
                {"line": line, "topic": topic, "contact_id": contact_id, "was_block": 0}
                for line, topics, contact_id in found
                for topic in topics.split(BETWEEN)
            ],
        )


def _heed_mutes(scratch: Scratch, said: Table) -> None:
    muting, ready = scratch.muting, scratch.ready
    theirs = and_(said.c.contact_id == muting.c.contact_id, said.c.topic == muting.c.topic)
    named = exists().where(muting.c.line == ready.c.line, muting.c.topic == said.c.topic)
    is_muted = said.c.again_at.is_(None)
    left_out = (
        select(func.count(ready.c.line.distinct()))
        .select_from(_known(scratch).join(said, said.c.contact_id == scratch.old.c.old_id))
        .where(is_muted, ~named)
    )
    scratch.note(STAY_MUTED, scratch.connection.execute(left_out).scalar_one())
    came_back = exists().where(theirs, ~is_muted)
    lines = select(func.count(muting.c.line.distinct())).where(came_back)
    scratch.note(CAME_BACK, scratch.connection.execute(lines).scalar_one())
    known = exists().where(theirs, said.c.is_block == 0)
    scratch.connection.execute(delete(muting).where(known))
    scratch.connection.execute(update(muting).where(exists().where(theirs)).values(was_block=1))


async def add_mutes(batch: Batch, scratch: Scratch) -> None:
    """Mute what the file says, with the mark of this import.

    It holds from now on, before the rest is seen: a no that comes a moment early harms nobody.
    """
    if not scratch.kind.beside:
        return
    muting, ready = scratch.muting, scratch.ready
    rows = (
        select(muting.c.line, muting.c.topic, muting.c.contact_id, ready.c.email_key)
        .join(ready, ready.c.line == muting.c.line)
        .where(muting.c.was_block == 0)
        .order_by(muting.c.line, muting.c.topic)
    )
    found = scratch.connection.execute(rows).all()
    for start in range(0, len(found), PIECE):
        piece = found[start : start + PIECE]
        async with batch.short_write() as session:
            new = {row.email_key for row in piece if row.contact_id is None}
            ids = await _new_people(session, new, batch.generation)
            mutes = [
                {"contact_id": row.contact_id or ids[row.email_key], "topic": row.topic}
                | {"muted_at": UNSAID, "blocked_on": "", "shown_from": batch.generation}
                for row in piece
            ]
            await insert_new(session, Mute, mutes)


async def _new_people(
    session: AsyncSession, email_keys: set[str], generation: int
) -> dict[str, str]:
    if not email_keys:
        return {}
    found = await session.execute(
        select(Contact.email_key, Contact.id).where(
            Contact.email_key.in_(email_keys), Contact.shown_from == generation
        )
    )
    return {key: contact_id for key, contact_id in found if key is not None}


async def keep_blocks(batch: Batch, scratch: Scratch) -> None:
    """Keep a topic muted that a block had stopped, also when the block is lifted."""
    muting = scratch.muting.c
    rows = select(muting.contact_id, muting.topic).where(muting.was_block == 1)
    keys = [tuple(row) for row in scratch.connection.execute(rows)]
    for start in range(0, len(keys), PIECE):
        async with batch.short_write() as session:
            mutes = Base.metadata.tables[Mute.__tablename__]
            now = await as_they_are(session, mutes, keys[start : start + PIECE])
            changes = [
                Change(
                    *(mutes, key, {"blocked_on": row["blocked_on"]}, {"blocked_on": ""}),
                    contact_id=key[0],
                )
                for key, row in now.items()
            ]
            await keep(session, batch, changes)
