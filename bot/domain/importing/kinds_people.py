"""Files about companies and people: partners, their history, contacts, customers."""

from bot.domain.importing.faults import FieldRefused
from bot.domain.importing.fields import (
    Cell,
    Field,
    Kind,
    Row,
    Spans,
    Surroundings,
    Target,
    Values,
    made_id,
)
from bot.domain.importing.resolving import PARTNER, partner_id, stretch
from bot.domain.people import Permission, Role

STANDING = (
    Field("tier", Cell.CODE, "such as Gold", required=True),
    Field("region", Cell.CODE, "such as EMEA", required=True),
    Field("stage", Cell.CODE, "such as build", required=True),
)
_STANDING_TARGETS = tuple(Target(field.name, (field.name,)) for field in STANDING)
_AT_THE_VENDOR = tuple(each.value for each in Permission if each is not Permission.PARTNER)


def _partner(values: Values, around: Surroundings) -> Row:
    name = str(values["name"])
    known = around.partners.get(name.lower())
    return {
        "id": values["id"] or known or made_id("partner", name.lower()),
        "name": name,
        "tier": values["tier"],
        "region": values["region"],
        "stage": values["stage"],
        "manager_id": values["manager"],
    }


def _history(values: Values, around: Surroundings) -> Row:
    start, end = stretch(values, around, "valid_from", "valid_to")
    return {
        "partner_id": partner_id(values, around),
        "valid_from": start,
        "valid_to": end,
        "tier": values["tier"],
        "region": values["region"],
        "stage": values["stage"],
    }


def _contact(values: Values, around: Surroundings) -> Row:
    partner = partner_id(values, around)
    permission = values["permission"]
    if partner is not None and permission not in (None, Permission.PARTNER.value):
        raise FieldRefused("permission", "a partner's contact can only be partner, or left empty")
    if partner is None and permission == Permission.PARTNER.value:
        raise FieldRefused("partner", "whose contact is this? permission says partner")
    if partner is None and permission is None:
        raise FieldRefused(
            "partner",
            "name the partner, or for the vendor's own people say in `permission` which "
            f"they have: {', '.join(_AT_THE_VENDOR)}",
        )
    active = values["active"]
    return {
        "email": values["email"],
        "name": values["name"],
        "partner_id": partner,
        "role": values["role"],
        "permission": permission or Permission.PARTNER.value,
        "zone": values["zone"] or "UTC",
        "preferred_platform": values["preferred_platform"],
        "active": True if active is None else active,
    }


def _customer(values: Values, around: Surroundings) -> Row:
    return {
        "id": values["id"],
        "name": values["name"],
        "partner_id": partner_id(values, around),
        "segment": values["segment"],
    }


PARTNERS = Kind(
    name="partners",
    table="partner",
    label="partner",
    fields=(
        Field("name", Cell.NAME, "the company's name", required=True),
        Field("id", Cell.CODE, "your id of it; without one it is known by its name"),
        *STANDING,
        Field("manager", Cell.EMAIL, "email of the vendor's person who looks after it"),
    ),
    assemble=_partner,
    targets=(
        Target("id"),
        Target("name", ("name",)),
        *_STANDING_TARGETS,
        Target("manager_id", ("manager",)),
    ),
    key=("id",),
)
PARTNER_HISTORY = Kind(
    name="partner-history",
    table="partner_history",
    label="partner and day",
    fields=(
        PARTNER,
        Field("valid_from", Cell.DAY, "the first day", required=True),
        Field("valid_to", Cell.DAY, "the first day after; empty: until further notice"),
        *STANDING,
    ),
    assemble=_history,
    targets=(
        Target("partner_id"),
        Target("valid_from"),
        Target("valid_to", ("valid_to",)),
        *_STANDING_TARGETS,
    ),
    key=("partner_id", "valid_from"),
    spans=Spans("partner_id", "valid_from", "valid_to", "two tiers on one day"),
)
CONTACTS = Kind(
    name="contacts",
    table="contact",
    label="email",
    fields=(
        Field("email", Cell.EMAIL, "how the person is known", required=True),
        Field("name", Cell.NAME, "the person's name", required=True),
        Field("partner", Cell.NAME, "the partner's name or id; empty: at the vendor"),
        Field(
            "role",
            Cell.CHOICE,
            "what they do",
            required=True,
            choices=tuple(r.value for r in Role),
        ),
        Field(
            "permission",
            Cell.CHOICE,
            "for the vendor's own people what they may do",
            choices=tuple(each.value for each in Permission),
        ),
        Field("zone", Cell.ZONE, "such as Europe/Berlin; UTC if never said"),
        Field(
            "preferred_platform",
            Cell.CHOICE,
            "where they like to be met",
            choices=("slack", "teams", "email", "web"),
        ),
        Field("active", Cell.FLAG, "false for who has left"),
    ),
    assemble=_contact,
    targets=(
        Target("email"),
        Target("name", ("name",)),
        Target("partner_id", ("partner", "permission")),
        Target("role", ("role",)),
        Target("permission", ("partner", "permission")),
        Target("zone", ("zone",)),
        Target("preferred_platform", ("preferred_platform",)),
        Target("active", ("active",)),
    ),
    key=("email",),
)
CUSTOMERS = Kind(
    name="customers",
    table="customer",
    label="customer id",
    fields=(
        Field("id", Cell.CODE, "your id of the customer", required=True),
        Field("name", Cell.NAME, "the company's name", required=True),
        PARTNER,
        Field("segment", Cell.CODE, "such as SMB", required=True),
    ),
    assemble=_customer,
    targets=(
        Target("id"),
        Target("name", ("name",)),
        Target("partner_id", ("partner",)),
        Target("segment", ("segment",)),
    ),
    key=("id",),
)
