"""What the command line does to give somebody another mail address."""

from bot.errors import ImportBusy, NothingFound
from bot.imports.store.batches import is_writing
from bot.mail_address import AddressRefused, for_any_relay
from bot.name_keys import email_key
from bot.people.store import renaming
from bot.store import audit
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings


async def rename(settings: Settings, old: str, new: str) -> Report:
    """Give whoever has an address another one; a refusal says what to do."""
    try:
        for_any_relay(new)
    except AddressRefused as refusal:
        raise NothingFound(f"{new} is no address to write to: {refusal}") from None
    async with opened(settings) as house, house.database.begin() as session:
        if await is_writing(session):
            raise ImportBusy("an import is being written: rename when it has ended")
        found = await renaming.whose(session, old)
        who = found.name or old
        if found.email == email_key(new):
            return Report({"renamed": False}, (f"That is the address of {who} already.",))
        await renaming.refuse_taken(session, found.id, new, house.box.fingerprint)
        await renaming.rename(session, found.id, new, house.clock.now(), audit.OPERATOR)
    said = (
        f"{who} has the address {email_key(new)} from now on. What they muted, answered and are "
        "linked to stays, and what waits for them goes to the new address."
    )
    return Report({"renamed": True, "id": found.id}, (said,))
