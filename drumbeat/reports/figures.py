"""An answer on the command line: what chat would say, and all that it stands on."""

from bot.errors import ConfigurationInvalid
from bot.figures.cards.answers import draw
from bot.figures.cards.data import answer_data
from bot.figures.store.names import visible_names
from bot.figures.usecases import ask
from bot.people.store.partner_names import every_partner_name
from bot.people.store.people import principal_by_email
from bot.plain_text import plain_text
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings


async def answer(settings: Settings, question: str, email: str) -> Report:
    """Answer a question as this person would be answered; its value is the figure, whole."""
    async with opened(settings) as house:
        async with house.database.read() as session:
            asker = await principal_by_email(session, email)
            if asker is None:
                raise ConfigurationInvalid(f"nobody here has the email address {email}")
            names = await visible_names(session, asker)
            hidden = set(await every_partner_name(session)) - set(names["partner"])
        found = await ask.answer(house.context, asker, question)
        said = plain_text(draw(house.context, asker, found))
        data = answer_data(house.context, found, hidden)
    return Report({**data, "answer": said}, (said,))
