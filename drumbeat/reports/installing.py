"""What the command line does about workspaces: calls them in, makes them our own, leaves them."""

from collections.abc import Sequence
from dataclasses import asdict

from bot.errors import NothingFound
from bot.people.rules.installing import Progress
from bot.people.store.install_progress import progress
from bot.people.usecases import bring_workspaces_in, own_and_leave_places
from bot.people.usecases.own_and_leave_places import Act, Leaving, Outcome
from bot.plain_text import plain_text
from bot.store import audit
from drumbeat.house import House
from drumbeat.installing import with_slack_app
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

STEPS = {
    "opened": "Opened",
    "installed": "Installed",
    "bound": "Bound",
    "person": "First person",
    "message": "First message",
}


async def invite(settings: Settings, partner: str) -> Report:
    """Make the one link of a partner, and print the letter with it."""
    async with opened(settings) as house, with_slack_app(house):
        async with house.database.begin() as session:
            made = await bring_workspaces_in.make_link(
                house.context, session, partner, audit.OPERATOR
            )
        if made.letter is None:
            raise NothingFound(house.wording.say(made.refused))
        letter = plain_text(made.letter)
        return Report({"link": made.link_id, "letter": letter}, (letter,))


async def uninvite(settings: Settings, partner: str) -> Report:
    """Let a partner's link work no more."""
    async with opened(settings) as house:
        async with house.database.begin() as session:
            refused = await bring_workspaces_in.take_link_back(
                house.context, session, partner, audit.OPERATOR
            )
        if refused:
            raise NothingFound(house.wording.say(refused))
        said = house.wording.say("settled_uninvite")
        return Report(said, (said,))


async def own(settings: Settings, which: str) -> Report:
    """Let the word of an installation count for everybody."""
    return await _settled(settings, which, own_and_leave_places.own_place)


async def disown(settings: Settings, which: str) -> Report:
    """Let it count no more."""
    return await _settled(settings, which, own_and_leave_places.disown_place)


async def _settled(settings: Settings, which: str, act: Act) -> Report:
    async with opened(settings) as house:
        async with house.database.begin() as session:
            outcome = await act(house.context, session, which, audit.OPERATOR)
        return _told(house, outcome)


async def remove(settings: Settings, which: str) -> Report:
    """Have the platform take us out of a workspace, and forget the token."""
    async with opened(settings) as house, with_slack_app(house):
        async with house.database.read() as session:
            leaving = await own_and_leave_places.may_leave(session, which)
        if not isinstance(leaving, Leaving):
            return _told(house, leaving)
        left = await own_and_leave_places.leave(house.context, leaving)
        if left is not None:
            return _told(house, left)
        async with house.database.begin() as session:
            outcome = await own_and_leave_places.be_gone(
                house.context, session, leaving, audit.OPERATOR
            )
        return _told(house, outcome)


async def links(settings: Settings) -> Report:
    """Return every install link and how far it has come."""
    async with opened(settings) as house:
        return await links_of(house)


async def links_of(house: House) -> Report:
    """Return the same of a house that is open."""
    async with house.database.read() as session:
        found = await progress(session, house.context.first_delivery)
    now = house.context.system.now()
    rows = [(one.partner or "nobody", one.state(now), *_steps(one)) for one in found]
    value = [{**asdict(one), "state": one.state(now)} for one in found]
    heads = ("Invited", "Link", *STEPS.values())
    return Report(value, (Table(heads, rows, title="Workspaces called in"),))


def _steps(one: Progress) -> Sequence[str]:
    said = []
    for _, is_done, at in one.steps():
        done = f"{at:%Y-%m-%d %H:%M}" if at is not None else "yes"
        said.append(done if is_done else "not yet")
    return said


def _told(house: House, outcome: Outcome) -> Report:
    values = {"installation": outcome.place, "count": str(outcome.count)}
    if not outcome.done:
        raise NothingFound(house.wording.say(outcome.key))
    said = house.wording.say(outcome.key, **values)
    return Report(said, (said,))
