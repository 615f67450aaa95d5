"""How a delivery stands, in the ledger's words."""

from datetime import timedelta
from enum import StrEnum

LOOK_AFTER = timedelta(seconds=60)
"""How long after its outcome became unknown a delivery may still arrive: then it is looked for."""


class State(StrEnum):
    """The states of a delivery; only `planned` and `sending` ones are still to end."""

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
