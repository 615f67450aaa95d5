"""Pictures that we host for everybody, and which of them lie on a platform as files too."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.pictures import Picture


@dataclass(frozen=True, slots=True)
class Upload:
    """How one picture stands in one installation since a moment: as a file, or why it does not.

    `times` counts how often it was handed over within a day.
    """

    since: datetime
    file_id: str = ""
    problem: str = ""
    times: int = 1


class Uploads(Protocol):
    """What lies where, by our own id of the installation and the digest of the picture."""

    async def get(self, installation_id: str, digest: str) -> Upload | None:
        """Return how a picture stands there; None where it was never handed over."""

    async def put(self, installation_id: str, digest: str, upload: Upload) -> None:
        """Write down how a picture stands there by now."""


class Hosted(Protocol):
    """The pictures that stand for everybody at an address of ours."""

    def named(self, url: str) -> tuple[str, str] | None:
        """Return the digest and the name in an address of ours; None for any other address."""

    def find(self, digest: str, name: str) -> Picture | None:
        """Return the picture of that digest and name, if it is still the same one."""


class Pictures(NamedTuple):
    """What a way out needs to show a hosted picture as a file of its platform."""

    hosted: Hosted
    uploads: Uploads
