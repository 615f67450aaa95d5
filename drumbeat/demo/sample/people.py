"""The people of the sample programme: partners and their past, contacts, and web addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from drumbeat.demo.sample.dice import Dice, first_of_month, moment
from drumbeat.demo.sample.names import FIRST, LAST, TONGUES, mailbox
from drumbeat.demo.sample.rows import Rows
from drumbeat.demo.sample.world import MONTHS, PARTNERS, VENDOR_DOMAIN, VENDOR_SLUG, PartnerPlan

ROLES = (
    *("technical", "sales", "executive", "marketing", "development"),
    *("technical", "sales", "technical", "sales", "marketing"),
    *("technical", "sales", "development", "technical", "sales"),
    *("executive", "technical", "marketing", "sales", "technical"),
    *("development", "sales", "technical", "marketing", "technical"),
)
"""What the contacts of a partner do, in turn: so an id says what its person does."""

VENDOR_PEOPLE = (
    ("administrator", "marketing"),
    ("administrator", "executive"),
    ("manager", "sales"),
    ("manager", "sales"),
    ("manager", "technical"),
    ("manager", "sales"),
    ("member", "technical"),
    ("member", "development"),
    ("member", "marketing"),
    ("member", "sales"),
    ("member", "technical"),
    ("member", "executive"),
)
VENDOR_ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Singapore")
MANAGERS = tuple(
    f"{VENDOR_SLUG}-{number:02}"
    for number, (permission, _) in enumerate(VENDOR_PEOPLE, 1)
    if permission == "manager"
)
WEB = "web"


@dataclass(frozen=True, slots=True)
class Asked:
    """A partner's contact, as far as the surveys must know."""

    contact_id: str
    partner: PartnerPlan
    role: str


def manager_of(index: int) -> str:
    """Return the id of the contact at the vendor who looks after this partner."""
    return MANAGERS[index % len(MANAGERS)]


def partner_id(plan: PartnerPlan) -> str:
    """Return the partner's id."""
    return f"partner-{plan.slug}"


def contacts_of(plan: PartnerPlan) -> Iterator[Asked]:
    """Walk a partner's contacts in the order of their ids."""
    for index in range(plan.contacts):
        yield Asked(f"{plan.slug}-{index + 1:02}", plan, ROLES[index % len(ROLES)])


def write_people(rows: Rows, today: date, seed: int) -> None:
    """Add partners, their history, contacts, and a web address for each contact."""
    dice = Dice(seed, "people")
    taken: set[str] = set()
    for plan in PARTNERS:
        _add_partner(rows, plan, today)
        for asked in contacts_of(plan):
            name = _name(dice, plan.tongue, taken)
            zone = plan.zones[0] if dice.chance(700) else dice.one_of(plan.zones)
            rows.add(
                "contact",
                id=asked.contact_id,
                partner_id=partner_id(plan),
                name=name,
                email=f"{mailbox(name)}@{plan.domain}",
                role=asked.role,
                permission="partner",
                zone=zone,
                language="de" if _number(asked) in plan.german else None,
                # The first ones of each partner are there to be met, so they stay.
                active=asked.contact_id.endswith(("01", "02", "03")) or not dice.chance(15),
            )
    _add_vendor_people(rows, dice, taken)
    _add_web(rows, today)


def _number(asked: Asked) -> int:
    return int(asked.contact_id.rpartition("-")[2])


def _add_partner(rows: Rows, plan: PartnerPlan, today: date) -> None:
    stands = plan.history
    rows.add(
        "partner",
        id=partner_id(plan),
        name=plan.name,
        tier=stands[-1].tier,
        region=plan.region,
        stage=stands[-1].stage,
        country=plan.country,
    )
    starts = [first_of_month(today, -stand.months_ago) for stand in stands]
    for stand, start, end in zip(stands, starts, [*starts[1:], None], strict=True):
        rows.add(
            "partner_history",
            partner_id=partner_id(plan),
            valid_from=start,
            valid_to=end,
            tier=stand.tier,
            stage=stand.stage,
            region=plan.region,
        )


def _add_vendor_people(rows: Rows, dice: Dice, taken: set[str]) -> None:
    for number, (permission, role) in enumerate(VENDOR_PEOPLE, 1):
        name = _name(dice, dice.one_of(TONGUES), taken)
        rows.add(
            "contact",
            id=f"{VENDOR_SLUG}-{number:02}",
            partner_id=None,
            name=name,
            email=f"{mailbox(name)}@{VENDOR_DOMAIN}",
            role=role,
            permission=permission,
            zone=VENDOR_ZONES[number % len(VENDOR_ZONES)],
            language=None,
            active=True,
        )


def _add_web(rows: Rows, today: date) -> None:
    since = moment(first_of_month(today, -MONTHS), 0)
    rows.add(
        "installation",
        id=WEB,
        platform=WEB,
        external_id=WEB,
        name="Browser",
        token="",
        own=True,
        installed_at=since,
    )
    for contact in rows.of("contact"):
        rows.add(
            "address",
            id=f"web-{contact['id']}",
            contact_id=contact["id"],
            platform=WEB,
            installation_id=WEB,
            external_id=contact["id"],
            linked_at=since,
        )


def _name(dice: Dice, tongue: str, taken: set[str]) -> str:
    while True:
        name = f"{dice.one_of(FIRST[tongue])} {dice.one_of(LAST[tongue])}"
        if name not in taken:
            taken.add(name)
            return name
