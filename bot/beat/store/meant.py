"""Whom an audience means when its send is opened, or why it cannot be opened so."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.beat.rules.audience import Audience, To
from bot.beat.rules.choosing.lexicon import Lexicon
from bot.beat.rules.choosing.tokens import folded, quoted
from bot.beat.rules.conditions import Fact, facts_in
from bot.beat.store import audiences, shared_conversations
from bot.beat.store.alarm_causes import IN_THE_AUDIENCE
from bot.beat.store.audiences import EVERYWHERE, Looked
from bot.errors import AudienceUnreadable
from bot.principal import Principal
from bot.store.sessions import AsyncSession

NOBODY = f"nobody in {IN_THE_AUDIENCE}"
TOO_FEW = f"too few in {IN_THE_AUDIENCE}"

NOT_THEIRS = (
    f"{IN_THE_AUDIENCE} is refused: only administrators choose people by a score, because whoever "
    "sees who is meant learns how each of them answered"
)


@dataclass(frozen=True, slots=True)
class Meant:
    """An audience whose words were read, or `why` nothing can be sent to it now."""

    audience: Audience
    why: str = ""
    is_refused: bool = False
    """Whether who is in it must not even be counted."""


async def meant(
    session: AsyncSession,
    audience: Audience,
    looked: Looked = EVERYWHERE,
    *,
    writer: Principal | None = None,
) -> Meant:
    """Read an audience, and look whether anybody is in it, for who writes to it if anybody does.

    Who is shown how many there are, or who they are, learns what was said by whom where it is
    chosen by that: so nobody is who may not read it anyway.
    """
    choosing = looked.choosing
    try:
        read = await choosing.read(session, audience)
    except AudienceUnreadable as question:
        return Meant(audience, f"{IN_THE_AUDIENCE} cannot be read: {question}")
    if writer is not None and not choosing.is_open_to(writer, read):
        return Meant(read, NOT_THEIRS, is_refused=True)
    least = choosing.least(read)
    why = await choosing.refusal(session, read)
    why = f"{IN_THE_AUDIENCE} is refused: {why}" if why else ""
    if not why and least and not await audiences.has_so_many(session, read, least, looked):
        # Of none as of four: who is asked until one answers learns what was said by whom.
        why = f"{TOO_FEW}: one that is chosen by a score must have at least {least} people"
    if why:
        return Meant(read, why, is_refused=True)
    return Meant(read, await _emptiness(session, read, looked))


async def _emptiness(session: AsyncSession, read: Audience, looked: Looked) -> str:
    if await audiences.has_so_many(session, read, 1, looked):
        return ""
    if read.to is not To.PEOPLE and await shared_conversations.chosen(
        session, read, looked.platforms, looked.choosing
    ):
        return ""
    unknown = list(unknown_names(read, await looked.choosing.lexicon(session)))
    return f"{NOBODY}: {'; '.join(unknown)}" if unknown else NOBODY


def unknown_names(audience: Audience, lexicon: Lexicon) -> Iterator[str]:
    """Say of each name in an audience that nobody has what may have been meant."""
    for fact in sorted(set(facts_in(audience.condition()))):
        if fact.dimension not in lexicon.values or _is_had(fact, lexicon):
            continue
        dimension = lexicon.dimensions.of(fact.dimension)
        if not dimension.kind or fact.value in dimension.others:
            continue
        close = lexicon.closest(fact.value)
        hint = f" (did you mean {' or '.join(map(quoted, close))}?)" if close else ""
        yield f"no {dimension.kind} is called {quoted(dimension.shown(fact.value))}{hint}"


def _is_had(fact: Fact, lexicon: Lexicon) -> bool:
    return folded(fact.value) in {folded(value) for value in lexicon.values[fact.dimension]}
