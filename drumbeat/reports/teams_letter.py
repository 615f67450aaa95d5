"""The letter with which a partner's administrator puts our app into their Teams tenant."""

from bot.errors import ConfigurationInvalid, NothingFound
from bot.language import Wording
from bot.message import Bullets, Heading, Message, paragraph, spans
from bot.people.store import partnerships
from bot.plain_text import plain_text
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.settings import Settings


async def teams_letter(settings: Settings, partner: str, host: str) -> Report:
    """Write the letter to one partner, in the language its people read."""
    if not settings.teams_app_id:
        raise ConfigurationInvalid("DRUMBEAT_TEAMS_APP_ID is not set (see .env.example)")
    async with opened(settings) as house:
        async with house.database.read() as session:
            found = await partnerships.partner_named(session, partner)
        if found is None:
            raise NothingFound(f"there is no partner {partner}")
        wording = house.wording.in_language(found.language or house.wording.language.tag)
        letter = plain_text(_letter(wording, settings, found.name, host))
    return Report({"partner": found.name, "letter": letter}, (letter,))


def _letter(wording: Wording, settings: Settings, partner: str, host: str) -> Message:
    say, vendor = wording.say, settings.vendor
    asks = (
        say("teams_letter_asks_nothing"),
        say("teams_letter_reads"),
        say("teams_letter_people", vendor=vendor),
        say("teams_letter_hosts", host=host),
    )
    steps = (
        say("teams_letter_upload"),
        say("teams_letter_allow"),
        say("teams_letter_set_up"),
        say("teams_letter_tell", vendor=vendor),
    )
    return Message(
        say("teams_letter_title", vendor=vendor, partner=partner),
        (
            paragraph(say("teams_letter_why", vendor=vendor, partner=partner)),
            paragraph(say("help_intro", vendor=vendor)),
            Heading(say("teams_letter_asks")),
            Bullets(tuple(map(spans, asks))),
            Heading(say("teams_letter_steps")),
            Bullets(tuple(map(spans, steps))),
            paragraph(say("teams_letter_away")),
            paragraph(say("teams_letter_ids", app=settings.teams_app_id)),
        ),
    )
