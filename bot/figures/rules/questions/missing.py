"""Words for what people ask and nobody measures here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MissingWord:
    """What nobody measures here, by its id in the catalogue."""

    missing: str
