"""Who people are: what they do (role), what they may do (permission), and for whom."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a person may do here; the first three belong to the vendor."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    MEMBER = "member"
    PARTNER = "partner"


class Role(StrEnum):
    """What a person does at their company; never a right."""

    SALES = "sales"
    TECHNICAL = "technical"
    MARKETING = "marketing"
    DEVELOPMENT = "development"
    EXECUTIVE = "executive"


@dataclass(frozen=True, slots=True)
class Principal:
    """The person on whose behalf something is done; every query is scoped by it."""

    contact_id: str
    name: str
    permission: Permission
    role: Role
    zone: str
    partner_id: str | None = None
    partner_name: str | None = None
    language: str = "en"

    @property
    def is_vendor(self) -> bool:
        """Whether this person works for the vendor."""
        return self.permission is not Permission.PARTNER

    @property
    def first_name(self) -> str:
        """The name to greet with."""
        return self.name.split(maxsplit=1)[0] if self.name.strip() else self.name
