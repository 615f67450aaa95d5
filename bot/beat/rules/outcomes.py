"""How a delivery stands, in the ledger's words."""

from datetime import timedelta
from enum import StrEnum

LOOK_AFTER = timedelta(seconds=60)
"""How long after its outcome became unknown a delivery may still arrive: then it is looked for."""

LOOKED_FOR = timedelta(days=7)
"""How long after it was due a delivery is looked for."""


class Rest(StrEnum):
    """Why a lane is left alone for a while."""

    LIMITED = "limited"
    """The platform said that we are too fast."""
    BUSY = "busy"
    """The platform, or place after place of it, takes nothing just now."""
    UNKNOWN = "unknown"
    """Of several messages in a row nobody knows what came of them."""


class Refusal(StrEnum):
    """Why a request that left did not bring its message, by class."""

    LIMITED = "limited"
    """The platform said that we are too fast."""
    BUSY = "busy"
    """The platform, or this place of it, takes nothing just now."""
    NOT_SENT = "not sent"
    """It surely never reached the platform."""
    UNKNOWN = "unknown"
    """Nobody knows whether it arrived."""
    GONE = "gone"
    """Whom it was for is not there, or has shut us out."""
    CLOSED = "closed"
    """We are not there any more, or nothing can be said there."""
    REJECTED = "rejected"
    """The platform would not take this message."""


class State(StrEnum):
    """The states of a delivery; only `planned` and `sending` ones are still to end."""

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
