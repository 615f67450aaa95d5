"""What stories of replies have in common: who looks after whom, and what is kept."""

from sqlalchemy import select, update

from bot.beat.store.reply_tables import ReplyLine, StoredReply
from bot.people.store.tables import Contact, Partner

PERSON, MANAGER, DEPUTY, ADMINISTRATOR = "acme-it-01", "cirrus-03", "cirrus-04", "cirrus-01"
PARTNER = "partner-acme-it"


async def give_to(database, manager=MANAGER, deputy=None):
    """Give the partner to somebody, and perhaps to a deputy."""
    async with database.begin() as session:
        await session.execute(
            update(Partner)
            .where(Partner.id == PARTNER)
            .values(manager_id=manager, deputy_id=deputy)
        )


async def kept_words(database):
    """Return everything that was kept as a reply, in order."""
    async with database.read() as session:
        rows = await session.execute(
            select(ReplyLine.contact_id, ReplyLine.words, StoredReply.state)
            .join(StoredReply, StoredReply.id == ReplyLine.reply_id)
            .order_by(ReplyLine.said_at, ReplyLine.id)
        )
        return [tuple(row) for row in rows]


async def name_of(database, contact_id):
    async with database.read() as session:
        return await session.scalar(select(Contact.name).where(Contact.id == contact_id))
