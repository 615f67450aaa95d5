"""What the demo's chat asks of the demo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.harmless import Words


@dataclass(frozen=True, slots=True)
class Persona(Words):
    """Somebody of the sample programme one can be in the demo."""

    contact_id: str
    name: str
    description: str
    zone: str


class Stage(Protocol):
    """What only the demo has: people to be, and a clock to move."""

    def now(self) -> datetime:
        """Return the business time."""

    async def personas(self) -> tuple[Persona, ...]:
        """Return the people one can be, a few telling ones first."""

    async def next_beat(self, contact_id: str) -> str:
        """Move the clock to this person's next slot, let it strike, and say what happened."""
