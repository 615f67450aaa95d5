"""Whom something would reach, before it is sent."""

from dataclasses import dataclass

from bot.beat.rules.audience import Audience


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Somebody who is meant, as planning would see them now; `skip` is why they are left out."""

    contact_id: str
    partner_id: str | None
    role: str
    skip: str | None = None


@dataclass(frozen=True, slots=True)
class Wished:
    """A send that nobody opened yet: of which kind, for whom, and what its readers can mute."""

    kind: str
    audience: Audience
    topic: str
