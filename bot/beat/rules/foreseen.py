"""Whom something would reach, before it is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Somebody who is meant, as planning would see them now; `skip` is why they are left out."""

    contact_id: str
    partner_id: str | None
    role: str
    skip: str | None = None
