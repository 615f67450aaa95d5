"""Takes a post in: kept first, worked once, waited for as long as a browser may wait."""

import asyncio

import structlog

from bot.errors import RequestRefused
from drumbeat.demo.chat.core import Core
from drumbeat.demo.chat.posts import Post
from drumbeat.demo.chat.worker import WebDoor

log = structlog.get_logger(__name__)

KEY_LIMIT = 64


class Intake:
    """Keeps a post in the inbox and has a worker carry it out; the work is done in one place."""

    def __init__(self, core: Core, door: WebDoor, deadline: float) -> None:
        self._inbox, self._submit = core.inbox, core.submit
        self._door, self._deadline = door, deadline

    async def take(self, post: Post, key: str) -> bool:
        """Have the post carried out, a repeat not again; say whether it was done in time."""
        # Without a key of its page a double click could not be told from a second wish.
        if not key or len(key) > KEY_LIMIT:
            raise RequestRefused("This was not sent by a form of this page.", status=400)
        whole_key = f"{post.contact_id}:{key}:{post.mark()}"
        entry = await self._inbox.accept("web", whole_key, post.kind, post.body())
        if entry is None:
            log.info("post_repeated", kind=post.kind, platform="web")
            return True
        with self._door.awaiting(entry.id) as done:
            self._submit(entry)
            try:
                async with asyncio.timeout(self._deadline):
                    await done.wait()
            except TimeoutError:
                log.info("post_late", inbox_id=entry.id, kind=post.kind, platform="web")
        return done.is_set()
