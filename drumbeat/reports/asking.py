"""People who are asked after an event, for whoever has the command line."""

from collections.abc import Sequence

from bot.errors import ConfigurationInvalid
from bot.people.rules.ladder import LADDER
from bot.store import audit
from bot.store.programme import read_demo_clock
from bot.store.sessions import AsyncSession
from bot.voice import asking_after
from bot.voice.asking import Terms
from bot.voice.asking_after import Asker, Done, Wanted
from bot.voice.cards.asked import reason, sentences
from bot.voice.store.reading import Reach
from drumbeat.house import House
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report
from drumbeat.rooms import open_platforms
from drumbeat.settings import Settings

_OPTIONS = {"survey": "KEY", "who": "WHO", "after": "--occasion"}


async def ask(settings: Settings, *, key: str, who: Sequence[str], occasion: str) -> Report:
    """Ask these people after an event; what is wrong is said of its argument."""
    async with opened(settings) as house, house.database.begin() as session:
        by = Asker(audit.OPERATOR, Reach(None, settings.zone), await terms_of(house, session))
        wanted = Wanted(key, "\n".join(who), occasion)
        came = await asking_after.ask(house.context, session, by, wanted)
        if isinstance(came, dict):
            wrong = " ".join(f"{_OPTIONS[name]}: {why}" for name, why in came.items())
            raise ConfigurationInvalid(wrong)
        said = sentences(house.wording, came, settings.zone)
        return Report(_facts(house, key, came), said)


async def terms_of(house: House, session: AsyncSession) -> Terms:
    """Return on what it depends who may be asked, as `drumbeat serve` would have it."""
    platforms = open_platforms(house.settings) or frozenset(LADDER)
    if await read_demo_clock(session) is not None:
        platforms |= {"web"}
    settings = house.settings
    return Terms(house.surveys, platforms, settings.pushes_per_week, settings.zone)


def _facts(house: House, key: str, came: Done) -> dict[str, object]:
    names = {one.contact_id: one.name for one in came.people}
    return {
        "survey": key,
        "occasion": came.occasion,
        "send": came.outcome.send_id,
        "asked": [{"contact_id": who, "name": names[who]} for who in came.outcome.asked],
        "refused": [
            {
                "contact_id": who,
                "name": names[who],
                "reason": str(refusal.why),
                "said": reason(house.wording, refusal, house.settings.zone),
                "until": refusal.until,
            }
            for who, refusal in came.outcome.refused.items()
        ],
    }
