"""Shows the pictures we host as files of the workspace: handed over once, not once a message.

A picture that cannot be handed over is shown by its address, and why is written down.
"""

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from adapters.slack.api import SlackApi
from adapters.slack.errors import PictureNotReady
from adapters.slack.files import file_address, file_of
from adapters.slack.limits import ABILITIES
from adapters.slack.uploads import upload_picture
from bot.errors import (
    DeliveryProblem,
    HalfPosted,
    InstallationGone,
    MessageRejected,
    RateLimited,
)
from bot.message import Element, Image, Message, Video
from bot.ports import Installation, Pictures, Upload

READY = timedelta(minutes=1)
"""So long Slack may look at a file before it shows it; whatever it refuses later, it has lost."""
REST = timedelta(minutes=10)
"""What could not be handed over is tried again after so long."""
A_DAY = timedelta(days=1)
MOST_TIMES = 2
"""A file that Slack shows to nobody after so many times is shown by its address for a day."""
PATIENCE = 6.0
"""Seconds that handing over may take: far less than a message may take to be posted."""
MOST_KNOWN = 4096
NEVER = Upload(datetime.min.replace(tzinfo=UTC), times=0)

log = structlog.get_logger(platform="slack")


class SlackPictures:
    """Puts files of a workspace in the place of our addresses in a message."""

    def __init__(self, api: SlackApi, pictures: Pictures | None) -> None:
        self._api, self._pictures = api, pictures
        self._known: dict[tuple[str, str], Upload] = {}
        self._drawn: dict[tuple[str, str, Element], Element] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rests: dict[str, datetime] = {}

    async def shown(self, place: Installation, message: Message) -> Message:
        """Return the message with the workspace's own files in it, as far as it has them.

        Readers of the same elements are given the same ones, so that what is drawn is shared.
        """
        if self._pictures is None or not any(map(_address, message.elements)):
            return message
        drawn = [await self._shown(self._pictures, place, each) for each in message.elements]
        return replace(message, elements=tuple(drawn))

    async def refused(self, place: Installation, message: Message, problem: Exception) -> None:
        """Have what Slack has lost handed over anew, where it refused files of this message.

        What was handed over just now it still looks at: the message waits for that.
        """
        cause = problem.problem if isinstance(problem, HalfPosted) else problem
        if self._pictures is None or not isinstance(cause, PictureNotReady):
            return
        now = datetime.now(UTC)
        files = {file_of(_address(element)) for element in message.elements} - {""}
        for (where, digest), upload in list(self._known.items()):
            stood = now - upload.since
            if where != place.id or upload.file_id not in files or stood < READY:
                continue
            times = upload.times if stood < A_DAY else 0
            why = str(cause) if times >= MOST_TIMES else ""
            await self._note(self._pictures, place, digest, Upload(now, "", why, times))

    async def _shown(self, pictures: Pictures, place: Installation, element: Element) -> Element:
        found = pictures.hosted.named(_address(element))
        upload = await self._upload(pictures, place, *found) if found else NEVER
        if not upload.file_id:
            return element
        if len(self._drawn) >= MOST_KNOWN:
            self._drawn.clear()
        key = place.id, upload.file_id, element
        return self._drawn.setdefault(key, _with_file(element, file_address(upload.file_id)))

    async def _upload(
        self, pictures: Pictures, place: Installation, digest: str, name: str
    ) -> Upload:
        """Return how a picture stands in a workspace, handed over now if need be."""
        async with self._turns[place.id]:  # so that it is handed over by one of all who want it
            known = self._known.get((place.id, digest))
            if known is None:
                known = await pictures.uploads.get(place.id, digest) or NEVER
                self._remember(place, digest, known)
            now = datetime.now(UTC)
            if known.file_id or now < max(_tried_again(known), self._rests.get(place.id, now)):
                return known
            upload = await self._handed_over(pictures, place, (digest, name), known)
            await self._note(pictures, place, digest, upload)
            return upload

    async def _handed_over(
        self, pictures: Pictures, place: Installation, named: tuple[str, str], known: Upload
    ) -> Upload:
        picture = await asyncio.to_thread(pictures.hosted.find, *named)
        if picture is None:
            return Upload(datetime.now(UTC), "", "it is not in the content folder any more", 0)
        try:
            async with asyncio.timeout(PATIENCE):
                address = await upload_picture(self._api, place.token, ABILITIES.shown(picture))
        except InstallationGone:
            raise
        except (DeliveryProblem, MessageRejected, TimeoutError) as problem:
            now, rest = datetime.now(UTC), REST
            if isinstance(problem, RateLimited):
                rest = timedelta(seconds=problem.retry_after)
            self._rests[place.id] = now + rest
            return Upload(now, "", str(problem) or "Slack gave no answer in time", 0)
        times = 1 if known.problem else known.times + 1
        return Upload(datetime.now(UTC), file_of(address), "", times)

    async def _note(
        self, pictures: Pictures, place: Installation, digest: str, upload: Upload
    ) -> None:
        if upload.problem:
            log.warning("picture_by_address", installation_id=place.id, reason=upload.problem)
        await pictures.uploads.put(place.id, digest, upload)
        self._remember(place, digest, upload)

    def _remember(self, place: Installation, digest: str, upload: Upload) -> None:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[place.id, digest] = upload


def _tried_again(upload: Upload) -> datetime:
    """Return when a picture may be handed over that does not lie there."""
    if not upload.problem:
        return upload.since
    return upload.since + (A_DAY if upload.times >= MOST_TIMES else REST)


def _address(element: Element) -> str:
    """Return where the picture lies that an element shows; nothing where it shows none."""
    match element:
        case Image(url):
            return url
        case Video():
            return element.thumbnail or ""
        case _:
            return ""


def _with_file(element: Element, address: str) -> Element:
    if isinstance(element, Image):
        return replace(element, url=address)
    return replace(element, thumbnail=address) if isinstance(element, Video) else element
