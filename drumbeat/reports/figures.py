"""An answer on the command line: what chat would say, and how the question was read."""

from bot.errors import ConfigurationInvalid
from bot.event import Origin, Said
from bot.figures.rules.questions.reading_json import interpretation
from bot.figures.store.names import visible_names
from bot.figures.usecases.ask import ask
from bot.people.store.partner_names import every_partner_name
from bot.people.store.people import principal_by_email
from bot.plain_text import plain_text
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings

_COMMAND_LINE = Origin("command line", "", "")


async def answer(settings: Settings, question: str, email: str) -> Report:
    """Answer a question as this person would be answered; its value says how it was read."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            asker = await principal_by_email(session, email)
            if asker is None:
                raise ConfigurationInvalid(f"nobody here has the email address {email}")
            names = await visible_names(session, asker)
            hidden = set(await every_partner_name(session)) - set(names["partner"])
            context = house.context
            reading = await context.questions.read(session, question, asker, context.footing())
        reply = await ask(context, asker, Said(_COMMAND_LINE, question))
    said = "\n\n".join(plain_text(message) for message in reply.messages)
    return Report({**interpretation(reading, question, hidden), "answer": said}, (said,))
