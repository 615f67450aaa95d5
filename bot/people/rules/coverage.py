"""Whom we know at a partner, how they are reached, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.principal import Role


class Side(StrEnum):
    """A side of a partnership."""

    VENDOR = "vendor"
    PARTNER = "partner"


class Lack(StrEnum):
    """What may be missing in a partnership."""

    NOBODY = "nobody"
    NOBODY_REACHABLE = "nobody_reachable"
    ROLE_UNKNOWN = "role_unknown"
    ROLE_UNREACHABLE = "role_unreachable"
    NO_PARTNER_SPONSOR = "no_partner_sponsor"
    NO_VENDOR_SPONSOR = "no_vendor_sponsor"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing; a role where it is about one."""

    lack: Lack
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A contact with the platforms that reach them, the first one first."""

    contact_id: str
    name: str
    role: Role
    platforms: tuple[str, ...]
    opted_out: bool = False

    @property
    def reachable(self) -> bool:
        """Whether anything we send reaches them."""
        return bool(self.platforms) and not self.opted_out


@dataclass(frozen=True, slots=True)
class Coverage:
    """One partner: its active contacts, its executive pair, and who looks after it."""

    partner_id: str
    partner: str
    people: tuple[Known, ...]
    vendor_sponsor: str | None = None
    partner_sponsor: str | None = None
    manager: str | None = None
    deputy: str | None = None

    @property
    def reachable(self) -> int:
        return sum(person.reachable for person in self.people)

    def of(self, role: Role) -> tuple[Known, ...]:
        """Return who does this there."""
        return tuple(person for person in self.people if person.role is role)

    def on(self, platform: str) -> int:
        """Count who can be reached on this platform."""
        return sum(platform in person.platforms for person in self.people if person.reachable)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Name everything that is missing."""
        found = _people_gaps(self)
        if self.partner_sponsor is None:
            found.append(Gap(Lack.NO_PARTNER_SPONSOR))
        if self.vendor_sponsor is None:
            found.append(Gap(Lack.NO_VENDOR_SPONSOR))
        return tuple(found)


def widest_gaps_first(found: Sequence[Coverage]) -> tuple[Coverage, ...]:
    """Sort partners by how much is missing."""
    return tuple(sorted(found, key=lambda one: (-len(one.gaps), one.partner)))


def _people_gaps(coverage: Coverage) -> list[Gap]:
    if not coverage.people:
        return [Gap(Lack.NOBODY)]
    found = [] if coverage.reachable else [Gap(Lack.NOBODY_REACHABLE)]
    for role in Role:
        people = coverage.of(role)
        if not people:
            found.append(Gap(Lack.ROLE_UNKNOWN, role))
        elif coverage.reachable and not any(person.reachable for person in people):
            found.append(Gap(Lack.ROLE_UNREACHABLE, role))
    return found
