"""Contracts that come due, for whoever has the command line."""

from bot.errors import ConfigurationInvalid
from bot.figures import renewing
from bot.figures.rules.renewals import Renewal, Wanted, Word, names_partner
from bot.figures.store import renewals
from bot.people.store.charges import charges
from bot.quantities import Quantity, in_major_units
from bot.store.sessions import AsyncSession
from drumbeat.reports.opened import opened
from drumbeat.reports.report import Report, Table
from drumbeat.settings import Settings

MOST = 10_000
NONE = "Nothing comes due in this time."


async def coming_due(settings: Settings, *, partner: str, days: int) -> Report:
    """Return the open terms that end in so many days, with what was said of each."""
    async with opened(settings) as house, house.database.read() as session:
        on = await renewing.ground(house.context, session)
        whose = await _called(session, partner) if partner else None
        span = on.today, Wanted(days).last(on.today)
        found, _, _ = await renewals.listed(session, None, whose, span, MOST)
    heads = ("Ends", "Partner", "Customer", "Product", f"{on.currency} a year", "How it stands")
    rows = [
        (
            *(str(one.term_end), one.partner, one.customer, one.product),
            *(_major(one, on.currency), ", ".join(map(_said, one.stands)) or "open"),
        )
        for one in found
    ]
    until = on.until.isoformat() if on.until is not None else None
    value = {
        "until": until,
        "currency": on.currency,
        "renewals": [_facts(one, on.currency) for one in found],
    }
    notes = (f"The contracts' data is complete up to {until}.",) if until else ()
    return Report(value, (Table(heads, rows),) if rows else (), NONE, notes)


async def _called(session: AsyncSession, name: str) -> set[str]:
    found = {one.partner_id for one in await charges(session) if names_partner(name, one.name)}
    if not found:
        raise ConfigurationInvalid(
            f"--partner: there is no partner called {name}: drumbeat contacts coverage has all"
        )
    return found


def _major(one: Renewal, currency: str) -> str:
    return f"{in_major_units(Quantity(one.annualised, 'money_year', currency)):f}"


def _said(word: Word) -> str:
    return f"{word.side.value}: {word.status.value.replace('_', ' ')}"


def _facts(one: Renewal, currency: str) -> dict[str, object]:
    return {
        "id": one.id,
        "partner_id": one.partner_id,
        "partner": one.partner,
        "subscription": one.subscription,
        "term_end": one.term_end,
        "customer": one.customer,
        "product": one.product,
        "annualised": _major(one, currency),
        "words": [
            {
                "status": word.status.value,
                "side": word.side.value,
                "who": word.who,
                "at": word.at,
                "reason": word.reason,
            }
            for word in one.words
        ],
    }
