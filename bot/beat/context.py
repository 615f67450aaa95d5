"""What the beat's use cases are given beside the ports that all share."""

from dataclasses import dataclass

from bot.beat.ports import Cadences
from bot.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatContext(Context):
    """The shared ports, and what was promised when."""

    cadences: Cadences
