"""Use cases that are read when they are first wanted, for most processes want few."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from bot.event import ActionPressed, FormSubmitted, Reply, Said
from bot.principal import Principal
from bot.voice.context import VoiceContext


class UseCase:
    """A use case of the voice by the name of its module and its own."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = f"bot.voice.usecases.{module}", name

    async def __call__(
        self,
        context: VoiceContext,
        asker: Principal,
        event: Said | ActionPressed | FormSubmitted,
    ) -> Reply:
        return await self.found()(context, asker, event)

    def found(self) -> Callable[..., Awaitable[Reply]]:
        """Return the function; what there is none of is an error of ours."""
        use_case: Any = getattr(import_module(self._module), self._name)
        return use_case  # type: ignore[no-any-return]
