"""The words each person may ask with, built once for all who see the same names."""

import asyncio
from collections.abc import Iterable, Mapping
from functools import cached_property

from sqlalchemy import select

from bot.figures.rules.catalogue import Catalogue
from bot.figures.rules.questions.lexicon import Lexicon, shared_lexicon
from bot.figures.store.names import visible_names
from bot.principal import Principal
from bot.store.generations import names_generation
from bot.store.scoping import Scope, scope_of
from bot.store.sessions import AsyncSession

KEEP_SCOPES = 256
"""The vendor's people are one scope, each partner's are another; a partner's takes some 20 kB."""


_SHOWN = select(names_generation())


class Lexicons:
    """Keeps a lexicon a scope for as long as the data it was built from is what readers see."""

    def __init__(self, catalogue: Catalogue, keep: int = KEEP_SCOPES) -> None:
        self._keep_scopes = keep
        self._catalogue = catalogue
        self._kept: dict[Scope, tuple[int, Lexicon]] = {}
        self._building = asyncio.Lock()

    async def lexicon(self, session: AsyncSession, principal: Principal) -> Lexicon:
        """Return the lexicon of this person's scope; who asks first in a generation builds it."""
        scope = scope_of(principal)
        # Read before the names, so that names of a later import are at worst built once more.
        generation = int((await session.execute(_SHOWN)).scalar_one())
        kept = self._find(scope, generation)
        if kept is None:
            async with self._building:
                kept = self._find(scope, generation)
                if kept is None:
                    kept = await self._build(session, principal)
                    self._keep(scope, generation, kept)
        return kept

    async def _build(self, session: AsyncSession, principal: Principal) -> Lexicon:
        names = await visible_names(session, principal)
        # Thousands of names take a while; others are served meanwhile.
        return await asyncio.to_thread(self._with_names, names)

    def _with_names(self, names: Mapping[str, Iterable[str]]) -> Lexicon:
        return self._shared.with_names(names)

    @cached_property
    def _shared(self) -> Lexicon:
        """What everybody asks with; most commands open the house and are asked nothing."""
        return shared_lexicon(self._catalogue)

    def _find(self, scope: Scope, generation: int) -> Lexicon | None:
        found = self._kept.pop(scope, None)
        if found is None or found[0] != generation:
            return None
        self._kept[scope] = found  # the one used last is let go last
        return found[1]

    def _keep(self, scope: Scope, generation: int, lexicon: Lexicon) -> None:
        self._kept[scope] = generation, lexicon
        if len(self._kept) > self._keep_scopes:
            del self._kept[next(iter(self._kept))]
