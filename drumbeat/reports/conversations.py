"""What the command line shows and settles about the conversations shared with partners."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass

from bot.errors import NothingFound
from bot.people.cards.conversations import name_of, proposal_words
from bot.people.cards.places import next_step
from bot.people.looking_around import Around, look_around
from bot.people.rules.conversations import Change, JoinConversation
from bot.people.rules.matching import Candidate, proposal
from bot.people.store import shared_places
from bot.people.store.conversations import StoredConversations
from bot.people.store.shared_places import SharedPlace
from bot.people.usecases import settle_conversations
from bot.plain_text import plain_text
from bot.store import audit
from drumbeat.house import House
from drumbeat.installing import app_of
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.rooms import teams_credentials
from drumbeat.settings import Settings

EMPTY = (
    "Nothing yet: invite the bot into a conversation that you share with a partner, "
    "then `drumbeat conversations refresh`."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation with what is proposed for it and, where it is closed, what to do."""

    place: SharedPlace
    candidates: tuple[Candidate, ...]
    name: str
    words: str
    step: str
    posted: bool


async def listed(settings: Settings, *, anew: bool) -> Report:
    """Return every conversation of several, asked of the platforms `anew` or as we know it."""
    async with _opened(settings, ask=anew) as house:
        around = Around()
        if anew:
            around = await look_around(house.database, house.context.places, house.clock.now())
        shown = await _shown(house, around)
    troubles = [f"Not everything could be listed: {why}." for why in around.troubles.values()]
    value = [_plain(one) for one in shown]
    if not anew:
        return Report(value, (*troubles, *_tables(shown)), EMPTY)
    told = {"conversations": value, "troubles": list(around.troubles.values())}
    return Report(told, (*troubles, *_tables(shown)), EMPTY)


async def settled(settings: Settings, change: Change) -> Report:
    """Settle one thing as the operator, and say what came of it; a refusal raises."""
    is_join = isinstance(change, JoinConversation)
    async with _opened(settings, ask=is_join) as house:
        problem = None
        if isinstance(change, JoinConversation):
            problem = await settle_conversations.go_in(house.context, change)
        result = problem
        if result is None:
            async with house.database.begin() as session:
                result = await settle_conversations.carry_out(
                    house.context, session, change, audit.OPERATOR
                )
    said = plain_text(result.message).partition("\n\n")[2]
    if not result.done:
        raise NothingFound(said)
    return Report(said, (said,))


@asynccontextmanager
async def _opened(settings: Settings, *, ask: bool) -> AsyncIterator[House]:
    """Open the core, and with it whatever can be asked about conversations."""
    async with opened(settings) as house, AsyncExitStack() as stack:
        if ask:
            await _open_slack(stack, house)
            await _open_teams(stack, house)
        yield house


async def _open_slack(stack: AsyncExitStack, house: House) -> None:
    settings = house.settings
    if not (settings.slack_signing_secret or settings.slack_bot_token):
        return
    from adapters.slack.room import open_places  # noqa: PLC0415 - Slack's SDK is heavy

    house.context.places["slack"] = await stack.enter_async_context(
        open_places(settings.slack_api_url, house.installations, app_of(house), settings.proxy)
    )


async def _open_teams(stack: AsyncExitStack, house: House) -> None:
    settings = house.settings
    if not (settings.teams_app_id or settings.teams_allow_anonymous):
        return
    from adapters.teams.room import open_places  # noqa: PLC0415 - Teams' SDK is heavy

    house.context.places["teams"] = await stack.enter_async_context(
        open_places(
            teams_credentials(settings, settings.teams_tenant_id),
            house.installations,
            StoredConversations(house.database),
            service_hosts=settings.teams_hosts,
            cloud=settings.teams_home,
            proxy=settings.proxy,
        )
    )


async def _shown(house: House, around: Around) -> list[Shown]:
    async with house.database.read() as session:
        places = await shared_places.every(session)
        partners = await shared_places.partners(session)
        posted = set((await shared_places.posted_in(session)).values())
    waiting = {one.id for one in shared_places.by_urgency(places)}
    found = []
    for place in places:
        candidates: tuple[Candidate, ...] = ()
        if place.id in waiting:
            candidates = await settle_conversations.proposed(
                house.context, place, around, partners
            )
        found.append(
            Shown(
                place,
                candidates,
                name=name_of(
                    house.context, place, around.people(place.installation_id, place.external_id)
                ),
                words=proposal_words(house.context, candidates),
                step=next_step(house.wording, place.state, place.platform),
                posted=place.id in posted,
            )
        )
    return found


def _plain(one: Shown) -> dict[str, object]:
    place, alone = asdict(one.place), proposal(one.candidates)
    return {
        **place,
        "called": one.name,
        "proposed": alone.name if alone is not None else None,
        "candidates": [
            {"partner": each.name, "because": sorted(each.whys)} for each in one.candidates
        ],
        "posted_in": one.posted,
        "next": one.step,
    }


def _tables(shown: Sequence[Shown]) -> tuple[Table, Table, Table]:
    def where(one: Shown) -> tuple[str, ...]:
        return (one.name, one.place.installation, one.place.external_id)

    waiting = [one for one in shown if one.place.is_open]
    theirs = [one for one in shown if one.place.partner_id is not None]
    ignored = [one for one in shown if one.place.ignored]
    heads = ("Conversation", "In", "Id")
    return (
        Table(
            (*heads, "Shared", "State", "Whose it may be"),
            [
                (
                    *where(one),
                    "yes" if one.place.shared else "no",
                    one.place.state.value,
                    one.words,
                )
                for one in waiting
            ],
            title="To be settled",
        ),
        Table(
            (*heads, "Partner", "State", "What to do"),
            [
                (
                    *where(one),
                    one.place.partner or "",
                    "live, posted here" if one.posted else one.place.state.value,
                    one.step,
                )
                for one in theirs
            ],
            title="Matched to partners",
        ),
        Table(heads, [where(one) for one in ignored], title="Ignored"),
    )
