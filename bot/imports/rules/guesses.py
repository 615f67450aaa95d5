"""Which kind a stranger's header fits best, and which column may be which field."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.imports.rules.fields import Kind
from bot.imports.rules.header import plain

CALLED: Mapping[str, frozenset[str]] = {
    field: frozenset(names.split())
    for field, names in {
        "email": "e_mail mail email_address mail_address",
        "name": "full_name company company_name account_name customer_name display_name",
        "id": "record_id customer_id account_id company_id contact_id deal_id opportunity_id "
        "registration_id payout_id",
        "customer": "customer_id account_id company_id client_id",
        "subscription": "subscription_id sub_id contract_id",
        "product": "product_name plan plan_name plan_tier sku",
        "start": "start_date started_at begin valid_from",
        "end": "end_date ended_at cancelled_at canceled_at valid_to",
        "amount": "price total mrr mrr_amount monthly_amount value",
        "period": "interval billing_period billing_cycle billing_frequency billing_term",
        "seats": "quantity qty licenses licences users units",
        "trial": "is_trial",
        "role": "job_title title function",
        "segment": "industry customer_segment",
        "country": "country_code",
        "zone": "time_zone timezone",
        "language": "locale preferred_language",
        "partner": "reseller channel_partner",
        "at": "date timestamp created_at submitted_at",
        "date": "booked_on booking_date invoice_date",
        "reference": "ticket_id invoice_id number",
        "contact": "email respondent respondent_email",
        "answered_at": "submitted_at date timestamp",
        "reason": "comment feedback",
        "customer_name": "customer prospect account_name end_customer account",
        "registered_on": "registration_date submitted_on date_registered created_date",
        "state": "status stage deal_stage deal_status",
        "protected_until": "expires_on expiry_date protection_end expiration_date",
        "closed_on": "close_date closed_at closed_date date_closed",
        "earned_on": "earned_at date_earned passed_on issued_on issue_date",
        "due_on": "due_date payable_on",
        "paid_on": "paid_at payment_date date_paid",
        "person": "email name full_name employee student learner",
        "what": "certification certificate exam course title credential",
        "valid_until": "expires_on expires expiry expiry_date expiration_date valid_to",
    }.items()
}
"""What other programs call our fields, as far as it is common."""
FIRST = frozenset({"first_name", "firstname", "given_name", "vorname"})
LAST = frozenset({"last_name", "lastname", "surname", "family_name", "nachname"})


@dataclass(frozen=True, slots=True)
class Likely:
    """The columns that may be fields of a kind, and those that are one field together."""

    columns: Mapping[str, str]
    joins: Mapping[str, tuple[str, ...]]


def likely(header: Sequence[str], kind: Kind) -> Likely:
    """Say what the names of the columns suggest: a field's own name before any other one."""
    columns: dict[str, str] = {}
    joins: dict[str, tuple[str, ...]] = {}
    for field in kind.fields:
        free = [name for name in header if name and name not in columns]
        found = _called(free, {field.name}) or _called(free, CALLED.get(field.name, ()))
        if field.name == "name" and (parts := _parts(header)):
            joins["name"] = parts
        elif found:
            columns[found] = field.name
    return Likely(columns, joins)


def fit(given: Collection[str], kind: Kind, share: float) -> float:
    """Say how well a file fits a kind: what it needs and has, and what share was understood."""
    needed = [field for field in kind.fields if field.required and not field.instead_of]
    had = sum(1 for field in needed if kind.ways_to_say(field.name) & set(given))
    return had / len(needed) + share


def _called(header: Sequence[str], names: Collection[str]) -> str | None:
    return next((each for each in header if plain(each) in names), None)


def _parts(header: Sequence[str]) -> tuple[str, ...]:
    first, last = _called(header, FIRST), _called(header, LAST)
    return (first, last) if first and last and not _called(header, {"name"}) else ()


def orders(days: Collection[str]) -> Iterator[str]:
    """Yield the orders in which all of these are days: two numbers, then a year."""
    numbers = [[int(part) for part in _split(day)[:2]] for day in days]
    if all(month <= 12 for _, month in numbers):  # noqa: PLR2004 - months of a year
        yield "dd{0}mm{0}yyyy"
    if all(month <= 12 for month, _ in numbers):  # noqa: PLR2004 - likewise
        yield "mm{0}dd{0}yyyy"


def _split(day: str) -> list[str]:
    for mark in "-./":
        day = day.replace(mark, " ")
    return day.split()
