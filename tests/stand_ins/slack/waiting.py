"""The part of the fake by which a test waits for what somebody is about to see."""

from collections.abc import Callable
from typing import Any

from .person import Person
from .state import Conversation, Message, View
from .world import World

PATIENCE = 30.0
"""Seconds: long enough for a machine that others use too; who waits in vain says so after it."""


class Waiting:
    """Looks at every change until it is the one wanted; never sleeps."""

    world: World

    def messages(self, where: Conversation | Person | str) -> list[Message]:
        """Return what everybody in a conversation reads now, oldest first."""
        if isinstance(where, Person):
            where = where.dm
        found = self.world.conversations[where] if isinstance(where, str) else where
        return [m for m in found.messages if not (m.deleted or m.is_ephemeral)]

    async def until(self, found: Callable[[], Any], timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109 - a test names its patience
        """Wait until `found` returns something true, looked at on every change."""
        return await self.world.bell.until(found, timeout, "what the test looks for")

    async def wait_for_message(
        self,
        where: Conversation | Person | str,
        matches: Callable[[Message], object] = bool,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a test names its patience
    ) -> Message:
        """Wait for a message: in a person's inbox, or in a conversation."""

        def found() -> Message | None:
            seen = where.inbox if isinstance(where, Person) else self.messages(where)
            return next((m for m in seen if matches(m)), None)

        return await self.world.bell.until(found, timeout, f"a message for {where}")

    async def wait_for_view(
        self,
        person: Person,
        matches: Callable[[View], object] = bool,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a test names its patience
    ) -> View:
        """Wait until the top modal of a person is this one."""

        def found() -> View | None:
            return person.view if person.view and matches(person.view) else None

        return await self.world.bell.until(found, timeout, f"a modal before {person}")

    async def wait_for_home(
        self,
        person: Person,
        matches: Callable[[View], object] = bool,
        *,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a test names its patience
    ) -> View:
        """Wait until a person's home tab is this one."""

        def found() -> View | None:
            return person.home if person.home and matches(person.home) else None

        return await self.world.bell.until(found, timeout, f"a home tab for {person}")
