"""What is known of people and partners beside their own rows, for audiences that ask for it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, union

from bot.beat.rules.audience import Audience
from bot.beat.rules.choosing.dimensions import (
    COUNTRY,
    LANGUAGE,
    PARTNER,
    PLATFORM,
    REGION,
    SPONSOR,
    STAGE,
    TIER,
    Dimension,
    Dimensions,
    with_brought,
)
from bot.language import ENGLISH
from bot.people.store.tables import Contact, Partner, Sponsor
from bot.principal import Principal
from bot.rights import may
from bot.store.generations import is_shown
from bot.store.sessions import AsyncSession

if TYPE_CHECKING:
    from bot.beat.rules.choosing.lexicon import Lexicon

COUNTRIES_CALLED = {
    "GB": ("UK", "Great Britain", "Britain", "England"),
    "US": ("USA", "United States of America", "America", "the US", "the USA"),
    "NL": ("Holland", "the Netherlands"),
    "AE": ("UAE",),
}
"""What people call a country beside its own name."""

Called = Mapping[str, Sequence[str]]
"""The values of a dimension, each with what else people call it."""
HowKnown = Callable[[AsyncSession, Collection[str]], Awaitable[Mapping[str, frozenset[str]]]]
"""Finds the keys of the values that these have: contacts, or partners where it is theirs."""


async def nothing_called(_session: AsyncSession) -> Called:
    """Bring no names: all values of a dimension are fixed words."""
    return {}


@dataclass(frozen=True, slots=True)
class Brought:
    """A condition that a subject brings: what it is called, its names, and who meets it.

    `known` is asked by the ids of partners where the dimension is of the partner, else by those
    of contacts, for many at once. `refused` says why nothing can be chosen by it now.
    """

    dimension: Dimension
    known: HowKnown
    names: Callable[[AsyncSession], Awaitable[Called]] = nothing_called
    refused: Callable[[AsyncSession], Awaitable[str]] | None = None


class Choosing:
    """Reads audiences, and finds out what must be known to resolve one."""

    def __init__(self, brought: Sequence[Brought] = ()) -> None:
        self.brought = tuple(brought)
        self.dimensions: Dimensions = with_brought(one.dimension for one in brought)

    async def lexicon(self, session: AsyncSession) -> "Lexicon":
        """Return everything that may be said of an audience here and now."""
        from bot.beat.rules.choosing.lexicon import lexicon  # noqa: PLC0415 - with what is read

        names = await _names(session)
        called: dict[str, Called] = {COUNTRY: COUNTRIES_CALLED}
        for one in self.brought:
            found = await one.names(session)
            names[one.dimension.name] = set(found)
            called[one.dimension.name] = found
        return lexicon(self.dimensions, names, called)

    async def read(self, session: AsyncSession, audience: Audience) -> Audience:
        """Read the words of an audience that has some; others are returned as they are.

        What cannot be read now is `AudienceUnreadable` with a question.
        """
        if not audience.words or audience.who is not None:
            return audience
        from bot.beat.rules.choosing.reading import read_audience  # noqa: PLC0415 - few read any

        meant = read_audience(audience.words, await self.lexicon(session), audience.to)
        return replace(meant, words=audience.words, consent=meant.consent or audience.consent)

    async def refusal(self, session: AsyncSession, audience: Audience) -> str:
        """Say why nobody may be chosen so now; empty where they may."""
        asked = audience.asks_for()
        for one in self.brought:
            if one.dimension.name in asked and one.refused is not None:
                refused = await one.refused(session)
                if refused:
                    return refused
        return ""

    def is_open_to(self, writer: Principal, audience: Audience) -> bool:
        """Say whether somebody may choose so: by what tells who said what only who may read it."""
        asked = audience.asks_for()
        rights = (one.dimension.right for one in self.brought if one.dimension.name in asked)
        return all(right is None or may(writer, right) for right in rights)

    def least(self, audience: Audience) -> int:
        """Return how many people an audience must have to be chosen so."""
        asked = audience.asks_for()
        return max(
            (one.dimension.least for one in self.brought if one.dimension.name in asked), default=0
        )

    async def of_contacts(
        self, session: AsyncSession, asked: Collection[str], pairs: Mapping[str, str | None]
    ) -> dict[str, dict[str, frozenset[str]]]:
        """Return what is known of contacts, given with their partners, in these dimensions."""
        more: dict[str, dict[str, frozenset[str]]] = {each: {} for each in pairs}
        if SPONSOR in asked:
            _put(more, SPONSOR, await _sponsors(session, pairs), {each: each for each in pairs})
        for one in self.brought:
            if one.dimension.name in asked:
                owner = pairs if one.dimension.of == PARTNER else {each: each for each in pairs}
                ids = sorted({each for each in owner.values() if each})
                _put(more, one.dimension.name, await one.known(session, ids), owner)
        return more

    async def of_partners(
        self, session: AsyncSession, asked: Collection[str], partner_ids: Collection[str]
    ) -> dict[str, dict[str, frozenset[str]]]:
        """Return what is known of partners in these dimensions, whoever works there."""
        more: dict[str, dict[str, frozenset[str]]] = {each: {} for each in partner_ids}
        for one in self.brought:
            if one.dimension.name in asked and one.dimension.of == PARTNER:
                known = await one.known(session, sorted(partner_ids))
                _put(more, one.dimension.name, known, {each: each for each in partner_ids})
        return more


NOTHING_BROUGHT = Choosing()
"""What every audience may ask for, and nothing that a subject brings."""
WITH_ADDRESS = frozenset({PLATFORM})
"""Dimensions for which it must be known where somebody is reached."""


def _put(
    more: dict[str, dict[str, frozenset[str]]],
    dimension: str,
    known: Mapping[str, frozenset[str]],
    owner: Mapping[str, str | None],
) -> None:
    for each, values in more.items():
        values[dimension] = known.get(owner[each] or "", frozenset())


async def _names(session: AsyncSession) -> dict[str, set[str]]:
    """Return every tier, region, stage, partner, country and language that somebody has."""
    partner = (is_shown(Partner), Partner.erased_at.is_(None))
    rows = await session.execute(
        select(Partner.tier, Partner.region, Partner.stage, Partner.name).where(*partner)
    )
    names: dict[str, set[str]] = {TIER: set(), REGION: set(), STAGE: set(), PARTNER: set()}
    for row in rows:
        for dimension, value in zip(names, row, strict=True):
            names[dimension].add(value)
    contact = (is_shown(Contact), Contact.erased_at.is_(None))
    for dimension, columns in (
        (COUNTRY, (Partner.country, Contact.country, Contact.chosen_country)),
        (LANGUAGE, (Partner.language, Contact.language, Contact.chosen_language)),
    ):
        known = [select(columns[0]).where(*partner)]
        known += [select(column).where(*contact) for column in columns[1:]]
        found = await session.execute(union(*known))
        names[dimension] = {value for (value,) in found if value}
    names[LANGUAGE] |= {tag.partition("-")[0] for tag in names[LANGUAGE]} | {ENGLISH.tag}
    return {name: {value for value in values if value} for name, values in names.items()}


async def _sponsors(
    session: AsyncSession, contact_ids: Collection[str]
) -> dict[str, frozenset[str]]:
    rows = await session.execute(
        select(Sponsor.contact_id, Sponsor.side).where(Sponsor.contact_id.in_(sorted(contact_ids)))
    )
    sides: dict[str, set[str]] = {}
    for contact_id, side in rows:
        sides.setdefault(contact_id, set()).add(side)
    return {each: frozenset(found) for each, found in sides.items()}
