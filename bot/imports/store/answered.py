"""An answer is known by its invitation, also when its giver has another address by now."""

from sqlalchemy import Column, MetaData, Table, Text, exists, insert, select, update

from bot.imports.store.scratch import Scratch
from bot.store.generations import is_shown
from bot.store.sessions import Database
from bot.voice.store.tables import Invitation

PAGE = 2000


async def put_invitations(database: Database, scratch: Scratch) -> None:
    """Let answers of a wave be the ones that its people gave under whatever address."""
    invited = Table(
        "invited",
        MetaData(),
        Column("id", Text, primary_key=True),
        *(Column(name, Text) for name in ("wave_id", "contact_id")),
    )
    invited.create(scratch.connection)
    for waves in scratch.pieces(scratch.ready.c.wave_id):
        await _learn(database, scratch, invited, waves)
    ready, known = scratch.ready.c, scratch.known_contact.c
    theirs = (
        invited.c.wave_id == ready.wave_id,
        invited.c.contact_id == known.contact_id,
        known.email == ready.contact_id,
    )
    found = select(invited.c.id).where(*theirs).scalar_subquery()
    rows = update(scratch.ready).where(
        exists().where(*theirs, invited.c.id != ready.invitation_id)
    )
    scratch.connection.execute(rows.values(invitation_id=found, key=found))


async def _learn(database: Database, scratch: Scratch, invited: Table, waves: list[str]) -> None:
    walk = (
        select(Invitation.id, Invitation.wave_id, Invitation.contact_id)
        .where(Invitation.wave_id.in_(waves), Invitation.occasion == "", is_shown(Invitation))
        .order_by(Invitation.id)
        .limit(PAGE)
    )
    last = ""
    while True:
        async with database.read() as session:
            rows = (await session.execute(walk.where(Invitation.id > last))).mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        scratch.connection.execute(insert(invited), [dict(row) for row in rows])
