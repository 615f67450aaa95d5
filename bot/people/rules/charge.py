"""Who is in charge of a partner just now: the manager, else the deputy, else administrators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the vendor's people as far as it matters whether something can wait for them."""

    contact_id: str
    left: bool = False
    away_until: datetime | None = None

    def is_present(self, now: datetime) -> bool:
        """Say whether they are here: they have not left, and are not away."""
        return not self.left and (self.away_until is None or self.away_until <= now)


@dataclass(frozen=True, slots=True)
class Presenter:
    """One of the vendor's people in whose name something is said to a partner of theirs.

    `picture` names one that we host, below the address of all of them.
    """

    name: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """Whom a partner was given to."""

    manager: Colleague | None = None
    deputy: Colleague | None = None

    def present(self, now: datetime) -> Colleague | None:
        """Return the one of the two who looks after the partner now, if either is here."""
        named = (self.manager, self.deputy)
        return next((one for one in named if one is not None and one.is_present(now)), None)


def in_charge(
    charge: Charge, administrators: Iterable[Colleague], now: datetime
) -> tuple[Colleague, ...]:
    """Return who is in charge; it is nobody only where there is no administrator at all."""
    present = charge.present(now)
    return (present,) if present is not None else on_duty(administrators, now)


def on_duty(people: Iterable[Colleague], now: datetime) -> tuple[Colleague, ...]:
    """Return those who are here; where all are away, all who have not left."""
    staying = tuple(one for one in people if not one.left)
    return tuple(one for one in staying if one.is_present(now)) or staying
