"""How a conversation of several stands, by what its platform tells of it."""

from enum import StrEnum

from bot.ports import Place


class PlaceState(StrEnum):
    """Whether we may speak there; all but the first say why not."""

    LIVE = "live"
    ARCHIVED = "archived"
    DISCONNECTED = "disconnected"
    NOT_A_MEMBER = "not a member"
    PENDING = "pending"
    POST_ONLY = "post-only"


def state_of(told: Place | None, before: PlaceState, *, was_shared: bool) -> PlaceState:
    """Return how it stands; None was told where it is not to be seen any more.

    One that was shared with another company and is not any more has nobody of theirs in it.
    Where only some may post, which not every platform tells, we learn it when a post is refused,
    and it stays so until somebody says otherwise.
    """
    if told is None:
        return PlaceState.NOT_A_MEMBER
    if told.archived:
        return PlaceState.ARCHIVED
    if not told.member:
        return PlaceState.NOT_A_MEMBER
    if told.pending and not told.shared:
        return PlaceState.PENDING
    if was_shared and not told.shared:
        return PlaceState.DISCONNECTED
    restricted = before is PlaceState.POST_ONLY if told.restricted is None else told.restricted
    return PlaceState.POST_ONLY if restricted else PlaceState.LIVE


REASONS = {
    PlaceState.ARCHIVED: "it was archived",
    PlaceState.DISCONNECTED: "the other company is no longer in it",
    PlaceState.NOT_A_MEMBER: "we are not in it",
    PlaceState.PENDING: "the other company has not accepted the invitation yet",
    PlaceState.POST_ONLY: "only some may post there",
}
"""Why we do not speak there, where a platform's list told it and no refused post."""
