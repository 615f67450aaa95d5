"""Who reads what was answered in confidence: administrators, named by their addresses."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from bot.name_keys import email_key
from bot.people.store.tables import Contact
from bot.principal import Permission
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession


async def confidants(session: AsyncSession, addresses: Collection[str]) -> dict[str, str]:
    """Return the administrators of these addresses, by address: active ones, one to each."""
    keys = {email_key(one): one for one in addresses}
    if not keys:
        return {}
    rows = await session.execute(
        select(Contact.email_key, Contact.id, Contact.permission).where(
            Contact.email_key.in_(sorted(keys)), Contact.active.is_(True), is_shown(Contact)
        )
    )
    found = defaultdict(list)
    for row in rows:
        found[row.email_key].append(row)
    return {
        keys[key]: people[0].id
        for key, people in found.items()
        if len(people) == 1 and people[0].permission == Permission.ADMINISTRATOR.value
    }
