"""Say which installations are our own, and leave one: administrators only."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.context import Context
from bot.errors import DeliveryProblem
from bot.event import Reply, Said
from bot.people.cards import settling as cards
from bot.people.store import own, partnerships
from bot.people.store.installations import Standing, mark_left
from bot.principal import Principal
from bot.rights import Right, may
from bot.store import audit
from bot.store.audit import About
from bot.store.sessions import AsyncSession

FORMS = ("settle_own", "settle_disown", "settle_remove")
WORDS = 3
"""So many words a form has: what, what to do, which."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The key of what is said, with the place and a count; `done` where something changed."""

    key: str
    done: bool = False
    place: str = ""
    count: int = 0


Act = Callable[[Context, AsyncSession, str, str], Awaitable[Outcome]]
"""Does something about the installation called so, for whoever may."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """An installation that may be left."""

    name: str
    platform: str
    stood: Standing


async def make_own(context: Context, asker: Principal, event: Said) -> Reply:
    """Let the word of a workspace or tenant count for everybody."""
    return await _settle(context, asker, event, own_place)


async def disown(context: Context, asker: Principal, event: Said) -> Reply:
    """Let it count no more."""
    return await _settle(context, asker, event, disown_place)


async def remove(context: Context, asker: Principal, event: Said) -> Reply:
    """Have the platform take us out, and then forget the token."""
    which = _which(context, asker, event)
    if isinstance(which, Reply):
        return which
    async with context.database.read() as session:
        leaving = await may_leave(session, which)
    if isinstance(leaving, Leaving):
        left = await leave(context, leaving)
        async with context.work(event) as session:
            outcome = left or await be_gone(context, session, leaving, asker.contact_id)
        return _said(context, outcome)
    return _said(context, leaving)


async def own_place(context: Context, session: AsyncSession, which: str, by: str) -> Outcome:
    """Make an installation our own for `by`, who may."""
    found = await partnerships.installations_called(session, which)
    if len(found) != 1:
        return Outcome("settle_no_installation")
    place = found[0]
    if place.partner_id is not None:
        return Outcome("settle_bound_installation")
    await own.make_own(session, place.id)
    _record(context, session, by, "own", place.id)
    return Outcome("settled_own", done=True, place=place.name)


async def disown_place(context: Context, session: AsyncSession, which: str, by: str) -> Outcome:
    """Take that back for `by`, who may; links that rested on its word go."""
    found = await partnerships.installations_called(session, which)
    if len(found) != 1:
        return Outcome("settle_no_installation")
    place = found[0]
    if not place.own:
        return Outcome("settle_not_ours")
    count = await own.take_back(session, place.id, context.clock.now())
    _record(context, session, by, "disown", place.id)
    return Outcome("settled_disown", done=True, place=place.name, count=count)


async def may_leave(session: AsyncSession, which: str) -> Leaving | Outcome:
    """Return what may be left, or why it may not."""
    found = await partnerships.installations_called(session, which)
    if len(found) != 1:
        return Outcome("settle_no_installation")
    place = found[0]
    if place.own:
        return Outcome("settle_disown_first")
    stood = Standing(place.id, place.installed_at, bool(place.token))
    return Leaving(place.name, place.platform, stood)


async def leave(context: Context, leaving: Leaving) -> Outcome | None:
    """Ask the platform to take us out; None once it did, else why nothing was changed."""
    leaver = context.leavers.get(leaving.platform)
    if leaver is None:
        return Outcome("settle_only_slack")
    try:
        await leaver.leave(leaving.stood.id)
    except DeliveryProblem as problem:
        log.warning("not_left", installation_id=leaving.stood.id, error=str(problem))
        return Outcome("settle_not_left")
    return None


async def be_gone(context: Context, session: AsyncSession, leaving: Leaving, by: str) -> Outcome:
    """Forget the token of a place that was left; what it told meanwhile may have done so."""
    await mark_left(session, leaving.stood, context.clock.now())
    _record(context, session, by, "remove installation", leaving.stood.id)
    return Outcome("settled_remove", done=True, place=leaving.name)


async def _settle(context: Context, asker: Principal, event: Said, act: Act) -> Reply:
    which = _which(context, asker, event)
    if isinstance(which, Reply):
        return which
    async with context.work(event) as session:
        outcome = await act(context, session, which, asker.contact_id)
    return _said(context, outcome)


def _record(context: Context, session: AsyncSession, by: str, act: str, place: str) -> None:
    audit.record(session, by, act, About("installation", place), context.clock.now())


def _which(context: Context, asker: Principal, event: Said) -> str | Reply:
    """Return the last word, which names the place, of who may settle it."""
    if not may(asker, Right.SETTLE_PEOPLE):
        return cards.not_for_you(context)
    words = event.text.split()
    return words[-1] if len(words) == WORDS else cards.forms(context, FORMS)


def _said(context: Context, outcome: Outcome) -> Reply:
    if not outcome.done:
        return Reply((cards.not_settled(context, outcome.key),))
    values = {"installation": outcome.place, "count": str(outcome.count)}
    return Reply((cards.settled(context, outcome.key, **values),))


ACTS = {"own": make_own, "disown": disown, "remove": remove}
"""What can be done about an installation, by the word for it."""
