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


class State(StrEnum):
    """The states of a delivery; only `planned` and `sending` ones are still to end."""

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
