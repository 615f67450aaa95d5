"""The reports of undelivered mail in a mailbox, taken with or without a server beside it."""

from dataclasses import asdict, replace
from pathlib import Path

from adapters.email.door import EmailDoor
from adapters.email.mailboxes import Mailbox
from bot.errors import ConfigurationInvalid
from bot.ports import InboxEntry
from drumbeat.opening import open_core
from drumbeat.reports.report import Report
from drumbeat.rooms import mail_settings
from drumbeat.settings import Settings


async def take_bounces(settings: Settings, path: Path | None) -> Report:
    """Carry out every report that nobody took yet; return how many there were."""
    path = path or settings.bounce_mailbox
    if path is None:
        raise ConfigurationInvalid("name a mailbox, or set DRUMBEAT_BOUNCE_MAILBOX")
    new: list[InboxEntry] = []
    async with open_core(settings) as house:
        head = mail_settings(settings, "").head()
        door = EmailDoor(head, "", replace(house.intake, submit=new.append))
        taken = await door.take_bounces(Mailbox(path))
        for entry in new:
            await door.work(entry)
    said = (
        f"{taken.messages} messages read, {taken.reports} of them reports about our letters: "
        f"{taken.new} new, {taken.reports - taken.new} known before."
    )
    return Report(asdict(taken), (said,))
