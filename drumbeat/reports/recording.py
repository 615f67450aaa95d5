"""An answer that somebody was told, written down from the command line in their name."""

from bot.errors import ConfigurationInvalid
from bot.people.store.people import principal_by_email
from bot.rights import Right, may
from bot.voice import recording
from bot.voice.recording import Told
from bot.voice.whole_responses import whole_response
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings


async def record(settings: Settings, told: Told, email: str) -> Report:
    """Record an answer as this person may in chat; what is wrong is said of each option."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            asker = await principal_by_email(session, email)
        if asker is None or not may(asker, Right.READ_RESPONSES):
            raise ConfigurationInvalid(f"nobody who reads answers has the email address {email}")
        context = house.context.for_reader(asker.language)
        async with house.database.begin() as session:
            found = await recording.record(context, session, asker, told)
            if isinstance(found, dict):
                wrong = " ".join(f"--{name}: {why}" for name, why in found.items())
                raise ConfigurationInvalid(wrong)
            whole = await whole_response(context, session, asker, found)
    if whole is None:
        raise LookupError(f"the answer {found} is gone")
    row = whole.row
    said = (
        f"What {row.who} ({row.partner}) said about “{whole.title}” is recorded as {found}. "
        "It counts in no score."
    )
    return Report({"id": found, "contact_id": row.contact_id, "source": row.source}, (said,))
