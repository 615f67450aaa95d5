"""Every kind of file that can be imported, in the order in which they build on each other."""

from bot.imports.rules.fields import Kind
from bot.imports.rules.kinds_books import COSTS, RATES, REVENUE, TOUCHES
from bot.imports.rules.kinds_contacts import CONTACTS
from bot.imports.rules.kinds_events import EVENTS
from bot.imports.rules.kinds_people import CUSTOMERS, PARTNER_HISTORY, PARTNERS
from bot.imports.rules.kinds_programme import CERTIFICATIONS, DEALS, PAYOUTS
from bot.imports.rules.kinds_subscriptions import SUBSCRIPTIONS, TERMS, TRIALS
from bot.imports.rules.kinds_surveys import RESPONSES

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        PARTNERS,
        PARTNER_HISTORY,
        CONTACTS,
        CUSTOMERS,
        RATES,
        SUBSCRIPTIONS,
        TERMS,
        TRIALS,
        REVENUE,
        COSTS,
        TOUCHES,
        DEALS,
        PAYOUTS,
        CERTIFICATIONS,
        RESPONSES,
        EVENTS,
    )
}
