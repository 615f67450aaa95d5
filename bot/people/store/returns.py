"""What a workspace that comes back brings with it."""

from sqlalchemy import update

from bot.people.store.place_tables import Address
from bot.store.sessions import AsyncSession

CHANGED = "no longer this contact's email"
"""The reason of a mail address whose owner has another one: it stays, for what came from there."""
LEFT = "left"
"""The reason of an address whose owner the platform says is gone: no return brings them back."""


async def revive_addresses(session: AsyncSession, installation_id: str) -> None:
    """Use the addresses of a workspace again that came back, but for those of who left it."""
    await session.execute(
        update(Address)
        .where(
            Address.installation_id == installation_id,
            Address.state == "dead",
            Address.unlinked_at.is_(None),
            Address.reason.is_distinct_from(LEFT),
            Address.reason.is_distinct_from(CHANGED),
        )
        .values(state="live", reason=None)
        .execution_options(synchronize_session=False)
    )
