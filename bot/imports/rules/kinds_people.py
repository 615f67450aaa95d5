"""Files about companies: partners, their history, customers."""

from collections.abc import Callable

from bot.imports.rules.faults import FieldRefused
from bot.imports.rules.fields import (
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
from bot.imports.rules.partners import KnownPartner, Partners
from bot.imports.rules.resolving import (
    PARTNER,
    PARTNER_FIELDS,
    partner_id,
    stretch,
)
from bot.imports.rules.writings import Ambiguous
from bot.name_keys import name_key

STANDING = (
    Field("tier", Cell.CODE, "such as Gold", required=True),
    Field("region", Cell.CODE, "such as EMEA", required=True),
    Field("stage", Cell.CODE, "such as build", required=True),
)
_STANDING_TARGETS = tuple(Target(field.name, (field.name,)) for field in STANDING)
_HOME = ("zone", "language", "country")


def _partner(values: Values, around: Surroundings) -> Row:
    """Find the partner by id, else by name; a name it was found by is not changed by that."""
    if values["deputy"] is not None and values["deputy"] == values["manager"]:
        raise FieldRefused("deputy", "this is the manager: name another deputy, or none")
    name, given = str(values["name"]), values["id"]
    source_id = None if given is None else str(given)
    known = _looked_up("id", around.partners.with_id, source_id)
    if known is not None:
        source_id = known.source_id
    else:
        known = _looked_up("name", around.partners.with_name, name)
        if known is not None and source_id is not None and known.source_id is not None:
            known = None  # two companies: whether they may have one name, the whole file shows
        if known is not None:
            name, source_id = known.name, known.source_id or source_id
    return {
        "id": known.our_id if known else _new_partner_id(name, source_id, around.partners),
        "source_id": source_id,
        "name": name,
        "name_key": name_key(name),
        "tier": values["tier"],
        "region": values["region"],
        "stage": values["stage"],
        "manager_id": values["manager"],
        "deputy_id": values["deputy"],
        **{name: values[name] for name in _HOME},
    }


def _looked_up(
    field: str, look: Callable[[str], KnownPartner | None], words: str | None
) -> KnownPartner | None:
    try:
        return None if words is None else look(words)
    except Ambiguous as problem:
        raise FieldRefused(field, str(problem)) from None


def _new_partner_id(name: str, source_id: str | None, partners: Partners) -> str:
    """Name a new partner in our tables: by its own id, else by what its name is made of."""
    if source_id is not None:
        taken = source_id in partners.ours
        return made_id("partner", "id", name_key(source_id)) if taken else source_id
    our_id = made_id("partner", name_key(name))
    if our_id in partners.ours:
        today = partners.ours[our_id].name
        raise FieldRefused(
            "name",
            f"a partner was called so and is {today} today: write that, "
            "or give the row an id if this is another one",
        )
    return our_id


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
        Field("deputy", Cell.EMAIL, "email of who does so while the manager is away"),
        Field("zone", Cell.ZONE, "where it is, such as Europe/Berlin"),
        Field("language", Cell.LANGUAGE, "what its people read unless they say, such as de"),
        Field("country", Cell.COUNTRY, "two letters, such as DE"),
    ),
    assemble=_partner,
    targets=(
        Target("id"),
        Target("source_id", ("id",)),
        Target("name", ("name",)),
        Target("name_key", ("name",)),
        *_STANDING_TARGETS,
        Target("manager_id", ("manager",)),
        Target("deputy_id", ("deputy",)),
        *(Target(name, (name,)) for name in _HOME),
    ),
    key=("id",),
)
PARTNER_HISTORY = Kind(
    name="partner-history",
    table="partner_history",
    label="partner and day",
    fields=(
        *PARTNER,
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
    spans=Spans("partner_id", "valid_from", "valid_to", "two tiers on one day", "valid_from"),
)
CUSTOMERS = Kind(
    name="customers",
    table="customer",
    label="customer id",
    fields=(
        Field("id", Cell.CODE, "your id of the customer", required=True),
        Field("name", Cell.NAME, "the company's name", required=True),
        *PARTNER,
        Field("segment", Cell.CODE, "such as SMB", required=True),
    ),
    assemble=_customer,
    targets=(
        Target("id"),
        Target("name", ("name",)),
        Target("partner_id", PARTNER_FIELDS),
        Target("segment", ("segment",)),
    ),
    key=("id",),
    own_id="id",
)
