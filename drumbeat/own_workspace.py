"""The vendor's own Slack workspace: a token it refuses is no reason to keep others waiting."""

import asyncio

import structlog

from bot.errors import DrumbeatError, InstallationGone
from drumbeat.checks import Check
from drumbeat.doorways import Ask

AGAIN_SECONDS = 300.0

log = structlog.get_logger(__name__)


class OwnWorkspace:
    """Asks Slack about our own token; where it is refused, other workspaces are served still.

    With `is_alone` there are no others, and then Slack's door stays closed.
    """

    def __init__(self, ask: Ask, *, is_alone: bool) -> None:
        self._ask, self._is_alone = ask, is_alone
        self.trouble = ""

    async def ask(self) -> None:
        """Ask once; what keeps everybody out is raised."""
        try:
            await self._ask()
        except InstallationGone as problem:
            if self._is_alone:
                raise
            self.trouble = str(problem)
            log.error("own_workspace_closed", reason=self.trouble)  # noqa: TRY400 - it has no trace
        else:
            self.trouble = ""

    async def keep_asking(self) -> None:
        """Ask again and again as long as it is refused."""
        while True:
            await asyncio.sleep(AGAIN_SECONDS)
            if not self.trouble:
                continue
            try:
                await self.ask()
            except DrumbeatError as problem:
                log.info("own_workspace_not_asked", reason=str(problem))

    async def look(self) -> Check:
        """Say for `/readyz` whether our own workspace takes us; it keeps nobody else out."""
        said = self.trouble or "takes us, or is not asked"
        return Check("own Slack workspace", said, is_well=not self.trouble, matters=False)
