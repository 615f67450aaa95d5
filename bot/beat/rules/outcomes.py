"""How a delivery stands, in the ledger's words."""

from enum import StrEnum


class State(StrEnum):
    """The states of a delivery; only `planned` and `sending` ones are still to end."""

    PLANNED = "planned"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
