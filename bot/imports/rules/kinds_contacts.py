"""Files about people: who they are, how they are met, and what they agreed to."""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.imports.rules.faults import FieldRefused, shown
from bot.imports.rules.fields import Cell, Field, Kind, Row, Surroundings, Target, Values
from bot.imports.rules.person_names import NameOrder, looks_turned, turned
from bot.imports.rules.resolving import PARTNER_FIELDS, partner_fields, partner_id
from bot.name_keys import name_key
from bot.principal import Permission, Role

_EVIDENCE = ("consent_at", "consent_how", "consent_by")
_PARTED = re.compile(r"[;,|\n]")
BETWEEN = ";"
"""What parts the topics that a row mutes."""
HAS_A_COMMA = (
    "have a name with a comma: --name-order last-first turns “Last, First” around, "
    "and --name-order as-written says that none is"
)
_AT_THE_VENDOR = tuple(each.value for each in Permission if each is not Permission.PARTNER)


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
    _check_evidence(values)
    for moment in ("consent_at", "opted_out"):
        if isinstance(said := values[moment], datetime):
            around.refuse_future(moment, said)
    name, active = _persons_name(values, around), values["active"]
    return {
        "email": values["email"],
        "email_key": values["email"],
        "source_id": values["id"],
        "name": name,
        "name_key": None if name is None else name_key(name),
        "partner_id": partner,
        "role": values["role"],
        "permission": permission or Permission.PARTNER.value,
        "zone": values["zone"],
        "language": values["language"],
        "country": values["country"],
        "preferred_platform": values["preferred_platform"],
        "active": True if active is None else active,
        **{name: values[name] for name in _EVIDENCE},
        "opted_out_at": values["opted_out"],
        "mutes": BETWEEN.join(sorted(set(_topics(values, around)))) or None,
    }


def _topics(values: Values, around: Surroundings) -> Iterator[str]:
    """Yield the keys of the topics that a cell names by key or title."""
    if values["mutes"] is None:
        return
    words, known = str(values["mutes"]), around.topics()
    for topic in (words,) if name_key(words) in known else _PARTED.split(words):
        if not topic.strip():
            continue
        if name_key(topic) not in known:
            there = ", ".join(sorted(set(known.values()))) or "none, for there are none"
            raise FieldRefused(
                "mutes", f"there is no topic {shown(topic.strip())} here: write of {there}"
            )
        yield known[name_key(topic)]


def _persons_name(values: Values, around: Surroundings) -> str | None:
    """Return a person's name as people are addressed; whether a comma turns it, the file says."""
    if values["name"] is None:
        return None
    name, order = str(values["name"]), around.notation.name_order
    if order is NameOrder.LAST_FIRST:
        return turned(name)
    if order is None and looks_turned(name):
        around.note(HAS_A_COMMA)
    return name


def _check_evidence(values: Values) -> None:
    """Refuse evidence of consent in pieces: a part of it shows nothing."""
    missing = [name for name in _EVIDENCE if values[name] is None]
    if missing and len(missing) < len(_EVIDENCE):
        raise FieldRefused(
            missing[0], "evidence of consent says when, how and by whom: give all three, or none"
        )


CONTACTS = Kind(
    name="contacts",
    table="contact",
    label="email",
    fields=(
        Field("email", Cell.EMAIL, "how the person is known", required=True),
        Field("id", Cell.CODE, "your id of the person; found by it, the email may be a new one"),
        Field("name", Cell.NAME, "the person's name; else they are called by their address"),
        *partner_fields("; empty: at the vendor", required=False),
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
        Field(
            "zone",
            Cell.ZONE,
            "such as Europe/Berlin; else their country's, partner's or programme's",
        ),
        Field("language", Cell.LANGUAGE, "such as de or de-AT; else the partner's, else English"),
        Field("country", Cell.COUNTRY, "two letters, such as DE"),
        Field(
            "preferred_platform",
            Cell.CHOICE,
            "where they like to be met",
            choices=("slack", "teams", "email", "web"),
        ),
        Field("active", Cell.FLAG, "false for who has left"),
        Field("consent_at", Cell.MOMENT, "when they agreed to be written to"),
        Field("consent_how", Cell.NAME, "how, such as sign-up form or signed contract"),
        Field(
            "consent_by",
            Cell.NAME,
            "by whom, such as themselves or our partner desk: a role, nobody else's name",
        ),
        Field(
            "opted_out",
            Cell.SINCE,
            "yes, or since when, for who wants nothing from us; no later file takes it back",
        ),
        Field("mutes", Cell.TEXT, "topics they do not want, as in news; tips; likewise"),
    ),
    assemble=_contact,
    targets=(
        Target("email"),
        Target("email_key"),
        Target("source_id", ("id",)),
        Target("name", ("name", "email"), lasts=True),
        Target("name_key", ("name", "email"), lasts=True),
        Target("partner_id", (*PARTNER_FIELDS, "permission")),
        Target("role", ("role",)),
        Target("permission", (*PARTNER_FIELDS, "permission")),
        Target("zone", ("zone", "country"), lasts=True),
        Target("language", ("language",)),
        Target("country", ("country",)),
        Target("preferred_platform", ("preferred_platform",)),
        Target("active", ("active",)),
        *(Target(name, (name,), lasts=True) for name in _EVIDENCE),
        Target("opted_out_at", ("opted_out",), lasts=True),
    ),
    key=("email",),
    beside=("mutes",),
)
