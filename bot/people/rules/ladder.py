"""The ladder: which of a contact's addresses reaches them first, and which one next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LADDER = ("slack", "teams", "web", "email")
"""The order of platforms for who has not chosen one."""
CALLED: Mapping[str, tuple[str, ...]] = {
    "slack": (),
    "teams": ("microsoft teams", "ms teams"),
    "email": ("mail", "e-mail"),
    "web": ("the web", "browser", "the browser"),
}
"""What else people call them."""


class Obstacle(StrEnum):
    """Why an address is not used."""

    UNLINKED = "unlinked"
    DEAD = "dead"
    REMOVED = "removed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Step:
    """An address as the ladder sees it."""

    address_id: str
    platform: str
    linked_at: datetime
    installation_id: str | None = None
    live: bool = True
    installed: bool = True
    linked: bool = True


def obstacle(step: Step, platforms: Collection[str]) -> Obstacle | None:
    """Say why this address is not used; `platforms` are those with a way out."""
    if not step.linked:
        return Obstacle.UNLINKED
    if not step.live:
        return Obstacle.DEAD
    if not step.installed:
        return Obstacle.REMOVED
    return None if step.platform in platforms else Obstacle.CLOSED


def climb(
    steps: Iterable[Step], preferred: str | None, platforms: Collection[str]
) -> tuple[Step, ...]:
    """Return the addresses that may be used, in the order in which they are tried.

    The preferred platform comes first, then the ladder; on one platform the newest link.
    """
    usable = sorted(
        (step for step in steps if obstacle(step, platforms) is None),
        key=lambda step: step.address_id,
    )
    usable.sort(key=lambda step: step.linked_at, reverse=True)
    usable.sort(key=lambda step: _height(step.platform, preferred))
    return tuple(usable)


def _height(platform: str, preferred: str | None) -> int:
    if platform == preferred:
        return -1
    return LADDER.index(platform) if platform in LADDER else len(LADDER)
